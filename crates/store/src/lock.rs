//! Locks between processes: one a connection, one for opening, and one that says "I am alive".

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep, timeout_at};

use crate::StoreError;

/// The folder of lock files inside the data folder.
pub(crate) const FOLDER: &str = "locks";

/// How long a connection's lock is waited for.
const CONNECTION_DEADLINE: Duration = Duration::from_mins(1);

/// Pause between two tries at a lock another process holds: there is no way to wait for one
/// that can be given up.
const RETRY: Duration = Duration::from_millis(15);

/// Opens a lock file, readable by its owner alone.
pub(crate) fn lock_file(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// Takes the lock when it is free; answers whether it was.
fn try_lock(file: &File) -> Result<bool, StoreError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Takes the lock, on a thread that may block, within `patience`.
pub(crate) fn lock_within(path: &Path, patience: Duration) -> Result<File, StoreError> {
    let file = lock_file(path)?;
    let end = std::time::Instant::now() + patience;
    while !try_lock(&file)? {
        if std::time::Instant::now() >= end {
            return Err(StoreError::Busy);
        }
        std::thread::sleep(RETRY);
    }
    Ok(file)
}

/// Proof that nobody else works on this connection's credential. Dropping it releases the lock;
/// so does the end of the process.
#[derive(Debug)]
pub struct ConnectionLock {
    // Order matters: the file is released before the next task of this process may try it.
    _file: File,
    _turn: OwnedMutexGuard<()>,
}

/// The connection locks of this process.
#[derive(Debug)]
pub(crate) struct ConnectionLocks {
    folder: PathBuf,
    turns: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

impl ConnectionLocks {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.join(FOLDER),
            turns: Mutex::default(),
        }
    }

    pub(crate) async fn acquire(&self, id: &str) -> Result<ConnectionLock, StoreError> {
        if !can_name_a_file(id) {
            return Err(StoreError::Invalid { what: "id" });
        }
        let end = Instant::now() + CONNECTION_DEADLINE;
        let turn = timeout_at(end, self.turn(id).lock_owned())
            .await
            .map_err(|_| StoreError::Busy)?;
        let path = self.folder.join(format!("{id}.lock"));
        let file = tokio::task::spawn_blocking(move || lock_file(&path))
            .await
            .map_err(|_| StoreError::Closed)??;
        while !try_lock(&file)? {
            if Instant::now() >= end {
                return Err(StoreError::Busy);
            }
            sleep(RETRY).await;
        }
        Ok(ConnectionLock {
            _file: file,
            _turn: turn,
        })
    }

    fn turn(&self, id: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(id).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(id.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

/// Whether an id can be part of a file name on every system, and can leave no folder.
pub(crate) fn can_name_a_file(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Says that this opening of the store is alive, to other processes, until it ends in any way.
#[derive(Debug)]
pub(crate) struct Presence {
    session: String,
    path: PathBuf,
    _file: File,
}

impl Presence {
    const PREFIX: &str = "session_";

    /// Makes this opening known. Call while holding the lock for opening.
    pub(crate) fn begin(folder: &Path) -> Result<Self, StoreError> {
        let session = uuid::Uuid::now_v7().to_string();
        let path = folder
            .join(FOLDER)
            .join(format!("{}{session}.lock", Self::PREFIX));
        let file = lock_file(&path)?;
        if !try_lock(&file)? {
            return Err(StoreError::Busy);
        }
        Ok(Self {
            session,
            path,
            _file: file,
        })
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// The sessions alive now, this one included; what the dead left behind is tidied up.
    pub(crate) fn alive(&self) -> Result<Vec<String>, StoreError> {
        let mut alive = vec![self.session.clone()];
        let folder = self
            .path
            .parent()
            .ok_or(StoreError::Invalid { what: "path" })?;
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(session) = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .and_then(|stem| stem.strip_prefix(Self::PREFIX))
            else {
                continue;
            };
            if session == self.session {
                continue;
            }
            let file = lock_file(&path)?;
            if try_lock(&file)? {
                match std::fs::remove_file(&path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                    _ => {} // Gone: it ended between our look and now, and tidied up itself.
                }
            } else {
                alive.push(session.to_owned());
            }
        }
        Ok(alive)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // Left behind, it would be tidied up by the next opening.
        let _ = std::fs::remove_file(&self.path);
    }
}
