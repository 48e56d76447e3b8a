//! The open store: one writer and one reader, each with a thread of its own.

use std::any::Any;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;

use rusqlite::TransactionBehavior;
use tokio::sync::broadcast;
use tokio::task::{AbortHandle, spawn_blocking};

use crate::lock::{ConnectionLock, ConnectionLocks, Presence};
use crate::news::{Changed, News, data_version, watch, wipe_if_due};
use crate::open::{self, Opened};
use crate::{StoreError, Table, cut};

/// The store. Cheap to clone; closed when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: Box<Path>,
    writer: tokio_rusqlite::Connection,
    reader: tokio_rusqlite::Connection,
    news: Arc<News>,
    opened: Opened,
    installation: String,
    locks: ConnectionLocks,
    presence: Presence,
    watch: AbortHandle,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// One open write transaction. Rolled back unless the function that got it answers `Ok`.
#[derive(Debug)]
pub struct Tx<'a>(rusqlite::Transaction<'a>);

impl<'a> Tx<'a> {
    pub(crate) fn immediate(conn: &'a mut rusqlite::Connection) -> Result<Self, StoreError> {
        Ok(Self(conn.transaction_with_behavior(
            TransactionBehavior::Immediate,
        )?))
    }

    pub(crate) fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit()?)
    }
}

