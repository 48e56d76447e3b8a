//! The shape of what goes wrong: every failure a person meets becomes one `Problem`; its words are in the files below.
mod rights_words;
mod scope_words;
mod sign_in_words;
mod vault;
mod words;

pub(crate) use rights_words::{MissingRight, span};
pub(crate) use scope_words::lacks;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as people read it: what happened, whether their data is safe, what to do,
/// and at most one action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    pub kind: ProblemKind,
    /// One sentence: what happened.
    pub what: String,
    /// One sentence: is anything lost.
    pub safe: String,
    /// One or two sentences: what to do.
    pub hint: String,
    /// The one main action, if the program can offer it.
    pub action: Option<Action>,
    /// The exchange with the app, secrets masked, for "Show what the app answered".
    pub detail: Option<String>,
    /// The input or connection field the problem belongs to, if it belongs to one.
    pub field: Option<String>,
}

/// A kind exists only if something acts on it: the screen, the exit code or the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The app no longer accepts the sign-in: revoked, password changed, user deactivated.
    Credentials,
    /// The connected user may not do this.
    Rights,
    /// The user could do it when the connection was made and now cannot.
    RightsReduced,
    /// An administrator of the app has to allow Larder first.
    AdminApproval,
    /// Signed in as another user or org than before.
    WrongAccount,
    /// The OAuth client (id, secret, redirect address) is not what the app knows.
    Client,
    /// No OAuth client has been registered yet.
    ClientMissing,
    /// The host or environment is not one of the app's.
    Host,
    /// The app is down, overloaded or too slow.
    AppDown,
    /// The app's request limit is reached.
    RateLimited,
    /// This computer has no way to the app.
    Network,
    /// Something answered that is no API answer: a login page, a proxy, a broken body.
    NotApi,
    /// The person declined in the app's window.
    Declined,
    /// The person closed the window or pressed Cancel.
    Cancelled,
    /// Nobody finished the sign-in in time.
    TimedOut,
    /// The sign-in window or the browser could not be opened, or its address is taken.
    Window,
    /// Something typed or passed is not usable; `field` names it.
    Input,
    /// The named thing does not exist.
    NotFound,
    /// The name is taken.
    NameTaken,
    /// The connection has no sign-in yet.
    NotConnected,
    /// The vault is locked, or the keychain does not answer.
    VaultLocked,
    /// The keychain lost the vault key, or holds something else in its place.
    VaultKey,
    /// The data folder cannot be used: full, read-only, damaged, made by a newer version.
    Storage,
    /// A definition, recipe or other file has a mistake.
    Definition,
    /// A defect of Larder itself.
    Defect,
}

/// The one thing a person can press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Action {
    pub kind: ActionKind,
    /// The words on the button.
    pub label: String,
    /// The scopes to ask for besides, where it is for want of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scopes: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    Connect,
    Reconnect,
    Retry,
    Check,
    RegisterClient,
    UseBrowser,
    UnlockVault,
    ChooseInput,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.what)
    }
}

impl std::error::Error for Problem {}
