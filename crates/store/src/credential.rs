//! Sealed credentials: at most one a connection, with the generation it was sealed for.

use rusqlite::{Connection as Sqlite, OptionalExtension};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE credential (
    connection TEXT NOT NULL PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    session TEXT
) STRICT;
";

/// One sealed credential. The bytes are of no use without the vault's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Id of the connection.
    pub connection: String,
    /// Which credential of this connection it is; only grows.
    pub generation: i64,
    /// What `Vault::seal` gave, with [`about`] as the data it is bound to.
    pub sealed: Vec<u8>,
    /// Set when sealed under a key that lives only as long as this session (`Vault::session`).
    pub session: Option<String>,
}

/// What a credential is bound to when sealed: a row copied to another connection, or brought
/// back from an older generation, does not open.
pub fn about(connection: &str, generation: i64) -> String {
    format!("credential\n{connection}\n{generation}")
}

/// Stores a credential in place of an older one.
///
/// # Errors
/// `AlreadyExists` with `"generation"` when a newer generation is stored: a late writer must
/// never bring a retired token back. `NotFound` when the connection is gone.
pub fn put(tx: &Tx<'_>, credential: &Credential) -> Result<(), StoreError> {
    let rows = tx
        .prepare_cached(
            "INSERT INTO credential (connection, generation, sealed, session)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (connection) DO UPDATE SET
                generation = excluded.generation, sealed = excluded.sealed,
                session = excluded.session
             WHERE excluded.generation >= credential.generation",
        )?
        .execute((
            &credential.connection,
            credential.generation,
            &credential.sealed,
            &credential.session,
        ))?;
    if rows == 0 {
        Err(StoreError::AlreadyExists { what: "generation" })
    } else {
        Ok(())
    }
}

/// The credential of a connection.
pub fn current(conn: &Sqlite, connection: &str) -> Result<Option<Credential>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT connection, generation, sealed, session FROM credential
             WHERE connection = ?1",
        )?
        .query_row([connection], |row| {
            Ok(Credential {
                connection: row.get(0)?,
                generation: row.get(1)?,
                sealed: row.get(2)?,
                session: row.get(3)?,
            })
        })
        .optional()?)
}

/// Removes the credential of a connection; no error when there is none.
pub fn remove(tx: &Tx<'_>, connection: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM credential WHERE connection = ?1")?
        .execute([connection])?;
    Ok(())
}

/// Whether anything is sealed under the key in the keychain (clients' secrets included), so
/// that a missing key means a lost key.
pub fn any_sealed(conn: &Sqlite) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM credential WHERE session IS NULL
             UNION ALL SELECT 1 FROM client WHERE sealed IS NOT NULL AND session IS NULL",
        )?
        .exists([])?)
}

