//! The store against a hostile machine: crashes, damage, full disks, other processes, real keychains.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod canary;
mod child;
mod clock;
mod crash;
mod damage;
mod files;
mod full_disk;
mod golden;
mod sharing;
mod system_keychain;
mod vault;

use std::collections::BTreeMap;

use larder_store::connection::{self, Connection, State};
use larder_store::{Store, StoreError, Tx};

/// Adds a connection with this id, and a name made from it.
fn add_connection(tx: &Tx<'_>, id: &str) -> Result<(), StoreError> {
    connection::insert(
        tx,
        &Connection {
            id: id.to_owned(),
            name: format!("Connection {id}"),
            connector: "salesforce".to_owned(),
            way: "oauth2".to_owned(),
            fields: BTreeMap::new(),
            practice: true,
            state: State::Connected,
            cause: None,
            problem: None,
            limits: None,
            scopes: None,
            kept: BTreeMap::new(),
            client_override: None,
            generation: 0,
            created_at: 0,
            connected_at: None,
            last_ok_at: None,
            expires_at: None,
            refreshed_at: None,
        },
    )
}

/// SQLite's own verdict on the whole file.
async fn integrity(store: &Store) -> String {
    store
        .read(|conn| Ok(conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))?))
        .await
        .unwrap()
}
