//! How a request carries a credential: headers, query, cookies, body and path.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Sign;

/// What a request carries, as templates over fields, kept values and secrets.
///
/// A value that comes out empty is left out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Apply {
    /// Headers by name.
    pub headers: BTreeMap<String, String>,
    /// Query parameters by name. Addresses end up in logs, so an app that takes a header is better served by one.
    pub query: BTreeMap<String, String>,
    /// Cookies by name (RFC 6265 section 4.2).
    pub cookies: BTreeMap<String, String>,
    /// Members put into a JSON object or a form that the request sends; a request without a body gets none.
    pub body: BTreeMap<String, String>,
    /// What stands before every path, for apps that take the key there, such as `/bot{{ token }}`.
    pub path_prefix: Option<String>,
    /// How each request is signed, after all this was put in.
    pub sign: Option<Sign>,
}

/// A client certificate for mutual TLS (RFC 8446 section 4.4.2), both parts in PEM, as templates over the secrets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The certificate, with those that lead to its root where the app wants them.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}
