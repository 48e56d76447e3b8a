//! Owns private keys of RSA, ECDSA and Ed25519, and the signatures made with them.

use ed25519_dalek::SigningKey as Ed25519Key;
use getrandom::SysRng;
use rsa::pkcs1::RsaPrivateKeyRef;
use rsa::pkcs8::der::Decode;
use rsa::pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::{pkcs1v15, pss};
use sec1::EcPrivateKey;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::pem::{self, Wrapping};
use super::{KeyFault, KeyKind};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What an RSA signature is made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A key that signs. The libraries wipe it when it is dropped.
pub(crate) enum PrivateKey {
    Rsa(Box<rsa::PrivateKey>),
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
    Ed25519(Box<Ed25519Key>),
}

impl PrivateKey {
    /// Reads an RSA key of at least `least` bits.
    pub(crate) fn rsa(text: &str, least: usize) -> Result<Self, KeyFault> {
        let unwrapped = pem::unwrap(text, KeyKind::Rsa)?;
        match unwrapped.wrapping {
            Wrapping::Pkcs1 => rsa_of(&unwrapped.der, least),
            Wrapping::Sec1 => Err(wrong(KeyKind::Rsa, curve_of_sec1(&unwrapped.der)?)),
            Wrapping::Pkcs8 => {
                let info = info(&unwrapped.der)?;
                match kind_of(&info) {
                    KeyKind::Rsa => rsa_of(info.private_key.as_bytes(), least),
                    got => Err(wrong(KeyKind::Rsa, got)),
                }
            }
        }
    }

    /// Reads an RSA key for PSS signatures; one that is limited to them fits as well.
    pub(crate) fn rsa_pss(text: &str, least: usize) -> Result<Self, KeyFault> {
        let unwrapped = pem::unwrap(text, KeyKind::Rsa)?;
        if unwrapped.wrapping == Wrapping::Pkcs8 {
            let info = info(&unwrapped.der)?;
            if kind_of(&info) == KeyKind::RsaPss {
                return rsa_of(info.private_key.as_bytes(), least);
            }
        }
        Self::rsa(text, least)
    }

    /// Reads a key on the curve P-256.
    pub(crate) fn p256(text: &str) -> Result<Self, KeyFault> {
        let scalar = elliptic(text, KeyKind::P256)?;
        let key = p256::ecdsa::SigningKey::from_slice(&scalar).map_err(|_| KeyFault::Damaged)?;
        Ok(Self::P256(Box::new(key)))
    }

    /// Reads a key on the curve P-384.
    pub(crate) fn p384(text: &str) -> Result<Self, KeyFault> {
        let scalar = elliptic(text, KeyKind::P384)?;
        let key = p384::ecdsa::SigningKey::from_slice(&scalar).map_err(|_| KeyFault::Damaged)?;
        Ok(Self::P384(Box::new(key)))
    }

    /// Reads an Ed25519 key (RFC 8410 section 7).
    pub(crate) fn ed25519(text: &str) -> Result<Self, KeyFault> {
        let unwrapped = pem::unwrap(text, KeyKind::Ed25519)?;
        let got = match unwrapped.wrapping {
            Wrapping::Pkcs1 => KeyKind::Rsa,
            Wrapping::Sec1 => curve_of_sec1(&unwrapped.der)?,
            Wrapping::Pkcs8 => kind_of(&info(&unwrapped.der)?),
        };
        if got != KeyKind::Ed25519 {
            return Err(wrong(KeyKind::Ed25519, got));
        }
        let key = Ed25519Key::try_from(info(&unwrapped.der)?).map_err(|_| KeyFault::Damaged)?;
        Ok(Self::Ed25519(Box::new(key)))
    }

    /// Signs with PKCS#1 v1.5 padding (RFC 8017 section 8.2); blinded, so that its time tells nothing about the key.
    pub(crate) fn sign_pkcs1(self, hash: Hash, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let Self::Rsa(key) = self else {
            return self.sign(message);
        };
        let signature =
            match hash {
                Hash::Sha1 => {
                    pkcs1v15::SigningKey::<Sha1>::new(*key).try_sign_with_rng(&mut SysRng, message)
                }
                Hash::Sha256 => pkcs1v15::SigningKey::<Sha256>::new(*key)
                    .try_sign_with_rng(&mut SysRng, message),
                Hash::Sha384 => pkcs1v15::SigningKey::<Sha384>::new(*key)
                    .try_sign_with_rng(&mut SysRng, message),
                Hash::Sha512 => pkcs1v15::SigningKey::<Sha512>::new(*key)
                    .try_sign_with_rng(&mut SysRng, message),
            };
        signature
            .map(|signature| signature.to_vec())
            .map_err(|_| KeyFault::NotSigned)
    }

