//! The system's keychain: one worker thread, one deadline, and the only use of `keyring`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

pub(crate) use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
pub(crate) use keyring_core::{CredentialStore, Entry, Error as StoreFault};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::lock;
use crate::sealing::{KEY_LENGTH, Key};

/// The name our item has in the keychain.
const SERVICE: &str = "Larder";

/// How long a call may take before the person is told that Larder waits for the keychain.
pub const DEADLINE: Duration = Duration::from_secs(3);

/// How long another process may take to make the key.
const MAKING_DEADLINE: Duration = Duration::from_secs(30);

/// First byte of the item.
const ITEM_FORMAT: u8 = 1;
const CHECK_LENGTH: usize = 4;
const ITEM_LENGTH: usize = 1 + KEY_LENGTH + CHECK_LENGTH;

/// Why the keychain gave no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There is no keychain, or it has no place for new items.
    NoKeychain,
    /// It is locked, or the question to unlock it was refused.
    Locked,
    /// It has no item of ours although it must.
    KeyLost,
    /// The item is not what we stored.
    KeyDamaged,
    /// Several items claim to be ours.
    Ambiguous,
    /// Anything else, in the keychain's own words.
    Failed(String),
}

/// What to do when the keychain has no usable item of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenMissing {
    /// Sealed rows exist: a missing key is a lost one.
    SayLost,
    /// Nothing is sealed yet: make the key.
    Make,
    /// The person gave up what was sealed: make a new key over whatever is there.
    StartOver,
}

/// One request to the worker.
struct Call {
    user: String,
    when_missing: WhenMissing,
    /// Held while a key may be made, so that two processes do not make two.
    guard: Option<PathBuf>,
    answer: oneshot::Sender<Result<Key, Trouble>>,
}

/// The keychain. Calls are made one after another by a thread of its own, because a keychain may
/// block for as long as it likes (an unlock question nobody answers).
#[derive(Clone, Debug)]
pub struct Keychain {
    calls: mpsc::Sender<Call>,
}

impl Keychain {
    /// The keychain of the operating system, reached at the first call.
    pub fn os() -> Self {
        let mut tried = false;
        Self::with_maker(Box::new(move || {
            let first_time = !std::mem::replace(&mut tried, true);
            os_store(first_time)
        }))
    }

    /// A keychain over any store, for tests.
    pub fn with_store(store: Arc<CredentialStore>) -> Self {
        Self::with_maker(Box::new(move || Ok(Arc::clone(&store))))
    }

    /// A keychain over whatever store `maker` makes, at the first call and after a failure.
    pub(crate) fn with_maker(maker: Maker) -> Self {
        let (calls, incoming) = mpsc::channel();
        let spawned = std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || serve(maker, &incoming));
        if let Err(error) = spawned {
            // Every call then finds the channel closed and answers `Failed`.
            tracing::error!(%error, "no thread for the keychain");
        }
        Self { calls }
    }

    /// Asks for the vault's key. The answer comes when the keychain gives it, maybe never.
    pub(crate) fn ask(
        &self,
        user: &str,
        when_missing: WhenMissing,
        guard: Option<PathBuf>,
    ) -> oneshot::Receiver<Result<Key, Trouble>> {
        let (answer, receiver) = oneshot::channel();
        // A dead worker drops `answer`, which the receiver sees.
        let _ = self.calls.send(Call {
            user: user.to_owned(),
            when_missing,
            guard,
            answer,
        });
        receiver
    }
}

pub(crate) type Maker = Box<dyn FnMut() -> Result<Arc<CredentialStore>, StoreFault> + Send>;

