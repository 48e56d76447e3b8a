//! The lists of picklists in memory and in the store: what is known, what was asked already, what waits to be written.
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use larder_connector::Row;
use larder_store::{connection, metadata};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::{JoinHandle, JoinSet};

use crate::Engine;
use crate::causes;
use crate::connected::same_account;
use crate::problem::Problem;
use crate::search::Haystack;
use crate::subject::Subject;

/// Lists that rest on the same address share one answer for this long.
const ANSWER_KEPT: Duration = Duration::from_mins(1);

/// One list, whole.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) rows: Vec<Row>,
    pub(crate) fetched_at: i64,
    pub(crate) complete: bool,
    pub(crate) etag: Option<String>,
    haystack: OnceLock<Haystack>,
    values: OnceLock<HashSet<String>>,
}

impl List {
    pub(crate) fn new(
        rows: Vec<Row>,
        fetched_at: i64,
        complete: bool,
        etag: Option<String>,
    ) -> Self {
        Self {
            rows,
            fetched_at,
            complete,
            etag,
            haystack: OnceLock::new(),
            values: OnceLock::new(),
        }
    }

    /// Whether the value is one of the list.
    pub(crate) fn offers(&self, value: &str) -> bool {
        let values = || self.rows.iter().map(|row| row.value.clone()).collect();
        self.values.get_or_init(values).contains(value)
    }

    /// What is searched in, made at the first search.
    pub(crate) fn haystack(&self) -> &Haystack {
        self.haystack.get_or_init(|| Haystack::of(&self.rows))
    }
}

/// A list as the store keeps it.
#[derive(Deserialize)]
struct Kept {
    rows: Vec<Row>,
    complete: bool,
}

/// The same, to be written.
#[derive(Serialize)]
struct Keeping<'l> {
    rows: &'l [Row],
    complete: bool,
}

/// A connection and what was asked of it.
pub(crate) type Key = (String, String);

/// An answer that was asked for before its list was wanted; none when the app gave nothing usable.
pub(crate) type Ahead = JoinHandle<Option<Answered>>;

/// An answer of the app's.
pub(crate) struct Answered {
    pub(crate) answer: Arc<Value>,
    /// Its mark, for asking whether it changed.
    pub(crate) etag: Option<String>,
    /// The rows of the picklist it was asked for, by the picklist's id, where they are made already.
    pub(crate) rows: Option<(String, Vec<Row>)>,
}

/// The lists in memory, by connection and key.
#[derive(Default)]
pub(crate) struct Lists {
    known: Mutex<HashMap<Key, Arc<List>>>,
    answers: Mutex<HashMap<Key, (Instant, Arc<Value>)>>,
    ahead: Mutex<HashMap<Key, (Instant, Ahead)>>,
    /// How often the lists of a connection were forgotten.
    epochs: Mutex<HashMap<String, Epoch>>,
    /// One load at a time for each list; the others wait for its outcome.
    pub(crate) loading: Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>,
    /// Why the last renewal of a list came to nothing.
    pub(crate) failed: Mutex<HashMap<Key, Problem>>,
    /// What goes on behind a sign-in: first lists, then rights.
    following: Mutex<JoinSet<()>>,
    /// Lists on their way into the store.
    storing: Mutex<JoinSet<()>>,
}

/// How often a connection's lists were forgotten: what was asked before the last time serves nobody (M09).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Epoch(u64);

pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Answered {
    /// An answer that was given before.
    pub(crate) fn again(answer: Arc<Value>) -> Self {
        Self {
            answer,
            etag: None,
            rows: None,
        }
    }
}

impl Lists {
    /// Another process may have renewed or removed lists: the store is asked again.
    pub(crate) fn commits_may_have_changed_them(&self) {
        held(&self.known).clear();
    }

    /// The connection is disconnected, removed or another account: nothing of it is known, and what
    /// is still on its way will not be.
    pub(crate) fn forget(&self, connection: &str) {
        held(&self.epochs)
            .entry(connection.to_owned())
            .or_default()
            .0 += 1;
        held(&self.known).retain(|(of, _), _| of != connection);
        held(&self.answers).retain(|(of, _), _| of != connection);
        held(&self.ahead).retain(|(of, _), _| of != connection);
        held(&self.failed).retain(|(of, _), _| of != connection);
    }

