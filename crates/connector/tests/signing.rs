//! Requests signed one by one: what a definition may not say, and what waits for its request.

mod support;

use std::collections::BTreeMap;

use larder_connector::{Connector, Context, RenderError, Secrets, SignPlan};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use support::{map, read, report, told};

const HEAD: &str = r#"id = "acme"
name = "Acme"
api_hosts = ["acme.test"]

[[fields]]
key = "site"
label = "Site"

[[identity]]
get = "https://acme.test/me"

[[auth]]
id = "key"
label = "Key"
type = "api_key"
secrets = [{ key = "api_key", label = "Key" }, { key = "api_secret", label = "Secret" }]
"#;

const HMAC: &str = r#"[auth.apply.sign]
with = "hmac"
algorithm = "sha256"
key = "{{ api_secret }}"
string = "{{ method }}\n{{ path }}\n{{ api_key }}\n{{ site }}"
headers = { X-Signature = "{{ signature }}", X-Key = "{{ api_key }}" }
"#;

const JWT: &str = r#"[auth.apply.sign]
with = "jwt"
algorithm = "HS256"
key = "{{ api_secret }}"
key_id = "{{ api_key }}"
header = { env = "{{ site }}" }
claims = { iss = "{{ api_key }}", n = 7, list = ["{{ method }}"], in = { path = "{{ path }}" } }
"#;

fn after(sign: &str, from: &str, to: &str) -> Vec<String> {
    assert!(sign.contains(from), "nothing to replace: {from}");
    told(&report(&format!("{HEAD}{}", sign.replacen(from, to, 1))).mistakes)
}

fn plan(sign: &str) -> Result<SignPlan, RenderError> {
    let connector: Connector = read(&format!("{HEAD}{sign}"));
    let secrets = Secrets::new()
        .with("api_key", SecretString::from("CANARY-key"))
        .with("api_secret", SecretString::from("CANARY-secret"));
    let context = Context::new(&connector)
        .fields(map(&[("site", "one")]))
        .secrets(&secrets);
    connector
        .sign_plan("key", &context)
        .map(|plan| plan.expect("a signature"))
}

#[test]
fn every_kind_of_signature_is_clean() {
    let aws = "[auth.apply]\nsign = { with = \"aws_sigv4\", access_key = \"{{ api_key }}\", secret_key = \"{{ api_secret }}\", region = \"eu-west-1\", service = \"execute-api\" }\n";
    let wsse = "[auth.apply]\nsign = { with = \"wsse\", username = \"{{ api_key }}\", password = \"{{ api_secret }}\", digest = \"hex\" }\n";
    for sign in [HMAC, JWT, aws, wsse] {
        let report = report(&format!("{HEAD}{sign}"));
        assert_eq!(told(&report.mistakes), Vec::<String>::new());
        assert!(plan(sign).is_ok());
    }
}

#[test]
fn an_unknown_signature_or_key_is_told_with_what_there_is() {
    assert_eq!(
        after(HMAC, "\"hmac\"", "\"hmca\""),
        ["18:8: `hmca` is not known here (did you mean `hmac`?)"]
    );
    assert_eq!(
        after(HMAC, "with = \"hmac\"\n", ""),
        ["17:1: `with` is missing (one of aws_sigv4, hmac, wsse, jwt)"]
    );
    assert_eq!(
        after(HMAC, "string =", "strnig =").len(),
        2,
        "one unknown and one missing"
    );
    assert_eq!(
        after(HMAC, "\"sha256\"", "\"md5\""),
        ["19:13: `md5` is not known here (known here: sha1, sha256, sha512)"]
    );
}

