//! Signatures against published vectors, where they stand, and what is never signed or sent.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use larder_connector::{OAuth1Placement, OAuth1Plan, OAuth1Signature};
use rsa::pkcs8::DecodePrivateKey;
use rsa::signature::Verifier;
use secrecy::ExposeSecret;
use url::Url;

use super::base_string::base_string;
use super::problem::of_challenge;
use super::sign::signature;
use super::*;
use crate::key::{KeyFault, KeyKind};
use crate::outgoing::{FORM, Outgoing};
use crate::percent::{decode, pairs};
use crate::signing::SigningFault;

const RSA: &str = include_str!("../../tests/keys/rsa_2048_pkcs8.pem");
const RSA_512: &str = include_str!("../../tests/keys/rsa_512.pem");
const LOCKED: &str = include_str!("../../tests/keys/rsa_2048_locked.pem");
const P256: &str = include_str!("../../tests/keys/p256_pkcs8.pem");
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
fn x01_the_base_string_of_rfc_5849_section_3_4_1() {
    let request = outgoing(
        "post",
        "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        Some("c2&a3=2+q"),
    );
    let protocol = [
        ("oauth_consumer_key", "9djdj82h48djs9d2".to_owned()),
        ("oauth_token", "kkk9d7dh3k39sjv7".to_owned()),
        ("oauth_signature_method", "HMAC-SHA1".to_owned()),
        ("oauth_timestamp", "137131201".to_owned()),
        ("oauth_nonce", "7d8f3e4a".to_owned()),
    ];
    assert_eq!(
        base_string(&request, &protocol),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
}

#[test]
fn x01_the_base_uri_of_rfc_5849_section_3_4_1_2() {
    for (url, expected) in [
        (
            "HTTP://EXAMPLE.COM:80/r%20v/X?id=123",
            "GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&id%3D123",
        ),
        (
            "https://www.example.net:8080/?q=1",
            "GET&https%3A%2F%2Fwww.example.net%3A8080%2F&q%3D1",
        ),
        (
            "https://example.net:443",
            "GET&https%3A%2F%2Fexample.net%2F&",
        ),
        (
            "https://[::1]:8443/a",
            "GET&https%3A%2F%2F%5B%3A%3A1%5D%3A8443%2Fa&",
        ),
    ] {
        assert_eq!(base_string(&outgoing("GET", url, None), &[]), expected);
    }
}

#[test]
fn x01_a_body_that_is_no_form_and_a_fragment_are_not_in_the_base_string() {
    let mut request = outgoing("PUT", "https://example.net/a?x=1#y=2", Some("a=1"));
    request.content_type = Some("text/plain".to_owned());
    assert_eq!(
        base_string(&request, &[]),
        "PUT&https%3A%2F%2Fexample.net%2Fa&x%3D1"
    );
}

/// The signature that both secrets make of a request with these protocol parameters.
fn hmac(
    method: &str,
    url: &str,
    form: Option<&str>,
    protocol: &[(&str, &str)],
    secrets: (&str, &str),
) -> String {
    let mut plan = plan(OAuth1Signature::HmacSha1);
    plan.consumer_secret = secrets.0.into();
    let protocol: Vec<(&str, String)> = protocol
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let base = base_string(&outgoing(method, url, form), &protocol);
    signature(&plan, Some(&secrets.1.into()), &base).expect("HMAC takes any key")
}

#[test]
fn x01_the_signatures_of_rfc_5849_section_1_2() {
    let common = [
        ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
        ("oauth_signature_method", "HMAC-SHA1"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&common[..], more].concat();
    assert_eq!(
        hmac(
            "POST",
            "https://photos.example.net/initiate",
            None,
            &with(&[
                ("oauth_timestamp", "137131200"),
                ("oauth_nonce", "wIjqoS"),
                ("oauth_callback", "http://printer.example.com/ready"),
            ]),
            ("kd94hf93k423kf44", ""),
        ),
        "74KNZJeDHnMBp0EMJ9ZHt/XKycU="
    );
    assert_eq!(
        hmac(
            "POST",
            "https://photos.example.net/token",
            None,
            &with(&[
                ("oauth_token", "hh5s93j4hdidpola"),
                ("oauth_timestamp", "137131201"),
                ("oauth_nonce", "walatlh"),
                ("oauth_verifier", "hfdp7dh39dks9884"),
            ]),
            ("kd94hf93k423kf44", "hdhd0244k9j7ao03"),
        ),
        "gKgrFCywp7rO0OXSjdot/IHF7IU="
    );
    assert_eq!(
        hmac(
            "GET",
            "http://photos.example.net/photos?file=vacation.jpg&size=original",
            None,
            &with(&[
                ("oauth_token", "nnch734d00sl2jdk"),
                ("oauth_timestamp", "137131202"),
                ("oauth_nonce", "chapoH"),
            ]),
            ("kd94hf93k423kf44", "pfkkdhi9sl3r4s00"),
        ),
        "MdpQcU8iPSUjWoN/UDMsK2sui9I="
    );
}

#[test]
fn x01_the_signature_in_the_documentation_of_twitter() {
    assert_eq!(
        hmac(
            "POST",
            "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
            Some("status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21"),
            &[
                ("oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"),
                ("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"),
                ("oauth_signature_method", "HMAC-SHA1"),
                ("oauth_timestamp", "1318622958"),
                (
                    "oauth_token",
                    "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"
                ),
                ("oauth_version", "1.0"),
            ],
            (
                "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
                "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"
            ),
        ),
        "hCtSmYh+iHYCEqBWrE7C7hYmtUk="
    );
}

#[test]
fn x01_plaintext_is_both_secrets_encoded_each() {
    let mut plan = plan(OAuth1Signature::Plaintext);
    plan.consumer_secret = "ja893SD9".into();
    assert_eq!(signature(&plan, None, "").as_deref(), Ok("ja893SD9&"));
    plan.consumer_secret = "a&b".into();
    assert_eq!(
        signature(&plan, Some(&"c d%é".into()), "").as_deref(),
        Ok("a%26b&c%20d%25%C3%A9")
    );
}

#[test]
fn x01_rsa_signatures_verify_with_the_public_key() {
    let public = rsa::PrivateKey::from_pkcs8_pem(RSA)
        .expect("a key")
        .to_public_key();
    let decoded = |kind| {
        use base64::Engine;
        let text = signature(&plan(kind), Some(&"ignored".into()), "the base string");
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.expect("signed"));
        rsa::pkcs1v15::Signature::try_from(&bytes.expect("base64")[..]).expect("a signature")
    };
    let sha1 = rsa::pkcs1v15::VerifyingKey::<sha1::Sha1>::new(public.clone());
    let sha256 = rsa::pkcs1v15::VerifyingKey::<sha2::Sha256>::new(public);
    let message = b"the base string";
    assert!(
        sha1.verify(message, &decoded(OAuth1Signature::RsaSha1))
            .is_ok()
    );
    assert!(
        sha256
            .verify(message, &decoded(OAuth1Signature::RsaSha256))
            .is_ok()
    );
    assert!(
        sha256
            .verify(message, &decoded(OAuth1Signature::RsaSha1))
            .is_err()
    );
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
fn x05_a_refused_time_is_read_from_header_or_body() {
    let clock = of_challenge(
        "OAuth realm=\"a, b\", oauth_problem=\"timestamp_refused\", oauth_acceptable_timestamps=\"100-200\"",
    );
    assert!(clock.expect("a problem").is_of_the_clock());
    let bare =
        of_challenge("OAuth oauth_problem=token_rejected,oauth_problem_advice=Sign%20in%0Aagain");
    let bare = bare.expect("a problem");
    assert!(bare.token_is_gone() && !bare.is_of_the_clock());
    assert_eq!(bare.advice.as_deref(), Some("Sign in again"));
    let netsuite = of_challenge(
        "OAuth realm=\"1\", error=\"token_rejected\", error_description=\"Invalid \\\"login\\\" attempt.\"",
    );
    let netsuite = netsuite.expect("a problem");
    assert_eq!(
        netsuite.advice.as_deref(),
        Some("Invalid \"login\" attempt.")
    );
    for other in [
        "Bearer error=\"x\"",
        "OAuth",
        "OAuth realm=\"x\"",
        "",
        "OAuth =",
    ] {
        assert_eq!(of_challenge(other), None, "{other}");
    }
}

#[test]
fn answers_of_the_legs_are_read_kindly_and_judged_strictly() {
    use answer::{Unreadable, granted, read};
    let fine = |content_type, body: &str| {
        let pairs = read(Some(content_type), body.as_bytes())?;
        granted(pairs).map(|it| {
            (
                it.token.expose_secret().to_owned(),
                it.token_secret.expose_secret().to_owned(),
                it.rest,
            )
        })
    };
    let expected = Ok((
        "t+1".to_owned(),
        "s".to_owned(),
        vec![("user".to_owned(), "me".to_owned())],
    ));
    let form = "\u{feff} oauth_token=t%2B1&oauth_token_secret=s&user=me\n";
    assert_eq!(fine("text/html", form), expected);
    let json = r#"{"oauth_token":"t+1","oauth_token_secret":"s","user":"me","n":null}"#;
    assert_eq!(fine("text/plain", json), expected);
    for (content_type, body, why) in [
        ("text/plain", "", Unreadable::Empty),
        ("text/html", "Sign in", Unreadable::Html),
        ("text/plain", "<html>a=b", Unreadable::Html),
        ("text/plain", "no", Unreadable::NoForm),
        ("text/plain", "a=\u{1}", Unreadable::NoForm),
        ("text/plain", "{\"a\":", Unreadable::NoForm),
        ("text/plain", "oauth_token=a", Unreadable::NoToken),
        (
            "text/plain",
            "oauth_token=&oauth_token_secret=s",
            Unreadable::NoToken,
        ),
        (
            "text/plain",
            "oauth_token=a&oauth_token=b&oauth_token_secret=s",
            Unreadable::NoToken,
        ),
        (
            "text/plain",
            "oauth_token=a%0D%0Ab&oauth_token_secret=s",
            Unreadable::OddToken,
        ),
        (
            "text/plain",
            "oauth_token=a&oauth_token_secret=%FF",
            Unreadable::OddToken,
        ),
    ] {
        assert_eq!(fine(content_type, body), Err(why), "{body}");
    }
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
