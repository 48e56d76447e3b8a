//! Cached answers of apps (objects, fields, values), with their age, for fast and offline use.

use rusqlite::{Connection as Sqlite, OptionalExtension};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE metadata (
    id INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    generation INTEGER NOT NULL,
    etag TEXT,
    fetched_at INTEGER NOT NULL,
    rows BLOB NOT NULL,
    UNIQUE (connection, key)
) STRICT;
";

/// One cached answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Id of the connection.
    pub connection: String,
    /// What was asked: picklist and parameters, or the rendered URL.
    pub key: String,
    /// Generation of the connection it was fetched with.
    pub generation: i64,
    /// For asking "changed since?".
    pub etag: Option<String>,
    /// When the app gave it, milliseconds since 1970 UTC.
    pub fetched_at: i64,
    /// The answer as the caller encodes it (JSON, mostly).
    pub rows: Vec<u8>,
}

/// Stores an answer in place of the older one.
///
/// # Errors
/// `NotFound` when the connection is gone.
pub fn put(tx: &Tx<'_>, metadata: &Metadata) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO metadata (connection, key, generation, etag, fetched_at, rows)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (connection, key) DO UPDATE SET generation = excluded.generation,
            etag = excluded.etag, fetched_at = excluded.fetched_at, rows = excluded.rows",
    )?
    .execute((
        &metadata.connection,
        &metadata.key,
        metadata.generation,
        &metadata.etag,
        metadata.fetched_at,
        &metadata.rows,
    ))?;
    Ok(())
}

/// Says that a cached answer still holds at `fetched_at`, without writing it again.
///
/// # Errors
/// `NotFound` when it is no longer cached.
pub fn renew(
    tx: &Tx<'_>,
    connection: &str,
    key: &str,
    generation: i64,
    fetched_at: i64,
) -> Result<(), StoreError> {
    let rows = tx
        .prepare_cached(
            "UPDATE metadata SET generation = ?3, fetched_at = ?4
             WHERE connection = ?1 AND key = ?2",
        )?
        .execute((connection, key, generation, fetched_at))?;
    if rows == 0 {
        Err(StoreError::NotFound)
    } else {
        Ok(())
    }
}

/// The cached answer for a key.
pub fn by_key(conn: &Sqlite, connection: &str, key: &str) -> Result<Option<Metadata>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT connection, key, generation, etag, fetched_at, rows FROM metadata
             WHERE connection = ?1 AND key = ?2",
        )?
        .query_row([connection, key], |row| {
            Ok(Metadata {
                connection: row.get(0)?,
                key: row.get(1)?,
                generation: row.get(2)?,
                etag: row.get(3)?,
                fetched_at: row.get(4)?,
                rows: row.get(5)?,
            })
        })
        .optional()?)
}

/// Forgets everything cached for a connection.
pub fn clear_connection(tx: &Tx<'_>, connection: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM metadata WHERE connection = ?1")?
        .execute([connection])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::store_with_connection;

    fn answer(key: &str, size: usize) -> Metadata {
        Metadata {
            connection: "c1".to_owned(),
            key: key.to_owned(),
            generation: 1,
            etag: Some("\"v1\"".to_owned()),
            fetched_at: 1_000,
            rows: (0..=255).cycle().take(size).collect(),
        }
    }

    #[tokio::test]
    async fn answers_of_megabytes_come_back_as_they_were() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| put(tx, &answer("describe", 3 << 20)))
            .await
            .unwrap();
        let found = store
            .read(|conn| by_key(conn, "c1", "describe"))
            .await
            .unwrap();
        assert_eq!(found, Some(answer("describe", 3 << 20)));
    }

    #[tokio::test]
    async fn an_answer_is_renewed_without_being_written_again() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| put(tx, &answer("objects", 10)))
            .await
            .unwrap();
        store
            .write(|tx| renew(tx, "c1", "objects", 2, 9_000))
            .await
            .unwrap();
        let found = store
            .read(|conn| by_key(conn, "c1", "objects"))
            .await
            .unwrap();
        let expected = Metadata {
            generation: 2,
            fetched_at: 9_000,
            ..answer("objects", 10)
        };
        assert_eq!(found, Some(expected));
        let missing = store.write(|tx| renew(tx, "c1", "other", 2, 9_000)).await;
        assert!(matches!(missing, Err(StoreError::NotFound)));
    }

    #[tokio::test]
    async fn a_connection_without_its_cache_is_still_a_connection() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| {
                put(tx, &answer("objects", 10))?;
                put(tx, &answer("users", 10))?;
                clear_connection(tx, "c1")
            })
            .await
            .unwrap();
        assert_eq!(
            store
                .read(|conn| by_key(conn, "c1", "objects"))
                .await
                .unwrap(),
            None
        );
        let kept = store
            .read(|conn| crate::connection::by_id(conn, "c1"))
            .await
            .unwrap();
        assert!(kept.is_some());
    }
}
