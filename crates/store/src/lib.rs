//! Larder's memory: one SQLite file, one Rust file a table, and the vault that seals what is secret.
#![cfg_attr(
    test,
    expect(clippy::unwrap_used, reason = "a failed step is a failed test")
)]

pub mod binding;
pub mod client;
mod column;
pub mod connection;
pub mod credential;
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