#[test]
fn a_signature_that_nothing_carries_or_that_never_changes_is_refused() {
    assert_eq!(
        after(HMAC, "{{ signature }}", "{{ nonce }}"),
        [
            "17:1: nothing carries `signature` (put {{ signature }} into one of `headers` or `query`)"
        ]
    );
    assert_eq!(
        after(JWT, "claims =", "query = { t = \"{{ nonce }}\" }\nclaims ="),
        ["17:1: nothing carries `jwt` (put {{ jwt }} into one of `headers` or `query`)"]
    );
    let fixed = "string = \"{{ method }}\\n{{ path }}\\n{{ api_key }}\\n{{ site }}\"";
    assert_eq!(
        after(HMAC, fixed, "string = \"always\""),
        ["21:10: this text is the same for every request, and so is its signature"]
    );
}

#[test]
fn what_has_a_meaning_of_its_own_cannot_be_set() {
    assert_eq!(
        after(JWT, "{ env =", "{ alg ="),
        ["22:18: `alg` is set from `algorithm` and `key_id`"]
    );
    assert_eq!(
        after(HMAC, "X-Signature", "Host"),
        ["22:20: this is no name of a header that a definition may set"]
    );
    let shadowed = HEAD.replace("\"site\"", "\"path\"");
    let sign = HMAC.replace("{{ site }}", "x");
    let mistakes = told(&report(&format!("{shadowed}{sign}")).mistakes);
    assert_eq!(
        mistakes,
        [
            "17:1: `path` means two things here (rename the field or value: a signature knows the request by this name)"
        ]
    );
    for sign in [HMAC, JWT] {
        let mistakes = after(sign, "key = ", "key_encoding = \"pem\"\nkey = ");
        assert!(mistakes[0].contains("so it is no PEM"), "{mistakes:?}");
    }
    assert_eq!(
        after(JWT, "claims =", "lifetime_seconds = 0\nclaims ="),
        ["23:20: a token that lives no second is refused"]
    );
}

#[test]
fn names_and_templates_are_checked_inside_claims() {
    assert_eq!(
        after(JWT, "[\"{{ method }}\"]", "[\"{{ methd }}\"]"),
        ["23:50: `methd` is not known here (did you mean `method`?)"]
    );
    assert!(!after(JWT, "{{ path }}", "{{ path").is_empty());
}

#[test]
fn a_template_waits_for_its_request_and_its_debug_text_shows_no_secret() {
    let SignPlan::Hmac(hmac) = plan(HMAC).expect("a plan") else {
        panic!("another signature");
    };
    let request = BTreeMap::from([("method", "GET".to_owned()), ("path", "/a b".to_owned())]);
    let text = hmac.string.fill(&request).expect("filled");
    assert_eq!(text.expose_secret(), "GET\n/a b\nCANARY-key\none");
    assert!(matches!(
        hmac.string.fill(&BTreeMap::new()),
        Err(RenderError::Missing { name }) if name == "method"
    ));
    assert!(!format!("{hmac:?}").contains("CANARY"));
}

#[test]
fn claims_keep_their_types_and_the_header_is_the_usual_one() {
    let SignPlan::Jwt(jwt) = plan(JWT).expect("a plan") else {
        panic!("another signature");
    };
    let mut request = BTreeMap::from([("method", "GET".to_owned()), ("path", "/p".to_owned())]);
    let claims = jwt.claims.fill(&request).expect("filled");
    assert_eq!(
        serde_json::Value::from(claims),
        json!({ "iss": "CANARY-key", "n": 7, "list": ["GET"], "in": { "path": "/p" } })
    );
    assert_eq!(jwt.key_id.as_deref(), Some("CANARY-key"));
    request.insert("jwt", "x.y.z".to_owned());
    let (name, value) = &jwt.headers[0];
    assert_eq!(name, "Authorization");
    let value = value.fill(&request).expect("filled");
    assert_eq!(value.expose_secret(), "Bearer x.y.z");
}

#[test]
fn a_way_without_a_signature_has_no_plan() {
    let apply = "[auth.apply]\nheaders = { X-Key = \"{{ api_key }}\" }\n";
    let connector = read(&format!("{HEAD}{apply}"));
    let plan = connector.sign_plan("key", &Context::new(&connector));
    assert!(matches!(plan, Ok(None)));
}
