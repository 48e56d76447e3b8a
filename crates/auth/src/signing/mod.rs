//! Owns signing requests one by one: Amazon's Signature Version 4, message authentication codes, WSSE, and tokens.

mod aws;
mod code;
mod request;
mod token;
mod wsse;

#[cfg(test)]
mod tests;

use larder_connector::{FilledLater, OfRequest, RenderError, SignPlan};
use secrecy::ExposeSecret;

use crate::key::KeyFault;
use crate::outgoing::{Outgoing, is_one_line};
use crate::percent::encode;

/// Why a request could not be signed. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningFault {
    /// The key cannot be used: ask for another one.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// Secrets would travel unencrypted.
    #[error("the secrets would go over plain http")]
    Unencrypted,
    /// A template of the definition could not be filled in.
    #[error(transparent)]
    Template(#[from] RenderError),
    /// Something typed fits nowhere in a request.
    #[error("{what}")]
    Unfit {
        /// Which rule it breaks.
        what: &'static str,
    },
}

/// Signs a request with a fresh nonce. `now` is the time to sign with, in seconds since 1970.
///
/// Each try wants a request of its own: sign a copy, once.
///
/// # Errors
/// [`SigningFault`] when the key cannot be used, or what was typed fits nowhere.
pub fn sign(plan: &SignPlan, outgoing: &mut Outgoing, now: i64) -> Result<(), SigningFault> {
    let nonce = nonce()?;
    sign_with(plan, outgoing, now, &nonce)
}

fn sign_with(
    plan: &SignPlan,
    outgoing: &mut Outgoing,
    now: i64,
    nonce: &str,
) -> Result<(), SigningFault> {
    match plan {
        SignPlan::AwsSigv4(plan) => aws::sign(plan, outgoing, now),
        SignPlan::Hmac(plan) => code::sign(plan, outgoing, now, nonce),
        SignPlan::Wsse(plan) => wsse::sign(plan, outgoing, now, nonce),
        SignPlan::Jwt(plan) => token::sign(plan, outgoing, now, nonce),
    }
}

/// A nonce never used before: 128 bits of the operating system's randomness, as 32 hexadecimal digits.
pub(crate) fn nonce() -> Result<String, KeyFault> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| KeyFault::NotSigned)?;
    Ok(hex(&bytes))
}

/// Lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(DIGITS[usize::from(half)]))
        .collect()
}

/// Puts what a signature yields where the definition wants it; what comes out empty is left out.
fn place(
    outgoing: &mut Outgoing,
    headers: &[(String, FilledLater)],
    query: &[(String, FilledLater)],
    known: &OfRequest,
) -> Result<(), SigningFault> {
    for (name, later) in headers {
        let value = later.fill(known)?;
        if !is_one_line(&value) {
            return Err(SigningFault::Unfit {
                what: "a header is one line of text",
            });
        }
        if !value.expose_secret().is_empty() {
            outgoing.set_header(name, value);
        }
    }
    for (name, later) in query {
        let value = later.fill(known)?;
        if !value.expose_secret().is_empty() {
            let value = encode(value.expose_secret().as_bytes());
            outgoing.append_query(&format!("{}={value}", encode(name.as_bytes())));
        }
    }
    Ok(())
}
