//! Plans: a definition's templates filled in, ready for the protocols and the HTTP client.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use url::Url;

use crate::definition::{ClientAuth, Window};

/// Everything an OAuth 2 sign-in needs to know about the app.
#[derive(Debug, Clone)]
pub struct OAuth2Plan {
    /// The authorization endpoint.
    pub authorize_url: Url,
    /// The token endpoint.
    pub token_url: Url,
    /// The refresh endpoint; the token endpoint unless the app has another.
    pub refresh_url: Url,
    /// The revocation endpoint (RFC 7009), if there is one.
    pub revoke_url: Option<Url>,
    /// The issuer a redirect's `iss` must name (RFC 9207).
    pub issuer: Option<String>,
    /// Whether a redirect without `iss` is refused.
    pub iss_required: bool,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// What stands between them.
    pub scope_separator: String,
    /// Whether a proof key is sent (RFC 7636, S256).
    pub pkce: bool,
    /// Where the client proves itself.
    pub client_auth: ClientAuth,
    /// More parameters of the authorization request.
    pub authorize_params: Vec<(String, String)>,
    /// More parameters of token and refresh requests.
    pub token_params: Vec<(String, String)>,
    /// Which window opens first.
    pub window: Window,
    /// Where the app sends the person back to.
    pub redirect: RedirectPlan,
    /// Names to keep from the token response, each with its JSONPath.
    pub keep: BTreeMap<String, String>,
    /// The lifetime of an access token when the response says nothing.
    pub default_lifetime: Option<Duration>,
}

/// The loopback redirect of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectPlan {
    /// `127.0.0.1` or `localhost`.
    pub host: String,
    /// The ports to try in order.
    pub ports: Vec<u16>,
    /// The path, beginning with a slash.
    pub path: String,
}

/// One request, ready to be sent.
#[derive(Clone)]
pub struct CallPlan {
    /// The method as HTTP writes it.
    pub method: String,
    /// The address, query included.
    pub url: Url,
    /// Headers without any credential.
    pub headers: Vec<(String, String)>,
    /// A JSON body.
    pub body: Option<serde_json::Value>,
}

impl fmt::Debug for CallPlan {
    /// Leaves out the query, which may carry a key, and the body.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallPlan")
            .field("method", &self.method)
            .field("origin", &self.url.origin().ascii_serialization())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}
