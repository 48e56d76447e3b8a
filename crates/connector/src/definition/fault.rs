//! What an app's error answers mean: the causes a person can act on, and the rules that find them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cause a person can act on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The session or token ended in the ordinary way; a refresh may mend it.
    Expired,
    /// Credentials changed, were revoked, or the user was deactivated.
    Credentials,
    /// The user never had the right.
    Rights,
    /// The user had the right when the receipt was made.
    RightsReduced,
    /// The app's administrator has not allowed this client or kind of access.
    AdminApproval,
    /// Another user or organisation than before.
    WrongAccount,
    /// The OAuth client is wrong: id, secret or redirect.
    Client,
    /// The host, subdomain or environment is wrong.
    Host,
    /// The app is down or slow.
    AppDown,
    /// Too many requests.
    RateLimited,
    /// The app was not reached.
    Network,
    /// The answer is no API answer.
    NotApi,
    /// The app cannot do what was asked.
    Unsupported,
}

/// What an answer must look like. All of its conditions must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Matcher {
    /// The statuses it applies to; every one, when left out.
    #[serde(default)]
    pub status: Option<Statuses>,
    /// The JSONPath of the text to look at. Without it the header's value is looked at where a header is named,
    /// else the whole body.
    #[serde(default)]
    pub path: Option<String>,
    /// The exact text, in either case.
    #[serde(default)]
    pub equals: Option<String>,
    /// A regular expression to be found in the text, in either case.
    #[serde(default)]
    pub pattern: Option<String>,
    /// A header that must be there.
    #[serde(default)]
    pub header: Option<String>,
}

/// One rule: an answer that looks like this has that cause.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ErrorRule {
    /// What the answer looks like.
    #[serde(flatten)]
    pub when: Matcher,
    /// What it means.
    pub cause: Cause,
    /// What to do about it, in plain words.
    #[serde(default)]
    pub hint: Option<String>,
}

/// One status or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Statuses {
    /// Exactly this one.
    One(u16),
    /// Any of these.
    Any(Vec<u16>),
}

impl Statuses {
    /// Whether the status is among them.
    pub fn contains(&self, status: u16) -> bool {
        match self {
            Self::One(one) => *one == status,
            Self::Any(all) => all.contains(&status),
        }
    }
}