    /// To be taken before something is asked for that will be kept.
    pub(crate) fn epoch(&self, connection: &str) -> Epoch {
        held(&self.epochs)
            .get(connection)
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn know(&self, key: &Key, epoch: Epoch, list: &Arc<List>) {
        let mut known = held(&self.known);
        // Looked at under the lock: a forgetting that comes next finds the list and takes it out.
        if self.epoch(&key.0) == epoch {
            known.insert(key.clone(), Arc::clone(list));
        }
    }

    fn forget_list(&self, key: &Key, list: &Arc<List>) {
        let mut known = held(&self.known);
        if known.get(key).is_some_and(|known| Arc::ptr_eq(known, list)) {
            known.remove(key);
        }
    }

    /// The app's answer at an address, if it was asked lately or is being asked.
    pub(crate) async fn answer(&self, key: &Key) -> Option<Answered> {
        let epoch = self.epoch(&key.0);
        let ahead = {
            let mut all = held(&self.ahead);
            all.retain(|_, (at, _)| at.elapsed() < ANSWER_KEPT);
            all.remove(key)
        };
        if let Some((_, ahead)) = ahead
            && let Ok(Some(answered)) = ahead.await
        {
            self.keep_answer(key.clone(), epoch, Arc::clone(&answered.answer));
            return Some(answered);
        }
        let mut answers = held(&self.answers);
        answers.retain(|_, (at, _)| at.elapsed() < ANSWER_KEPT);
        let (_, answer) = answers.get(key)?;
        Some(Answered::again(Arc::clone(answer)))
    }

    /// The app's answer at an address, if it was given since then.
    pub(crate) fn answer_since(&self, key: &Key, since: Instant) -> Option<Arc<Value>> {
        let answers = held(&self.answers);
        let (at, answer) = answers.get(key)?;
        (*at >= since).then(|| Arc::clone(answer))
    }

    pub(crate) fn keep_answer(&self, key: Key, epoch: Epoch, answer: Arc<Value>) {
        let mut answers = held(&self.answers);
        if self.epoch(&key.0) == epoch {
            answers.insert(key, (Instant::now(), answer));
        }
    }

    /// An answer is on its way, asked for at `asked`.
    pub(crate) fn expect_answer(&self, key: Key, asked: Instant, ahead: Ahead) {
        held(&self.ahead).insert(key, (asked, ahead));
    }

    /// Goes on behind a sign-in.
    pub(crate) fn follow(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut following = held(&self.following);
        while following.try_join_next().is_some() {}
        following.spawn(work);
    }

    /// Waits until what goes on behind sign-ins is done.
    pub(crate) async fn followed(&self) {
        let following = std::mem::take(&mut *held(&self.following));
        following.join_all().await;
    }

    /// Waits until every list that was answered is in the store.
    pub(crate) async fn stored(&self) {
        let storing = std::mem::take(&mut *held(&self.storing));
        storing.join_all().await;
    }
}

impl Engine {
    /// The list as it is known, from memory or the store.
    pub(crate) async fn known_list(&self, key: &Key) -> Result<Option<Arc<List>>, Problem> {
        let known = held(&self.0.lists.known).get(key).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let epoch = self.0.lists.epoch(&key.0);
        let wanted = key.clone();
        let stored = self
            .0
            .store
            .read(move |conn| metadata::by_key(conn, &wanted.0, &wanted.1))
            .await
            .map_err(|error| causes::storage(&error))?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let Ok(kept) = serde_json::from_slice::<Kept>(&stored.rows) else {
            return Ok(None);
        };
        let list = Arc::new(List::new(
            kept.rows,
            stored.fetched_at,
            kept.complete,
            stored.etag,
        ));
        self.0.lists.know(key, epoch, &list);
        Ok(Some(list))
    }

    /// Keeps a list in memory and, behind the answer, in the store, unless the connection became
    /// another account while it was read (M09, M10).
    pub(crate) async fn keep_list(
        &self,
        subject: &Subject,
        key: &Key,
        epoch: Epoch,
        list: &Arc<List>,
    ) -> Result<(), Problem> {
        let wanted = key.0.clone();
        let row = self
            .0
            .store
            .read(move |conn| connection::by_id(conn, &wanted))
            .await
            .map_err(|error| causes::storage(&error))?;
        if !row.is_some_and(|row| is_still(&row, subject)) {
            return Err(Problem::not_connected(&subject.row.name));
        }
        self.0.lists.know(key, epoch, list);
        let (engine, subject) = (self.clone(), subject.clone());
        let (key, list) = (key.clone(), Arc::clone(list));
        let mut storing = held(&self.0.lists.storing);
        while storing.try_join_next().is_some() {}
        storing.spawn(async move {
            match engine.store_list(&subject, &key, &list).await {
                Ok(true) => {}
                Ok(false) => engine.0.lists.forget_list(&key, &list),
                // The list is on screen and stays in memory; only the next start must read it again.
                Err(problem) => {
                    tracing::warn!(kind = ?problem.kind, "a list could not be stored");
                }
            }
        });
        Ok(())
    }

    async fn store_list(
        &self,
        subject: &Subject,
        key: &Key,
        list: &Arc<List>,
    ) -> Result<bool, Problem> {
        let written = Arc::clone(list);
        let rows = tokio::task::spawn_blocking(move || {
            serde_json::to_vec(&Keeping {
                rows: &written.rows,
                complete: written.complete,
            })
        })
        .await
        .map_err(|_| Problem::defect("a list could not be written out"))?
        .map_err(|_| Problem::defect("a list is no JSON"))?;
        let entry = metadata::Metadata {
            connection: key.0.clone(),
            key: key.1.clone(),
            generation: subject.row.generation,
            etag: list.etag.clone(),
            fetched_at: list.fetched_at,
            rows,
        };
        let subject = subject.clone();
        self.write(move |tx| {
            let Some(row) = connection::by_id(tx, &entry.connection)? else {
                return Ok(false);
            };
            if !is_still(&row, &subject) {
                return Ok(false);
            }
            metadata::put(tx, &entry)?;
            Ok(true)
        })
        .await
    }
}

/// Whether a connection is still the account it was when a read began.
pub(crate) fn is_still(row: &connection::Connection, subject: &Subject) -> bool {
    row.state != connection::State::NotConnected && same_account(&row.kept, &subject.row.kept)
}
