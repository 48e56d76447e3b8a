//! The vault: seals and opens secrets under the one key this installation has in the keychain.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::timeout;
use zeroize::Zeroizing;

pub use crate::keychain::{DEADLINE, Keychain};
use crate::keychain::{Trouble, WhenMissing};
use crate::sealing::{Key, Unopened};
use crate::{Store, lock};

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
    fn state(&self) -> VaultState {
        match self {
            Self::Closed => VaultState::Closed,
            Self::Waiting => VaultState::Waiting,
            Self::Locked => VaultState::Locked,
            Self::NoKeychain => VaultState::NoKeychain,
            Self::KeyLost => VaultState::KeyLost,
            Self::KeyDamaged => VaultState::KeyDamaged,
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

fn no_randomness(_: getrandom::Error) -> VaultError {
    VaultError::Failed {
        why: "the system gave no random numbers".to_owned(),
    }
}

/// The vault. Cheap to clone; `Debug` shows its state alone.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    keychain: Keychain,
    user: String,
    session: String,
    guard: Option<PathBuf>,
    keys: Mutex<Keys>,
    state: watch::Sender<VaultState>,
}

#[derive(Default)]
struct Keys {
    lasting: Option<Key>,
    of_session: Option<Key>,
    /// The question to the keychain under way; its outcome reaches everyone who waits.
    asking: Option<watch::Receiver<Option<Result<(), VaultError>>>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Vault").field(&self.state()).finish()
    }
}

impl Vault {
    /// The vault of a store: two processes that open it at once agree on one key, and what is
    /// sealed for this session alone is forgotten when the store is next opened.
    pub fn of_store(keychain: Keychain, store: &Store) -> Self {
        let guard = store.folder().join(lock::FOLDER).join("vault_key.lock");
        Self::build(
            keychain,
            store.installation(),
            store.session().to_owned(),
            Some(guard),
        )
    }

    /// A vault without a store, for tests and diagnosis.
    pub fn new(keychain: Keychain, installation: &str) -> Self {
        Self::build(
            keychain,
            installation,
            uuid::Uuid::new_v4().to_string(),
            None,
        )
    }

