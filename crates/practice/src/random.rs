//! Random values for tokens and codes, and the digests kept in their place.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Random bytes from the operating system.
fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0_u8; N];
    getrandom::fill(&mut buffer).expect("the operating system gives random bytes");
    buffer
}

/// A URL-safe random text of `4 * N / 3` characters.
pub(crate) fn text<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<N>())
}

/// A random text of `2 * N` hexadecimal digits.
pub(crate) fn hexadecimal<const N: usize>() -> String {
    hex(&bytes::<N>())
}

/// The SHA-256 of a secret in hexadecimal: all that is ever kept of a token or password.
pub(crate) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// The PKCE S256 challenge of a verifier (RFC 7636 section 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// The SHA-256 in standard base64, as content security policies and Salesforce signatures use it.
pub(crate) fn digest_base64(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}
