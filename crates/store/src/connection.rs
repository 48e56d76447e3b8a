//! Connections: one authenticated link to one instance of an app, with its state and what was kept.

use std::collections::BTreeMap;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection as Sqlite, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::column::Json;
use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE connection (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    connector TEXT NOT NULL,
    way TEXT NOT NULL,
    fields TEXT NOT NULL,
    practice INTEGER NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('not_connected', 'connected', 'needs_reconnect', 'limited')),
    cause TEXT,
    problem TEXT,
    kept TEXT NOT NULL,
    client_override TEXT,
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    connected_at INTEGER,
    last_ok_at INTEGER,
    expires_at INTEGER
) STRICT;
";

/// Added to [`CREATE`] after the first release.
pub(crate) const ADD_REFRESHED_AT: &str = "ALTER TABLE connection ADD COLUMN refreshed_at INTEGER;";

/// What keeps recipes from doing their work with a connection that works as such.
pub(crate) const ADD_LIMITS: &str = "ALTER TABLE connection ADD COLUMN limits TEXT;";

/// The scopes a person chose for the connection, in place of the definition's.
pub(crate) const ADD_SCOPES: &str = "ALTER TABLE connection ADD COLUMN scopes TEXT;";

/// What a connection can do right now, as far as was learned. Passing troubles never change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// No sign-in has succeeded, or it was disconnected.
    NotConnected,
    /// The last sign-in or check succeeded.
    Connected,
    /// The app refuses the credential; only a person can repair it.
    NeedsReconnect,
    /// It works, with fewer rights than asked for.
    Limited,
}

impl State {
    /// The word in SQL and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotConnected => "not_connected",
            Self::Connected => "connected",
            Self::NeedsReconnect => "needs_reconnect",
            Self::Limited => "limited",
        }
    }
}

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "not_connected" => Ok(Self::NotConnected),
            "connected" => Ok(Self::Connected),
            "needs_reconnect" => Ok(Self::NeedsReconnect),
            "limited" => Ok(Self::Limited),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// One row. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// UUID version 7: ordered by age.
    pub id: String,
    /// As people call it; unique without regard to case.
    pub name: String,
    /// Id of the connector.
    pub connector: String,
    /// Id of the way of signing in.
    pub way: String,
    /// Plain connection fields (environment, subdomain ...).
    pub fields: BTreeMap<String, String>,
    /// Whether it leads to a practice app.
    pub practice: bool,
    /// The scopes chosen for it; none where the definition says which are asked for.
    pub scopes: Option<Vec<String>>,
    /// What it can do.
    pub state: State,
    /// Code of the cause, where the state has one.
    pub cause: Option<String>,
    /// What went wrong last, as a document for people.
    pub problem: Option<Value>,
    /// Which rights recipes miss here, as a document for people; whatever the state is.
    pub limits: Option<Value>,
    /// What was kept from token answer and identity (user, account, instance URL ...).
    pub kept: BTreeMap<String, String>,
    /// OAuth client id used in place of the connector's; its secret lies in the credential.
    pub client_override: Option<String>,
    /// Grows by one with every new credential; sealed rows and cached answers carry it.
    pub generation: i64,
    /// Milliseconds since 1970 UTC, as all times.
    pub created_at: i64,
    /// Last successful sign-in.
    pub connected_at: Option<i64>,
    /// Last call the app answered well.
    pub last_ok_at: Option<i64>,
    /// When the access token ends, where the app says so.
    pub expires_at: Option<i64>,
    /// When the access token was last renewed without the person; none since the last sign-in.
    pub refreshed_at: Option<i64>,
}

const COLUMNS: &str =
    "id, name, connector, way, fields, practice, scopes, state, cause, problem, limits, kept,
    client_override, generation, created_at, connected_at, last_ok_at, expires_at,
    refreshed_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: row.get("id")?,
        name: row.get("name")?,
        connector: row.get("connector")?,
        way: row.get("way")?,
        fields: row.get::<_, Json<_>>("fields")?.0,
        practice: row.get("practice")?,
        scopes: row.get::<_, Option<Json<_>>>("scopes")?.map(|json| json.0),
        state: row.get("state")?,
        cause: row.get("cause")?,
        problem: row.get::<_, Option<Json<_>>>("problem")?.map(|json| json.0),
        limits: row.get::<_, Option<Json<_>>>("limits")?.map(|json| json.0),
        kept: row.get::<_, Json<_>>("kept")?.0,
        client_override: row.get("client_override")?,
        generation: row.get("generation")?,
        created_at: row.get("created_at")?,
        connected_at: row.get("connected_at")?,
        last_ok_at: row.get("last_ok_at")?,
        expires_at: row.get("expires_at")?,
        refreshed_at: row.get("refreshed_at")?,
    })
}

/// Two names with the same key are the same name to a person.
fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

