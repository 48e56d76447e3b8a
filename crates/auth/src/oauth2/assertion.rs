//! Owns the signed tokens OAuth 2 sends: the assertion of a grant, and a client's proof of itself (RFC 7523).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::oauth2::CsrfToken;
use larder_connector::{AssertionPlan, OAuth2Plan};
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::{Client, TokenFault};
use crate::jwt::mint;

/// How a client's signed proof is announced (RFC 7523 section 2.2).
pub(super) const CLIENT_ASSERTION_TYPE: &str =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// A client's proof is used at once; a minute leaves room for clocks that differ.
const PROOF_LIFETIME: Duration = Duration::from_mins(1);

/// Signs the assertion that stands for the grant (RFC 7523 section 2.1).
///
/// # Errors
/// [`TokenFault::Odd`] when the key cannot sign.
pub(super) fn of_grant(plan: &AssertionPlan) -> Result<SecretString, TokenFault> {
    let header = with_key_id(&plan.header, plan.key_id.as_deref());
    let claims = with_times(plan.claims.clone(), plan.lifetime, now());
    mint(
        plan.algorithm,
        &plan.key,
        plan.key_encoding,
        &header,
        &claims,
    )
    .map_err(TokenFault::from)
}

/// Signs the client's proof for this endpoint (RFC 7523 section 3).
///
/// # Errors
/// [`TokenFault::Odd`] when there is no key, or it cannot sign.
pub(super) fn of_client(
    plan: &OAuth2Plan,
    client: &Client,
    endpoint: &Url,
) -> Result<SecretString, TokenFault> {
    let key = plan.client_key.as_ref();
    let key = key.ok_or_else(|| TokenFault::odd("the client has no key to prove itself with"))?;
    // The token endpoint identifies the server wherever the proof is sent (RFC 7523 section 3, RFC 7009 section 2.1).
    let audience = key.audience.as_deref();
    let audience = audience
        .or(plan.token_url.as_ref().map(Url::as_str))
        .unwrap_or(endpoint.as_str());
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), client.id.as_str().into());
    claims.insert("sub".to_owned(), client.id.as_str().into());
    claims.insert("aud".to_owned(), audience.into());
    let claims = with_times(claims, PROOF_LIFETIME, now());
    let header = with_key_id(&key.header, key.key_id.as_deref());
    mint(key.algorithm, &key.key, key.key_encoding, &header, &claims).map_err(TokenFault::from)
}

/// Adds when the token was made, when it ends and an id of its own, unless they are there.
fn with_times(mut claims: Map<String, Value>, lifetime: Duration, now: u64) -> Map<String, Value> {
    claims.entry("iat").or_insert_with(|| now.into());
    claims
        .entry("exp")
        .or_insert_with(|| now.saturating_add(lifetime.as_secs()).into());
    claims
        .entry("jti")
        .or_insert_with(|| CsrfToken::new_random().secret().as_str().into());
    claims
}

fn with_key_id(header: &Map<String, Value>, key_id: Option<&str>) -> Map<String, Value> {
    let mut header = header.clone();
    if let Some(key_id) = key_id {
        header.insert("kid".to_owned(), key_id.into());
    }
    header
}

/// Seconds since 1970; a clock before that is no clock.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
