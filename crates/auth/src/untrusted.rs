//! Owns the doors that bytes of others come in by, as plain functions of bytes: fuzzers and property tests call them.
//!
//! None of them may panic on any input; what else must hold is asserted inside.

use std::collections::BTreeMap;

use bytes::Bytes;
use larder_connector::{AnswerPath, AnswerPlan, ExpiryUnit, ResponseMode};
use secrecy::ExposeSecret;
use url::Url;

use crate::attempt::{Attempt, Expected, Offer, Phase};

use crate::key::PrivateKey;
use crate::oauth1::{answered_token, base_string, of_challenge};
use crate::oauth2::device;
use crate::outgoing::{FORM, Outgoing};
use crate::percent::{decode, pairs};
use crate::token_answer::{Answer, Shape, read_as};

/// The answer of an OAuth 1 leg: whatever is taken for a token can be sent back.
pub fn oauth1_answer(body: &[u8]) {
    for content_type in [None, Some("text/html"), Some("application/json")] {
        if let Some((token, token_secret)) = answered_token(content_type, body) {
            assert!(!token.expose_secret().is_empty());
            for text in [token, token_secret] {
                assert!(!text.expose_secret().contains(char::is_control));
            }
        }
    }
}

/// A `WWW-Authenticate` header: what is kept of it stands on one line.
pub fn oauth1_challenge(header: &[u8]) {
    let header = String::from_utf8_lossy(header);
    for text in [header.as_ref(), &format!("OAuth {header}")] {
        if let Some(problem) = of_challenge(text) {
            assert!(!problem.code.contains(char::is_control));
            assert!(problem.code.chars().count() <= 101);
        }
    }
}

/// A request's query and form: the base string has three parts of unreserved characters, and every pair is in it.
pub fn oauth1_base_string(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut part = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let mut url = Url::parse("https://example.net/").expect("a constant address");
    url.set_path(&part());
    url.set_query(Some(&part()));
    let mut outgoing = Outgoing::new("POST", url);
    outgoing.body = Some(Bytes::copy_from_slice(parts.next().unwrap_or_default()));
    outgoing.content_type = Some(FORM.to_owned());
    let base = base_string(&outgoing, &[("oauth_nonce", "n".to_owned())]);
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-._~%&".contains(it);
    assert!(base.chars().all(is_plain), "{base}");
    let thirds: Vec<&str> = base.split('&').collect();
    assert_eq!(thirds.len(), 3);
    let query = outgoing.url.query().unwrap_or_default();
    let given = pairs(query.as_bytes()).len() + pairs(outgoing.bytes()).len() + 1;
    let signed = decode(thirds[2].as_bytes());
    assert_eq!(signed.split(|byte| *byte == b'&').count(), given);
    assert_eq!(signed.split(|byte| *byte == b'=').count(), given + 1);
}

/// A pasted key: it is read or named faulty.
pub fn private_key(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let wrapped = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----");
    for text in [text.as_ref(), &wrapped] {
        drop(PrivateKey::rsa(text, 1024));
        drop(PrivateKey::rsa_pss(text, 1024));
        drop(PrivateKey::p256(text));
        drop(PrivateKey::p384(text));
        drop(PrivateKey::ed25519(text));
    }
}

/// A token endpoint's answer, read as the standard and as a definition says: what is granted can be sent back, and what
/// is kept in the open holds none of it.
pub fn token_answer(body: &[u8]) {
    let elsewhere = AnswerPlan {
        access_token: AnswerPath::compile("$.data.token").ok(),
        expires: AnswerPath::compile("$.data.ends").ok(),
        expires_in_unit: ExpiryUnit::Date,
        error: AnswerPath::compile("$.code").ok(),
        ..AnswerPlan::default()
    };
    let keep_secrets = AnswerPath::compile("$.data.more").map(|path| ("more".to_owned(), path));
    let keep_secrets: BTreeMap<_, _> = keep_secrets.into_iter().collect();
    for answer in [&AnswerPlan::default(), &elsewhere] {
        let shape = Shape {
            answer,
            keep_secrets: &keep_secrets,
            now_at: 1_700_000_000_000,
        };
        for media in [None, Some("application/x-www-form-urlencoded")] {
            let Ok(Answer::Granted(granted)) = read_as(media, body, &shape) else {
                continue;
            };
            let token = granted.access_token.expose_secret();
            assert!(!token.is_empty() && !token.contains(char::is_control));
            assert!(granted.expires_in.is_none_or(|lives| lives.as_secs() > 0));
            assert!(
                granted
                    .answer
                    .value()
                    .pointer("/data/token")
                    .is_none_or(|it| it != token)
            );
        }
    }
}

/// What comes back to a redirect address, or is posted there: without the attempt's own state nothing is taken.
pub fn authorization_answer(bytes: &[u8]) {
    // Long enough that no input finds it by itself.
    const STATE: &str = "7d2f9a41c0b84e5fa6d3c2917e80b5a4";
    let redirect = Url::parse("http://127.0.0.1:47620/callback/x").expect("a constant address");
    let text = String::from_utf8_lossy(bytes);
    for mode in [
        ResponseMode::Query,
        ResponseMode::Fragment,
        ResponseMode::FormPost,
    ] {
        let expected = Expected {
            mode,
            ..Expected::of_state(STATE.into())
        };
        let id = "fuzzed".to_owned();
        let attempt = Attempt::new(id, redirect.clone(), expected, Attempt::LIFETIME);
        let offers = [
            attempt.offer_form("/callback/x", bytes),
            attempt.offer_text(&text),
            attempt.offer_text(&format!("/callback/x{text}")),
        ];
        assert!(!offers.contains(&Offer::Taken) || text.contains(STATE));
        assert!(attempt.phase() == Phase::Open || text.contains(STATE));
    }
}

/// What a device authorization endpoint answers: a code on one line, a page that is safe, bounds that make sense.
pub fn device_answer(body: &[u8]) {
    device::judge(body);
}
