//! Thousands of random requests, signed here and verified by oauthlib and botocore.

use std::cell::RefCell;
use std::time::{SystemTime, UNIX_EPOCH};

use larder_auth::oauth1::{self, AccessKeys};
use larder_auth::{Outgoing, signing};
use larder_connector::{AwsPlan, OAuth1Placement, OAuth1Plan, OAuth1Signature, SignPlan};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use url::{Url, form_urlencoded};

use crate::python::{Partner, key_text};

const FORM: &str = "application/x-www-form-urlencoded";

/// Any text without control characters, with those that encoders differ in more often than chance has them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9]{1,6}",
        "[ +%~&=!*'(),/?:@;$._-]{0,5}",
        "\\PC{0,6}",
        Just(String::new()),
    ]
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    // Few names, so that some stand twice.
    let name = prop_oneof![3 => "[ab]", 1 => text()];
    prop::collection::vec((name, text()), 0..5)
}

/// Pairs as one of the two ways of writing them has it: a blank as `+`, or as `%20` with `~` left alone.
fn written((pairs, is_form): (Vec<(String, String)>, bool)) -> String {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    if is_form {
        form
    } else {
        form.replace('+', "%20").replace("%7E", "~")
    }
}

fn url() -> impl Strategy<Value = Url> {
    let origin = select(vec![
        "https://api.example.com",
        "HTTPS://API.Example.COM:443",
        "https://api.example.com:8443",
        "http://127.0.0.1:8080",
        "http://localhost:80",
        "https://bücher.example",
    ]);
    let query = prop::option::of((pairs(), any::<bool>()).prop_map(written));
    (origin, prop::collection::vec(text(), 0..4), query).prop_map(|(origin, path, query)| {
        let mut url = Url::parse(origin).unwrap();
        // Python's parser loses a semicolon at the end of a path.
        let path = path.iter().map(|segment| segment.replace(';', ","));
        url.path_segments_mut().unwrap().clear().extend(path);
        url.set_query(query.as_deref());
        url
    })
}

/// A body with its content type.
fn body() -> impl Strategy<Value = Option<(String, &'static str)>> {
    prop_oneof![
        2 => Just(None),
        3 => (pairs(), any::<bool>()).prop_map(|it| Some((written(it), FORM))),
        1 => text().prop_map(|it| Some((json!({ "a": it }).to_string(), "application/json"))),
        1 => text().prop_map(|it| Some((it, "text/plain; charset=utf-8"))),
    ]
}

fn request() -> impl Strategy<Value = Outgoing> {
    let method = select(vec!["GET", "POST", "PUT", "PATCH", "DELETE"]);
    (method, url(), body()).prop_map(|(method, url, body)| {
        let mut outgoing = Outgoing::new(method, url);
        if let Some((body, content_type)) = body {
            outgoing.body = Some(body.into_bytes().into());
            outgoing.content_type = Some(content_type.to_owned());
        }
        outgoing
    })
}

fn oauth1_plan() -> impl Strategy<Value = OAuth1Plan> {
    // RSA takes a hundred times longer than the others.
    let signature = prop_oneof![
        3 => Just(OAuth1Signature::HmacSha1),
        3 => Just(OAuth1Signature::HmacSha256),
        3 => Just(OAuth1Signature::HmacSha512),
        2 => Just(OAuth1Signature::Plaintext),
        1 => select(vec![OAuth1Signature::RsaSha1, OAuth1Signature::RsaSha256]),
    ];
    let placement = select(vec![
        OAuth1Placement::Header,
        OAuth1Placement::Query,
        OAuth1Placement::Body,
    ]);
    let realm = prop::option::of("[a-zA-Z0-9_ ,\"\\\\.:/-]{1,12}");
    let key = text().prop_filter("a consumer has a key", |key| !key.is_empty());
    (signature, placement, realm, any::<bool>(), key, text()).prop_map(
        |(signature, placement, realm, body_hash, key, secret)| OAuth1Plan {
            legs: None,
            signature,
            placement,
            realm,
            body_hash,
            consumer_key: key,
            consumer_secret: secret.into(),
            private_key: Some(key_text("rsa_2048_pkcs1.pem").into()),
            fixed_token: None,
            may_be_plain_http: true,
        },
    )
}

type Signed = (OAuth1Plan, Outgoing, Option<(String, String)>);