fn check_name(conn: &Sqlite, connection: &Connection) -> Result<(), StoreError> {
    if connection.name.trim().is_empty() {
        return Err(StoreError::Invalid { what: "name" });
    }
    let taken = conn
        .prepare_cached("SELECT 1 FROM connection WHERE name_key = ?1 AND id <> ?2")?
        .exists((name_key(&connection.name), &connection.id))?;
    if taken {
        Err(StoreError::AlreadyExists { what: "name" })
    } else {
        Ok(())
    }
}

/// Adds a connection.
///
/// # Errors
/// `AlreadyExists` with `"name"` or `"id"`; `Invalid` for a blank name.
pub fn insert(tx: &Tx<'_>, connection: &Connection) -> Result<(), StoreError> {
    check_name(tx, connection)?;
    let written = write(
        tx,
        connection,
        "INSERT INTO connection (id, name, name_key, connector, way, fields, practice, scopes, state,
            cause, problem, limits, kept, client_override, generation, created_at, connected_at,
            last_ok_at, expires_at, refreshed_at)
         VALUES (:id, :name, :name_key, :connector, :way, :fields, :practice, :scopes, :state,
            :cause, :problem, :limits, :kept, :client_override, :generation, :created_at, :connected_at,
            :last_ok_at, :expires_at, :refreshed_at)",
    );
    match written {
        Err(StoreError::AlreadyExists { .. }) => Err(StoreError::AlreadyExists { what: "id" }),
        other => other.map(|_| ()),
    }
}

/// Writes every column of the connection with this id.
///
/// # Errors
/// `NotFound`; `AlreadyExists` with `"name"`; `Invalid` for a blank name.
pub fn update(tx: &Tx<'_>, connection: &Connection) -> Result<(), StoreError> {
    check_name(tx, connection)?;
    let rows = write(
        tx,
        connection,
        "UPDATE connection SET name = :name, name_key = :name_key, connector = :connector,
            way = :way, fields = :fields, practice = :practice, scopes = :scopes, state = :state, cause = :cause,
            problem = :problem, limits = :limits, kept = :kept, client_override = :client_override,
            generation = :generation, created_at = :created_at, connected_at = :connected_at,
            last_ok_at = :last_ok_at, expires_at = :expires_at,
            refreshed_at = :refreshed_at
         WHERE id = :id",
    )?;
    if rows == 0 {
        Err(StoreError::NotFound)
    } else {
        Ok(())
    }
}

fn write(tx: &Tx<'_>, connection: &Connection, sql: &str) -> Result<usize, StoreError> {
    Ok(tx.prepare_cached(sql)?.execute(named_params! {
        ":id": connection.id,
        ":name": connection.name.trim(),
        ":name_key": name_key(&connection.name),
        ":connector": connection.connector,
        ":way": connection.way,
        ":fields": Json(&connection.fields),
        ":practice": connection.practice,
        ":scopes": connection.scopes.as_ref().map(Json),
        ":state": connection.state,
        ":cause": connection.cause,
        ":problem": connection.problem.as_ref().map(Json),
        ":limits": connection.limits.as_ref().map(Json),
        ":kept": Json(&connection.kept),
        ":client_override": connection.client_override,
        ":generation": connection.generation,
        ":created_at": connection.created_at,
        ":connected_at": connection.connected_at,
        ":last_ok_at": connection.last_ok_at,
        ":expires_at": connection.expires_at,
        ":refreshed_at": connection.refreshed_at,
    })?)
}

/// The connection with this id.
pub fn by_id(conn: &Sqlite, id: &str) -> Result<Option<Connection>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE id = ?1");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row([id], from_row)
        .optional()?)
}

/// The connection of this name, without regard to case.
pub fn by_name(conn: &Sqlite, name: &str) -> Result<Option<Connection>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE name_key = ?1");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row([name_key(name)], from_row)
        .optional()?)
}

/// The connection with this id, or else of this name.
pub fn by_id_or_name(conn: &Sqlite, wanted: &str) -> Result<Option<Connection>, StoreError> {
    match by_id(conn, wanted)? {
        Some(row) => Ok(Some(row)),
        None => by_name(conn, wanted),
    }
}

