//! Where the vault can stand, and why it could not seal or open.

use crate::keychain::Trouble;
use crate::sealing::Unopened;

/// Where the vault stands, for people to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VaultState {
    /// Not asked yet.
    Closed,
    /// The key is here.
    Unlocked,
    /// No keychain, by the person's choice: secrets live until Larder ends.
    SessionOnly,
    /// The keychain has not answered yet; when it does, the vault opens by itself.
    Waiting,
    /// The keychain is locked, or unlocking was refused.
    Locked,
    /// This machine has no keychain that could be used.
    NoKeychain,
    /// The keychain no longer has our key, although secrets are sealed under it.
    KeyLost,
    /// What the keychain has is not the key we stored.
    KeyDamaged,
    /// The keychain has several items that claim to be our key.
    Ambiguous,
    /// The keychain failed in another way.
    Failed,
}

/// Why a secret could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Unlock the vault first.
    #[error("the vault is not open")]
    Closed,
    /// Wait, or go on for this session only.
    #[error("the keychain has not answered yet")]
    Waiting,
    /// Unlock the keychain and try again.
    #[error("the keychain is locked")]
    Locked,
    /// Start a keychain, or go on for this session only.
    #[error("there is no keychain")]
    NoKeychain,
    /// Bring the keychain's item back, or start over and sign in again.
    #[error("the keychain no longer has the vault's key")]
    KeyLost,
    /// As `KeyLost`: the item was changed.
    #[error("the vault's key in the keychain is damaged")]
    KeyDamaged,
    /// Delete all but one of the items with our name.
    #[error("the keychain has several keys for this vault")]
    Ambiguous,
    /// The keychain failed in another way.
    #[error("the keychain failed: {why}")]
    Failed {
        /// The keychain's own words.
        why: String,
    },
    /// Sealed under a key that is not here: the keychain was replaced, or the session is over.
    #[error("this was sealed under another key")]
    OtherKey,
    /// Changed, cut, or moved from another row.
    #[error("this sealed value was changed")]
    Tampered,
    /// Sealed by a later Larder.
    #[error("this was sealed by a newer Larder")]
    UnknownFormat,
}

impl VaultError {
    /// The state this error leaves the vault in.
    pub(crate) fn state(&self) -> VaultState {
        match self {
            Self::Closed => VaultState::Closed,
            Self::Waiting => VaultState::Waiting,
            Self::Locked => VaultState::Locked,
            Self::NoKeychain => VaultState::NoKeychain,
            Self::KeyLost => VaultState::KeyLost,
            Self::KeyDamaged => VaultState::KeyDamaged,
            Self::Ambiguous => VaultState::Ambiguous,
            _ => VaultState::Failed,
        }
    }
}

impl From<Trouble> for VaultError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NoKeychain => Self::NoKeychain,
            Trouble::Locked => Self::Locked,
            Trouble::KeyLost => Self::KeyLost,
            Trouble::KeyDamaged => Self::KeyDamaged,
            Trouble::Ambiguous => Self::Ambiguous,
            Trouble::Failed(why) => Self::Failed { why },
        }
    }
}

impl From<Unopened> for VaultError {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::OtherKey => Self::OtherKey,
            Unopened::Tampered => Self::Tampered,
            Unopened::UnknownFormat => Self::UnknownFormat,
        }
    }
}

impl From<getrandom::Error> for VaultError {
    fn from(_: getrandom::Error) -> Self {
        Self::Failed {
            why: "the system gave no random numbers".to_owned(),
        }
    }
}
