//! The key pairs of the cast, made once a process, and checks of signatures made with them.

use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair,
    UnparsedPublicKey, VerificationAlgorithm,
};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A key pair: the private half as people get it, the public half as vendors keep it.
#[derive(Debug)]
pub(crate) struct Pair {
    /// PKCS#8, PEM.
    pub(crate) private: String,
    /// What `aws-lc-rs` verifies with.
    public: Vec<u8>,
    /// SubjectPublicKeyInfo, DER.
    pub(crate) spki: Vec<u8>,
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|at| &text[at..text.len().min(at + 64)])
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

fn new_rsa() -> Pair {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("the system gives random bytes");
    let private: Pkcs8V1Der<'_> = pair.as_der().expect("a key just made can be written");
    let spki: PublicKeyX509Der<'_> = pair
        .public_key()
        .as_der()
        .expect("a key just made can be written");
    Pair {
        private: pem("PRIVATE KEY", private.as_ref()),
        public: pair.public_key().as_ref().to_vec(),
        spki: spki.as_ref().to_vec(),
    }
}

/// The RSA key of 2,048 bits everybody of the cast uses.
pub(crate) fn rsa() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(new_rsa)
}

/// One that no vendor knows.
pub(crate) fn other() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(new_rsa)
}

/// The elliptic curve key (P-256).
pub(crate) fn ec() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .expect("the system gives random bytes");
        let private = pair.to_pkcs8v1().expect("a key just made can be written");
        Pair {
            private: pem("PRIVATE KEY", private.as_ref()),
            public: pair.public_key().as_ref().to_vec(),
            spki: Vec::new(),
        }
    })
}

/// The Edwards curve key (Ed25519).
pub(crate) fn ed25519() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| {
        let pair = Ed25519KeyPair::generate().expect("the system gives random bytes");
        let private = pair.to_pkcs8v1().expect("a key just made can be written");
        Pair {
            private: pem("PRIVATE KEY", private.as_ref()),
            public: pair.public_key().as_ref().to_vec(),
            spki: Vec::new(),
        }
    })
}

/// Whether the cast's key of that algorithm signed the message. Names are those of RFC 7518, and
/// `RSA-SHA1` and `RSA-SHA256` of OAuth 1.
pub(crate) fn signed(algorithm: &str, message: &[u8], sign: &[u8]) -> bool {
    let (way, pair): (&'static dyn VerificationAlgorithm, &Pair) = match algorithm {
        "RSA-SHA1" => (
            &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            rsa(),
        ),
        "RS256" | "RSA-SHA256" => (&signature::RSA_PKCS1_2048_8192_SHA256, rsa()),
        "RS384" => (&signature::RSA_PKCS1_2048_8192_SHA384, rsa()),
        "RS512" => (&signature::RSA_PKCS1_2048_8192_SHA512, rsa()),
        "PS256" => (&signature::RSA_PSS_2048_8192_SHA256, rsa()),
        "ES256" => (&signature::ECDSA_P256_SHA256_FIXED, ec()),
        "EdDSA" => (&signature::ED25519, ed25519()),
        _ => return false,
    };
    UnparsedPublicKey::new(way, &pair.public)
        .verify(message, sign)
        .is_ok()
}

/// The HMAC of a message; `sha1`, `sha256`, `sha384` or `sha512`.
pub(crate) fn hmac(hash: &str, key: &[u8], message: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    let tag = hmac::sign(&hmac::Key::new(algorithm, key), message);
    tag.as_ref().to_vec()
}

/// A digest; `sha1`, `sha256` or `sha512`.
pub(crate) fn digest(hash: &str, bytes: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "sha512" => &digest::SHA512,
        _ => &digest::SHA256,
    };
    digest::digest(algorithm, bytes).as_ref().to_vec()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Standard base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
