//! What the tests of this crate start from.

use std::collections::BTreeMap;

use tempfile::TempDir;

use crate::connection::{Connection, State};
use crate::{Store, connection};

/// A store in a folder that goes away with the test.
pub(crate) async fn empty_store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    (folder, store)
}

/// A store with the connection `c1`.
pub(crate) async fn store_with_connection() -> (TempDir, Store) {
    let (folder, store) = empty_store().await;
    store
        .write(|tx| connection::insert(tx, &a_connection("c1", "Sales")))
        .await
        .unwrap();
    (folder, store)
}

/// A connection with something in every column that can be empty, but the problem.
pub(crate) fn a_connection(id: &str, name: &str) -> Connection {
    Connection {
        id: id.to_owned(),
        name: name.to_owned(),
        connector: "salesforce".to_owned(),
        way: "oauth2".to_owned(),
        fields: BTreeMap::from([("environment".to_owned(), "login".to_owned())]),
        practice: true,
        state: State::Connected,
        cause: Some("expired".to_owned()),
        problem: None,
        limits: None,
        scopes: None,
        kept: BTreeMap::from([("user".to_owned(), "it@acme.test".to_owned())]),
        client_override: Some("own-client".to_owned()),
        generation: 1,
        created_at: 1_000,
        connected_at: Some(2_000),
        last_ok_at: Some(3_000),
        expires_at: Some(4_000),
        refreshed_at: Some(3_500),
    }
}
