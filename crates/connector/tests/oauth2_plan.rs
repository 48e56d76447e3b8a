//! The OAuth 2 family: what a plan is filled with, and where it may lead.

mod support;

use std::time::Duration;

use larder_connector::{
    ClientAuth, Connector, Context, ExpiryUnit, Grant, RenderError, ResponseMode, Secrets,
    TokenBody, TokenMethod, Window,
};
use secrecy::ExposeSecret;
use serde_json::json;
use support::oauth2::{ASSERTION, CODE, DEVICE, PASSWORD, SERVICE, with};
use support::{map, read};

fn secrets() -> Secrets {
    Secrets::new()
        .with("private_key", "CANARY-key".into())
        .with("pass", "CANARY-pass".into())
}

fn planned(lines: &str) -> larder_connector::OAuth2Plan {
    let connector: Connector = read(&with(lines));
    let secrets = secrets();
    let context = Context::new(&connector)
        .fields(map(&[("site", "one two")]))
        .client("client one")
        .secrets(&secrets);
    connector.oauth2_plan("way", &context).expect("a plan")
}

#[test]
fn a_plan_says_what_the_definition_says() {
    let plan = planned(&format!(
        r#"{CODE}scopes = ["read", "{{{{ site }}}}"]
optional_scopes = ["admin"]
token_body = "json"
token_headers = {{ X-Key = "{{{{ pass }}}}" }}
token_params = {{ key = "{{{{ pass }}}}" }}
names = {{ code = "auth_code" }}
redirect_names = {{ code = "oauth_code" }}
answer = {{ access_token = "$.data.token" }}
expires_in_unit = "minutes"
keep_from_redirect = {{ realm = "realmId" }}
keep_secrets = {{ bot = "$.bot" }}
lifetime_seconds = 60
response_mode = "fragment"
window = "browser"
"#
    ));
    assert!(plan.needs_page() && plan.pkce);
    assert_eq!(plan.scopes, ["read", "one", "two"]);
    assert_eq!(plan.optional_scopes, ["admin"]);
    assert_eq!(plan.client_auth, ClientAuth::Body);
    assert_eq!(plan.token_body, TokenBody::Json);
    assert_eq!(plan.token_headers[0].1.expose_secret(), "CANARY-pass");
    assert_eq!(plan.token_params[0].1.expose_secret(), "CANARY-pass");
    assert_eq!(
        (plan.name("code"), plan.redirect_name("code")),
        ("auth_code", "oauth_code")
    );
    assert_eq!(
        (plan.name("state"), plan.redirect_name("state")),
        ("state", "state")
    );
    let answer = json!({ "data": { "token": "t" }, "bot": "b" });
    let token = plan
        .answer
        .access_token
        .as_ref()
        .and_then(|path| path.find(&answer));
    assert_eq!(token, Some(&json!("t")));
    assert_eq!(plan.answer.expires_in_unit, ExpiryUnit::Minutes);
    assert_eq!(plan.keep_secrets["bot"].find(&answer), Some(&json!("b")));
    assert_eq!(plan.keep_from_redirect["realm"], "realmId");
    assert_eq!(plan.lifetime, Some(Duration::from_mins(1)));
    assert_eq!(plan.response_mode, ResponseMode::Fragment);
    assert_eq!(plan.window, Window::Browser);
    assert_eq!(plan.refresh_endpoint(), plan.token_url.as_ref());
    assert_eq!(plan.opens_at(), plan.authorize_url.as_ref());
    let text = format!("{plan:?}");
    assert!(!text.contains("CANARY"), "{text}");
}

#[test]
fn a_get_puts_everything_into_the_address() {
    let plan = planned(&format!("{CODE}token_method = \"get\"\n"));
    assert_eq!(
        (plan.token_method, plan.token_body),
        (TokenMethod::Get, TokenBody::Query)
    );
}

#[test]
fn an_assertion_is_filled_and_its_key_stays_hidden() {
    let plan = planned(ASSERTION);
    assert_eq!(
        plan.client_auth,
        ClientAuth::Nothing,
        "the assertion says who asks"
    );
    assert!(!plan.needs_page());
    let Grant::JwtBearer(assertion) = &plan.grant else {
        panic!("{:?}", plan.grant);
    };
    assert_eq!(assertion.key.expose_secret(), "CANARY-key");
    assert_eq!(assertion.claims["iss"], "client one");
    assert_eq!(assertion.claims["sub"], "one two");
    assert_eq!(assertion.lifetime, Duration::from_mins(3));
    assert!(!format!("{plan:?}").contains("CANARY"));
}

#[test]
fn a_client_that_is_typed_for_each_connection_is_its_own() {
    let plan = planned(&format!(
        "{SERVICE}client_id = \"{{{{ site }}}}\"\nclient_secret = \"{{{{ pass }}}}\"\ntoken_params = {{ app = \"{{{{ client_id }}}}\" }}\n"
    ));
    let client = plan.client.expect("a client");
    assert_eq!(client.id, "one two");
    assert_eq!(
        client.secret.expect("a secret").expose_secret(),
        "CANARY-pass"
    );
    assert_eq!(plan.token_params[0].1.expose_secret(), "one two");
}

#[test]
fn where_a_way_leads_is_known_before_any_secret_is() {
    for (lines, expected) in [
        (CODE, "https://id.acme.test/authorize"),
        (SERVICE, "https://id.acme.test/token"),
        (ASSERTION, "https://id.acme.test/token"),
        (DEVICE, "https://id.acme.test/device"),
        (PASSWORD, "https://id.acme.test/token"),
    ] {
        let connector = read(&with(lines));
        let context = Context::new(&connector).fields(map(&[("site", "one")]));
        let leads = connector
            .oauth2_opens_at("way", &context)
            .expect("an address");
        assert_eq!(leads.as_str(), expected);
    }
}

#[test]
fn endpoints_elsewhere_than_the_app_s_hosts_make_no_plan_and_metadata_may_not_name_them() {
    let lines = CODE.replace("https://id.acme.test/token", "https://evil.example/token");
    let connector = read(&with(&lines));
    let refused = connector.oauth2_plan("way", &Context::new(&connector));
    assert!(matches!(refused, Err(RenderError::Host { host }) if host == "evil.example"));

    let plan = planned(
        "type = \"oauth2_client_credentials\"\ndiscover = \"https://id.acme.test/tenant\"\n",
    );
    let discover = plan.discover.expect("an issuer");
    assert_eq!(discover.issuer, "https://id.acme.test/tenant");
    for (endpoint, is_fine) in [
        ("https://id.acme.test/token", true),
        ("https://acme.test/token", true),
        ("http://id.acme.test/token", false),
        ("https://evil.example/token", false),
        ("https://id.acme.test.evil.example/token", false),
        ("https://ada@id.acme.test/token", false),
        ("http://127.0.0.1/token", false),
    ] {
        assert_eq!(
            discover.admits(&endpoint.parse().expect("a URL")),
            is_fine,
            "{endpoint}"
        );
    }
}