    fn build(
        keychain: Keychain,
        installation: &str,
        session: String,
        guard: Option<PathBuf>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                keychain,
                user: format!("vault-key {installation}"),
                session,
                guard,
                keys: Mutex::default(),
                state: watch::Sender::new(VaultState::Closed),
            }),
        }
    }

    /// Gets the key from the keychain; makes it when nothing is sealed under it yet.
    ///
    /// Answers within three seconds. A keychain that takes longer leaves the vault `Waiting`, and
    /// opens it whenever it answers; another call meanwhile joins the question under way.
    ///
    /// # Errors
    /// `NoKeychain`, `Locked`, `Waiting`, `KeyLost` (`sealed_rows_exist`, yet the keychain has no
    /// key: none is made over it), `KeyDamaged`, `Ambiguous`, `Failed`.
    pub async fn unlock(&self, sealed_rows_exist: bool) -> Result<(), VaultError> {
        if self.keys().lasting.is_some() {
            return Ok(());
        }
        let when_missing = if sealed_rows_exist {
            WhenMissing::SayLost
        } else {
            WhenMissing::Make
        };
        self.ask(when_missing).await
    }

    /// Makes a new key over whatever the keychain has: after `KeyLost` or `KeyDamaged`, once the
    /// person has agreed and the sealed rows are removed.
    pub async fn start_over(&self) -> Result<(), VaultError> {
        self.ask(WhenMissing::StartOver).await
    }

    async fn ask(&self, when_missing: WhenMissing) -> Result<(), VaultError> {
        let mut outcome = self.question(when_missing);
        let answered = timeout(DEADLINE, outcome.wait_for(Option::is_some)).await;
        match answered {
            Ok(Ok(outcome)) => outcome.clone().unwrap_or(Err(VaultError::Waiting)),
            Ok(Err(_)) => Err(VaultError::Failed {
                why: "the runtime ended".to_owned(),
            }),
            Err(_) => {
                let keys = self.keys();
                if keys.asking.is_some() {
                    self.show(&keys, VaultState::Waiting);
                }
                Err(VaultError::Waiting)
            }
        }
    }

    /// Joins the question under way, or asks a new one.
    fn question(
        &self,
        when_missing: WhenMissing,
    ) -> watch::Receiver<Option<Result<(), VaultError>>> {
        let mut keys = self.keys();
        if let Some(asking) = &keys.asking {
            return asking.clone();
        }
        let (answer, asking) = watch::channel(None);
        keys.asking = Some(asking.clone());
        let inner = &self.inner;
        let key = inner
            .keychain
            .ask(&inner.user, when_missing, inner.guard.clone());
        let vault = self.clone();
        tokio::spawn(async move {
            let found = key
                .await
                .unwrap_or_else(|_| Err(Trouble::Failed("the keychain's thread ended".to_owned())));
            let mut keys = vault.keys();
            keys.asking = None;
            let outcome = match found {
                Ok(key) => {
                    keys.lasting = Some(key);
                    vault.show(&keys, VaultState::Unlocked);
                    Ok(())
                }
                Err(trouble) => {
                    let error = VaultError::from(trouble);
                    vault.show(&keys, error.state());
                    Err(error)
                }
            };
            drop(keys);
            answer.send_replace(Some(outcome));
        });
        asking
    }

    /// Sets the state; a vault that can seal does not lose that by a failing keychain.
    fn show(&self, keys: &MutexGuard<'_, Keys>, state: VaultState) {
        let state = if keys.lasting.is_some() {
            VaultState::Unlocked
        } else if keys.of_session.is_some() {
            VaultState::SessionOnly
        } else {
            state
        };
        self.inner
            .state
            .send_if_modified(|shown| std::mem::replace(shown, state) != state);
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.inner
            .keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the vault stands.
    pub fn state(&self) -> VaultState {
        *self.inner.state.borrow()
    }

    /// Follows the state.
    pub fn changes(&self) -> watch::Receiver<VaultState> {
        self.inner.state.subscribe()
    }

    /// Seals under a key that lives only in this process, when the person chose to go on without
    /// a keychain. No effect on an unlocked vault.
    pub fn start_session_only(&self) -> Result<(), VaultError> {
        let mut keys = self.keys();
        if keys.of_session.is_none() && keys.lasting.is_none() {
            keys.of_session = Some(Key::generate().map_err(no_randomness)?);
        }
        self.show(&keys, VaultState::SessionOnly);
        Ok(())
    }

    /// The session that rows sealed from now on belong to; `None` once the lasting key is here
    /// (then seal such rows again to keep them).
    pub fn session(&self) -> Option<&str> {
        let keys = self.keys();
        let is_session_only = keys.lasting.is_none() && keys.of_session.is_some();
        is_session_only.then_some(self.inner.session.as_str())
    }

    /// Seals a secret, bound to `about` ([`crate::credential::about`], [`crate::client::about`]).
    ///
    /// # Errors
    /// `Closed`, or the trouble the keychain is in.
    pub fn seal(&self, about: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let keys = self.keys();
        let Some(key) = keys.lasting.as_ref().or(keys.of_session.as_ref()) else {
            return Err(self.closed());
        };
        key.seal(about, secret).map_err(no_randomness)
    }

    /// Opens what was sealed for the same `about`.
    ///
    /// # Errors
    /// `OtherKey`, `Tampered`, `UnknownFormat`; `Closed` or the keychain's trouble.
    pub fn open(&self, about: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let keys = self.keys();
        let mut failure = None;
        for key in [&keys.lasting, &keys.of_session].into_iter().flatten() {
            match key.open(about, sealed) {
                Ok(secret) => return Ok(secret),
                Err(Unopened::OtherKey) => failure = Some(VaultError::OtherKey),
                Err(other) => return Err(other.into()),
            }
        }
        Err(failure.unwrap_or_else(|| self.closed()))
    }

    fn closed(&self) -> VaultError {
        match self.state() {
            VaultState::Waiting => VaultError::Waiting,
            VaultState::Locked => VaultError::Locked,
            VaultState::NoKeychain => VaultError::NoKeychain,
            VaultState::KeyLost => VaultError::KeyLost,
            VaultState::KeyDamaged => VaultError::KeyDamaged,
            _ => VaultError::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_keychain::{Behaviour, FakeKeychain};
    use crate::testing::empty_store;

    const SECRET: &[u8] = b"refresh-token-canary";

    fn vault_over(fake: &FakeKeychain) -> Vault {
        Vault::new(fake.keychain(), "installation-1")
    }

    #[tokio::test]
    async fn the_first_unlock_makes_one_key_and_the_next_process_finds_it() {
        let fake = FakeKeychain::new();
        let first = vault_over(&fake);
        assert_eq!(first.state(), VaultState::Closed);
        assert_eq!(first.seal("a", SECRET), Err(VaultError::Closed));
        first.unlock(false).await.unwrap();
        assert_eq!(first.state(), VaultState::Unlocked);
        let sealed = first.seal("a", SECRET).unwrap();

        let second = vault_over(&fake);
        second.unlock(true).await.unwrap();
        assert_eq!(*second.open("a", &sealed).unwrap(), SECRET);
        assert_eq!(fake.items(), 1);
    }

    #[tokio::test]
    async fn k05_a_missing_key_with_sealed_rows_is_a_lost_key_and_none_is_made_over_it() {
        let fake = FakeKeychain::new();
        let first = vault_over(&fake);
        first.unlock(false).await.unwrap();
        let sealed = first.seal("a", SECRET).unwrap();
        fake.delete_items();

        let second = vault_over(&fake);
        assert_eq!(second.unlock(true).await, Err(VaultError::KeyLost));
        assert_eq!(second.state(), VaultState::KeyLost);
        assert_eq!(second.open("a", &sealed), Err(VaultError::KeyLost));
        assert_eq!(fake.items(), 0);

        // Once the person gives up what was sealed, the vault works again, with another key.
        second.start_over().await.unwrap();
        assert_eq!(second.open("a", &sealed), Err(VaultError::OtherKey));
        assert_eq!(second.state(), VaultState::Unlocked);
    }

    #[tokio::test]
    async fn k01_an_item_edited_to_garbage_is_a_damaged_key_and_stays_as_it_is() {
        for garbage in [&b""[..], b"x", &[7; 32], &[1; 37], "pässword".as_bytes()] {
            let fake = FakeKeychain::new();
            vault_over(&fake).unlock(false).await.unwrap();
            fake.overwrite_items(garbage);
            for sealed_rows_exist in [true, false] {
                let vault = vault_over(&fake);
                assert_eq!(
                    vault.unlock(sealed_rows_exist).await,
                    Err(VaultError::KeyDamaged)
                );
                assert_eq!(vault.state(), VaultState::KeyDamaged);
            }
            let vault = vault_over(&fake);
            vault.start_over().await.unwrap();
            vault_over(&fake).unlock(true).await.unwrap();
        }
    }

    #[tokio::test]
    async fn k01_a_locked_and_a_missing_keychain_are_told_apart_and_can_be_tried_again() {
        let fake = FakeKeychain::new();
        let vault = vault_over(&fake);
        fake.behave(Behaviour::Locked);
        assert_eq!(vault.unlock(false).await, Err(VaultError::Locked));
        assert_eq!(vault.state(), VaultState::Locked);
        fake.behave(Behaviour::Missing);
        assert_eq!(vault.unlock(false).await, Err(VaultError::NoKeychain));
        assert_eq!(vault.state(), VaultState::NoKeychain);
        fake.behave(Behaviour::Well);
        vault.unlock(false).await.unwrap();

        let later = vault_over(&fake);
        later.start_session_only().unwrap();
        assert_eq!(later.state(), VaultState::SessionOnly);
    }

    #[tokio::test]
    async fn k01_a_keychain_locked_between_two_starts_says_so() {
        let fake = FakeKeychain::new();
        let keychain = fake.keychain();
        Vault::new(keychain.clone(), "installation-1")
            .unlock(false)
            .await
            .unwrap();
        fake.behave(Behaviour::Locked);
        let vault = Vault::new(keychain, "installation-1");
        assert_eq!(vault.unlock(true).await, Err(VaultError::Locked));
        assert_eq!(vault.state(), VaultState::Locked);
        fake.behave(Behaviour::Well);
        vault.unlock(true).await.unwrap();
    }

    #[tokio::test]
    async fn k01_a_service_that_was_restarted_is_found_again() {
        let fake = FakeKeychain::new();
        let keychain = fake.keychain();
        Vault::new(keychain.clone(), "installation-1")
            .unlock(false)
            .await
            .unwrap();
        fake.behave(Behaviour::Missing);
        let vault = Vault::new(keychain, "installation-1");
        assert_eq!(vault.unlock(true).await, Err(VaultError::NoKeychain));
        fake.behave(Behaviour::Well);
        vault.unlock(true).await.unwrap();
    }

    #[tokio::test]
    async fn a_keychain_that_keeps_nothing_is_noticed_before_anything_is_sealed() {
        let fake = FakeKeychain::new();
        fake.behave(Behaviour::Forgetful);
        let vault = vault_over(&fake);
        // Written without an error, gone when read back.
        assert!(matches!(
            vault.unlock(false).await,
            Err(VaultError::Failed { .. })
        ));
        assert!(vault.seal("a", SECRET).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn k01_a_keychain_that_hangs_leaves_the_vault_waiting_and_its_late_answer_opens_it() {
        let fake = FakeKeychain::new();
        fake.behave(Behaviour::Hangs);
        let vault = vault_over(&fake);
        let mut states = vault.changes();
        assert_eq!(vault.unlock(false).await, Err(VaultError::Waiting));
        assert_eq!(vault.state(), VaultState::Waiting);
        assert_eq!(vault.seal("a", SECRET), Err(VaultError::Waiting));
        // A second try joins the first question.
        assert_eq!(vault.unlock(false).await, Err(VaultError::Waiting));

        fake.behave(Behaviour::Well);
        states
            .wait_for(|state| *state == VaultState::Unlocked)
            .await
            .unwrap();
        vault.seal("a", SECRET).unwrap();
        assert_eq!(fake.items(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_late_key_takes_over_from_the_session_key_and_both_open_their_own() {
        let fake = FakeKeychain::new();
        fake.behave(Behaviour::Hangs);
        let vault = vault_over(&fake);
        let mut states = vault.changes();
        assert_eq!(vault.unlock(false).await, Err(VaultError::Waiting));
        vault.start_session_only().unwrap();
        assert_eq!(vault.state(), VaultState::SessionOnly);
        assert!(vault.session().is_some());
        let of_session = vault.seal("a", SECRET).unwrap();

        fake.behave(Behaviour::Well);
        states
            .wait_for(|state| *state == VaultState::Unlocked)
            .await
            .unwrap();
        assert_eq!(vault.session(), None);
        let lasting = vault.seal("a", SECRET).unwrap();
        assert_eq!(*vault.open("a", &of_session).unwrap(), SECRET);
        assert_eq!(*vault.open("a", &lasting).unwrap(), SECRET);
    }

    #[tokio::test]
    async fn a_failing_keychain_takes_nothing_from_a_session_that_works() {
        let fake = FakeKeychain::new();
        fake.behave(Behaviour::Missing);
        let vault = vault_over(&fake);
        vault.start_session_only().unwrap();
        assert_eq!(vault.unlock(false).await, Err(VaultError::NoKeychain));
        assert_eq!(vault.state(), VaultState::SessionOnly);
        vault.seal("a", SECRET).unwrap();
        let other = vault_over(&FakeKeychain::new());
        other.unlock(false).await.unwrap();
        let sealed = vault.seal("a", SECRET).unwrap();
        assert_eq!(other.open("a", &sealed), Err(VaultError::OtherKey));
    }

    #[tokio::test]
    async fn k03_many_tasks_that_unlock_at_once_ask_the_keychain_once() {
        let fake = FakeKeychain::new();
        let vault = vault_over(&fake);
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let vault = vault.clone();
                tokio::spawn(async move { vault.unlock(false).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        // Reach the service, look, write, read back.
        assert_eq!((fake.calls(), fake.items()), (4, 1));
    }

    #[tokio::test]
    async fn k03_vaults_of_one_folder_that_start_at_once_agree_on_one_key() {
        let (_folder, store) = empty_store().await;
        let fake = FakeKeychain::new();
        let vaults: Vec<_> = (0..8)
            .map(|_| Vault::of_store(fake.keychain(), &store))
            .collect();
        let unlocking: Vec<_> = vaults
            .iter()
            .map(|vault| {
                let vault = vault.clone();
                tokio::spawn(async move { vault.unlock(false).await })
            })
            .collect();
        for task in unlocking {
            task.await.unwrap().unwrap();
        }
        let sealed = vaults[0].seal("a", SECRET).unwrap();
        for vault in &vaults {
            assert_eq!(*vault.open("a", &sealed).unwrap(), SECRET);
        }
    }

    #[tokio::test]
    async fn l03_debug_output_of_the_vault_shows_its_state_alone() {
        let vault = vault_over(&FakeKeychain::new());
        vault.unlock(false).await.unwrap();
        assert_eq!(format!("{vault:?}"), "Vault(Unlocked)");
    }
}
