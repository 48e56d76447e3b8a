//! Base strings and signatures against published vectors.

use rsa::pkcs8::DecodePrivateKey;
use rsa::signature::Verifier;

use super::super::sign::signature;
use super::*;

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
