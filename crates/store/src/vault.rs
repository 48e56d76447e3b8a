//! The vault: seals and opens secrets under the one key this installation has in the keychain.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::timeout;
use zeroize::Zeroizing;

pub use crate::keychain::{DEADLINE, Keychain};
use crate::keychain::{Trouble, WhenMissing};
use crate::sealing::{Key, Unopened};
pub use crate::vault_state::{VaultError, VaultState};
use crate::{Store, lock};

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
            keys.of_session = Some(Key::generate()?);
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
        Ok(key.seal(about, secret)?)
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
            VaultState::Ambiguous => VaultError::Ambiguous,
            VaultState::Failed => VaultError::Failed {
                why: "it gave no key when it was asked".to_owned(),
            },
            VaultState::Closed | VaultState::Unlocked | VaultState::SessionOnly => {
                VaultError::Closed
            }
        }
    }
}
