//! Sign-ins of an app's own: one or more requests that yield tokens or cookies.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::call::CallKeys;
use super::{Basic, Call};

/// A sign-in of one or more requests.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Session {
    /// The requests, in order; each may use what earlier ones gave, and the typed secrets.
    pub steps: Vec<SessionStep>,
    /// The requests that renew the session, where the app has others for it. Without them the sign-in is made anew.
    #[serde(default)]
    pub refresh_steps: Vec<SessionStep>,
    /// How long a session lasts, in seconds. Without this and `expires` it lasts until the app refuses it.
    #[serde(default)]
    pub lifetime_seconds: Option<u64>,
    /// Where the last answer says when the session ends.
    #[serde(default)]
    pub expires: Option<Expiry>,
}

/// One request of a sign-in, and what its answer gives.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SessionStep {
    /// The request. Its headers, query and body may hold secrets.
    #[serde(flatten)]
    #[schemars(with = "CallKeys")]
    pub call: Call,
    /// User and password in the `Authorization` header of this request.
    #[serde(default)]
    pub basic: Option<Basic>,
    /// Plain values to keep, by JSONPath.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// Secrets to keep: a JSONPath, `header:Name` or `cookie:Name`. Every one must be there.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

/// Where and how an answer tells when something ends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expiry {
    /// The JSONPath of the number or date.
    pub path: String,
    /// What it counts.
    #[serde(default)]
    pub unit: ExpiryUnit,
}

/// What a number or text about an end means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryUnit {
    /// Seconds from now (RFC 6749 section 5.1).
    #[default]
    Seconds,
    /// Milliseconds from now.
    Milliseconds,
    /// Minutes from now.
    Minutes,
    /// Seconds since 1970.
    Unix,
    /// Milliseconds since 1970.
    UnixMilliseconds,
    /// A date as RFC 3339 or RFC 9110 section 5.6.7 writes it.
    Date,
}
