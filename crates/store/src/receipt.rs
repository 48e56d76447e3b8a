//! Receipts: what was proved when a connection was made or checked. Only added to.

use rusqlite::{Connection as Sqlite, OptionalExtension, Row};
use serde_json::Value;

use crate::column::Json;
use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    identity TEXT NOT NULL,
    granted TEXT NOT NULL,
    missing TEXT NOT NULL,
    lifetime TEXT NOT NULL
) STRICT;
CREATE INDEX receipt_of_connection ON receipt (connection, id);
";

/// The rights that recipes use, as the app told them; none in receipts from before they were asked for.
pub(crate) const ADD_RIGHTS: &str = "ALTER TABLE receipt ADD COLUMN rights TEXT;";

/// Receipts kept for one connection; the oldest go first.
pub const KEPT: u32 = 200;

/// One receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Order of writing; ignored by [`add`].
    pub id: i64,
    /// Id of the connection.
    pub connection: String,
    /// When it was proved, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who and where.
    pub identity: Value,
    /// Scopes or rights that were granted.
    pub granted: Vec<String>,
    /// Scopes or rights that were asked for and not granted.
    pub missing: Vec<String>,
    /// What is known about the token's lifetime; `Null` when nothing is.
    pub lifetime: Value,
    /// What the app told of the rights that recipes use; none where it was not asked.
    pub rights: Option<Value>,
}

const COLUMNS: &str = "id, connection, at, identity, granted, missing, lifetime, rights";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    Ok(Receipt {
        id: row.get(0)?,
        connection: row.get(1)?,
        at: row.get(2)?,
        identity: row.get::<_, Json<_>>(3)?.0,
        granted: row.get::<_, Json<_>>(4)?.0,
        missing: row.get::<_, Json<_>>(5)?.0,
        lifetime: row.get::<_, Json<_>>(6)?.0,
        rights: row.get::<_, Option<Json<_>>>(7)?.map(|json| json.0),
    })
}

/// Adds a receipt and answers its id.
///
/// # Errors
/// `NotFound` when the connection is gone.
pub fn add(tx: &Tx<'_>, receipt: &Receipt) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "INSERT INTO receipt (connection, at, identity, granted, missing, lifetime, rights)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        &receipt.connection,
        receipt.at,
        Json(&receipt.identity),
        Json(&receipt.granted),
        Json(&receipt.missing),
        Json(&receipt.lifetime),
        receipt.rights.as_ref().map(Json),
    ))?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached(
        "DELETE FROM receipt WHERE connection = ?1 AND id <= (
            SELECT id FROM receipt WHERE connection = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute((&receipt.connection, KEPT))?;
    Ok(id)
}

/// Adds to a receipt what was learned a moment after it was written: the rights, and the identity with what they told.
///
/// # Errors
/// `NotFound` when it is gone.
pub fn complete(tx: &Tx<'_>, id: i64, identity: &Value, rights: &Value) -> Result<(), StoreError> {
    let rows = tx
        .prepare_cached("UPDATE receipt SET identity = ?2, rights = ?3 WHERE id = ?1")?
        .execute((id, Json(identity), Json(rights)))?;
    if rows == 0 {
        Err(StoreError::NotFound)
    } else {
        Ok(())
    }
}

/// The newest receipt of a connection.
pub fn latest(conn: &Sqlite, connection: &str) -> Result<Option<Receipt>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM receipt WHERE connection = ?1 ORDER BY id DESC LIMIT 1");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row([connection], from_row)
        .optional()?)
}

/// The newest receipt of a connection that tells of rights.
pub fn latest_with_rights(conn: &Sqlite, connection: &str) -> Result<Option<Receipt>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM receipt WHERE connection = ?1 AND rights IS NOT NULL
         ORDER BY id DESC LIMIT 1"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row([connection], from_row)
        .optional()?)
}

/// The newest receipts of a connection, newest first, at most `limit`.
pub fn newest(conn: &Sqlite, connection: &str, limit: u32) -> Result<Vec<Receipt>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM receipt WHERE connection = ?1 ORDER BY id DESC LIMIT ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((connection, limit), from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All receipts of a connection, newest first.
pub fn all(conn: &Sqlite, connection: &str) -> Result<Vec<Receipt>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM receipt WHERE connection = ?1 ORDER BY id DESC");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([connection], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::store_with_connection;
    use serde_json::json;

    fn at(at: i64) -> Receipt {
        Receipt {
            id: 0,
            connection: "c1".to_owned(),
            at,
            identity: json!({ "user": "it@acme.test", "sandbox": false }),
            granted: vec!["api".to_owned()],
            missing: vec!["refresh_token".to_owned()],
            lifetime: Value::Null,
            rights: None,
        }
    }

    #[tokio::test]
    async fn the_latest_receipt_is_the_one_written_last_whatever_the_clock_said() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| add(tx, &at(2_000)).map(drop))
            .await
            .unwrap();
        let id = store.write(|tx| add(tx, &at(1_000))).await.unwrap();
        let latest = store
            .read(|conn| latest(conn, "c1"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(latest, Receipt { id, ..at(1_000) });
    }

    #[tokio::test]
    async fn a_receipt_is_completed_with_the_rights_that_were_learned_after_it() {
        let (_folder, store) = store_with_connection().await;
        let id = store.write(|tx| add(tx, &at(1_000))).await.unwrap();
        let (who, rights) = (
            json!({ "user": "it@acme.test", "role": "Admin" }),
            json!({ "lines": [] }),
        );
        let (identity, told) = (who.clone(), rights.clone());
        store
            .write(move |tx| complete(tx, id, &identity, &told))
            .await
            .unwrap();
        let found = store.read(|conn| newest(conn, "c1", 5)).await.unwrap();
        let told = store
            .read(|conn| latest_with_rights(conn, "c1"))
            .await
            .unwrap();
        assert_eq!(told.map(|receipt| receipt.id), Some(id));
        let expected = Receipt {
            id,
            identity: who,
            rights: Some(rights),
            ..at(1_000)
        };
        assert_eq!(found, [expected]);
        let gone = store
            .write(move |tx| complete(tx, id + 1, &Value::Null, &Value::Null))
            .await;
        assert!(matches!(gone, Err(StoreError::NotFound)));
    }

    #[tokio::test]
    async fn old_receipts_make_room_for_new_ones() {
        let (_folder, store) = store_with_connection().await;
        let written = i64::from(KEPT) + 3;
        store
            .write(move |tx| (1..=written).try_for_each(|time| add(tx, &at(time)).map(drop)))
            .await
            .unwrap();
        let kept = store.read(|conn| all(conn, "c1")).await.unwrap();
        assert_eq!(kept.len(), KEPT as usize);
        assert_eq!((kept[0].at, kept[kept.len() - 1].at), (written, 4));
    }
}
