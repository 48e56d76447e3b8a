//! Owns the doors that bytes of others come in by, as plain functions of bytes: fuzzers and property tests call them.
//!
//! None of them may panic on any input; what else must hold is asserted inside.

use bytes::Bytes;
use secrecy::ExposeSecret;
use url::Url;

use crate::key::PrivateKey;
use crate::oauth1::{answered_token, base_string, of_challenge};
use crate::outgoing::{FORM, Outgoing};
use crate::percent::{decode, pairs};

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
