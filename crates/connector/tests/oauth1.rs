//! OAuth 1.0a in definitions: what is refused with its place, and what a plan holds.

mod support;

use larder_connector::{Context, OAuth1Signature, RenderError, Secrets};
use secrecy::{ExposeSecret, SecretString};
use support::{map, read, report, told};

const HEAD: &str = r#"id = "acme"
name = "Acme"
api_hosts = ["*.acme.test", "acme.test"]

[[fields]]
key = "account"
label = "Account"

[[identity]]
get = "https://acme.test/me"

"#;

const LEGS: &str = r#"[[auth]]
id = "oauth1"
label = "Sign in"
type = "oauth1"
request_url = "https://acme.test/request"
authorize_url = "https://acme.test/authorize"
access_url = "https://acme.test/access"
realm = "{{ account }}"
request_params = { scope = "{{ account }}" }
keep = { user_id = "user_id" }
"#;

const FIXED: &str = r#"[[auth]]
id = "tba"
label = "Token"
type = "oauth1"
signature = "HMAC-SHA256"
realm = "{{ account }}"
consumer_key = "{{ key }}"
consumer_secret = "{{ secret }}"
token = "{{ token_id }}"
token_secret = "{{ token_secret }}"
secrets = [
    { key = "key", label = "Key" },
    { key = "secret", label = "Secret" },
    { key = "token_id", label = "Token" },
    { key = "token_secret", label = "Token secret" },
]
"#;

fn after(way: &str, from: &str, to: &str) -> Vec<String> {
    assert!(way.contains(from), "nothing to replace: {from}");
    told(&report(&format!("{HEAD}{}", way.replacen(from, to, 1))).mistakes)
}

#[test]
fn both_shapes_are_clean() {
    for way in [LEGS, FIXED] {
        let report = report(&format!("{HEAD}{way}"));
        assert_eq!(told(&report.mistakes), Vec::<String>::new());
        assert_eq!(told(&report.warnings), Vec::<String>::new());
    }
}

#[test]
fn a_half_of_legs_or_token_is_refused() {
    assert_eq!(
        after(LEGS, "access_url = \"https://acme.test/access\"\n", ""),
        [
            "12:1: `access_url` is missing (a sign-in has three addresses, or `token` and `token_secret` instead)"
        ]
    );
    assert_eq!(
        after(FIXED, "token_secret = \"{{ token_secret }}\"\n", ""),
        ["12:1: `token_secret` is missing (a fixed token has two parts)"]
    );
    assert_eq!(
        after(
            FIXED,
            "signature = ",
            "access_url = \"https://acme.test/access\"\nsignature = "
        ),
        ["16:14: with a fixed token there are no legs: `token` or the three addresses, not both"]
    );
}

#[test]
fn x04_plaintext_over_http_is_refused_with_its_place() {
    let bare = LEGS.replace("https://acme.test/request", "http://127.0.0.1/request");
    assert_eq!(
        after(&bare, "realm = ", "signature = \"PLAINTEXT\"\nrealm = "),
        [
            "16:15: PLAINTEXT would send the secrets unencrypted (write https, or sign with HMAC-SHA1 or better)"
        ]
    );
    assert_eq!(
        after(LEGS, "realm = ", "signature = \"PLAINTEXT\"\nrealm = "),
        Vec::<String>::new()
    );
}

#[test]
fn a_signature_has_what_it_is_made_with() {
    assert_eq!(
        after(LEGS, "realm = ", "signature = \"RSA-SHA1\"\nrealm = "),
        ["12:1: `private_key` is missing (RSA-SHA1 signs with a private key in PEM)"]
    );
    assert_eq!(
        after(FIXED, "token = ", "private_key = \"{{ key }}\"\ntoken = "),
        ["20:15: HMAC-SHA256 uses no private key"]
    );
    assert_eq!(
        after(FIXED, "consumer_secret = \"{{ secret }}\"\n", ""),
        ["12:1: `consumer_secret` is missing (HMAC-SHA256 signs with the secret of the consumer)"]
    );
    assert_eq!(
        after(FIXED, "HMAC-SHA256", "HMAC-SHA255"),
        ["16:13: `HMAC-SHA255` is not known here (did you mean `HMAC-SHA256`?)"]
    );
}

