//! Shapes about connections: state, identity, receipt, history, where used.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Change, Logo, PicklistInfo, RightsView, ScopesView, UserLook};
use crate::problem::Problem;

/// One connection, as every list shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConnectionRow {
    pub id: String,
    pub name: String,
    pub connector: String,
    pub connector_name: String,
    pub logo: Logo,
    pub way: String,
    pub way_label: String,
    pub state: ConnectionState,
    /// Who and where; stays when the sign-in breaks.
    pub identity: Option<Identity>,
    /// Why it needs the person, when it does.
    pub problem: Option<Problem>,
    /// A running sign-in for this connection.
    pub sign_in: Option<String>,
    #[ts(type = "number | null")]
    pub connected_at: Option<i64>,
    /// Last time the app answered with this sign-in.
    #[ts(type = "number | null")]
    pub last_ok_at: Option<i64>,
    /// Recipes that use it.
    pub used_by: u32,
    /// When the app is asked again by itself, after a trouble that passes.
    #[ts(type = "number | null")]
    pub next_try_at: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    NotConnected,
    SigningIn,
    Connected,
    NeedsReconnect,
    Limited,
    VaultLocked,
    Offline,
}

/// Who is connected, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Identity {
    /// The sign-in name: `integration@acme.test`.
    pub user: String,
    pub user_id: Option<String>,
    /// The person's display name.
    pub user_name: Option<String>,
    /// Org, account or workspace: its name where the app tells it.
    pub account: Option<String>,
    pub account_id: Option<String>,
    /// Host that answers API calls.
    pub host: Option<String>,
    pub environment: Environment,
    pub role: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Production,
    Sandbox,
    /// The app has no such notion, or did not say.
    Unknown,
}

/// What was proved when the connection was made or checked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Receipt {
    #[ts(type = "number")]
    pub at: i64,
    pub identity: Identity,
    pub granted: Vec<String>,
    /// Scopes asked for and not granted.
    pub missing: Vec<String>,
    /// Lifetime of the access token in seconds, if the app told it.
    #[ts(type = "number | null")]
    pub lifetime_seconds: Option<i64>,
    pub refreshable: bool,
}

/// One line of a connection's history; nothing secret.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryLine {
    #[ts(type = "number")]
    pub at: i64,
    /// Words for people.
    pub what: String,
    pub cause: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UsedBy {
    pub recipe: String,
    pub recipe_name: String,
    /// `primary`, `secondary`.
    pub role: String,
    /// Step numbers.
    pub steps: Vec<u32>,
}

/// One connection's page.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConnectionView {
    pub row: ConnectionRow,
    /// Connection fields, as chosen (never secrets), ready to fill the dialog again.
    pub fields: BTreeMap<String, String>,
    pub practice: bool,
    pub receipt: Option<Receipt>,
    /// Asked for, and lacking for its recipes; none where there is no choice of scopes.
    pub scopes: Option<ScopesView>,
    /// What the recipes need and whether it is there; none when the app tells no rights.
    pub rights: Option<RightsView>,
    /// What the newest receipts hold that earlier ones did not, and the reverse; newest first.
    pub changes: Vec<Change>,
    /// Whether a person or an integration user is connected; none when the app tells nothing of it.
    pub user_look: Option<UserLook>,
    pub history: Vec<HistoryLine>,
    pub used_by: Vec<UsedBy>,
    pub picklists: Vec<PicklistInfo>,
    /// When the access token ends, if known.
    #[ts(type = "number | null")]
    pub expires_at: Option<i64>,
    /// Since when the access token is in use.
    #[ts(type = "number | null")]
    pub token_since: Option<i64>,
    /// When the access token is renewed, if it is used then.
    #[ts(type = "number | null")]
    pub next_refresh_at: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryFormat {
    Csv,
    Json,
}

/// A file written for the person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Exported {
    /// Where it lies.
    pub path: String,
    pub file_name: String,
    /// What is in it.
    pub text: String,
}

/// Answer of `connection.disconnect`: what the app said to the revocation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Disconnected {
    pub row: ConnectionRow,
    /// Words for people: "Salesforce ended the sign-in." or why that could not be confirmed.
    pub said: String,
    pub revoked: bool,
}
