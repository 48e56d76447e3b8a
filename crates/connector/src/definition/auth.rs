//! The ways to sign in, each with what it asks and how it marks a request.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Apply, Call, Certificate, Field, Matcher, OAuth1, Session};

/// One way to sign in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Auth {
    /// The id connections store.
    pub id: String,
    /// The name people choose by.
    pub label: String,
    /// Plain fields asked only for this way.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Typed secrets: sealed once, never shown again.
    #[serde(default)]
    pub secrets: Vec<Field>,
    /// The protocol and its particulars.
    #[serde(flatten)]
    pub kind: AuthKind,
    /// How a request carries the credential. For `oauth2` the default is `Authorization: Bearer {{ access_token }}`.
    #[serde(default)]
    pub apply: Option<Apply>,
    /// The client certificate that every request of this way shows.
    #[serde(default)]
    pub certificate: Option<Certificate>,
    /// Answers that say that the token or session ended: one refresh and one more try follow. Status 401 always does.
    #[serde(default)]
    pub refresh_on: Vec<Matcher>,
    /// Answers that are failures although their status says success.
    #[serde(default)]
    pub detect_on: Vec<Matcher>,
    /// A request that ends the grant at the app, for apps without an RFC 7009 endpoint.
    #[serde(default)]
    pub revoke: Option<Call>,
    /// How to register an OAuth client with the app, in a sentence or two.
    #[serde(default)]
    pub client_help: Option<String>,
}

/// The protocol of a way.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AuthKind {
    /// OAuth 2 authorization code (RFC 6749 section 4.1).
    Oauth2(Box<OAuth2>),
    /// OAuth 1.0a (RFC 5849).
    Oauth1(Box<OAuth1>),
    /// User and password in the `Authorization` header (RFC 7617).
    Basic(Basic),
    /// A key typed by the person, placed by `apply`.
    ApiKey,
    /// The app's own sign-in: requests that yield tokens or cookies, placed by `apply`.
    Session(Box<Session>),
    /// No credential at all.
    None,
}

/// OAuth 2 with an authorization code.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct OAuth2 {
    /// The authorization endpoint, a URL template over fields, vars and origins.
    pub authorize_url: String,
    /// The token endpoint, a URL template.
    pub token_url: String,
    /// The refresh endpoint where it is not the token endpoint.
    #[serde(default)]
    pub refresh_url: Option<String>,
    /// The revocation endpoint (RFC 7009).
    #[serde(default)]
    pub revoke_url: Option<String>,
    /// The issuer the redirect's `iss` must name (RFC 9207), a template.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Whether a redirect without `iss` is refused.
    #[serde(default)]
    pub iss_required: bool,
    /// The scopes asked for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// What stands between scopes; a space unless the app deviates from RFC 6749 section 3.3.
    #[serde(default = "space")]
    pub scope_separator: String,
    /// Proof key (RFC 7636), or the reason why the app cannot do it.
    pub pkce: Pkce,
    /// Where the client proves itself at the token endpoint.
    #[serde(default)]
    pub client_auth: Option<ClientAuth>,
    /// More parameters of the authorization request; values are templates.
    #[serde(default)]
    pub authorize_params: BTreeMap<String, String>,
    /// More parameters of token and refresh requests; values are templates.
    #[serde(default)]
    pub token_params: BTreeMap<String, String>,
    /// Which window opens first; the person may always take the other.
    #[serde(default)]
    pub window: Window,
    /// Where the app sends the person back to.
    #[serde(default)]
    pub redirect: Redirect,
    /// Names to keep from the token response, each with its JSONPath.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// The lifetime of an access token, in seconds, when the response says nothing.
    #[serde(default)]
    pub default_lifetime_seconds: Option<u64>,
}

/// Proof key for code exchange.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Pkce {
    /// The only method worth sending (RFC 7636 section 4.2).
    S256,
    /// The app refuses or ignores it; the text says how that is known.
    #[serde(rename = "unsupported")]
    Unsupported(String),
}

/// Where the OAuth client proves itself at the token endpoint (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// Id and secret in the `Authorization` header.
    Basic,
    /// Id and secret as form parameters; a client without a secret sends its id alone.
    Body,
    /// The id alone, even if a secret is known.
    None,
}

/// Which window a sign-in opens first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// A window of Larder's own with a session of its own.
    #[default]
    Popup,
    /// The system's browser, for apps that refuse embedded views (RFC 8252 section 8.12).
    Browser,
}

/// The redirect address: loopback, as RFC 8252 section 7.3 describes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Redirect {
    /// `127.0.0.1`, or `localhost` for apps that accept plain http only there.
    pub host: String,
    /// The ports to try in order; the app must know the address with each of them.
    pub ports: Vec<u16>,
    /// The path; without it `/callback/` and the connector's id.
    pub path: Option<String>,
}

impl Default for Redirect {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            ports: vec![47620, 47621, 47622],
            path: None,
        }
    }
}

/// User and password, as templates over the fields and secrets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Basic {
    /// The user part, which may not hold a colon (RFC 7617 section 2).
    pub username: String,
    /// The password part.
    pub password: String,
}

fn space() -> String {
    " ".to_owned()
}
