//! Owns message authentication codes over a text that a definition makes of the request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larder_connector::{HmacAlgorithm, HmacPlan, SignatureEncoding};
use secrecy::ExposeSecret;

use super::request::{known, written};
use super::{SigningFault, hex, place};
use crate::key::{Hmac, bytes_of};
use crate::outgoing::Outgoing;

pub(super) fn sign(
    plan: &HmacPlan,
    outgoing: &mut Outgoing,
    now: i64,
    nonce: &str,
) -> Result<(), SigningFault> {
    let mut known = known(outgoing, written(now, plan.timestamp)?, nonce)?;
    let text = plan.string.fill(&known)?;
    let hash = match plan.algorithm {
        HmacAlgorithm::Sha1 => Hmac::Sha1,
        HmacAlgorithm::Sha256 => Hmac::Sha256,
        HmacAlgorithm::Sha512 => Hmac::Sha512,
    };
    let key = bytes_of(plan.key.expose_secret(), plan.key_encoding)?;
    let code = hash.of(&key, text.expose_secret().as_bytes());
    let signature = match plan.encoding {
        SignatureEncoding::Hex => hex(&code),
        SignatureEncoding::Base64 => STANDARD.encode(code),
    };
    known.insert("signature", signature);
    place(outgoing, &plan.headers, &plan.query, &known)
}
