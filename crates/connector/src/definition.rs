//! The shape of a definition file: what a connector says about one app.

mod apply;
mod auth;
mod call;
mod fault;
mod field;
mod oauth1;
mod oauth2;
mod operation;
mod picklist;
mod probe;
mod rights;
mod scopes;
mod session;
mod signing;

pub use apply::{Apply, Certificate};
pub use auth::{Auth, AuthKind, Basic};
pub use call::{Call, IdentityStep, Method};
pub use fault::{Cause, ErrorRule, Matcher, Statuses};
pub use field::{Choice, Control, Field};
pub use oauth1::{OAuth1, OAuth1Callback, OAuth1Method, OAuth1Placement, OAuth1Signature};
pub use oauth2::{
    AnswerPaths, Assertion, ClientAuth, ClientKey, OAuth2, Pkce, Redirect, ResponseMode, TokenBody,
    TokenMethod, Window,
};
pub use operation::{Input, InputControl, Operation, OperationKind};
pub use picklist::{CursorPlace, Paging, Picklist, RowMap};
pub use probe::Probe;
pub use rights::{
    FileGrant, Requirement, Right, RightsFamily, RightsFile, RightsFileFormat, UserLooks, UserSign,
    UserSort,
};
pub use scopes::ScopeNeed;
pub use session::{Expiry, ExpiryUnit, Session, SessionStep};
pub use signing::{
    AwsSigv4, HmacAlgorithm, HmacSign, JwtAlgorithm, JwtSign, KeyEncoding, Sign, SignatureEncoding,
    TimestampFormat, Wsse, WsseDigest, WsseText,
};

pub(crate) use call::CallKeys;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::looked_at::LookedAt;

/// One app, as data: how to sign in, what proves who signed in, what can be listed and done.
///
/// Every text marked "template" is a minijinja template over the values named beside it.
/// Templates know `{{ expression }}` and `{% if %}`; nothing else, so that a definition stays data.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connector {
    /// The id recipes and connections refer to: lower-case letters, digits, `-` and `_`.
    pub id: String,
    /// The app's name as people know it.
    pub name: String,
    /// One sentence about what the app is.
    #[serde(default)]
    pub about: Option<String>,
    /// The vendor page on which this definition rests, or the setup guide.
    #[serde(default)]
    pub docs: Option<String>,
    /// The colour of the drawn initial, `#rrggbb`.
    #[serde(default)]
    pub color: Option<String>,
    /// The slots a recipe may use: one for most apps, two where two accounts of one app make sense.
    #[serde(default = "primary_only")]
    pub slots: Vec<String>,
    /// Hosts on which the app's own sign-in pages live; `*.` stands for any subdomain.
    #[serde(default)]
    pub login_hosts: Vec<String>,
    /// Hosts which may be sent a credential, and which an address kept from an answer must match. Empty: any https host.
    #[serde(default)]
    pub api_hosts: Vec<String>,
    /// Constants for templates, such as an API version.
    #[serde(default)]
    pub vars: BTreeMap<String, String>,
    /// Named origins (scheme and host), templates over the fields.
    #[serde(default)]
    pub origins: BTreeMap<String, String>,
    /// How the same app is reached when the practice apps stand in for it.
    #[serde(default)]
    pub practice: Option<Practice>,
    /// What must be known before sign-in, whichever way is taken.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The ways to sign in; the person chooses when there are several.
    #[serde(default)]
    pub auth: Vec<Auth>,
    /// What is looked up right after a sign-in: tenants, sites or accounts, from which the person chooses.
    #[serde(default)]
    pub probes: Vec<Probe>,
    /// The requests that prove who signed in and where, in order; later ones may use what earlier ones kept.
    #[serde(default)]
    pub identity: Vec<IdentityStep>,
    /// The request that shows that the connection still works. Without it the first identity step is used.
    #[serde(default)]
    pub test: Option<Call>,
    /// The lists of values the app offers.
    #[serde(default)]
    pub picklists: Vec<Picklist>,
    /// What a user may do, as far as the app tells it.
    #[serde(default)]
    pub rights: Vec<RightsFamily>,
    /// The file by which an administrator can grant these rights.
    #[serde(default)]
    pub rights_file: Option<RightsFile>,
    /// How to tell a user made for integrations from a person.
    #[serde(default)]
    pub user_looks: Option<UserLooks>,
    /// The triggers and actions a recipe can use.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// What the app's error answers mean; the first rule that fits wins.
    #[serde(default)]
    pub errors: Vec<ErrorRule>,
    /// Which members of answers all this looks at, once that was asked.
    #[serde(skip)]
    pub(crate) looked_at: OnceLock<Option<LookedAt>>,
}

/// The practice stand-in for an app.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// The practice app's name in the map of practice addresses.
    pub app: String,
    /// The OAuth client the practice app knows.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The same origin names as the connector's, as templates over the fields and `practice`,
    /// a map from the practice app's instances to their origins.
    #[serde(default)]
    pub origins: BTreeMap<String, String>,
}

fn primary_only() -> Vec<String> {
    vec!["primary".to_owned()]
}

pub(crate) fn yes() -> bool {
    true
}
