//! History: what happened to a connection, in order. Only added to; the oldest entries go first.

use rusqlite::Connection as Sqlite;
use serde_json::Value;

use crate::column::Json;
use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_connection ON history (connection, id);
";

/// Entries kept for one connection.
pub const KEPT: u32 = 500;

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Id of the connection.
    pub connection: String,
    /// Milliseconds since 1970 UTC.
    pub at: i64,
    /// Code of what happened.
    pub what: String,
    /// What there is to say about it; nothing secret.
    pub detail: Value,
}

/// Adds an entry.
///
/// # Errors
/// `NotFound` when the connection is gone.
pub fn add(tx: &Tx<'_>, entry: &Entry) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO history (connection, at, what, detail) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((
        &entry.connection,
        entry.at,
        &entry.what,
        Json(&entry.detail),
    ))?;
    tx.prepare_cached(
        "DELETE FROM history WHERE connection = ?1 AND id <= (
            SELECT id FROM history WHERE connection = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute((&entry.connection, KEPT))?;
    Ok(())
}

/// The newest entries of a connection, newest first, at most `limit`.
pub fn of(conn: &Sqlite, connection: &str, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT connection, at, what, detail FROM history
         WHERE connection = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map((connection, limit), |row| {
        Ok(Entry {
            connection: row.get(0)?,
            at: row.get(1)?,
            what: row.get(2)?,
            detail: row.get::<_, Json<_>>(3)?.0,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