/// All connections, by name.
pub fn all(conn: &Sqlite) -> Result<Vec<Connection>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connection ORDER BY name_key");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a connection with its credential, receipts, history, bindings and cached answers.
///
/// # Errors
/// `NotFound`.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<(), StoreError> {
    let rows = tx
        .prepare_cached("DELETE FROM connection WHERE id = ?1")?
        .execute([id])?;
    if rows == 0 {
        Err(StoreError::NotFound)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_connection, empty_store, store_with_connection};
    use crate::{binding, credential, history, metadata, receipt};
    use serde_json::json;

    #[tokio::test]
    async fn a_connection_comes_back_as_it_was_written() {
        let (_folder, store) = store_with_connection().await;
        let mut written = a_connection("c1", "Sales");
        assert_eq!(
            store.read(|conn| by_id(conn, "c1")).await.unwrap(),
            Some(written.clone())
        );

        written.state = State::NeedsReconnect;
        written.problem = Some(json!({ "kind": "credentials", "hint": null }));
        written.cause = None;
        written.limits = Some(json!({ "kind": "rights_reduced" }));
        written.client_override = None;
        written.scopes = Some(vec!["read".to_owned()]);
        written.generation = 2;
        let update_to = written.clone();
        store.write(move |tx| update(tx, &update_to)).await.unwrap();
        assert_eq!(
            store.read(|conn| by_name(conn, "sales ")).await.unwrap(),
            Some(written)
        );
    }

    #[tokio::test]
    async fn two_connections_cannot_have_names_that_differ_in_case_alone() {
        let (_folder, store) = empty_store().await;
        store
            .write(|tx| insert(tx, &a_connection("c1", "Größe")))
            .await
            .unwrap();
        let taken = store
            .write(|tx| insert(tx, &a_connection("c2", " GRÖßE ")))
            .await;
        assert!(matches!(
            taken,
            Err(StoreError::AlreadyExists { what: "name" })
        ));
        store
            .write(|tx| insert(tx, &a_connection("c2", "Other")))
            .await
            .unwrap();
        let renamed = store
            .write(|tx| update(tx, &a_connection("c2", "größe")))
            .await;
        assert!(matches!(
            renamed,
            Err(StoreError::AlreadyExists { what: "name" })
        ));
        // Its own name in another case is no conflict.
        store
            .write(|tx| update(tx, &a_connection("c2", "OTHER")))
            .await
            .unwrap();
        let names = store.read(all).await.unwrap();
        assert_eq!(
            names.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
            ["Größe", "OTHER"]
        );
    }

    #[tokio::test]
    async fn ids_are_unique_and_names_are_not_blank() {
        let (_folder, store) = store_with_connection().await;
        let again = store
            .write(|tx| insert(tx, &a_connection("c1", "Another")))
            .await;
        assert!(matches!(
            again,
            Err(StoreError::AlreadyExists { what: "id" })
        ));
        let blank = store
            .write(|tx| insert(tx, &a_connection("c2", "  ")))
            .await;
        assert!(matches!(blank, Err(StoreError::Invalid { what: "name" })));
    }

    #[tokio::test]
    async fn what_is_not_there_can_be_neither_updated_nor_removed() {
        let (_folder, store) = empty_store().await;
        let updated = store
            .write(|tx| update(tx, &a_connection("c1", "Sales")))
            .await;
        assert!(matches!(updated, Err(StoreError::NotFound)));
        let removed = store.write(|tx| remove(tx, "c1")).await;
        assert!(matches!(removed, Err(StoreError::NotFound)));
    }

    #[tokio::test]
    async fn removing_a_connection_removes_all_that_belongs_to_it_and_tells_of_it() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| {
                let connection = "c1".to_owned();
                credential::put(
                    tx,
                    &credential::Credential {
                        connection: connection.clone(),
                        generation: 1,
                        sealed: vec![1],
                        session: None,
                    },
                )?;
                history::add(
                    tx,
                    &history::Entry {
                        connection: connection.clone(),
                        at: 1,
                        what: "connected".to_owned(),
                        detail: json!({}),
                    },
                )?;
                binding::set(
                    tx,
                    &binding::Binding {
                        recipe: "r1".to_owned(),
                        connector: "salesforce".to_owned(),
                        role: "primary".to_owned(),
                        connection: connection.clone(),
                    },
                )?;
                metadata::put(
                    tx,
                    &metadata::Metadata {
                        connection: connection.clone(),
                        key: "objects".to_owned(),
                        generation: 1,
                        etag: None,
                        fetched_at: 1,
                        rows: b"[]".to_vec(),
                    },
                )
            })
            .await
            .unwrap();
        let mut changes = store.changes();
        store.write(|tx| remove(tx, "c1")).await.unwrap();
        let told = changes.recv().await.unwrap().tables;
        for table in ["connection", "credential", "history", "binding", "metadata"] {
            assert!(
                told.iter().any(|told| told.name() == table),
                "{table} is not told"
            );
        }
        store
            .read(|conn| {
                assert!(credential::current(conn, "c1")?.is_none());
                assert!(history::of(conn, "c1", 10)?.is_empty());
                assert!(binding::of_connection(conn, "c1")?.is_empty());
                assert!(metadata::by_key(conn, "c1", "objects")?.is_none());
                assert!(receipt::all(conn, "c1")?.is_empty());
                Ok(())
            })
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn s10_sql_in_a_name_is_only_a_name() {
        let (_folder, store) = empty_store().await;
        let name = "x'); DROP TABLE connection; --\"\u{0}%_";
        let named = a_connection("c1", name);
        store.write(move |tx| insert(tx, &named)).await.unwrap();
        let found = store
            .read(move |conn| by_name(conn, name))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.name, name);
    }
}