/// The system's store: the first time through `keyring`, which chooses it for each system.
///
/// `keyring` remembers a failed start for the life of the process, and a store whose service was
/// restarted stays broken; so every later try makes the store of Secret Service anew. The stores
/// of the other systems hold no connection that could fail.
fn os_store(first_time: bool) -> Result<Arc<CredentialStore>, StoreFault> {
    #[cfg(all(
        unix,
        not(any(target_os = "macos", target_os = "ios", target_os = "android"))
    ))]
    if !first_time {
        let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
        return Ok(store);
    }
    #[cfg(not(all(
        unix,
        not(any(target_os = "macos", target_os = "ios", target_os = "android"))
    )))]
    let _ = first_time;
    match keyring::Entry::store_status() {
        Ok(()) => keyring_core::get_default_store().ok_or(StoreFault::NoDefaultStore),
        Err(_) => Err(StoreFault::NoDefaultStore),
    }
}

/// The worker: answers calls until every `Keychain` is dropped.
fn serve(mut maker: Maker, incoming: &mpsc::Receiver<Call>) {
    let mut store = None;
    while let Ok(call) = incoming.recv() {
        let answer = answer(&mut maker, &mut store, &call);
        // Nobody waits any more when the vault was dropped.
        let _ = call.answer.send(answer);
    }
}

fn answer(
    maker: &mut Maker,
    held: &mut Option<Arc<CredentialStore>>,
    call: &Call,
) -> Result<Key, Trouble> {
    if let Some(store) = held.as_ref() {
        match obtain(store, call) {
            // The service may have been restarted since: try again on a new connection.
            Err(StoreFault::PlatformFailure(_)) => *held = None,
            other => return other.unwrap_or_else(|fault| Err(trouble(fault))),
        }
    }
    let store = maker().map_err(|fault| {
        tracing::info!(error = %fault, "no keychain");
        Trouble::NoKeychain
    })?;
    let outcome = obtain(&store, call);
    if !matches!(outcome, Err(StoreFault::PlatformFailure(_))) {
        *held = Some(store);
    }
    outcome.unwrap_or_else(|fault| Err(trouble(fault)))
}

/// Looks for the key, and makes it where that is allowed: look, lock, look again, make.
fn obtain(store: &Arc<CredentialStore>, call: &Call) -> Result<Result<Key, Trouble>, StoreFault> {
    let entry = store.build(SERVICE, &call.user, None)?;
    if let Some(answer) = look(&entry, call.when_missing)? {
        return Ok(answer);
    }
    // Without this lock two processes could each make a key, and the second would replace the
    // one the first has already sealed with. It is not held while the keychain is only read.
    let guard = call
        .guard
        .as_ref()
        .map(|path| lock::lock_within(path, MAKING_DEADLINE));
    if let Some(Err(error)) = guard {
        return Ok(Err(Trouble::Failed(error.to_string())));
    }
    match look(&entry, call.when_missing)? {
        Some(answer) => Ok(answer),
        None => make(&entry),
    }
}

/// What the keychain holds now; `None` when a key is to be made.
fn look(
    entry: &Entry,
    when_missing: WhenMissing,
) -> Result<Option<Result<Key, Trouble>>, StoreFault> {
    if when_missing == WhenMissing::StartOver {
        return Ok(None);
    }
    match read(entry) {
        Ok(Some(key)) => Ok(Some(Ok(key))),
        Ok(None) => Ok(Some(Err(Trouble::KeyDamaged))),
        Err(StoreFault::NoEntry) if when_missing == WhenMissing::Make => Ok(None),
        Err(StoreFault::NoEntry) => Ok(Some(Err(Trouble::KeyLost))),
        Err(fault) => Err(fault),
    }
}

/// Makes the key: write, read back, compare.
fn make(entry: &Entry) -> Result<Result<Key, Trouble>, StoreFault> {
    let Ok(key) = Key::generate() else {
        return Ok(Err(Trouble::Failed(
            "the system gave no random numbers".to_owned(),
        )));
    };
    entry.set_secret(&item(&key))?;
    match read(entry) {
        Ok(Some(kept)) if kept.bytes() == key.bytes() => Ok(Ok(key)),
        Err(fault) if !matches!(fault, StoreFault::NoEntry) => Err(fault),
        _ => Ok(Err(Trouble::Failed(
            "the keychain did not keep what was stored".to_owned(),
        ))),
    }
}

