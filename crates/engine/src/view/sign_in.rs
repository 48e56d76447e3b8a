//! Shapes about sign-ins: what is asked to start one, and how one stands.
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionRow, Identity, ScopeChoice, SlotName, UsedBy};
use crate::problem::Problem;

/// Question to `sign_in.start`. `secrets` are typed by the person; they are never answered back.
#[derive(Clone, Default, Deserialize, TS)]
pub struct SignInStart {
    /// Reconnect this connection in place; else a new one is made.
    #[serde(default)]
    pub connection: Option<String>,
    pub connector: String,
    pub way: String,
    pub name: String,
    pub fields: BTreeMap<String, String>,
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
    /// Bind the connection to this slot when it is there.
    #[serde(default)]
    pub slot: Option<SlotName>,
    #[serde(default)]
    pub window: WindowChoice,
    #[serde(default)]
    pub scopes: ScopeChoice,
    /// True when the person saw which steps stop working with these scopes, and goes on.
    #[serde(default)]
    pub stops_accepted: bool,
    /// Listen for the browser's return on this port instead of the definition's; 0 is any free one.
    /// The window opens no port, so only the command line asks for it.
    #[serde(default)]
    #[ts(skip)]
    pub redirect_port: Option<u16>,
}

impl fmt::Debug for SignInStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInStart")
            .field("connection", &self.connection)
            .field("connector", &self.connector)
            .field("way", &self.way)
            .field("name", &self.name)
            .field("fields", &self.fields)
            .field("secrets", &"[redacted]")
            .field("slot", &self.slot)
            .field("window", &self.window)
            .field("scopes", &self.scopes)
            .field("stops_accepted", &self.stops_accepted)
            .field("redirect_port", &self.redirect_port)
            .finish()
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WindowChoice {
    /// As the definition says: usually the popup window.
    #[default]
    Usual,
    Browser,
}

/// How one sign-in stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignInView {
    pub id: String,
    pub connection: String,
    pub connection_name: String,
    pub connector: String,
    pub connector_name: String,
    pub phase: SignInPhase,
    /// False for ways that Larder goes through by itself, with what was typed.
    pub shows_page: bool,
    /// The host whose page is open.
    pub host: Option<String>,
    /// True while the page waits in the system browser.
    pub in_browser: bool,
    /// Why it ended, when it ended without success.
    pub problem: Option<Problem>,
    /// Set in phase `asking`: another account than before signed in.
    pub question: Option<AccountQuestion>,
    /// Set in phase `asking`: the sign-in reaches several tenants, sites or accounts.
    pub choice: Option<TenantQuestion>,
    /// Set in phase `asking`: this account is connected already.
    pub duplicate: Option<DuplicateQuestion>,
    /// Set in phase `asking`: the app showed the person a code to be typed here.
    pub code: Option<CodeQuestion>,
    /// Set in phase `waiting` of a device sign-in: what to type at which page.
    pub device: Option<DeviceView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInPhase {
    /// The window is being opened.
    Opening,
    /// The app's page waits for the person.
    Waiting,
    /// The code is being exchanged for tokens.
    Exchanging,
    /// Who and where is being read.
    Identifying,
    /// The person is asked: about another account, which tenant, or for a code.
    Asking,
    Done,
    Failed,
    Cancelled,
}

/// Signed in as someone else than before: both are shown, the person decides.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountQuestion {
    pub before: Identity,
    pub now: Identity,
    /// "Another user of the same org", "another org".
    pub what: String,
    /// A sandbox where production was, or the reverse.
    pub environment_changed: bool,
    /// The recipes and steps that would act as the new account.
    pub affects: Vec<UsedBy>,
}

/// The account is connected already: one connection for each account is enough.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DuplicateQuestion {
    pub existing: Box<ConnectionRow>,
    /// What a second sign-in costs at this app: "Salesforce keeps five sign-ins for each user."
    pub warning: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateChoice {
    /// The new sign-in renews the connection that is there, which takes the place of the new one.
    UseExisting,
    /// Both stand side by side.
    KeepBoth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountChoice {
    /// Keep the connection as it was; the new sign-in is dropped.
    Keep,
    /// The connection becomes the new account.
    Switch,
    /// The new account becomes a connection of its own.
    New,
}

/// One sign-in reaches several tenants: the person says which one this connection is for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TenantQuestion {
    /// The name of the look-up in the definition.
    pub probe: String,
    /// What is chosen: "Jira site".
    pub label: String,
    pub options: Vec<TenantOption>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TenantOption {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

/// The app shows a code on its page instead of sending the browser back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CodeQuestion {
    /// The page that shows it, in case it was closed.
    pub url: String,
}

/// A sign-in on another device (RFC 8628): a page to open anywhere, and a code to type there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeviceView {
    pub user_code: String,
    /// Shown as text; the person opens it.
    pub verification_uri: String,
    /// The same page with the code filled in, where the app has one.
    pub verification_uri_complete: Option<String>,
    /// Milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub expires_at: i64,
}
