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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::store_with_connection;
    use serde_json::json;

    fn at(at: i64) -> Entry {
        Entry {
            connection: "c1".to_owned(),
            at,
            what: "checked".to_owned(),
            detail: json!({ "number": at }),
        }
    }

    #[tokio::test]
    async fn entries_come_newest_first_and_no_more_than_asked_for() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| (1..=3).try_for_each(|time| add(tx, &at(time))))
            .await
            .unwrap();
        let newest = store.read(|conn| of(conn, "c1", 2)).await.unwrap();
        assert_eq!(newest, [at(3), at(2)]);
    }

    #[tokio::test]
    async fn the_oldest_entries_of_a_connection_go_first_and_only_its_own() {
        let (_folder, store) = store_with_connection().await;
        let written = i64::from(KEPT) + 5;
        store
            .write(move |tx| {
                let other = crate::testing::a_connection("c2", "Other");
                crate::connection::insert(tx, &other)?;
                add(
                    tx,
                    &Entry {
                        connection: "c2".to_owned(),
                        ..at(1)
                    },
                )?;
                (1..=written).try_for_each(|time| add(tx, &at(time)))
            })
            .await
            .unwrap();
        let kept = store.read(|conn| of(conn, "c1", 10_000)).await.unwrap();
        assert_eq!(kept.len(), KEPT as usize);
        assert_eq!(kept.last(), Some(&at(6)));
        assert_eq!(
            store.read(|conn| of(conn, "c2", 10)).await.unwrap().len(),
            1
        );
    }
}
