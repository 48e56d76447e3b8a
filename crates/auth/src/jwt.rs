//! Owns signed tokens (RFC 7519, RFC 7515 compact form): for requests, client assertions and bearer grants.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use larder_connector::{JwtAlgorithm, KeyEncoding};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::key::{Hash, Hmac, KeyFault, PrivateKey, bytes_of};

/// The fewest bits of an RSA key for tokens (RFC 7518 sections 3.3 and 3.5).
const LEAST_RSA_BITS: usize = 2048;

/// Mints a token: `alg` (and `typ`, unless the header has it) are set here, everything else is as given.
///
/// The key of a symmetric algorithm is read as `encoding` says; the others are PEM, whatever `encoding` says:
/// PKCS#1, PKCS#8 or SEC1, with line breaks as they are or spelled `\n`.
///
/// # Errors
/// [`KeyFault`] names what is wrong with the key.
pub fn mint(
    algorithm: JwtAlgorithm,
    key: &SecretString,
    encoding: KeyEncoding,
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
) -> Result<SecretString, KeyFault> {
    let mut full = Map::new();
    full.insert("alg".to_owned(), algorithm.as_str().into());
    full.insert("typ".to_owned(), "JWT".into());
    for (name, value) in header.iter().filter(|(name, _)| *name != "alg") {
        full.insert(name.clone(), value.clone());
    }
    let mut token = part(&full);
    token.push('.');
    token.push_str(&part(claims));
    let signature = sign(algorithm, key, encoding, token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token.into())
}

fn part(members: &Map<String, Value>) -> String {
    let text = serde_json::to_string(members).expect("a map of JSON values is JSON");
    URL_SAFE_NO_PAD.encode(text)
}