/// oauthlib decodes protocol parameters twice where they stand in a query or form, so there they hold no percent sign.
fn without_percent_signs(
    mut plan: OAuth1Plan,
    outgoing: Outgoing,
    token: Option<(String, String)>,
) -> Signed {
    if plan.placement == OAuth1Placement::Header {
        return (plan, outgoing, token);
    }
    let plain = |text: &str| text.replace('%', "p");
    plan.consumer_key = plain(&plan.consumer_key);
    let token = token.map(|(token, token_secret)| (plain(&token), token_secret));
    if plan.signature != OAuth1Signature::Plaintext {
        return (plan, outgoing, token);
    }
    let unreserved = |text: &str| text.replace(|it: char| !it.is_ascii_alphanumeric(), "-");
    plan.consumer_secret = unreserved(plan.consumer_secret.expose_secret()).into();
    let token = token.map(|(token, secret)| (token, unreserved(&secret)));
    (plan, outgoing, token)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// What a library needs to know of the request as it would be sent.
fn sent(outgoing: &Outgoing) -> Value {
    let mut headers: Map<String, Value> = outgoing
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.expose_secret().into()))
        .collect();
    if let Some(content_type) = &outgoing.content_type {
        headers.insert("Content-Type".to_owned(), content_type.as_str().into());
    }
    let body = outgoing.body.as_deref().unwrap_or_default();
    json!({
        "method": outgoing.method,
        "url": outgoing.url.as_str(),
        "headers": headers,
        "body": std::str::from_utf8(body).unwrap(),
    })
}

fn run<S: Strategy>(
    cases: u32,
    strategy: S,
    check: impl Fn(&mut Partner, S::Value) -> Result<(), String>,
) {
    let partner = RefCell::new(Partner::start("verify.py", &[]));
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&strategy, |value| {
        check(&mut partner.borrow_mut(), value).map_err(TestCaseError::fail)
    });
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}

fn with(mut question: Value, more: Value) -> Value {
    let members = question.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    question
}

#[test]
fn x01_ten_thousand_random_requests_verify_in_oauthlib() {
    let public = key_text("rsa_2048_public.pem");
    let token = prop::option::of((text(), text()))
        .prop_map(|token| token.filter(|(token, _)| !token.is_empty()));
    run(
        10_000,
        (oauth1_plan(), request(), token),
        |partner, (plan, outgoing, token)| {
            let (plan, mut outgoing, token) = without_percent_signs(plan, outgoing, token);
            let keys = token.as_ref().map(|(token, token_secret)| AccessKeys {
                token: token.as_str().into(),
                token_secret: token_secret.as_str().into(),
            });
            oauth1::sign(&plan, keys.as_ref(), &mut outgoing, now())
                .map_err(|it| it.to_string())?;
            let (token, token_secret) = token.unwrap_or_default();
            let secrets = json!({
                "kind": "oauth1",
                "consumer_key": plan.consumer_key,
                "consumer_secret": plan.consumer_secret.expose_secret(),
                "token": token,
                "token_secret": token_secret,
                "public_key": public,
            });
            partner.judge(&with(sent(&outgoing), secrets))
        },
    );
}

#[test]
fn x01_a_request_changed_after_it_was_signed_does_not_verify() {
    let mut partner = Partner::start("verify.py", &[]);
    for signature in [
        OAuth1Signature::HmacSha1,
        OAuth1Signature::HmacSha256,
        OAuth1Signature::HmacSha512,
        OAuth1Signature::RsaSha1,
        OAuth1Signature::RsaSha256,
    ] {
        let plan = OAuth1Plan {
            legs: None,
            signature,
            placement: OAuth1Placement::Header,
            realm: None,
            body_hash: false,
            consumer_key: "key".to_owned(),
            consumer_secret: "secret".into(),
            private_key: Some(key_text("rsa_2048_pkcs8.pem").into()),
            fixed_token: None,
            may_be_plain_http: false,
        };
        let mut outgoing = Outgoing::new("GET", Url::parse("https://api.example.com/a").unwrap());
        oauth1::sign(&plan, None, &mut outgoing, now()).unwrap();
        let question = |outgoing: &Outgoing| {
            let secrets = json!({
                "kind": "oauth1",
                "consumer_key": "key",
                "consumer_secret": "secret",
                "public_key": key_text("rsa_2048_public.pem"),
            });
            with(sent(outgoing), secrets)
        };
        assert_eq!(partner.judge(&question(&outgoing)), Ok(()));
        outgoing.url.set_query(Some("b=1"));
        assert!(partner.judge(&question(&outgoing)).is_err());
    }
}

#[test]
fn two_thousand_random_requests_are_signed_as_botocore_signs_them() {
    let service = select(vec!["s3", "execute-api", "sts"]);
    let session = prop::option::of("[A-Za-z0-9+/=]{4,40}");
    run(
        2_000,
        (request(), service, session, "[!-~]{1,40}"),
        |partner, (mut outgoing, service, session, secret_key)| {
            let plan = SignPlan::AwsSigv4(AwsPlan {
                access_key: "AKID".to_owned(),
                secret_key: secret_key.as_str().into(),
                session_token: session.map(Into::into),
                region: "eu-west-1".to_owned(),
                service: service.to_owned(),
            });
            signing::sign(&plan, &mut outgoing, now()).map_err(|it| it.to_string())?;
            let keys = json!({ "kind": "aws", "service": service, "secret_key": secret_key });
            partner.judge(&with(sent(&outgoing), keys))
        },
    );
}
