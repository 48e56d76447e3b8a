//! Owns tokens minted for one request each (RFC 7519).

use larder_connector::{JwtPlan, TimestampFormat};
use secrecy::ExposeSecret;

use super::request::{known, written};
use super::{SigningFault, place};
use crate::jwt::mint;
use crate::outgoing::Outgoing;

pub(super) fn sign(
    plan: &JwtPlan,
    outgoing: &mut Outgoing,
    now: i64,
    nonce: &str,
) -> Result<(), SigningFault> {
    let mut known = known(outgoing, written(now, TimestampFormat::Unix)?, nonce)?;
    let mut header = plan.header.fill(&known)?;
    if let Some(key_id) = &plan.key_id {
        header.insert("kid".to_owned(), key_id.as_str().into());
    }
    let mut claims = plan.claims.fill(&known)?;
    let ends = now.saturating_add(i64::from(plan.lifetime_seconds));
    for (name, time) in [("iat", now), ("exp", ends)] {
        if !claims.contains_key(name) {
            claims.insert(name.to_owned(), time.into());
        }
    }
    let token = mint(
        plan.algorithm,
        &plan.key,
        plan.key_encoding,
        &header,
        &claims,
    )?;
    known.insert("jwt", token.expose_secret().to_owned());
    place(outgoing, &plan.headers, &plan.query, &known)
}
