//! Requests that are signed one by one: with which algorithm, over what, and where the signature goes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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

/// How every request of a way is signed, after everything else of `apply` was put in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "with", rename_all = "snake_case")]
pub enum Sign {
    /// Amazon's Signature Version 4, in the header.
    AwsSigv4(AwsSigv4),
    /// A message authentication code over a text made of the request.
    Hmac(Box<HmacSign>),
    /// The X-WSSE header with a UsernameToken.
    Wsse(Wsse),
    /// A token minted for each request (RFC 7519).
    Jwt(Box<JwtSign>),
}

/// Amazon's Signature Version 4. All values are templates over fields and secrets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AwsSigv4 {
    /// The access key's id.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: String,
    /// The token of temporary credentials; empty: none.
    #[serde(default)]
    pub session_token: Option<String>,
    /// The region, such as `eu-west-1`.
    pub region: String,
    /// The service as its signatures name it, such as `execute-api`.
    pub service: String,
}

/// A message authentication code.
///
/// Templates of `string`, `headers` and `query` may use the fields and secrets, and of the request: `method`, `url`,
/// `host`, `path`, `query`, `sorted_query`, `body`, `body_sha256`, `content_type`, `timestamp` and `nonce`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HmacSign {
    /// The hash.
    pub algorithm: HmacAlgorithm,
    /// The key, a template over fields and secrets.
    pub key: String,
    /// How the key's text stands for its bytes.
    #[serde(default)]
    pub key_encoding: KeyEncoding,
    /// What is signed, a template.
    pub string: String,
    /// How the code is written.
    #[serde(default)]
    pub encoding: SignatureEncoding,
    /// How `timestamp` is written.
    #[serde(default)]
    pub timestamp: TimestampFormat,
    /// Headers by name; templates that may use `signature` as well.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Query parameters by name; templates that may use `signature` as well.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
}

/// The hashes of a message authentication code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HmacAlgorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureEncoding {
    /// Lower-case hexadecimal digits.
    #[default]
    Hex,
    /// Base64 with padding.
    Base64,
}

/// How the time of a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimestampFormat {
    /// Seconds since 1970.
    #[default]
    Unix,
    /// Milliseconds since 1970.
    UnixMilliseconds,
    /// `2026-11-24T12:30:00Z`.
    Rfc3339,
}

/// The X-WSSE header: a digest over a nonce, the time and the password.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Wsse {
    /// The user, a template over fields and secrets.
    pub username: String,
    /// The password or API secret, a template over fields and secrets.
    pub password: String,
    /// How the header writes the nonce.
    #[serde(default)]
    pub nonce_encoding: WsseText,
    /// What is written in base64 as the digest.
    #[serde(default)]
    pub digest: WsseDigest,
}

/// How the X-WSSE header writes the nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WsseText {
    /// In base64.
    #[default]
    Base64,
    /// As the text that the digest is made over.
    Text,
}

/// What an X-WSSE digest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WsseDigest {
    /// The bytes of the hash, as the UsernameToken profile says.
    #[default]
    Bytes,
    /// The hash in hexadecimal digits, as some apps have it.
    Hex,
}

/// A token minted for each request. `iat` and `exp` are set unless the claims name them.
///
/// Templates of claims may use the fields and secrets and what [`HmacSign`] says of the request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct JwtSign {
    /// The algorithm.
    pub algorithm: JwtAlgorithm,
    /// The key, a template over fields and secrets.
    pub key: String,
    /// How a shared key's text stands for its bytes; the other keys are PEM.
    #[serde(default)]
    pub key_encoding: KeyEncoding,
    /// `kid` of the header, a template over fields and secrets; empty: none.
    #[serde(default)]
    pub key_id: Option<String>,
    /// More members of the header; every text is a template.
    #[serde(default)]
    pub header: Map<String, Value>,
    /// The claims; every text is a template.
    #[serde(default)]
    pub claims: Map<String, Value>,
    /// How long the token lives, in seconds.
    #[serde(default = "two_minutes")]
    pub lifetime_seconds: u32,
    /// Headers by name; templates that may use `jwt` as well. With no `query` either: `Authorization: Bearer {{ jwt }}`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Query parameters by name; templates that may use `jwt` as well.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
}

/// Long enough for a clock that is a little off, and shorter than what any app refuses.
fn two_minutes() -> u32 {
    120
}