/// The signature of RFC 7518 section 3, or RFC 8037 section 3.1.
fn sign(
    algorithm: JwtAlgorithm,
    key: &SecretString,
    encoding: KeyEncoding,
    message: &[u8],
) -> Result<Vec<u8>, KeyFault> {
    let key = key.expose_secret();
    let hmac = |hash: Hmac| Ok(hash.of(&bytes_of(key, encoding)?, message));
    let rsa = |hash| PrivateKey::rsa(key, LEAST_RSA_BITS)?.sign_pkcs1(hash, message);
    match algorithm {
        JwtAlgorithm::HS256 => hmac(Hmac::Sha256),
        JwtAlgorithm::HS384 => hmac(Hmac::Sha384),
        JwtAlgorithm::HS512 => hmac(Hmac::Sha512),
        JwtAlgorithm::RS256 => rsa(Hash::Sha256),
        JwtAlgorithm::RS384 => rsa(Hash::Sha384),
        JwtAlgorithm::RS512 => rsa(Hash::Sha512),
        JwtAlgorithm::PS256 => PrivateKey::rsa_pss(key, LEAST_RSA_BITS)?.sign(message),
        JwtAlgorithm::ES256 => PrivateKey::p256(key)?.sign(message),
        JwtAlgorithm::ES384 => PrivateKey::p384(key)?.sign(message),
        JwtAlgorithm::EdDSA => PrivateKey::ed25519(key)?.sign(message),
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::pkcs8::DecodePrivateKey;
    use rsa::signature::Verifier;
    use serde_json::json;

    use super::*;

    const RSA: &str = include_str!("../tests/keys/rsa_2048_pkcs8.pem");
    const RSA_SHORT: &str = include_str!("../tests/keys/rsa_1024.pem");
    const P256: &str = include_str!("../tests/keys/p256_sec1.pem");
    const P384: &str = include_str!("../tests/keys/p384_pkcs8.pem");
    const ED25519: &str = include_str!("../tests/keys/ed25519.pem");
    const SHARED: &str =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    fn signature(algorithm: JwtAlgorithm, key: &str, encoding: KeyEncoding, input: &str) -> String {
        let bytes = sign(algorithm, &key.into(), encoding, input.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes.expect("a good key"))
    }

    #[test]
    fn rfc_7515_appendix_a_1_hmac() {
        let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        assert_eq!(
            signature(JwtAlgorithm::HS256, SHARED, KeyEncoding::Base64, input),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn rfc_7515_appendix_a_2_rsa() {
        let input = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        assert_eq!(
            signature(JwtAlgorithm::RS256, RSA, KeyEncoding::Pem, input),
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        );
    }

    #[test]
    fn rfc_8037_appendix_a_4_ed25519() {
        let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        assert_eq!(
            signature(JwtAlgorithm::EdDSA, ED25519, KeyEncoding::Pem, input),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
    }

    #[test]
    fn a_minted_token_has_its_header_and_claims_and_verifies() {
        let header = json!({ "kid": "k1", "alg": "none", "typ": "at+jwt" });
        let claims = json!({ "iss": "me", "exp": 12 });
        for (algorithm, key) in [
            (JwtAlgorithm::HS384, SHARED),
            (JwtAlgorithm::HS512, SHARED),
            (JwtAlgorithm::RS384, RSA),
            (JwtAlgorithm::RS512, RSA),
            (JwtAlgorithm::PS256, RSA),
            (JwtAlgorithm::ES256, P256),
            (JwtAlgorithm::ES384, P384),
            (JwtAlgorithm::EdDSA, ED25519),
        ] {
            let token = mint(
                algorithm,
                &key.into(),
                KeyEncoding::Text,
                header.as_object().expect("a map"),
                claims.as_object().expect("a map"),
            )
            .expect("a good key");
            let parts: Vec<&str> = token.expose_secret().split('.').collect();
            let read = |part: &str| -> Value {
                let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
                serde_json::from_slice(&bytes).expect("JSON")
            };
            assert_eq!(
                read(parts[0]),
                json!({ "alg": algorithm.as_str(), "typ": "at+jwt", "kid": "k1" })
            );
            assert_eq!(read(parts[1]), claims);
            let message = format!("{}.{}", parts[0], parts[1]);
            let signature = URL_SAFE_NO_PAD.decode(parts[2]).expect("base64");
            assert!(
                verifies(algorithm, message.as_bytes(), &signature),
                "{algorithm:?}"
            );
            assert!(!verifies(algorithm, b"another message", &signature));
        }
    }

    fn verifies(algorithm: JwtAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        use sha2::{Sha256, Sha384, Sha512};
        let rsa_key = rsa::PrivateKey::from_pkcs8_pem(RSA)
            .expect("a key")
            .to_public_key();
        let pkcs1 = || rsa::pkcs1v15::Signature::try_from(signature).expect("a signature");
        match algorithm {
            JwtAlgorithm::HS384 => Hmac::Sha384.of(SHARED.as_bytes(), message) == signature,
            JwtAlgorithm::HS512 => Hmac::Sha512.of(SHARED.as_bytes(), message) == signature,
            JwtAlgorithm::RS384 => rsa::pkcs1v15::VerifyingKey::<Sha384>::new(rsa_key)
                .verify(message, &pkcs1())
                .is_ok(),
            JwtAlgorithm::RS512 => rsa::pkcs1v15::VerifyingKey::<Sha512>::new(rsa_key)
                .verify(message, &pkcs1())
                .is_ok(),
            JwtAlgorithm::PS256 => {
                let signature = rsa::pss::Signature::try_from(signature).expect("a signature");
                rsa::pss::VerifyingKey::<Sha256>::new(rsa_key)
                    .verify(message, &signature)
                    .is_ok()
            }
            JwtAlgorithm::ES256 => {
                let PrivateKey::P256(key) = PrivateKey::p256(P256).expect("a key") else {
                    panic!("another kind");
                };
                let signature = p256::ecdsa::Signature::from_slice(signature).expect("64 bytes");
                key.verifying_key().verify(message, &signature).is_ok()
            }
            JwtAlgorithm::ES384 => {
                let PrivateKey::P384(key) = PrivateKey::p384(P384).expect("a key") else {
                    panic!("another kind");
                };
                let signature = p384::ecdsa::Signature::from_slice(signature).expect("96 bytes");
                key.verifying_key().verify(message, &signature).is_ok()
            }
            JwtAlgorithm::EdDSA => {
                let key = ed25519_dalek::SigningKey::from_pkcs8_pem(ED25519).expect("a key");
                let signature = ed25519_dalek::Signature::from_slice(signature).expect("64 bytes");
                key.verifying_key().verify(message, &signature).is_ok()
            }
            other => panic!("{other:?} is tested by its vector"),
        }
    }

    #[test]
    fn x07_a_short_or_wrong_key_makes_no_token() {
        let none = Map::new();
        let minted = |algorithm, key: &str, encoding| {
            mint(algorithm, &key.into(), encoding, &none, &none).map(drop)
        };
        assert_eq!(
            minted(JwtAlgorithm::RS256, RSA_SHORT, KeyEncoding::Pem),
            Err(KeyFault::TooShort {
                bits: 1024,
                least: 2048
            })
        );
        assert!(matches!(
            minted(JwtAlgorithm::ES256, RSA, KeyEncoding::Pem),
            Err(KeyFault::WrongKind { .. })
        ));
        assert_eq!(
            minted(JwtAlgorithm::HS256, "", KeyEncoding::Text),
            Err(KeyFault::Empty)
        );
    }
}
