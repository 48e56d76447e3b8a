//! What can go wrong in the store, named by what the caller can do about it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

/// A failure of the store. `Display` holds no SQL and no values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was made by a newer Larder; it has not been touched. Update Larder.
    #[error("the database was made by a newer Larder (schema {version}{})", version_suffix(made_by.as_ref()))]
    TooNew {
        /// The schema number found.
        version: i64,
        /// The Larder version that wrote it last, where it could be read.
        made_by: Option<String>,
    },
    /// The database file is damaged. The next start moves it aside and saves what can be read.
    #[error("the database is damaged")]
    Damaged {
        /// Where the file was moved to; `None` while it is still in its place.
        moved_to: Option<PathBuf>,
    },
    /// No space is left. What is stored can still be read; try again once there is space.
    #[error("the disk is full")]
    Full,
    /// The folder or the file cannot be written to: no right to, or over a quota or a limit.
    #[error("{} cannot be written to", .path.display())]
    ReadOnly {
        /// The data folder.
        path: PathBuf,
    },
    /// Another process or task held the store or the lock for too long. Try again.
    #[error("the store is busy")]
    Busy,
    /// The row that was asked for, or that the new row belongs to, is not there.
    #[error("there is no such entry")]
    NotFound,
    /// Something that must be unique is taken: `"name"`, `"id"`, `"generation"` or `"row"`.
    #[error("this {what} is already taken")]
    AlreadyExists {
        /// What is taken.
        what: &'static str,
    },
    /// The schema could not be brought up to date; nothing was changed.
    #[error("the database could not be brought up to date")]
    Migration {
        /// The backup made before.
        backup: Option<PathBuf>,
    },
    /// A recipe file holds no JSON document.
    #[error("no JSON document: line {line}, column {column}")]
    Document {
        /// Line of the mistake, from 1.
        line: usize,
        /// Column of the mistake, from 1.
        column: usize,
    },
    /// An id or a document that cannot be stored as given.
    #[error("not a valid {what}")]
    Invalid {
        /// What is wrong.
        what: &'static str,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// A file could not be read or written.
    #[error("a file of the data folder could not be used: {}", .0.kind())]
    Io(#[source] io::Error),
    /// Any other failure of SQLite, with its result code; the source tells more to logs.
    #[error("the database answered with error {}", result_code(.0))]
    Sql(#[source] rusqlite::Error),
}

fn version_suffix(version: Option<&String>) -> String {
    version.map_or_else(String::new, |version| format!(", version {version}"))
}

fn result_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(-1, |error| error.extended_code)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if matches!(error, rusqlite::Error::QueryReturnedNoRows) {
            return Self::NotFound;
        }
        let Some(&ffi::Error {
            code,
            extended_code,
        }) = error.sqlite_error()
        else {
            return Self::Sql(error);
        };
        match (code, extended_code) {
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Self::Busy,
            (ErrorCode::DiskFull, _) => Self::Full,
            // A write refused by a quota or a limit on the size of files is told as the latter.
            (ErrorCode::ReadOnly, _) | (_, ffi::SQLITE_IOERR_WRITE) => Self::ReadOnly {
                path: PathBuf::new(),
            },
            (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => {
                Self::Damaged { moved_to: None }
            }
            (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::NotFound,
            (_, ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE) => {
                Self::AlreadyExists { what: "row" }
            }
            _ => Self::Sql(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly {
                path: PathBuf::new(),
            },
            _ => Self::Io(error),
        }
    }
}

impl StoreError {
    /// Names the place in an error that was made where the place was not known.
    pub(crate) fn at(self, place: &Path) -> Self {
        match self {
            Self::ReadOnly { path } if path.as_os_str().is_empty() => Self::ReadOnly {
                path: place.to_path_buf(),
            },
            other => other,
        }
    }
}
