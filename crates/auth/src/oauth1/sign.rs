//! Owns the signature itself (RFC 5849 section 3.4) and where it stands (section 3.5).

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use larder_connector::{OAuth1Placement, OAuth1Plan, OAuth1Signature};
use secrecy::{ExposeSecret, SecretString};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use super::AccessKeys;
use super::base_string::base_string;
use crate::key::{Hash, Hmac, KeyFault, PrivateKey};
use crate::outgoing::{FORM, Outgoing, is_one_line};
use crate::percent::encode;
use crate::signing::{SigningFault, nonce};

/// The fewest bits of an RSA key. Old installations have keys of 1024 bits, and nothing signed here is kept for long.
const LEAST_RSA_BITS: usize = 1024;

/// When and as which one a request is signed.
pub(super) struct Stamp {
    /// Seconds since 1970.
    pub(super) timestamp: i64,
    /// Never used before.
    pub(super) nonce: String,
}

impl Stamp {
    /// A stamp of its own for each signature.
    pub(super) fn fresh(now: i64) -> Result<Self, SigningFault> {
        Ok(Self {
            timestamp: now,
            nonce: nonce()?,
        })
    }
}

/// Signs a request with a fresh nonce. The plan's fixed token is used where there is one, else the one given.
///
/// `now` is the time to sign with, in seconds since 1970: this computer's, or the app's after it refused that
/// (see [`super::Problem::is_of_the_clock`]). Each try wants a request of its own: sign a copy, once.
///
/// # Errors
/// [`SigningFault`] when the key cannot be used, or when secrets would travel unencrypted. Nothing was sent.
pub fn sign(
    plan: &OAuth1Plan,
    token: Option<&AccessKeys>,
    outgoing: &mut Outgoing,
    now: i64,
) -> Result<(), SigningFault> {
    let fixed = plan
        .fixed_token
        .as_ref()
        .map(|(token, token_secret)| AccessKeys {
            token: token.clone(),
            token_secret: token_secret.clone(),
        });
    let mut protocol = Vec::new();
    if plan.body_hash && !outgoing.is_form() {
        protocol.push((
            "oauth_body_hash",
            body_hash(plan.signature, outgoing.bytes()),
        ));
    }
    let stamp = Stamp::fresh(now)?;
    sign_with(plan, fixed.as_ref().or(token), outgoing, protocol, stamp)
}

/// Signs with a given stamp and more protocol parameters.
pub(super) fn sign_with(
    plan: &OAuth1Plan,
    token: Option<&AccessKeys>,
    outgoing: &mut Outgoing,
    more: Vec<(&'static str, String)>,
    stamp: Stamp,
) -> Result<(), SigningFault> {
    let is_encrypted = outgoing.url.scheme() == "https";
    if plan.signature == OAuth1Signature::Plaintext && !is_encrypted && !plan.may_be_plain_http {
        return Err(SigningFault::Unencrypted);
    }
    let mut protocol = vec![
        ("oauth_consumer_key", plan.consumer_key.clone()),
        ("oauth_nonce", stamp.nonce),
        ("oauth_signature_method", plan.signature.as_str().to_owned()),
        ("oauth_timestamp", stamp.timestamp.to_string()),
        ("oauth_version", "1.0".to_owned()),
    ];
    if let Some(token) = token {
        protocol.push(("oauth_token", token.token.expose_secret().to_owned()));
    }
    protocol.extend(more);
    let base = Zeroizing::new(base_string(outgoing, &protocol));
    let token_secret = token.map(|token| &token.token_secret);
    protocol.push(("oauth_signature", signature(plan, token_secret, &base)?));
    place(plan, outgoing, &protocol)
}

/// Signs a base string.
pub(super) fn signature(
    plan: &OAuth1Plan,
    token_secret: Option<&SecretString>,
    base: &str,
) -> Result<String, SigningFault> {
    let shared = || {
        let token_secret = token_secret.map_or("", |secret| secret.expose_secret());
        let consumer_secret = plan.consumer_secret.expose_secret();
        Zeroizing::new(format!(
            "{}&{}",
            encode(consumer_secret.as_bytes()),
            encode(token_secret.as_bytes())
        ))
    };
    let hmac = |hash: Hmac| Ok(STANDARD.encode(hash.of(shared().as_bytes(), base.as_bytes())));
    let rsa = |hash| {
        let key = plan.private_key.as_ref().ok_or(KeyFault::Empty)?;
        let key = PrivateKey::rsa(key.expose_secret(), LEAST_RSA_BITS)?;
        Ok(STANDARD.encode(key.sign_pkcs1(hash, base.as_bytes())?))
    };
    match plan.signature {
        OAuth1Signature::HmacSha1 => hmac(Hmac::Sha1),
        OAuth1Signature::HmacSha256 => hmac(Hmac::Sha256),
        OAuth1Signature::HmacSha512 => hmac(Hmac::Sha512),
        OAuth1Signature::RsaSha1 => rsa(Hash::Sha1),
        OAuth1Signature::RsaSha256 => rsa(Hash::Sha256),
        OAuth1Signature::Plaintext => Ok(shared().to_string()),
    }
}

/// The hash of a body that is no form, by the hash of the signature (Request Body Hash extension, section 3.2).
fn body_hash(signature: OAuth1Signature, body: &[u8]) -> String {
    match signature {
        OAuth1Signature::HmacSha1 | OAuth1Signature::RsaSha1 | OAuth1Signature::Plaintext => {
            STANDARD.encode(Sha1::digest(body))
        }
        OAuth1Signature::HmacSha256 | OAuth1Signature::RsaSha256 => {
            STANDARD.encode(Sha256::digest(body))
        }
        OAuth1Signature::HmacSha512 => STANDARD.encode(Sha512::digest(body)),
    }
}

fn place(
    plan: &OAuth1Plan,
    outgoing: &mut Outgoing,
    protocol: &[(&str, String)],
) -> Result<(), SigningFault> {
    let may_have_body = !matches!(outgoing.method.as_str(), "GET" | "HEAD" | "DELETE");
    let fits_body = outgoing.is_form() || (outgoing.body.is_none() && may_have_body);
    match plan.placement {
        OAuth1Placement::Query => outgoing.append_query(&joined(protocol)),
        OAuth1Placement::Body if fits_body => {
            let mut form = outgoing.bytes().to_vec();
            if !form.is_empty() {
                form.push(b'&');
            }
            form.extend_from_slice(joined(protocol).as_bytes());
            outgoing.body = Some(Bytes::from(form));
            outgoing.content_type = Some(FORM.to_owned());
        }
        OAuth1Placement::Header | OAuth1Placement::Body => {
            let header = header(plan.realm.as_deref(), protocol);
            if !is_one_line(&header) {
                return Err(SigningFault::Unfit {
                    what: "a realm is one line of text",
                });
            }
            outgoing.set_header("Authorization", header);
        }
    }
    Ok(())
}

fn joined(protocol: &[(&str, String)]) -> String {
    let pairs: Vec<String> = protocol
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value.as_bytes())))
        .collect();
    pairs.join("&")
}

/// The header (section 3.5.1). The realm comes first, as a quoted text (RFC 9110 section 5.6.4) and never signed.
fn header(realm: Option<&str>, protocol: &[(&str, String)]) -> SecretString {
    let mut text = "OAuth ".to_owned();
    if let Some(realm) = realm {
        let quoted = realm.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = write!(text, "realm=\"{quoted}\", ");
    }
    let pairs: Vec<String> = protocol
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", encode(value.as_bytes())))
        .collect();
    text.push_str(&pairs.join(", "));
    text.into()
}
