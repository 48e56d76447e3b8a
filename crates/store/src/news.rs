//! News: which tables a commit changed, of this process or another, and emptying the log.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::hooks::Action;
use tokio::sync::broadcast;

use crate::recipe_files::{self, Fingerprint};
use crate::{StoreError, Table, open};

/// How often commits of other processes are looked for.
const WATCH_EVERY: Duration = Duration::from_secs(1);

/// How long removed secrets wait for readers before they leave the write-ahead log.
const WIPE_PATIENCE: Duration = Duration::from_millis(50);

/// Commits a slow listener may lag behind before it must take everything as changed.
const BACKLOG: usize = 256;

/// What one commit changed, of this process or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The tables; all of them when another process committed.
    pub tables: BTreeSet<Table>,
    /// Whether another process, or another opening of the store, committed.
    pub elsewhere: bool,
}

/// What the writer's thread and the watching task share.
#[derive(Debug)]
pub(crate) struct News {
    changes: broadcast::Sender<Changed>,
    touched: Mutex<BTreeSet<Table>>,
    /// A sealed row was removed or replaced, and the write-ahead log may still hold it.
    wipe_is_due: AtomicBool,
}

impl News {
    pub(crate) fn new() -> Self {
        Self {
            changes: broadcast::channel(BACKLOG).0,
            touched: Mutex::default(),
            // What opening could not wipe is tried again at the first look.
            wipe_is_due: AtomicBool::new(true),
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.changes.subscribe()
    }

    /// Notes a changed row of the transaction under way.
    pub(crate) fn touch(&self, action: Action, table: &str) {
        let Some(table) = Table::named(table) else {
            return;
        };
        self.touched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(table);
        if table.is_sealed() && action != Action::SQLITE_INSERT {
            self.wipe_is_due.store(true, Ordering::Relaxed);
        }
    }

    /// What was touched since the last call: before a transaction, to forget what an earlier one
    /// rolled back; after its commit, to tell.
    pub(crate) fn take(&self) -> BTreeSet<Table> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells of a commit of our own.
    pub(crate) fn publish(&self, tables: BTreeSet<Table>) {
        self.tell(tables, false);
    }

    fn tell(&self, tables: BTreeSet<Table>, elsewhere: bool) {
        if !tables.is_empty() {
            // An error only says that nobody listens.
            let _ = self.changes.send(Changed { tables, elsewhere });
        }
    }
}

/// Differs from the last time when another connection than `conn` has committed.
pub(crate) fn data_version(conn: &rusqlite::Connection) -> rusqlite::Result<i64> {
    conn.query_row("PRAGMA data_version", [], |row| row.get(0))
}

/// Empties the write-ahead log, so that sealed rows that were removed are gone from it as they
/// are from the database file (`secure_delete`). Answers whether no reader was in the way.
pub(crate) fn empty_log(conn: &rusqlite::Connection) -> Result<bool, StoreError> {
    conn.busy_timeout(WIPE_PATIENCE)?;
    let blocked = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0)
    });
    conn.busy_timeout(open::BUSY_TIMEOUT)?;
    Ok(blocked? == 0)
}

/// Empties the log after a sealed row went; tried again later when a reader is in the way.
pub(crate) fn wipe_if_due(conn: &rusqlite::Connection, news: &News) {
    if !news.wipe_is_due.swap(false, Ordering::Relaxed) {
        return;
    }
    if !empty_log(conn).unwrap_or_else(|error| {
        tracing::warn!(%error, "the log could not be emptied");
        false
    }) {
        news.wipe_is_due.store(true, Ordering::Relaxed);
    }
}

/// Tells of commits of other processes, and of recipe files changed by anyone.
pub(crate) async fn watch(
    writer: tokio_rusqlite::Connection,
    news: Arc<News>,
    recipes: Box<Path>,
    mut seen: i64,
    mut files: Fingerprint,
) {
    let recipes: Arc<Path> = recipes.into();
    let mut ticks = tokio::time::interval(WATCH_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let shared = Arc::clone(&news);
        let folder = Arc::clone(&recipes);
        let looked = writer
            .call_raw(move |conn| {
                wipe_if_due(conn, &shared);
                (data_version(conn), recipe_files::fingerprint(&folder))
            })
            .await;
        let Ok((version, now_files)) = looked else {
            return;
        };
        let mut tables = BTreeSet::new();
        if let Ok(version) = version
            && version != seen
        {
            seen = version;
            tables.extend(Table::ALL);
        }
        if now_files != files {
            files = now_files;
            tables.insert(Table::Recipes);
        }
        news.tell(tables, true);
    }
}
