//! Shapes about the installation: vault, OAuth clients, practice apps, settings, self-test.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Logo;
use crate::problem::Problem;

/// Answer of `status`: what the frame of the window shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Status {
    pub version: String,
    pub vault: VaultView,
    /// Connections that a sign-in mends.
    pub to_fix: u32,
    pub connections: u32,
    pub recipes: u32,
    pub apps: u32,
    pub practice: bool,
    pub data_folder: String,
    /// Things to be told once at start: a damaged database moved aside, a definition with a mistake.
    pub notices: Vec<Problem>,
    /// Somebody wants to end Larder, and this would be lost: asked before it ends.
    pub leaving: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VaultView {
    pub state: VaultState,
    /// "Unlocked, key in your keychain".
    pub words: String,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    Unlocked,
    /// Sign-ins last only until Larder ends.
    SessionOnly,
    Waiting,
    Locked,
    NoKeychain,
    KeyLost,
    Failed,
}

/// An OAuth client the person registered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClientRow {
    pub connector: String,
    pub connector_name: String,
    pub logo: Logo,
    /// Empty: for every host of the app.
    pub host: String,
    pub client_id: String,
    pub has_secret: bool,
    pub used_by: u32,
}

/// Question to `client.set`.
#[derive(Clone, Deserialize, TS)]
pub struct ClientSet {
    pub connector: String,
    #[serde(default)]
    pub host: String,
    pub client_id: String,
    /// None keeps the secret that is there; an empty one removes it.
    #[serde(default)]
    pub secret: Option<String>,
}

impl std::fmt::Debug for ClientSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientSet")
            .field("connector", &self.connector)
            .field("host", &self.host)
            .field("client_id", &self.client_id)
            .field("secret", &self.secret.as_ref().map(|_| "[redacted]"))
            .finish()
    }
}

/// The practice apps, as the practice panel shows them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeView {
    pub running: bool,
    pub origins: Vec<PracticeOrigin>,
    pub people: Vec<PracticePerson>,
    pub faults: Vec<PracticeFault>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeOrigin {
    pub app: String,
    pub key: String,
    pub origin: String,
}

/// An invented person; the password is public on purpose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticePerson {
    pub app: String,
    pub org: String,
    pub username: String,
    pub password: String,
    pub api_token: Option<String>,
    pub about: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeFault {
    pub id: String,
    pub about: String,
    /// What it wants to know: `app`, `username`, `password`.
    pub takes: Vec<String>,
}

/// Question to `practice.fault`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeFaultCall {
    pub fault: String,
    #[serde(default)]
    pub app: Option<String>,
    #[serde(default)]
    pub org: Option<String>,
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub password: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    pub theme: Theme,
    /// Ask every connected app, quietly, when the window opens.
    pub check_at_start: bool,
    /// Tell when a connection breaks while the window is in the background.
    pub notify: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            check_at_start: true,
            notify: true,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// One line of the self-test.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Check {
    pub name: String,
    pub ok: bool,
    /// What was found; nothing secret.
    pub found: String,
    pub hint: Option<String>,
}
