//! Where signatures stand, and what is never signed or sent.

mod answers;
mod vectors;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use larder_connector::{OAuth1Placement, OAuth1Plan, OAuth1Signature};
use secrecy::ExposeSecret;
use url::Url;

use super::*;
use crate::key::{KeyFault, KeyKind};
use crate::outgoing::{FORM, Outgoing};
use crate::percent::{decode, pairs};
use crate::signing::SigningFault;

const RSA: &str = include_str!("../../../tests/keys/rsa_2048_pkcs8.pem");
const RSA_512: &str = include_str!("../../../tests/keys/rsa_512.pem");
const LOCKED: &str = include_str!("../../../tests/keys/rsa_2048_locked.pem");
const P256: &str = include_str!("../../../tests/keys/p256_pkcs8.pem");
const NOW: i64 = 1_191_242_096;

fn plan(signature: OAuth1Signature) -> OAuth1Plan {
    OAuth1Plan {
        legs: None,
        signature,
        placement: OAuth1Placement::Header,
        realm: None,
        body_hash: false,
        consumer_key: "key of mine".to_owned(),
        consumer_secret: "CANARY-consumer".into(),
        private_key: Some(RSA.into()),
        fixed_token: None,
        may_be_plain_http: false,
    }
}

fn keys() -> AccessKeys {
    AccessKeys {
        token: "token one".into(),
        token_secret: "CANARY-token".into(),
    }
}

fn outgoing(method: &str, url: &str, form: Option<&str>) -> Outgoing {
    let mut outgoing = Outgoing::new(method, Url::parse(url).expect("a URL"));
    if let Some(form) = form {
        outgoing.body = Some(Bytes::copy_from_slice(form.as_bytes()));
        outgoing.content_type = Some(FORM.to_owned());
    }
    outgoing
}

/// Name and value of everything a header says, the realm included.
fn said(outgoing: &Outgoing) -> BTreeMap<String, String> {
    let (name, value) = &outgoing.headers[0];
    assert_eq!(name, "Authorization");
    let text = value.expose_secret().strip_prefix("OAuth ");
    text.expect("the scheme")
        .split(", ")
        .map(|pair| {
            let (name, value) = pair.split_once('=').expect("a pair");
            let value = decode(value.trim_matches('"').as_bytes());
            (
                name.to_owned(),
                String::from_utf8(value).expect("text as given"),
            )
        })
        .collect()
}

#[test]
fn x06_the_realm_is_in_the_header_and_never_signed() {
    let mut plan = plan(OAuth1Signature::HmacSha256);
    let mut without = outgoing("GET", "https://example.net/a?b=c", None);
    let stamp = || sign::Stamp {
        timestamp: NOW,
        nonce: "n".to_owned(),
    };
    let keys = keys();
    sign::sign_with(&plan, Some(&keys), &mut without, Vec::new(), stamp()).expect("signed");
    plan.realm = Some("1234\"567\\_SB1".to_owned());
    let mut with = outgoing("GET", "https://example.net/a?b=c", None);
    sign::sign_with(&plan, Some(&keys), &mut with, Vec::new(), stamp()).expect("signed");
    assert_eq!(
        said(&without)["oauth_signature"],
        said(&with)["oauth_signature"]
    );
    let header = with.headers[0].1.expose_secret();
    assert!(
        header.starts_with(
            "OAuth realm=\"1234\\\"567\\\\_SB1\", oauth_consumer_key=\"key%20of%20mine\", "
        ),
        "{header}"
    );
    plan.realm = Some("a\r\nX-Evil: 1".to_owned());
    let refused = sign(&plan, None, &mut with, NOW);
    assert!(matches!(refused, Err(SigningFault::Unfit { .. })));
}

#[test]
fn x02_no_two_signatures_share_a_nonce() {
    let plan = plan(OAuth1Signature::HmacSha1);
    let nonces: BTreeSet<String> = (0..1000)
        .map(|_| {
            let mut request = outgoing("GET", "https://example.net/", None);
            sign(&plan, Some(&keys()), &mut request, NOW).expect("signed");
            let said = said(&request);
            assert_eq!(said["oauth_timestamp"], NOW.to_string());
            said["oauth_nonce"].clone()
        })
        .collect();
    assert_eq!(nonces.len(), 1000);
    assert!(nonces.iter().all(|nonce| nonce.len() == 32));
}

#[test]
fn x04_plaintext_goes_over_https_only() {
    let plaintext = plan(OAuth1Signature::Plaintext);
    let mut bare = outgoing("GET", "http://127.0.0.1:9/", None);
    assert_eq!(
        sign(&plaintext, None, &mut bare, NOW),
        Err(SigningFault::Unencrypted)
    );
    assert!(bare.headers.is_empty());
    let mut encrypted = outgoing("GET", "https://example.net/", None);
    assert_eq!(sign(&plaintext, None, &mut encrypted, NOW), Ok(()));
    let practising = OAuth1Plan {
        may_be_plain_http: true,
        ..plaintext
    };
    assert_eq!(sign(&practising, None, &mut bare, NOW), Ok(()));
    let mut bare = outgoing("GET", "http://127.0.0.1:9/", None);
    assert_eq!(
        sign(&plan(OAuth1Signature::HmacSha1), None, &mut bare, NOW),
        Ok(())
    );
}