/// Forgets everything sealed, clients' secrets included: before `Vault::start_over`, when the key
/// is lost. Answers the connections that lost their credential.
pub fn forget_all(tx: &Tx<'_>) -> Result<Vec<String>, StoreError> {
    // With a condition: SQLite would not tell its hook of a table emptied as a whole.
    tx.prepare_cached("UPDATE client SET sealed = NULL, session = NULL WHERE sealed IS NOT NULL")?
        .execute([])?;
    let mut statement = tx.prepare_cached(
        "DELETE FROM credential WHERE connection IS NOT NULL RETURNING connection",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what was sealed in sessions other than `live`: their keys are gone. Answers the
/// connections that lost their credential.
pub fn forget_sessions(tx: &Tx<'_>, live: &[String]) -> Result<Vec<String>, StoreError> {
    let live = crate::column::Json(live);
    let mut statement = tx.prepare_cached(
        "DELETE FROM credential
         WHERE session IS NOT NULL AND session NOT IN (SELECT value FROM json_each(?1))
         RETURNING connection",
    )?;
    let lost = statement
        .query_map([&live], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    tx.prepare_cached(
        "UPDATE client SET sealed = NULL, session = NULL
         WHERE session IS NOT NULL AND session NOT IN (SELECT value FROM json_each(?1))",
    )?
    .execute([&live])?;
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::store_with_connection;
    use crate::{Store, Table, client};

    fn sealed(generation: i64, session: Option<&str>) -> Credential {
        Credential {
            connection: "c1".to_owned(),
            generation,
            sealed: vec![7; 3],
            session: session.map(str::to_owned),
        }
    }

    #[tokio::test]
    async fn r04_a_late_writer_cannot_bring_a_retired_token_back() {
        let (_folder, store) = store_with_connection().await;
        store.write(|tx| put(tx, &sealed(2, None))).await.unwrap();
        let late = store.write(|tx| put(tx, &sealed(1, None))).await;
        assert!(matches!(
            late,
            Err(StoreError::AlreadyExists { what: "generation" })
        ));
        let kept = store.read(|conn| current(conn, "c1")).await.unwrap();
        assert_eq!(kept, Some(sealed(2, None)));
        store.write(|tx| put(tx, &sealed(3, None))).await.unwrap();
        store.write(|tx| remove(tx, "c1")).await.unwrap();
        assert_eq!(store.read(|conn| current(conn, "c1")).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_credential_needs_its_connection() {
        let (_folder, store) = store_with_connection().await;
        let orphan = Credential {
            connection: "gone".to_owned(),
            ..sealed(1, None)
        };
        let refused = store.write(move |tx| put(tx, &orphan)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }

    #[tokio::test]
    async fn only_rows_under_the_lasting_key_count_as_sealed() {
        let (_folder, store) = store_with_connection().await;
        assert!(!store.read(any_sealed).await.unwrap());
        store
            .write(|tx| put(tx, &sealed(1, Some("s1"))))
            .await
            .unwrap();
        assert!(!store.read(any_sealed).await.unwrap());
        let client = client::Client {
            connector: "zendesk".to_owned(),
            host: String::new(),
            client_id: "id".to_owned(),
            sealed: Some(vec![1]),
            session: None,
        };
        store
            .write(move |tx| client::set(tx, &client))
            .await
            .unwrap();
        assert!(store.read(any_sealed).await.unwrap());
    }

    #[tokio::test]
    async fn forgetting_everything_sealed_keeps_connections_and_clients_and_is_told() {
        let (_folder, store) = store_with_connection().await;
        store
            .write(|tx| {
                put(tx, &sealed(1, None))?;
                client::set(
                    tx,
                    &client::Client {
                        connector: "zendesk".to_owned(),
                        host: String::new(),
                        client_id: "id".to_owned(),
                        sealed: Some(vec![1]),
                        session: None,
                    },
                )
            })
            .await
            .unwrap();
        let mut changes = store.changes();
        assert_eq!(store.write(forget_all).await.unwrap(), ["c1"]);
        let told = changes.recv().await.unwrap().tables;
        assert_eq!(
            told.into_iter().collect::<Vec<_>>(),
            [Table::Credential, Table::Client]
        );
        assert!(!store.read(any_sealed).await.unwrap());
        assert_eq!(store.read(client::all).await.unwrap()[0].client_id, "id");
        assert_eq!(store.read(crate::connection::all).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_was_sealed_for_a_session_is_forgotten_when_the_session_is_over() {
        let (folder, store) = store_with_connection().await;
        let session = store.session().to_owned();
        store
            .write(move |tx| {
                put(tx, &sealed(1, Some(&session)))?;
                client::set(
                    tx,
                    &client::Client {
                        connector: "zendesk".to_owned(),
                        host: String::new(),
                        client_id: "id".to_owned(),
                        sealed: Some(vec![1]),
                        session: Some(session),
                    },
                )
            })
            .await
            .unwrap();

        // A second opening while the first lives must leave its rows alone.
        let second = Store::open(folder.path()).await.unwrap();
        assert!(second.opened().ended_sessions.is_empty());
        assert!(
            second
                .read(|conn| current(conn, "c1"))
                .await
                .unwrap()
                .is_some()
        );
        second.close().await.unwrap();
        store.close().await.unwrap();

        let next = Store::open(folder.path()).await.unwrap();
        assert_eq!(next.opened().ended_sessions, ["c1"]);
        assert!(
            next.read(|conn| current(conn, "c1"))
                .await
                .unwrap()
                .is_none()
        );
        let client = next
            .read(|conn| client::by_host(conn, "zendesk", ""))
            .await
            .unwrap();
        let client = client.unwrap();
        assert_eq!((client.client_id.as_str(), client.sealed), ("id", None));
    }
}