#[test]
fn what_the_sign_in_sets_and_what_is_secret_cannot_be_declared() {
    assert_eq!(
        after(LEGS, "{ scope =", "{ oauth_nonce ="),
        ["20:34: `oauth_nonce` is set by the sign-in itself"]
    );
    assert_eq!(
        after(LEGS, "\"user_id\"", "\"oauth_token_secret\""),
        ["21:20: `oauth_token_secret` is a secret"]
    );
    assert_eq!(
        after(LEGS, "realm = ", "placement = \"query\"\nrealm = "),
        ["20:9: a realm is part of the header, and there is none"]
    );
    assert_eq!(
        after(
            LEGS,
            "keep = ",
            "callback = \"oob\"\nkeep_from_redirect = { org = \"org\" }\nkeep = "
        ),
        ["22:22: there is no redirect to keep anything from"]
    );
}

#[test]
fn unknown_keys_and_names_are_told_with_their_place() {
    let misspelt = after(LEGS, "access_url =", "acces_url =");
    assert_eq!(
        misspelt,
        ["18:1: unknown key `acces_url` (did you mean `access_url`?)"]
    );
    let unknown = after(LEGS, "{{ account }}", "{{ acount }}");
    assert_eq!(
        unknown,
        ["19:9: `acount` is not known here (did you mean `account`?)"]
    );
    let secret = after(FIXED, "{{ token_id }}", "{{ token }}");
    assert!(
        secret[0].starts_with("20:9: `token` is not known here"),
        "{secret:?}"
    );
}

#[test]
fn a_plan_of_three_legs_takes_the_person_s_own_client() {
    let connector = read(&format!("{HEAD}{LEGS}"));
    let context = Context::new(&connector).fields(map(&[("account", "a b")]));
    let secret = SecretString::from("CANARY");
    let plan = connector
        .oauth1_plan("oauth1", &context, Some(("me", Some(&secret))))
        .expect("a plan");
    assert_eq!(plan.consumer_key, "me");
    assert_eq!(plan.consumer_secret.expose_secret(), "CANARY");
    assert_eq!(plan.realm.as_deref(), Some("a b"));
    assert!(plan.fixed_token.is_none() && !plan.may_be_plain_http);
    let legs = plan.legs.as_ref().expect("legs");
    assert_eq!(legs.request_url.as_str(), "https://acme.test/request");
    assert_eq!(
        legs.request_params,
        [("scope".to_owned(), "a b".to_owned())]
    );
    assert_eq!(legs.redirect.path, "/callback/acme");
    assert!(!format!("{plan:?}").contains("CANARY"));
    let none = connector.oauth1_plan("oauth1", &context, None);
    assert!(matches!(none, Err(RenderError::Missing { name }) if name == "client_id"));
}

#[test]
fn a_plan_of_a_fixed_token_has_no_legs_and_shows_no_secret() {
    let connector = read(&format!("{HEAD}{FIXED}"));
    let secrets: Secrets = ["key", "secret", "token_id", "token_secret"]
        .into_iter()
        .map(|name| {
            (
                name.to_owned(),
                SecretString::from(format!("CANARY-{name}")),
            )
        })
        .collect();
    let context = Context::new(&connector).secrets(&secrets);
    let plan = connector
        .oauth1_plan("tba", &context, None)
        .expect("a plan");
    assert!(plan.legs.is_none());
    assert_eq!(plan.realm, None);
    assert_eq!(plan.signature, OAuth1Signature::HmacSha256);
    assert_eq!(plan.consumer_secret.expose_secret(), "CANARY-secret");
    let (token, token_secret) = plan.fixed_token.as_ref().expect("a token");
    assert_eq!(token.expose_secret(), "CANARY-token_id");
    assert_eq!(token_secret.expose_secret(), "CANARY-token_secret");
    let shown = format!("{plan:?}").replace("CANARY-key", "");
    assert!(!shown.contains("CANARY"), "{shown}");
    let unsealed = Context::new(&connector);
    let missing = connector.oauth1_plan("tba", &unsealed, None);
    assert!(matches!(missing, Err(RenderError::Missing { .. })));
}

#[test]
fn v01_a_line_break_in_the_realm_is_refused() {
    let connector = read(&format!("{HEAD}{LEGS}"));
    let context = Context::new(&connector).fields(map(&[("account", "a\r\nX-Evil: 1")]));
    let plan = connector.oauth1_plan("oauth1", &context, Some(("me", None)));
    assert!(matches!(plan, Err(RenderError::Unfit { .. })));
}
