//! The tables by name, and the migrations in the order they were released.

use rusqlite_migration::{M, Migrations};

use crate::{binding, client, connection, credential, history, metadata, receipt, setting};

/// What a commit can have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Connections.
    Connection,
    /// Sealed credentials.
    Credential,
    /// Receipts.
    Receipt,
    /// What happened to connections.
    History,
    /// OAuth clients.
    Client,
    /// Which connection fills which slot of which recipe.
    Binding,
    /// Cached answers of apps.
    Metadata,
    /// Settings.
    Setting,
    /// Recipes: files, not rows.
    Recipes,
}

impl Table {
    /// Every table, recipes included.
    pub const ALL: [Self; 9] = [
        Self::Connection,
        Self::Credential,
        Self::Receipt,
        Self::History,
        Self::Client,
        Self::Binding,
        Self::Metadata,
        Self::Setting,
        Self::Recipes,
    ];

    /// The name in SQL, or of the folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Credential => "credential",
            Self::Receipt => "receipt",
            Self::History => "history",
            Self::Client => "client",
            Self::Binding => "binding",
            Self::Metadata => "metadata",
            Self::Setting => "setting",
            Self::Recipes => "recipes",
        }
    }

    /// The table of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Whether rows hold sealed secrets, so that a removed one must vanish from the disk.
    pub(crate) fn is_sealed(self) -> bool {
        matches!(self, Self::Credential | Self::Client)
    }
}

/// Released migrations, oldest first: append, never edit. The schema number is the count.
const RELEASED: &[M<'static>] = &[
    M::up(connection::CREATE),
    M::up(credential::CREATE),
    M::up(receipt::CREATE),
    M::up(history::CREATE),
    M::up(client::CREATE),
    M::up(binding::CREATE),
    M::up(metadata::CREATE),
    M::up(setting::CREATE),
    M::up(connection::ADD_REFRESHED_AT),
    M::up(receipt::ADD_RIGHTS),
    M::up(connection::ADD_LIMITS),
    M::up(connection::ADD_SCOPES),
];

/// The migrations of this build.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(RELEASED);

/// The schema number of this build.
#[expect(
    clippy::cast_possible_wrap,
    reason = "a list in this file is no longer than i64::MAX"
)]
pub(crate) const VERSION: i64 = RELEASED.len() as i64;
