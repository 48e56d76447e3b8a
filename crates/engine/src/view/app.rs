//! Shapes about apps: what a connector offers and what it asks before sign-in.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ScopeChoice, ScopesPreview, SlotName};

/// One app in the list of apps.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppRow {
    pub id: String,
    pub name: String,
    pub about: Option<String>,
    pub logo: Logo,
    pub source: AppSource,
    /// Names of the ways to sign in.
    pub ways: Vec<String>,
    pub connections: u32,
    /// True when one of its ways needs an OAuth client to be registered.
    pub needs_client: bool,
}

/// What is drawn for an app: an initial on its colour, or the mark named `mark` where the UI has it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Logo {
    pub letter: String,
    /// `#rrggbb`.
    pub color: String,
    /// Name of the vendor's mark, the connector's id.
    pub mark: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AppSource {
    /// Comes with Larder.
    Builtin,
    /// Read from a folder of definitions: not checked by anyone at Larder.
    Folder,
}

/// Answer of `apps`: the apps, and the definitions that could not be used.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Apps {
    pub apps: Vec<AppRow>,
    pub mistakes: Vec<DefinitionMistake>,
}

/// A mistake in a definition; every other app still works.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DefinitionMistake {
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    pub what: String,
    pub hint: Option<String>,
}

/// One app with everything its dialogs and screens need.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppView {
    pub id: String,
    pub name: String,
    pub about: Option<String>,
    /// The vendor's page about its API or sign-in.
    pub docs: Option<String>,
    pub logo: Logo,
    pub source: AppSource,
    /// Roles a recipe may use: `primary`, `secondary`.
    pub slots: Vec<String>,
    /// Fields asked whatever the way.
    pub fields: Vec<FieldView>,
    pub ways: Vec<WayView>,
    pub operations: Vec<OperationView>,
    pub picklists: Vec<PicklistInfo>,
    /// True when the practice apps run and this app has a practice twin: the dialog offers
    /// "Practice <name>" beside the real one (connection field `server` = `practice`).
    pub practice: bool,
}

/// One way to sign in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WayView {
    pub id: String,
    pub label: String,
    /// True when the app's own page is opened for the person; else the secrets below are typed.
    pub opens_window: bool,
    /// True when the person types a code at the app's page, on any device.
    pub shows_code: bool,
    /// True when an OAuth client must be registered for it.
    pub needs_client: bool,
    /// How to register a client at the vendor.
    pub client_help: Option<String>,
    /// The literal addresses to register as redirect or callback URL.
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    /// Plain fields of this way only.
    pub fields: Vec<FieldView>,
    /// Typed secrets: masked, sent once, never shown again.
    pub secrets: Vec<FieldView>,
}

/// One question of the connect dialog.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldView {
    pub key: String,
    pub label: String,
    pub hint: Option<String>,
    pub placeholder: Option<String>,
    pub control: FieldControl,
    pub options: Vec<ChoiceView>,
    pub default: Option<String>,
    pub required: bool,
    /// Shown right after the input: `.zendesk.com`.
    pub suffix: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldControl {
    Text,
    Password,
    Select,
    Subdomain,
    Host,
    Url,
    Checkbox,
    /// Several lines of text.
    Multiline,
    /// The text of a file: picked, dropped or pasted.
    File,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    pub value: String,
    pub label: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PicklistInfo {
    pub id: String,
    pub label: String,
    /// Names of the parameters it needs; it is grey until they are chosen.
    pub params: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Trigger,
    Action,
}

/// A trigger or an action of an app.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OperationView {
    pub id: String,
    pub kind: StepKind,
    pub title: String,
    pub hint: Option<String>,
}

/// Question to `connect.preview`: what the dialog holds so far.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConnectDraft {
    pub connector: String,
    pub way: String,
    pub fields: BTreeMap<String, String>,
    /// The connection that is to be reconnected.
    #[serde(default)]
    pub connection: Option<String>,
    /// The slot the connection is to fill.
    #[serde(default)]
    pub slot: Option<SlotName>,
    #[serde(default)]
    pub scopes: ScopeChoice,
}

/// What pressing Connect would do, so that it can be shown before.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConnectPreview {
    /// Keys of the fields that apply now (some depend on others).
    pub visible: Vec<String>,
    /// The host whose page opens, or that is asked; none while a field is missing.
    pub host: Option<String>,
    /// True for a loopback practice host.
    pub practice: bool,
    /// Fields that are not usable yet, with words.
    pub mistakes: Vec<FieldMistake>,
    /// Set when an OAuth client is needed and none is registered for the host.
    pub client_missing: bool,
    /// The redirect address that will be sent, literally.
    pub redirect_uri: Option<String>,
    /// A free name for the connection.
    pub suggested_name: String,
    /// The scopes that will be asked for; none where there is no choice of them.
    pub scopes: Option<ScopesPreview>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FieldMistake {
    pub key: String,
    pub what: String,
}