#[test]
fn x07_a_key_that_cannot_sign_is_named_and_nothing_is_placed() {
    let rsa = |key: Option<&str>| {
        let plan = OAuth1Plan {
            private_key: key.map(Into::into),
            ..plan(OAuth1Signature::RsaSha1)
        };
        let mut request = outgoing("GET", "https://example.net/", None);
        let outcome = sign(&plan, None, &mut request, NOW);
        assert!(request.headers.is_empty() && request.url.query().is_none());
        outcome
    };
    let (bits, least) = (512, 1024);
    for (key, fault) in [
        (None, KeyFault::Empty),
        (Some("rubbish"), KeyFault::NotPem),
        (Some(LOCKED), KeyFault::Encrypted),
        (Some(RSA_512), KeyFault::TooShort { bits, least }),
        (
            Some(P256),
            KeyFault::WrongKind {
                wanted: KeyKind::Rsa,
                got: KeyKind::P256,
            },
        ),
    ] {
        assert_eq!(rsa(key), Err(SigningFault::Key(fault)));
    }
}

#[test]
fn a_signature_stands_where_the_definition_wants_it() {
    let at = |placement, request: Outgoing| {
        let plan = OAuth1Plan {
            placement,
            realm: Some("r".to_owned()).filter(|_| placement == OAuth1Placement::Header),
            ..plan(OAuth1Signature::HmacSha1)
        };
        let mut request = request;
        sign(&plan, Some(&keys()), &mut request, NOW).expect("signed");
        request
    };
    let names = |text: &[u8]| -> Vec<String> {
        let pairs = pairs(text).into_iter();
        pairs
            .map(|(name, _)| String::from_utf8(name).expect("text"))
            .collect()
    };
    let protocol = [
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_version",
        "oauth_token",
        "oauth_signature",
    ];
    let url = "https://example.net/a?x=%20%7e+y";
    let in_query = at(OAuth1Placement::Query, outgoing("GET", url, None));
    assert!(in_query.headers.is_empty());
    let query = in_query.url.query().expect("a query");
    assert!(
        query.starts_with("x=%20%7e+y&oauth_consumer_key=key%20of%20mine&"),
        "{query}"
    );
    assert_eq!(names(query.as_bytes())[1..], protocol);

    let in_body = at(OAuth1Placement::Body, outgoing("POST", url, Some("z=1")));
    assert!(in_body.headers.is_empty());
    assert_eq!(names(in_body.bytes())[1..], protocol);
    let made_body = at(OAuth1Placement::Body, outgoing("POST", url, None));
    assert_eq!(made_body.content_type.as_deref(), Some(FORM));
    assert_eq!(names(made_body.bytes()), protocol);

    // Where there is no form and can be none, the header carries it.
    let get = at(OAuth1Placement::Body, outgoing("GET", url, None));
    assert_eq!(said(&get).len(), protocol.len());
    let mut json = outgoing("POST", url, Some("{}"));
    json.content_type = Some("application/json".to_owned());
    let json = at(OAuth1Placement::Body, json);
    assert_eq!(json.bytes(), b"{}");
    assert_eq!(said(&json).len(), protocol.len());

    let header = at(OAuth1Placement::Header, outgoing("GET", url, None));
    assert_eq!(header.url.as_str(), url);
    assert_eq!(said(&header).len(), protocol.len() + 1);
    // A request signed once more carries one header.
    let again = at(OAuth1Placement::Header, header);
    assert_eq!(again.headers.len(), 1);
}

#[test]
fn a_body_that_is_no_form_is_signed_by_its_hash() {
    let hash_of = |kind, request: &Outgoing| {
        let plan = OAuth1Plan {
            body_hash: true,
            ..plan(kind)
        };
        let mut request = request.clone();
        sign(&plan, None, &mut request, NOW).expect("signed");
        said(&request).remove("oauth_body_hash")
    };
    let mut request = outgoing("PUT", "https://example.net/", Some("Hello World!"));
    request.content_type = Some("text/plain".to_owned());
    assert_eq!(
        hash_of(OAuth1Signature::HmacSha1, &request).as_deref(),
        Some("Lve95gjOVATpfV8EL5X4nxwjKHE=")
    );
    assert_eq!(
        hash_of(OAuth1Signature::RsaSha256, &request).as_deref(),
        Some("f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk=")
    );
    let form = outgoing("POST", "https://example.net/", Some("a=b"));
    assert_eq!(hash_of(OAuth1Signature::HmacSha1, &form), None);
    let empty = outgoing("GET", "https://example.net/", None);
    assert_eq!(
        hash_of(OAuth1Signature::HmacSha1, &empty).as_deref(),
        Some("2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
    );
}

#[test]
fn a_fixed_token_is_used_without_asking() {
    let plan = OAuth1Plan {
        fixed_token: Some(("typed".into(), "typed secret".into())),
        ..plan(OAuth1Signature::HmacSha256)
    };
    let mut request = outgoing("GET", "https://example.net/", None);
    sign(&plan, Some(&keys()), &mut request, NOW).expect("signed");
    assert_eq!(said(&request)["oauth_token"], "typed");
}

#[test]
fn l03_nothing_here_shows_a_secret() {
    let plan = plan(OAuth1Signature::HmacSha1);
    let mut request = outgoing("GET", "https://example.net/?k=CANARY-q", None);
    sign(&plan, Some(&keys()), &mut request, NOW).expect("signed");
    let shown = format!("{plan:?} {:?} {request:?}", keys());
    assert!(!shown.contains("CANARY"), "{shown}");
    assert!(!shown.contains("BEGIN"), "{shown}");
}