impl Deref for Tx<'_> {
    type Target = rusqlite::Connection;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Store {
    /// Opens the store in a folder, which is made (mode 0700) when missing.
    ///
    /// A damaged database is moved aside and what can be read of it is saved into a new one;
    /// [`Store::opened`] tells. Before a migration a backup is made.
    ///
    /// # Errors
    /// `TooNew` (nothing touched), `ReadOnly`, `Full`, `Busy` (another process holds it),
    /// `Migration` (nothing changed), `Io`.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let place = folder.to_path_buf();
        let prepared = unwound(spawn_blocking(move || open::prepare(&place)).await.map_err(
            |failed| {
                failed
                    .try_into_panic()
                    .unwrap_or_else(|_| Box::new("the runtime ended"))
            },
        ))
        .map_err(|error| error.at(folder))?;

        let news = Arc::new(News::new());
        let hook = Arc::clone(&news);
        prepared
            .writer
            .update_hook(Some(move |action, _: &str, table: &str, _| {
                hook.touch(action, table);
            }))?;
        let seen = data_version(&prepared.writer)?;
        let writer = tokio_rusqlite::Connection::from(prepared.writer);
        let watch = tokio::spawn(watch(
            writer.clone(),
            Arc::clone(&news),
            folder.join(crate::recipe_files::FOLDER).into(),
            seen,
            prepared.recipes,
        ));
        Ok(Self {
            inner: Arc::new(Inner {
                folder: folder.into(),
                writer,
                reader: prepared.reader.into(),
                news,
                opened: prepared.opened,
                installation: prepared.installation,
                locks: ConnectionLocks::in_folder(folder),
                presence: prepared.presence,
                watch: watch.abort_handle(),
            }),
        })
    }

    /// Runs `change` in one immediate transaction and commits it when it answers `Ok`; the commit
    /// is told to [`Store::changes`]. When this future is dropped, the transaction still ends.
    pub async fn write<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Tx<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let news = Arc::clone(&self.inner.news);
        let outcome = self
            .inner
            .writer
            .call_raw(move |conn| {
                catch_unwind(AssertUnwindSafe(|| {
                    news.take();
                    let tx = Tx::immediate(conn)?;
                    let value = change(&tx)?;
                    tx.commit()?;
                    let touched = news.take();
                    cut::unwiped(&touched);
                    news.publish(touched);
                    wipe_if_due(conn, &news);
                    Ok(value)
                }))
            })
            .await
            .map_err(|_| StoreError::Closed)?;
        unwound(outcome).map_err(|error| self.noted(error))
    }

    /// Runs `query` on one consistent state of the database.
    pub async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let outcome = self
            .inner
            .reader
            .call_raw(move |conn| {
                catch_unwind(AssertUnwindSafe(|| {
                    let snapshot = conn.transaction()?;
                    query(&snapshot)
                }))
            })
            .await
            .map_err(|_| StoreError::Closed)?;
        unwound(outcome).map_err(|error| self.noted(error))
    }

    /// News of every commit from now on, of this process and (within about a second) of others.
    /// A receiver that lags must take everything as changed.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.news.subscribe()
    }

    /// Tells the listeners that tables changed outside of a commit (recipe files).
    pub(crate) fn tell(&self, table: Table) {
        self.inner.news.publish(BTreeSet::from([table]));
    }

    /// Waits until nobody else, in this process or another, holds this connection's lock.
    ///
    /// # Errors
    /// `Busy` after 60 s; `Invalid` for an id that cannot name a file.
    pub async fn lock_connection(&self, id: &str) -> Result<ConnectionLock, StoreError> {
        self.inner
            .locks
            .acquire(id)
            .await
            .map_err(|error| self.noted(error))
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// What had to be done to open it.
    pub fn opened(&self) -> &Opened {
        &self.inner.opened
    }

    /// Names this installation, in the keychain too. The same for as long as the database lives.
    pub fn installation(&self) -> &str {
        &self.inner.installation
    }

    /// Names this opening of the store; no other one has it, and rows that carry it are
    /// forgotten once the process has ended.
    pub fn session(&self) -> &str {
        self.inner.presence.session()
    }

    /// Closes the store for all its clones, after the work under way.
    pub async fn close(self) -> Result<(), StoreError> {
        self.inner.watch.abort();
        let reader = self.inner.reader.clone().close().await;
        let writer = self.inner.writer.clone().close().await;
        for outcome in [reader, writer] {
            if let Err(tokio_rusqlite::Error::Close((_, error))) = outcome {
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Completes an error, and leaves a note to the next start when the file is damaged.
    fn noted(&self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Damaged { .. })
            && let Err(failed) = open::note_damage(&self.inner.folder)
        {
            tracing::warn!(error = %failed, "no note of the damage could be left");
        }
        error.at(&self.inner.folder)
    }
}

/// Passes a panic of a caller's function on to the caller; the store's thread survives it.
fn unwound<T>(outcome: Result<T, Box<dyn Any + Send>>) -> T {
    match outcome {
        Ok(value) => value,
        Err(panic) => resume_unwind(panic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_connection, empty_store, store_with_connection};
    use crate::{connection, setting};

    #[tokio::test]
    async fn a_commit_tells_the_tables_it_changed_and_a_rollback_tells_nothing() {
        let (_folder, store) = empty_store().await;
        let mut changes = store.changes();
        let failed: Result<(), _> = store
            .write(|tx| {
                setting::set(tx, "theme", "dark")?;
                Err(StoreError::NotFound)
            })
            .await;
        assert!(failed.is_err());
        store
            .write(|tx| connection::insert(tx, &a_connection("c1", "Sales")))
            .await
            .unwrap();
        let told = changes.recv().await.unwrap();
        assert_eq!(told.tables, BTreeSet::from([Table::Connection]));
        assert_eq!(
            store
                .read(|conn| setting::by_key(conn, "theme"))
                .await
                .unwrap(),
            None
        );
    }

    #[tokio::test]
    async fn a_write_that_changes_nothing_tells_nothing() {
        let (_folder, store) = empty_store().await;
        let mut changes = store.changes();
        store.write(|tx| connection::by_id(tx, "c1")).await.unwrap();
        store
            .write(|tx| setting::set(tx, "theme", "dark"))
            .await
            .unwrap();
        let told = changes.recv().await.unwrap();
        assert_eq!(told.tables, BTreeSet::from([Table::Setting]));
    }

    #[tokio::test]
    async fn a_commit_of_another_opening_is_told_as_everything() {
        let (folder, store) = store_with_connection().await;
        let other = Store::open(folder.path()).await.unwrap();
        let mut changes = store.changes();
        other
            .write(|tx| setting::set(tx, "theme", "dark"))
            .await
            .unwrap();
        let told = changes.recv().await.unwrap();
        assert_eq!(told.tables, BTreeSet::from(Table::ALL));
    }

    #[tokio::test]
    async fn a_recipe_file_changed_by_another_program_is_told() {
        let (folder, store) = empty_store().await;
        let mut changes = store.changes();
        let recipes = folder.path().join("recipes");
        std::fs::create_dir(&recipes).unwrap();
        std::fs::write(recipes.join("r1.json"), "{}").unwrap();
        assert_eq!(
            changes.recv().await.unwrap().tables,
            BTreeSet::from([Table::Recipes])
        );
    }

    #[tokio::test]
    async fn a_recipe_written_through_the_store_is_told_at_once() {
        let (_folder, store) = empty_store().await;
        let mut changes = store.changes();
        crate::recipe_files::write(&store, "r1", &serde_json::json!({}))
            .await
            .unwrap();
        let told = changes.try_recv().unwrap();
        assert_eq!(told.tables, BTreeSet::from([Table::Recipes]));
    }

    #[tokio::test]
    async fn a_panic_in_a_write_reaches_its_caller_and_nobody_else() {
        let (_folder, store) = empty_store().await;
        let other = store.clone();
        let panicked = tokio::spawn(async move {
            other
                .write(|tx| -> Result<(), StoreError> {
                    setting::set(tx, "theme", "dark")?;
                    panic!("a mistake in a caller")
                })
                .await
        })
        .await;
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(
            store
                .read(|conn| setting::by_key(conn, "theme"))
                .await
                .unwrap(),
            None
        );
        store
            .write(|tx| setting::set(tx, "theme", "light"))
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn a_read_cannot_write() {
        let (_folder, store) = empty_store().await;
        let refused = store
            .read(|conn| Ok(conn.execute("INSERT INTO setting VALUES ('a', 'b')", [])?))
            .await;
        let Err(StoreError::ReadOnly { path }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(path, store.folder());
    }

    #[tokio::test]
    async fn a_closed_store_says_so() {
        let (_folder, store) = empty_store().await;
        let clone = store.clone();
        store.close().await.unwrap();
        let read = clone.read(|conn| setting::by_key(conn, "theme")).await;
        assert!(matches!(read, Err(StoreError::Closed)));
    }

    #[tokio::test(start_paused = true)]
    async fn r01_a_connection_lock_is_held_by_one_task_at_a_time() {
        let (_folder, store) = empty_store().await;
        let held = store.lock_connection("c1").await.unwrap();
        let refused = store.lock_connection("c1").await;
        assert!(matches!(refused, Err(StoreError::Busy)));
        drop(held);
        store.lock_connection("c1").await.unwrap();
    }

    #[tokio::test]
    async fn r01_locks_of_two_connections_do_not_meet() {
        let (_folder, store) = empty_store().await;
        let _one = store.lock_connection("c1").await.unwrap();
        store.lock_connection("c2").await.unwrap();
    }

    #[tokio::test]
    async fn an_id_that_leaves_the_folder_names_no_lock() {
        let (_folder, store) = empty_store().await;
        for id in ["", "../evil", "a/b", "a\\b", "a.b", "ä", &"a".repeat(65)] {
            let refused = store.lock_connection(id).await;
            assert!(
                matches!(refused, Err(StoreError::Invalid { what: "id" })),
                "{id}"
            );
        }
    }
}
