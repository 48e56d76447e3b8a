//! Owns keys that both sides know: their bytes from their text, and message authentication with them (RFC 2104).

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{KeyInit, Mac};
use larder_connector::KeyEncoding;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::KeyFault;

const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The bytes that the text of a shared key stands for.
pub(crate) fn bytes_of(text: &str, encoding: KeyEncoding) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let bytes = match encoding {
        KeyEncoding::Text | KeyEncoding::Pem => text.as_bytes().to_vec(),
        KeyEncoding::Hex => hex(text.trim()).ok_or(KeyFault::NotEncoded {
            expected: "written in pairs of hexadecimal digits",
        })?,
        KeyEncoding::Base64 => {
            let text = text.trim();
            let alphabet = if text.contains(['-', '_']) {
                &URL_SAFE
            } else {
                &STANDARD
            };
            GeneralPurpose::new(alphabet, CONFIG)
                .decode(text)
                .map_err(|_| KeyFault::NotEncoded {
                    expected: "written in base64",
                })?
        }
    };
    if bytes.is_empty() {
        return Err(KeyFault::Empty);
    }
    Ok(Zeroizing::new(bytes))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| {
            let digits = &text[at..at + 2];
            // from_str_radix would take a sign.
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            is_hex.then(|| u8::from_str_radix(digits, 16).ok())?
        })
        .collect()
}

/// Message authentication by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hmac {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hmac {
    /// The code of a message.
    pub(crate) fn of(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => code::<hmac::Hmac<Sha1>>(key, message),
            Self::Sha256 => code::<hmac::Hmac<Sha256>>(key, message),
            Self::Sha384 => code::<hmac::Hmac<Sha384>>(key, message),
            Self::Sha512 => code::<hmac::Hmac<Sha512>>(key, message),
        }
    }
}

fn code<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
