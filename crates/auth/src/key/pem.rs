//! Owns finding the key in a PEM text (RFC 7468), kindly: one-line fields and JSON files do things to line breaks.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::{KeyFault, KeyKind};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The three wrappings of a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// `RSA PRIVATE KEY` (RFC 8017 A.1.2).
    Pkcs1,
    /// `PRIVATE KEY` (RFC 5958).
    Pkcs8,
    /// `EC PRIVATE KEY` (RFC 5915).
    Sec1,
}

/// A private key's bytes, and what they are wrapped in.
pub(super) struct Unwrapped {
    pub(super) wrapping: Wrapping,
    pub(super) der: Zeroizing<Vec<u8>>,
}

/// Finds the first private key; `wanted` goes into the fault when there is something else instead.
pub(super) fn unwrap(text: &str, wanted: KeyKind) -> Result<Unwrapped, KeyFault> {
    // A key copied out of a JSON file has its line breaks spelled out.
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n"));
    if text.trim().is_empty() {
        return Err(KeyFault::Empty);
    }
    let mut other = None;
    for block in blocks(&text) {
        let (label, body) = block?;
        let wrapping = match label {
            "RSA PRIVATE KEY" => Wrapping::Pkcs1,
            "PRIVATE KEY" => Wrapping::Pkcs8,
            "EC PRIVATE KEY" => Wrapping::Sec1,
            "ENCRYPTED PRIVATE KEY" => return Err(KeyFault::Encrypted),
            other_label => {
                other = other.or(Some(kind_of(other_label)));
                continue;
            }
        };
        // The form before PKCS#8 says it in a header (RFC 1421 section 4.6.1.1).
        if body.contains("ENCRYPTED") {
            return Err(KeyFault::Encrypted);
        }
        let compact: Zeroizing<String> =
            Zeroizing::new(body.chars().filter(|it| !it.is_whitespace()).collect());
        let der = LENIENT.decode(compact.as_bytes());
        let der = der.map_err(|_| KeyFault::NotPem)?;
        return Ok(Unwrapped {
            wrapping,
            der: Zeroizing::new(der),
        });
    }
    Err(other.map_or(KeyFault::NotPem, |got| KeyFault::WrongKind { wanted, got }))
}

/// The blocks of a text, each with its label; one that does not end is a fault.
fn blocks(text: &str) -> impl Iterator<Item = Result<(&str, &str), KeyFault>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = rest.find(BEGIN)?;
        let inside = &rest[begin + BEGIN.len()..];
        let block = (|| {
            let (label, inside) = inside.split_once(DASHES)?;
            let (body, after) = inside.split_once(END)?;
            let after = after.strip_prefix(label)?.strip_prefix(DASHES)?;
            Some((label, body, after))
        })();
        Some(if let Some((label, body, after)) = block {
            rest = after;
            Ok((label, body))
        } else {
            rest = "";
            Err(KeyFault::NotPem)
        })
    })
}

fn kind_of(label: &str) -> KeyKind {
    match label {
        "OPENSSH PRIVATE KEY" => KeyKind::OpenSsh,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" | "CERTIFICATE REQUEST" => {
            KeyKind::Certificate
        }
        label if label.ends_with("PUBLIC KEY") => KeyKind::Public,
        _ => KeyKind::Other,
    }
}
