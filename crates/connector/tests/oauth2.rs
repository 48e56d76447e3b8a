//! The OAuth 2 family: what each grant needs and refuses, told with its place, and what a plan is filled with.

mod support;

use std::time::Duration;

use larder_connector::{
    ClientAuth, Connector, Context, ExpiryUnit, Grant, RenderError, ResponseMode, Secrets,
    TokenBody, TokenMethod, Window,
};
use secrecy::ExposeSecret;
use serde_json::json;
use support::{map, read, report, told};

/// A definition with one way: the lines given stand from line 16 on.
fn with(lines: &str) -> String {
    format!(
        r#"id = "acme"
name = "Acme"
api_hosts = ["*.acme.test", "acme.test"]

[test]
get = "https://api.acme.test/me"

[[fields]]
key = "site"
label = "Site"

[[auth]]
id = "way"
label = "Sign in"
secrets = [{{ key = "private_key", label = "Key" }}, {{ key = "pass", label = "Password" }}]
{lines}
"#
    )
}

const CODE: &str = r#"type = "oauth2"
authorize_url = "https://id.acme.test/authorize"
token_url = "https://id.acme.test/token"
pkce = "S256"
"#;
const SERVICE: &str = r#"type = "oauth2_client_credentials"
token_url = "https://id.acme.test/token"
"#;
const ASSERTION: &str = r#"type = "jwt_bearer"
token_url = "https://id.acme.test/token"
assertion = { key = "{{ private_key }}", algorithm = "RS256", claims = { iss = "{{ client_id }}", sub = "{{ site }}" } }
"#;
const DEVICE: &str = r#"type = "oauth2_device"
device_url = "https://id.acme.test/device"
token_url = "https://id.acme.test/token"
"#;
const PASSWORD: &str = r#"type = "oauth2_password"
token_url = "https://id.acme.test/token"
username = "{{ site }}"
password = "{{ pass }}"
why = "the vendor's API page offers nothing else"
"#;

fn mistakes(lines: &str) -> Vec<String> {
    told(&report(&with(lines)).mistakes)
}

/// What is told when lines are added to a grant that has no mistake by itself.
fn added(grant: &str, more: &str) -> Vec<String> {
    mistakes(&format!("{grant}{more}"))
}

#[test]
fn each_grant_is_clean_with_what_it_needs() {
    for grant in [CODE, SERVICE, ASSERTION, DEVICE, PASSWORD] {
        assert_eq!(mistakes(grant), Vec::<String>::new(), "{grant}");
    }
}

#[test]
fn what_a_grant_needs_is_asked_for_at_the_way() {
    for (grant, key) in [
        (CODE, "authorize_url"),
        (CODE, "token_url"),
        (CODE, "pkce"),
        (SERVICE, "token_url"),
        (ASSERTION, "assertion"),
        (DEVICE, "device_url"),
        (PASSWORD, "username"),
        (PASSWORD, "password"),
    ] {
        let lines: Vec<&str> = grant
            .lines()
            .filter(|line| !line.starts_with(&format!("{key} =")))
            .collect();
        let told = mistakes(&(lines.join("\n") + "\n"));
        assert_eq!(told.len(), 1, "{key}: {told:?}");
        assert!(
            told[0].starts_with(&format!("12:1: `{key}` is missing (")),
            "{told:?}"
        );
    }
    let told = mistakes(&PASSWORD.replace("why =", "# why ="));
    assert!(
        told[0].starts_with("12:1: the password grant wants a reason, in `why`"),
        "{told:?}"
    );
    let told = mistakes(&PASSWORD.replace("the vendor's API page offers nothing else", "because"));
    assert!(
        told[0].starts_with("20:7: the password grant wants a reason"),
        "{told:?}"
    );
}

