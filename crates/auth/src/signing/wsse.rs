//! Owns the X-WSSE header with a UsernameToken: a digest over nonce, time and password.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larder_connector::{WsseDigest, WssePlan, WsseText};
use secrecy::ExposeSecret;
use sha1::{Digest, Sha1};

use super::request::of_format;
use super::{SigningFault, hex};
use crate::outgoing::Outgoing;

pub(super) fn sign(
    plan: &WssePlan,
    outgoing: &mut Outgoing,
    now: i64,
    nonce: &str,
) -> Result<(), SigningFault> {
    let is_unfit = |it: char| it.is_control() || matches!(it, '"' | '\\');
    if plan.username.contains(is_unfit) {
        return Err(SigningFault::Unfit {
            what: "a user name in this header has no quotes and no line breaks",
        });
    }
    let created = of_format(now, "%Y-%m-%dT%H:%M:%SZ")?;
    let hash = Sha1::new()
        .chain_update(nonce)
        .chain_update(&created)
        .chain_update(plan.password.expose_secret())
        .finalize();
    let digest = match plan.digest {
        WsseDigest::Bytes => STANDARD.encode(hash),
        WsseDigest::Hex => STANDARD.encode(hex(&hash)),
    };
    let shown = match plan.nonce_encoding {
        WsseText::Base64 => STANDARD.encode(nonce),
        WsseText::Text => nonce.to_owned(),
    };
    let header = format!(
        "UsernameToken Username=\"{}\", PasswordDigest=\"{digest}\", Nonce=\"{shown}\", Created=\"{created}\"",
        plan.username
    );
    outgoing.set_header("X-WSSE", header.into());
    Ok(())
}
