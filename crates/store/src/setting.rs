//! Settings of this installation, by key.

use rusqlite::{Connection as Sqlite, OptionalExtension};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
";

/// Names this installation in the keychain; written once, at the first start.
pub const INSTALLATION: &str = "installation";

/// The Larder version that last opened the database.
pub const MADE_BY: &str = "made_by";

/// Sets a value.
pub fn set(tx: &Tx<'_>, key: &str, value: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}

/// The value of a key.
pub fn by_key(conn: &Sqlite, key: &str) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Removes a value; no error when there is none.
pub fn remove(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM setting WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}
