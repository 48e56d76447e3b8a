//! A keychain in memory whose troubles are set by tests, behind the same thread and deadline.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::keychain::{Credential, CredentialApi, CredentialStoreApi, Entry, Keychain, StoreFault};

type Answer<T> = Result<T, StoreFault>;

/// How the keychain answers from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// As it should.
    #[default]
    Well,
    /// It is locked, and unlocking is refused.
    Locked,
    /// There is no service to talk to.
    Missing,
    /// It takes items, and keeps none of them.
    Forgetful,
    /// It has several items of our name.
    Doubled,
    /// Its item was written in an encoding that is not the service's.
    WrongEncoding,
    /// It does not answer, until another behaviour is set.
    Hangs,
}

/// The keychain. Clones share items and behaviour.
#[derive(Clone, Debug, Default)]
pub struct FakeKeychain {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    behaviour: Behaviour,
    items: HashMap<(String, String), Vec<u8>>,
    calls: usize,
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Inside")
            .field("behaviour", &self.behaviour)
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call, and waits while the keychain hangs.
    fn answering(&self) -> MutexGuard<'_, Inside> {
        let mut inside = self.inside();
        inside.calls += 1;
        self.changed
            .wait_while(inside, |inside| inside.behaviour == Behaviour::Hangs)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Reaches the service, locked or not.
    fn reach(&self) -> Answer<()> {
        match self.answering().behaviour {
            Behaviour::Missing => Err(StoreFault::PlatformFailure("no service".into())),
            _ => Ok(()),
        }
    }

    /// Answers one call about an item as the behaviour says.
    fn call<T>(&self, act: impl FnOnce(&mut Inside) -> Answer<T>) -> Answer<T> {
        let mut inside = self.answering();
        match inside.behaviour {
            Behaviour::Locked => Err(StoreFault::NoStorageAccess("locked".into())),
            Behaviour::Missing => Err(StoreFault::PlatformFailure("no service".into())),
            Behaviour::Doubled => Err(StoreFault::Ambiguous(Vec::new())),
            Behaviour::WrongEncoding => Err(StoreFault::BadEncoding(b"\xff\xfe".to_vec())),
            Behaviour::Well | Behaviour::Forgetful | Behaviour::Hangs => act(&mut inside),
        }
    }
}

impl FakeKeychain {
    /// An empty keychain that answers well.
    pub fn new() -> Self {
        Self::default()
    }

    /// A handle as the vault wants it, with a thread of its own.
    pub fn keychain(&self) -> Keychain {
        let shared = Arc::clone(&self.shared);
        Keychain::with_maker(Box::new(move || {
            shared.reach()?;
            Ok(Arc::new(FakeStore {
                shared: Arc::clone(&shared),
            }))
        }))
    }

    /// Changes how calls are answered, those that hang included.
    pub fn behave(&self, behaviour: Behaviour) {
        self.shared.inside().behaviour = behaviour;
        self.shared.changed.notify_all();
    }

    /// Deletes every item, as a person can with the system's own tool.
    pub fn delete_items(&self) {
        self.shared.inside().items.clear();
    }

    /// Overwrites every item, as a person can with the system's own tool.
    pub fn overwrite_items(&self, bytes: &[u8]) {
        for item in self.shared.inside().items.values_mut() {
            *item = bytes.to_vec();
        }
    }

    /// Number of items.
    pub fn items(&self) -> usize {
        self.shared.inside().items.len()
    }

    /// Number of calls so far, answered or not.
    pub fn calls(&self) -> usize {
        self.shared.inside().calls
    }
}

#[derive(Debug)]
struct FakeStore {
    shared: Arc<Shared>,
}

impl CredentialStoreApi for FakeStore {
    fn vendor(&self) -> String {
        "Larder's tests".to_owned()
    }

    fn id(&self) -> String {
        "in memory".to_owned()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        _modifiers: Option<&HashMap<&str, &str>>,
    ) -> Answer<Entry> {
        Ok(Entry::new_with_credential(Arc::new(FakeItem {
            shared: Arc::clone(&self.shared),
            name: (service.to_owned(), user.to_owned()),
        })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct FakeItem {
    shared: Arc<Shared>,
    name: (String, String),
}

impl CredentialApi for FakeItem {
    fn set_secret(&self, secret: &[u8]) -> Answer<()> {
        self.shared.call(|inside| {
            if inside.behaviour != Behaviour::Forgetful {
                inside.items.insert(self.name.clone(), secret.to_vec());
            }
            Ok(())
        })
    }

    fn get_secret(&self) -> Answer<Vec<u8>> {
        self.shared.call(|inside| {
            inside
                .items
                .get(&self.name)
                .cloned()
                .ok_or(StoreFault::NoEntry)
        })
    }

    fn delete_credential(&self) -> Answer<()> {
        self.shared.call(|inside| {
            inside
                .items
                .remove(&self.name)
                .map(drop)
                .ok_or(StoreFault::NoEntry)
        })
    }

    fn get_credential(&self) -> Answer<Option<Arc<Credential>>> {
        self.get_secret().map(|_| None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some(self.name.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