    /// Signs as the kind of key does: PSS with SHA-256 for RSA, both halves side by side for ECDSA (RFC 7518 3.4).
    pub(crate) fn sign(self, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let failed = |_| KeyFault::NotSigned;
        match self {
            Self::Rsa(key) => pss::SigningKey::<Sha256>::new(*key)
                .try_sign_with_rng(&mut SysRng, message)
                .map(|signature| signature.to_vec())
                .map_err(failed),
            Self::P256(key) => Signer::<p256::ecdsa::Signature>::try_sign(&*key, message)
                .map(|signature| signature.to_vec())
                .map_err(failed),
            Self::P384(key) => Signer::<p384::ecdsa::Signature>::try_sign(&*key, message)
                .map(|signature| signature.to_vec())
                .map_err(failed),
            Self::Ed25519(key) => key
                .try_sign(message)
                .map(|signature| signature.to_vec())
                .map_err(failed),
        }
    }
}

fn wrong(wanted: KeyKind, got: KeyKind) -> KeyFault {
    KeyFault::WrongKind { wanted, got }
}

fn info(der: &[u8]) -> Result<PrivateKeyInfoRef<'_>, KeyFault> {
    PrivateKeyInfoRef::from_der(der).map_err(|_| KeyFault::Damaged)
}

fn kind_of(info: &PrivateKeyInfoRef<'_>) -> KeyKind {
    match info.algorithm.oid {
        RSA => KeyKind::Rsa,
        RSA_PSS => KeyKind::RsaPss,
        ED25519 => KeyKind::Ed25519,
        EC => curve(info.algorithm.parameters_oid().ok()),
        _ => KeyKind::Other,
    }
}

fn curve(named: Option<ObjectIdentifier>) -> KeyKind {
    match named {
        Some(P256) => KeyKind::P256,
        Some(P384) => KeyKind::P384,
        _ => KeyKind::OtherCurve,
    }
}

fn curve_of_sec1(der: &[u8]) -> Result<KeyKind, KeyFault> {
    let key = EcPrivateKey::from_der(der);
    let key = key.map_err(|_| KeyFault::Damaged)?;
    Ok(curve(
        key.parameters.and_then(sec1::EcParameters::named_curve),
    ))
}

/// The scalar of a key on the wanted curve.
fn elliptic(text: &str, wanted: KeyKind) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let unwrapped = pem::unwrap(text, wanted)?;
    let (got, sec1) = match unwrapped.wrapping {
        Wrapping::Pkcs1 => return Err(wrong(wanted, KeyKind::Rsa)),
        Wrapping::Sec1 => (curve_of_sec1(&unwrapped.der)?, unwrapped.der.clone()),
        Wrapping::Pkcs8 => {
            let info = info(&unwrapped.der)?;
            let sec1 = Zeroizing::new(info.private_key.as_bytes().to_vec());
            (kind_of(&info), sec1)
        }
    };
    if got != wanted {
        return Err(wrong(wanted, got));
    }
    let key = EcPrivateKey::from_der(&sec1).map_err(|_| KeyFault::Damaged)?;
    Ok(Zeroizing::new(key.private_key.to_vec()))
}

fn rsa_of(der: &[u8], least: usize) -> Result<PrivateKey, KeyFault> {
    let key = RsaPrivateKeyRef::from_der(der).map_err(|_| KeyFault::Damaged)?;
    let modulus = key.modulus.as_bytes();
    let leading = modulus.first().map_or(0, |first| first.leading_zeros());
    let bits = (modulus.len() * 8).saturating_sub(leading as usize);
    if bits < least {
        return Err(KeyFault::TooShort { bits, least });
    }
    let key = rsa::PrivateKey::try_from(key).map_err(|_| KeyFault::Damaged)?;
    Ok(PrivateKey::Rsa(Box::new(key)))
}