#[test]
fn endpoints_that_metadata_names_are_not_missed() {
    let discover = "discover = \"https://id.acme.test\"\n";
    for grant in [CODE, SERVICE, ASSERTION, DEVICE, PASSWORD] {
        let lines: Vec<&str> = grant
            .lines()
            .filter(|line| !line.contains("_url ="))
            .collect();
        assert_eq!(
            mistakes(&format!("{}\n{discover}", lines.join("\n"))),
            Vec::<String>::new(),
            "{grant}"
        );
    }
}

#[test]
fn what_belongs_to_another_grant_is_named_with_its_owner() {
    for (grant, line, key, owner) in [
        (SERVICE, "pkce = \"S256\"", "pkce", "`oauth2`"),
        (
            SERVICE,
            "authorize_url = \"https://id.acme.test/a\"",
            "authorize_url",
            "`oauth2`",
        ),
        (
            ASSERTION,
            "authorize_params = { prompt = \"login\" }",
            "authorize_params",
            "`oauth2` and `oauth2_device`",
        ),
        (
            DEVICE,
            "keep_from_redirect = { a = \"b\" }",
            "keep_from_redirect",
            "`oauth2`",
        ),
        (
            PASSWORD,
            "response_mode = \"fragment\"",
            "response_mode",
            "`oauth2`",
        ),
        (
            CODE,
            "device_url = \"https://id.acme.test/d\"",
            "device_url",
            "`oauth2_device`",
        ),
        (
            CODE,
            "username = \"{{ site }}\"",
            "username",
            "`oauth2_password`",
        ),
        (
            SERVICE,
            "why = \"because nothing else is there\"",
            "why",
            "`oauth2_password`",
        ),
        (
            DEVICE,
            "assertion = { key = \"{{ private_key }}\", algorithm = \"ES256\" }",
            "assertion",
            "`jwt_bearer`",
        ),
    ] {
        let told = added(grant, line);
        let line_number = 16 + grant.lines().count();
        let column = key.len() + 4;
        let expected = format!("{line_number}:{column}: `{key}` belongs to {owner} alone");
        assert_eq!(told, [expected], "{line}");
    }
}

#[test]
fn o05_going_without_pkce_wants_a_reason() {
    let told = mistakes(&CODE.replace("\"S256\"", "{ unsupported = \"no\" }"));
    assert!(
        told[0].starts_with("19:8: going without PKCE wants a reason"),
        "{told:?}"
    );
    let reason = CODE.replace(
        "\"S256\"",
        "{ unsupported = \"the vendor's page says so\" }",
    );
    assert_eq!(mistakes(&reason), Vec::<String>::new());
}

