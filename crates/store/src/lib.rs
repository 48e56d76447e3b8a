//! Larder's memory: one SQLite file, one Rust file a table, and the vault that seals what is secret.
//!
//! The data folder holds `larder.db` (with SQLite's `-wal` and `-shm` beside it), `recipes/`,
//! `locks/` (empty files), `backups/` (at most two, made before a migration) and whatever
//! `larder-damaged-<time>.db` was moved aside. Secrets are in the database alone, and only sealed.
//! A removed or replaced one is overwritten in the file (`secure_delete`) and leaves the log with
//! the next checkpoint, which follows at once; a backup or a file moved aside keeps its sealed
//! rows. What a disk or its file system keeps of overwritten bytes is beyond us.

pub mod binding;
pub mod client;
mod column;
pub mod connection;
pub mod credential;
#[cfg_attr(not(feature = "cuts"), doc(hidden))]
pub mod cut;
mod error;
pub mod fake_keychain;
pub mod history;
mod keychain;
mod lock;
pub mod metadata;
mod news;
mod open;
pub mod receipt;
pub mod recipe_files;
mod salvage;
mod schema;
mod sealing;
pub mod setting;
mod store;
#[cfg(test)]
mod testing;
pub mod vault;
mod vault_state;

pub use error::StoreError;
pub use lock::ConnectionLock;
pub use news::Changed;
pub use open::Opened;
pub use schema::Table;
pub use store::{Store, Tx};
