//! Sealing: XChaCha20-Poly1305 with a random nonce, bound to what the secret is about.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Bytes of a key.
pub(crate) const KEY_LENGTH: usize = 32;

/// First byte of a blob: the format. A later one would be a new number.
const FORMAT: u8 = 1;
const TAG_LENGTH: usize = 8;
const NONCE_LENGTH: usize = 24;
const HEAD_LENGTH: usize = 1 + TAG_LENGTH + NONCE_LENGTH;

/// Why a blob did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// It was sealed under another key.
    OtherKey,
    /// It was changed, cut, or belongs to something else.
    Tampered,
    /// It has a format this version does not know.
    UnknownFormat,
}

/// A 256-bit key. Wiped from memory when dropped.
#[derive(Clone)]
pub(crate) struct Key {
    bytes: Zeroizing<[u8; KEY_LENGTH]>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key([redacted])")
    }
}

impl Key {
    /// A new random key from the system's generator.
    pub(crate) fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; KEY_LENGTH]);
        getrandom::fill(&mut bytes[..])?;
        Ok(Self { bytes })
    }

    /// The key in these bytes; `None` when their number is wrong.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        if bytes.len() != KEY_LENGTH {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self { bytes: key })
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.bytes
    }

    /// Tells keys apart without telling anything about them.
    fn tag(&self) -> [u8; TAG_LENGTH] {
        let mut digest = Sha256::new();
        digest.update(b"larder vault key tag");
        digest.update(&self.bytes[..]);
        let mut tag = [0; TAG_LENGTH];
        tag.copy_from_slice(&digest.finalize()[..TAG_LENGTH]);
        tag
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes().into())
    }

    /// Seals a secret, bound to `about`: format, key tag, nonce, then the sealed bytes.
    pub(crate) fn seal(&self, about: &str, secret: &[u8]) -> Result<Vec<u8>, getrandom::Error> {
        let mut blob = Vec::with_capacity(HEAD_LENGTH + secret.len() + 16);
        blob.push(FORMAT);
        blob.extend_from_slice(&self.tag());
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce)?;
        blob.extend_from_slice(&nonce);
        let bound = bound_to(&blob, about);
        let sealed = self
            .cipher()
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: secret,
                    aad: &bound,
                },
            )
            .expect("a secret in memory is far smaller than the cipher's limit of 256 GiB");
        blob.extend_from_slice(&sealed);
        Ok(blob)
    }

    /// Opens what [`Key::seal`] sealed for the same `about`.
    pub(crate) fn open(&self, about: &str, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        match blob.first() {
            Some(&FORMAT) => {}
            Some(_) => return Err(Unopened::UnknownFormat),
            None => return Err(Unopened::Tampered),
        }
        let Some((head, sealed)) = blob.split_at_checked(HEAD_LENGTH) else {
            return Err(Unopened::Tampered);
        };
        if head[1..=TAG_LENGTH] != self.tag() {
            return Err(Unopened::OtherKey);
        }
        let mut nonce = [0; NONCE_LENGTH];
        nonce.copy_from_slice(&head[1 + TAG_LENGTH..]);
        let bound = bound_to(head, about);
        self.cipher()
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: sealed,
                    aad: &bound,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| Unopened::Tampered)
    }
}

/// The associated data: format, key and purpose. The head has a fixed length, so no two pairs
/// give the same bytes.
fn bound_to(head: &[u8], about: &str) -> Vec<u8> {
    let mut bound = head[..=TAG_LENGTH].to_vec();
    bound.extend_from_slice(about.as_bytes());
    bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> Key {
        Key::generate().unwrap()
    }

    #[test]
    fn k02_secrets_of_every_size_come_back_as_they_were() {
        let key = key();
        for size in [0, 1, 2559, 2560, 2561, 10_000, 1 << 20] {
            let secret: Vec<u8> = (0..=250).cycle().take(size).collect();
            let sealed = key.seal("about", &secret).unwrap();
            assert_eq!(*key.open("about", &sealed).unwrap(), secret);
        }
    }

    #[test]
    fn the_same_secret_never_gives_the_same_bytes() {
        let key = key();
        assert_ne!(
            key.seal("a", b"secret").unwrap(),
            key.seal("a", b"secret").unwrap()
        );
    }

    #[test]
    fn a_blob_for_one_purpose_does_not_open_for_another() {
        let key = key();
        let sealed = key.seal("credential\nc1\n1", b"secret").unwrap();
        assert_eq!(
            key.open("credential\nc1\n2", &sealed).unwrap_err(),
            Unopened::Tampered
        );
        assert_eq!(
            key.open("credential\nc2\n1", &sealed).unwrap_err(),
            Unopened::Tampered
        );
    }

    #[test]
    fn a_blob_of_another_key_is_told_from_a_damaged_one() {
        let sealed = key().seal("a", b"secret").unwrap();
        assert_eq!(key().open("a", &sealed).unwrap_err(), Unopened::OtherKey);
    }

    #[test]
    fn a_format_of_a_later_version_is_told() {
        let key = key();
        let mut sealed = key.seal("a", b"secret").unwrap();
        sealed[0] = 2;
        assert_eq!(key.open("a", &sealed).unwrap_err(), Unopened::UnknownFormat);
    }

    #[test]
    fn l03_a_key_does_not_show_itself_in_debug_output() {
        assert_eq!(format!("{:?}", key()), "Key([redacted])");
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_noticed(secret in prop::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>(), bit in 0..8u8) {
            let key = key();
            let mut sealed = key.seal("about", &secret).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key.open("about", &sealed).is_err());
        }

        #[test]
        fn any_cut_is_noticed_and_never_a_panic(secret in prop::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>()) {
            let key = key();
            let sealed = key.seal("about", &secret).unwrap();
            let at = at.index(sealed.len());
            prop_assert!(key.open("about", &sealed[..at]).is_err());
        }

        #[test]
        fn garbage_never_opens(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(key().open("about", &bytes).is_err());
        }
    }
}
