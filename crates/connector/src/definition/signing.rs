//! Requests that are signed one by one: with which algorithm, over what, and where the signature goes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The algorithms of a signed token (RFC 7518 section 3.1, RFC 8037 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    HS256,
    /// HMAC with SHA-384.
    HS384,
    /// HMAC with SHA-512.
    HS512,
    /// RSA with PKCS#1 v1.5 padding and SHA-256.
    RS256,
    /// RSA with PKCS#1 v1.5 padding and SHA-384.
    RS384,
    /// RSA with PKCS#1 v1.5 padding and SHA-512.
    RS512,
    /// RSA with PSS padding and SHA-256.
    PS256,
    /// ECDSA on the curve P-256 with SHA-256.
    ES256,
    /// ECDSA on the curve P-384 with SHA-384.
    ES384,
    /// Ed25519.
    EdDSA,
}

impl JwtAlgorithm {
    /// The algorithm as a token's header names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::EdDSA => "EdDSA",
        }
    }

    /// Whether both sides know the same secret, so that the key is no PEM.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Self::HS256 | Self::HS384 | Self::HS512)
    }
}

/// How the text of a key stands for its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyEncoding {
    /// The text's own bytes, in UTF-8.
    #[default]
    Text,
    /// Hexadecimal digits.
    Hex,
    /// Base64, with either alphabet, padded or not.
    Base64,
    /// PEM (RFC 7468). What keys of RSA, ECDSA and Ed25519 are always read as.
    Pem,
}