#[test]
fn single_mistakes_of_the_family_are_told_where_they_stand() {
    for (grant, line, expected) in [
        (
            CODE,
            "response_mode = \"form_post\"",
            "20:17: a window of Larder's own cannot see a posted answer",
        ),
        (
            CODE,
            "client_auth = \"private_key_jwt\"",
            "20:15: `client_key` is missing",
        ),
        (
            CODE,
            "client_key = { key = \"{{ private_key }}\", algorithm = \"RS256\" }",
            "20:14: a key is of use with",
        ),
        (
            SERVICE,
            "client_secret = \"{{ pass }}\"",
            "18:17: `client_id` is missing",
        ),
        (
            CODE,
            "token_method = \"get\"\ntoken_body = \"json\"",
            "21:14: a GET has no body",
        ),
        (
            CODE,
            "lifetime_seconds = 5\ndefault_lifetime_seconds = 5",
            "21:28: `lifetime_seconds` decides already",
        ),
        (CODE, "iss_required = true", "20:16: `issuer` is missing"),
        (
            CODE,
            "token_headers = { Host = \"x\" }",
            "20:26: this is no name of a header",
        ),
        (
            CODE,
            "token_headers = { X-Key = \"{{ nobody }}\" }",
            "20:27: `nobody` is not known here",
        ),
        (
            CODE,
            "authorize_params = { hint = \"{{ pass }}\" }",
            "20:29: `pass` is not known here",
        ),
        (
            CODE,
            "authorize_params = { state = \"\" }",
            "20:30: `state` is set by the sign-in itself",
        ),
        (
            CODE,
            "authorize_params = { scope = \"all\" }",
            "20:30: `scope` is set by the sign-in itself",
        ),
        (
            CODE,
            "authorize_params = { response_type = \"token\" }",
            "20:38: an answer without a code",
        ),
        (
            CODE,
            "token_params = { code_verifier = \"x\" }",
            "20:34: `code_verifier` is set by",
        ),
        (
            CODE,
            "token_params = { client_id = \"x\" }",
            "20:30: `client_id` is set by",
        ),
        (
            CODE,
            "refresh_params = { refresh_token = \"x\" }",
            "20:36: `refresh_token` is set by",
        ),
        (
            CODE,
            "names = { client = \"app\" }",
            "20:20: `client` is no name to change here (did you mean `client_id`?)",
        ),
        (
            CODE,
            "names = { client_id = \"a b\" }",
            "20:23: a parameter's name has letters",
        ),
        (
            CODE,
            "names = { client_id = \"code\" }",
            "20:23: another parameter is called `code` already",
        ),
        (
            CODE,
            "redirect_names = { scope = \"s\" }",
            "20:28: `scope` is no name to change here",
        ),
        (
            CODE,
            "answer = { access_token = \"data.token\" }",
            "20:27: ",
        ),
        (CODE, "keep_secrets = { token = \"data\" }", "20:26: "),
        (
            CODE,
            "keep = { a = \"$.a\" }\nkeep_secrets = { a = \"$.b\" }",
            "21:22: there is another `a` already",
        ),
        (
            CODE,
            "keep_from_redirect = { a = \"\" }",
            "20:28: the parameter's name is missing",
        ),
        (
            CODE,
            "token_method = \"put\"",
            "20:16: `put` is not known here",
        ),
        (
            CODE,
            "expires_in_unit = \"days\"",
            "20:19: `days` is not known here",
        ),
        (
            CODE,
            "scopes = [\"{{ nobody }}\"]",
            "20:11: `nobody` is not known here",
        ),
        (CODE, "discover = \"http://id.acme.test\"", "20:12: "),
    ] {
        let told = added(grant, line);
        assert_eq!(told.len(), 1, "{line}: {told:?}");
        assert!(told[0].starts_with(expected), "{line}: {told:?}");
    }
}

#[test]
fn what_a_definition_may_do_to_parameters_is_no_mistake() {
    for line in [
        "response_mode = \"form_post\"\nwindow = \"browser\"",
        "authorize_params = { response_type = \"\", scope = \"\", client_id = \"\", prompt = \"{{ site }}\" }",
        "authorize_params = { response_type = \"code id_token\" }",
        "token_params = { grant_type = \"custom\", scope = \"read\", key = \"{{ pass }}\" }",
        "names = { client_id = \"client_key\", code = \"auth_code\" }\nredirect_names = { code = \"oauth_code\" }",
        "iss_required = true\ndiscover = \"https://id.acme.test\"",
        "apply = { headers = { X-Bot = \"{{ bot }}\" } }\nkeep_secrets = { bot = \"$.bot\" }",
    ] {
        assert_eq!(added(CODE, line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn c05_secrets_that_go_elsewhere_than_people_are_warned_of() {
    for (grant, changed) in [
        (
            CODE,
            CODE.replace(
                "https://id.acme.test/token",
                "https://tokens.acme.test/token",
            ),
        ),
        (
            DEVICE,
            DEVICE.replace(
                "https://id.acme.test/token",
                "https://tokens.acme.test/token",
            ),
        ),
    ] {
        assert!(report(&with(grant)).warnings.is_empty());
        let warnings = told(&report(&with(&changed)).warnings);
        assert!(
            warnings[0].contains("secrets go to another host"),
            "{warnings:?}"
        );
    }
}

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
