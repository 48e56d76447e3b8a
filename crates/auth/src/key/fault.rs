//! Owns why a key cannot sign, sorted by what the person can do: paste another text, lift the passphrase, get another key.

use std::fmt;

/// Why a key cannot be used. No text in here comes from the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No key was given.
    #[error("the key is empty")]
    Empty,
    /// The text is not PEM (RFC 7468), or its lines are damaged.
    #[error(
        "the key is not in PEM form: it begins with -----BEGIN and ends with an -----END line of the same name"
    )]
    NotPem,
    /// The key is locked with a passphrase.
    #[error("the key is locked with a passphrase: save it without one")]
    Encrypted,
    /// The key is too short to be safe, and the app would refuse it.
    #[error("the key has {bits} bits, and at least {least} are needed")]
    TooShort {
        /// How many bits it has.
        bits: usize,
        /// How many it needs.
        least: usize,
    },
    /// It is a key, but not one for this kind of signature.
    #[error("{wanted} is needed, and this is {got}")]
    WrongKind {
        /// What is needed.
        wanted: KeyKind,
        /// What was given.
        got: KeyKind,
    },
    /// The wrapping is right, but what is inside is no usable key.
    #[error("the key is damaged")]
    Damaged,
    /// The text is not written in the declared way, such as hexadecimal digits.
    #[error("the key is not {expected}")]
    NotEncoded {
        /// How it should be written.
        expected: &'static str,
    },
    /// The operating system gave no randomness, or the arithmetic failed: try again.
    #[error("the signature could not be made")]
    NotSigned,
}

/// Kinds of keys, as they are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A private RSA key.
    Rsa,
    /// A private RSA key that may make PSS signatures only.
    RsaPss,
    /// A private key on the curve P-256.
    P256,
    /// A private key on the curve P-384.
    P384,
    /// A private key on a curve that is not used here.
    OtherCurve,
    /// A private Ed25519 key.
    Ed25519,
    /// A private key of OpenSSH's own form.
    OpenSsh,
    /// A public key.
    Public,
    /// A certificate.
    Certificate,
    /// Something else.
    Other,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Rsa => "a private RSA key",
            Self::RsaPss => "a private RSA key for PSS signatures only",
            Self::P256 => "a private key on the curve P-256",
            Self::P384 => "a private key on the curve P-384",
            Self::OtherCurve => "a private key on another curve",
            Self::Ed25519 => "a private Ed25519 key",
            Self::OpenSsh => "a key in OpenSSH's own form",
            Self::Public => "a public key",
            Self::Certificate => "a certificate",
            Self::Other => "something else",
        })
    }
}