/// The key in our item; `None` when the item is not what we store.
fn read(entry: &Entry) -> Result<Option<Key>, StoreFault> {
    let item = Zeroizing::new(entry.get_secret()?);
    if item.len() != ITEM_LENGTH || item[0] != ITEM_FORMAT {
        return Ok(None);
    }
    let (key, check) = item[1..].split_at(KEY_LENGTH);
    Ok(if check_of(key) == check {
        Key::from_bytes(key)
    } else {
        None
    })
}

/// The item: format, key, and a check that tells a changed item from a good one.
fn item(key: &Key) -> Zeroizing<Vec<u8>> {
    let mut item = Zeroizing::new(Vec::with_capacity(ITEM_LENGTH));
    item.push(ITEM_FORMAT);
    item.extend_from_slice(key.bytes());
    item.extend_from_slice(&check_of(key.bytes()));
    item
}

fn check_of(key: &[u8]) -> [u8; CHECK_LENGTH] {
    let mut digest = Sha256::new();
    digest.update(b"larder vault key check");
    digest.update(key);
    let mut check = [0; CHECK_LENGTH];
    check.copy_from_slice(&digest.finalize()[..CHECK_LENGTH]);
    check
}

fn trouble(fault: StoreFault) -> Trouble {
    match fault {
        StoreFault::NoStorageAccess(cause) if has_no_default_keyring(&*cause) => {
            Trouble::NoKeychain
        }
        StoreFault::NoStorageAccess(_) => Trouble::Locked,
        StoreFault::NoDefaultStore => Trouble::NoKeychain,
        StoreFault::Ambiguous(_) => Trouble::Ambiguous,
        StoreFault::BadEncoding(_) | StoreFault::BadDataFormat(..) => Trouble::KeyDamaged,
        other => Trouble::Failed(other.to_string()),
    }
}

/// Whether Secret Service runs but has no default collection to put an item into.
fn has_no_default_keyring(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    #[cfg(all(
        unix,
        not(any(target_os = "macos", target_os = "ios", target_os = "android"))
    ))]
    return matches!(
        cause.downcast_ref::<secret_service::Error>(),
        Some(secret_service::Error::NoResult)
    );
    #[cfg(not(all(
        unix,
        not(any(target_os = "macos", target_os = "ios", target_os = "android"))
    )))]
    {
        let _ = cause;
        false
    }
}

#[cfg(all(
    test,
    unix,
    not(any(target_os = "macos", target_os = "ios", target_os = "android"))
))]
mod tests {
    use super::*;
    use secret_service::Error as Service;

    fn refused(cause: Service) -> Trouble {
        trouble(StoreFault::NoStorageAccess(Box::new(cause)))
    }

    #[test]
    fn k01_a_question_that_was_dismissed_leaves_the_keychain_locked() {
        assert_eq!(refused(Service::Prompt), Trouble::Locked);
        assert_eq!(refused(Service::Locked), Trouble::Locked);
        assert_eq!(refused(Service::NoResult), Trouble::NoKeychain);
    }

    #[test]
    fn k01_every_fault_of_a_keychain_has_its_own_trouble() {
        assert_eq!(trouble(StoreFault::NoDefaultStore), Trouble::NoKeychain);
        assert_eq!(
            trouble(StoreFault::Ambiguous(Vec::new())),
            Trouble::Ambiguous
        );
        assert_eq!(
            trouble(StoreFault::BadEncoding(vec![0xff])),
            Trouble::KeyDamaged
        );
        let broken = StoreFault::PlatformFailure(Box::new(Service::Unavailable));
        assert!(matches!(trouble(broken), Trouble::Failed(_)));
    }

    #[test]
    fn k04_the_key_is_one_item_that_fits_every_keychain() {
        let item = item(&Key::generate().unwrap());
        assert_eq!(item.len(), ITEM_LENGTH);
        // Windows takes 2,560 bytes; a longer secret would have to be cut into several items.
        assert!(item.len() < 2_560);
    }
}
