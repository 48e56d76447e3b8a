//! OAuth clients people registered: one a connector and host, the secret sealed.

use rusqlite::{Connection as Sqlite, OptionalExtension, Row};

use crate::{StoreError, Tx};

pub(crate) const CREATE: &str = "
CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    connector TEXT NOT NULL,
    host TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed BLOB,
    session TEXT,
    UNIQUE (connector, host)
) STRICT;
";

/// One OAuth client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Id of the connector.
    pub connector: String,
    /// Host it is registered at; empty for all hosts of the connector.
    pub host: String,
    /// Public id.
    pub client_id: String,
    /// Sealed secret, where the client has one, bound to [`about`].
    pub sealed: Option<Vec<u8>>,
    /// As in [`crate::credential::Credential::session`].
    pub session: Option<String>,
}

/// What a client's secret is bound to when sealed.
pub fn about(connector: &str, host: &str) -> String {
    format!("client\n{connector}\n{host}")
}

const COLUMNS: &str = "connector, host, client_id, sealed, session";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Client> {
    Ok(Client {
        connector: row.get(0)?,
        host: row.get(1)?,
        client_id: row.get(2)?,
        sealed: row.get(3)?,
        session: row.get(4)?,
    })
}

/// Stores a client in place of the one for the same connector and host.
pub fn set(tx: &Tx<'_>, client: &Client) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO client (connector, host, client_id, sealed, session)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (connector, host) DO UPDATE SET client_id = excluded.client_id,
            sealed = excluded.sealed, session = excluded.session",
    )?
    .execute((
        &client.connector,
        &client.host,
        &client.client_id,
        &client.sealed,
        &client.session,
    ))?;
    Ok(())
}

/// The client for exactly this connector and host (`""`: the one for all hosts).
pub fn by_host(conn: &Sqlite, connector: &str, host: &str) -> Result<Option<Client>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM client WHERE connector = ?1 AND host = ?2");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row([connector, host], from_row)
        .optional()?)
}

/// All clients, by connector and host.
pub fn all(conn: &Sqlite) -> Result<Vec<Client>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM client ORDER BY connector, host");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a client.
///
/// # Errors
/// `NotFound`.
pub fn remove(tx: &Tx<'_>, connector: &str, host: &str) -> Result<(), StoreError> {
    let rows = tx
        .prepare_cached("DELETE FROM client WHERE connector = ?1 AND host = ?2")?
        .execute([connector, host])?;
    if rows == 0 {
        Err(StoreError::NotFound)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::empty_store;

    fn for_host(host: &str, client_id: &str) -> Client {
        Client {
            connector: "salesforce".to_owned(),
            host: host.to_owned(),
            client_id: client_id.to_owned(),
            sealed: Some(vec![1, 2]),
            session: None,
        }
    }

    #[tokio::test]
    async fn there_is_one_client_for_a_connector_and_host() {
        let (_folder, store) = empty_store().await;
        store
            .write(|tx| {
                set(tx, &for_host("", "general"))?;
                set(tx, &for_host("test.salesforce.com", "old"))?;
                set(tx, &for_host("test.salesforce.com", "new"))
            })
            .await
            .unwrap();
        let found = store
            .read(|conn| by_host(conn, "salesforce", "test.salesforce.com"))
            .await
            .unwrap();
        assert_eq!(found, Some(for_host("test.salesforce.com", "new")));
        assert_eq!(store.read(all).await.unwrap().len(), 2);

        store
            .write(|tx| remove(tx, "salesforce", ""))
            .await
            .unwrap();
        let gone = store.write(|tx| remove(tx, "salesforce", "")).await;
        assert!(matches!(gone, Err(StoreError::NotFound)));
    }
}
