//! The state of a running practice, and the file in which it outlives a restart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::addresses::Origins;
use crate::authorize::{Code, Pending};
use crate::fault::Armed;
use crate::grant::Grants;
use crate::log::Log;
use crate::people::{CAST, Part, Rights, part};
use crate::random::digest;
use crate::records::Records;
use crate::salesforce::described::Shelf;
use crate::site::Site;

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// What has changed about somebody since they were cast. Kept on disk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Changed {
    /// Digest of a changed password.
    pub(crate) password: Option<String>,
    pub(crate) active: Option<bool>,
    pub(crate) reduced: bool,
    /// What another role gives than the first one.
    #[serde(default)]
    pub(crate) role: Option<Rights>,
    /// Single rights that were taken: `Account`, `Account.edit`, `Account.Industry`.
    #[serde(default)]
    pub(crate) taken: BTreeSet<String>,
    /// When the rights last changed, in milliseconds since 1970.
    pub(crate) rights_changed_at: Option<i64>,
}

/// What outlives a restart. No token and no password is in it, only digests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) grants: Grants,
    /// By site and user name.
    people: BTreeMap<String, Changed>,
    /// Rotation switches that were set, by site.
    rotation: BTreeMap<Site, bool>,
}

/// Everything that changes.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) kept: Kept,
    pub(crate) armed: Vec<Armed>,
    pub(crate) pending: HashMap<String, Pending>,
    /// By digest.
    pub(crate) codes: HashMap<String, Code>,
    /// Signed-in browsers: digest of the cookie's value to site and user name.
    pub(crate) browsers: HashMap<String, (Site, String)>,
    pub(crate) records: Records,
    pub(crate) log: Log,
}

/// Somebody as they are now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) part: &'static Part,
    pub(crate) active: bool,
    pub(crate) rights: Rights,
    pub(crate) rights_changed_at: Option<i64>,
}

fn key(part: &Part) -> String {
    format!("{}/{}/{}", part.site.app(), part.site.org(), part.username)
}

/// Salted with the user name, so that equal passwords do not look equal on disk.
pub(crate) fn password_digest(part: &Part, password: &str) -> String {
    digest(&format!("{}:{password}", key(part)))
}

impl State {
    pub(crate) fn person(&self, site: Site, username: &str) -> Option<Person> {
        let part = part(site, username)?;
        let changed = self.kept.people.get(&key(part));
        let reduced = changed.is_some_and(|changed| changed.reduced);
        let role = changed.and_then(|changed| changed.role);
        Some(Person {
            part,
            active: changed
                .and_then(|changed| changed.active)
                .unwrap_or(part.active),
            rights: if reduced {
                Rights::Reduced
            } else {
                role.unwrap_or(part.rights)
            },
            rights_changed_at: changed.and_then(|changed| changed.rights_changed_at),
        })
    }

    /// The single rights taken from somebody.
    pub(crate) fn taken(&self, part: &Part) -> BTreeSet<String> {
        let changed = self.kept.people.get(&key(part));
        changed.map_or_else(BTreeSet::new, |changed| changed.taken.clone())
    }

    /// The active person with this user name and password.
    pub(crate) fn sign_in(&self, site: Site, username: &str, password: &str) -> Option<Person> {
        self.with_password(site, username, password)
            .filter(|person| person.active)
    }

    /// The person with this user name and password, active or not.
    pub(crate) fn with_password(
        &self,
        site: Site,
        username: &str,
        password: &str,
    ) -> Option<Person> {
        let person = self.person(site, username.trim())?;
        let wanted = self
            .kept
            .people
            .get(&key(person.part))
            .and_then(|changed| changed.password.clone())
            .unwrap_or_else(|| password_digest(person.part, person.part.password));
        (password_digest(person.part, password) == wanted).then_some(person)
    }

    /// Changes somebody of the cast.
    pub(crate) fn alter(&mut self, part: &Part, change: impl FnOnce(&mut Changed)) {
        change(self.kept.people.entry(key(part)).or_default());
    }

    /// Whether refresh tokens rotate. Zendesk rotates unless told otherwise, Salesforce does not.
    pub(crate) fn rotates(&self, site: Site) -> bool {
        self.kept
            .rotation
            .get(&site)
            .copied()
            .unwrap_or(site == Site::Zendesk)
    }

    pub(crate) fn set_rotation(&mut self, site: Site, on: bool) {
        self.kept.rotation.insert(site, on);
    }

    /// The parts that a control request means: all with these app, org and user name.
    pub(crate) fn meant(asked: &crate::fault::Asked) -> Vec<&'static Part> {
        CAST.iter()
            .filter(|part| asked.is_for(part.site))
            .filter(|part| {
                asked
                    .username
                    .as_deref()
                    .is_none_or(|name| part.username.eq_ignore_ascii_case(name))
            })
            .collect()
    }
}

/// A running practice: where it is, its state, and its slow-to-make answers.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) origins: Origins,
    pub(crate) shelf: Shelf,
    state: Mutex<State>,
    state_file: Option<PathBuf>,
}

impl World {
    pub(crate) fn new(origins: Origins, kept: Kept, state_file: Option<PathBuf>) -> Self {
        Self {
            origins,
            shelf: Shelf::default(),
            state: Mutex::new(State {
                kept,
                ..State::default()
            }),
            state_file,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state; what outlives a restart is on disk before this returns.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let Some(file) = &self.state_file else {
            return change(&mut state);
        };
        let before = state.kept.clone();
        let result = change(&mut state);
        if state.kept != before
            && let Err(error) = write(file, &state.kept)
        {
            tracing::warn!(%error, "the practice state was not saved");
        }
        result
    }
}

/// Reads what outlived the last run; a missing file is a first run.
pub(crate) fn load(file: &Path) -> std::io::Result<Kept> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            // Practice data can be had again by signing in again, so a damaged file is no failure.
            tracing::warn!(%error, "the practice state is damaged; starting afresh");
            Kept::default()
        })),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(error),
    }
}

/// Writes beside the file and renames, so that a crash leaves the old or the new state, never half.
fn write(file: &Path, kept: &Kept) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = file.with_extension("new");
    let mut out = std::fs::File::create(&beside)?;
    out.write_all(&serde_json::to_vec(kept)?)?;
    out.sync_all()?;
    std::fs::rename(&beside, file)
}
