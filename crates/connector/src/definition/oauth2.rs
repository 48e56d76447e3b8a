//! The OAuth 2 family as a definition writes it: every grant, and every way in which apps differ from the standard.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ExpiryUnit, JwtAlgorithm, KeyEncoding};

/// Everything a definition may say about OAuth 2. Which keys a way needs depends on its grant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct OAuth2 {
    /// The issuer whose metadata names the endpoints that are not given here (RFC 8414, then OpenID Connect Discovery),
    /// a URL template.
    #[serde(default)]
    pub discover: Option<String>,
    /// The authorization endpoint, a URL template over fields, vars and origins.
    #[serde(default)]
    pub authorize_url: Option<String>,
    /// The token endpoint, a URL template.
    #[serde(default)]
    pub token_url: Option<String>,
    /// The refresh endpoint where it is not the token endpoint.
    #[serde(default)]
    pub refresh_url: Option<String>,
    /// The revocation endpoint (RFC 7009).
    #[serde(default)]
    pub revoke_url: Option<String>,
    /// The device authorization endpoint (RFC 8628 section 3.1).
    #[serde(default)]
    pub device_url: Option<String>,
    /// The issuer the redirect's `iss` must name (RFC 9207), a template.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Whether a redirect without `iss` is refused.
    #[serde(default)]
    pub iss_required: bool,
    /// The scopes asked for; templates, and one that comes out with blanks in it is several.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Scopes asked for as well, but not missed when the app does not grant them.
    #[serde(default)]
    pub optional_scopes: Vec<String>,
    /// Those of the scopes above that nobody may leave out when choosing scopes for a connection: who signed in, or the
    /// renewal, rests on them.
    #[serde(default)]
    pub required_scopes: Vec<String>,
    /// What stands between scopes; a space unless the app deviates from RFC 6749 section 3.3.
    #[serde(default = "space")]
    pub scope_separator: String,
    /// Proof key (RFC 7636), or the reason why the app cannot do it.
    #[serde(default)]
    pub pkce: Option<Pkce>,
    /// The client's id where it is typed for each connection, a template over fields and secrets; without it the OAuth
    /// client registered with the app.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The client's secret beside `client_id`, a template over fields and secrets.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// How the client proves itself at the token endpoint.
    #[serde(default)]
    pub client_auth: Option<ClientAuth>,
    /// The key a client proves itself with under `private_key_jwt` (RFC 7523 section 2.2).
    #[serde(default)]
    pub client_key: Option<ClientKey>,
    /// How the token request is sent.
    #[serde(default)]
    pub token_method: TokenMethod,
    /// Where the parameters of the token request stand; a form unless `token_method` is `get`.
    #[serde(default)]
    pub token_body: Option<TokenBody>,
    /// More headers of token and refresh requests; values are templates over fields and secrets.
    #[serde(default)]
    pub token_headers: BTreeMap<String, String>,
    /// More parameters of the authorization request, or of the request for a device's code; values are templates, which
    /// may use `asked_scopes`. An empty value drops the standard parameter of that name.
    #[serde(default)]
    pub authorize_params: BTreeMap<String, String>,
    /// More parameters of token and refresh requests; values are templates over fields, secrets and `asked_scopes`, the
    /// scopes of the connection. An empty value drops the standard parameter of that name.
    #[serde(default)]
    pub token_params: BTreeMap<String, String>,
    /// Parameters of the refresh request alone, in place of `token_params` of the same name.
    #[serde(default)]
    pub refresh_params: BTreeMap<String, String>,
    /// What this app calls the standard parameters, in requests and in the redirect.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// What the redirect alone calls them, where that differs from the requests.
    #[serde(default)]
    pub redirect_names: BTreeMap<String, String>,
    /// Where the answer's members are when they are not where RFC 6749 section 5.1 puts them.
    #[serde(default)]
    pub answer: AnswerPaths,
    /// What the answer's expiry counts.
    #[serde(default)]
    pub expires_in_unit: ExpiryUnit,
    /// Names to keep from the token response, each with its JSONPath.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// Names to keep from the redirect, each with the parameter's name there.
    #[serde(default)]
    pub keep_from_redirect: BTreeMap<String, String>,
    /// Secrets to keep from the token response beside the tokens, each with its JSONPath; `apply` may use them.
    #[serde(default)]
    pub keep_secrets: BTreeMap<String, String>,
    /// The lifetime of an access token, in seconds, whatever the response says.
    #[serde(default)]
    pub lifetime_seconds: Option<u64>,
    /// The lifetime of an access token, in seconds, when the response says nothing.
    #[serde(default)]
    pub default_lifetime_seconds: Option<u64>,
    /// How the answer comes back to the redirect address.
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// Which window opens first; the person may always take the other.
    #[serde(default)]
    pub window: Window,
    /// Where the app sends the person back to.
    #[serde(default)]
    pub redirect: Redirect,
    /// The assertion that stands for the grant under `jwt_bearer` (RFC 7523 section 2.1).
    #[serde(default)]
    pub assertion: Option<Assertion>,
    /// The user under `oauth2_password`, a template over fields and secrets.
    #[serde(default)]
    pub username: Option<String>,
    /// The password under `oauth2_password`, a template over fields and secrets.
    #[serde(default)]
    pub password: Option<String>,
    /// How it is known that the app still wants the password grant.
    #[serde(default)]
    pub why: Option<String>,
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

/// How the OAuth client proves itself at the token endpoint (RFC 6749 section 2.3.1, RFC 7523 section 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// Id and secret in the `Authorization` header.
    Basic,
    /// Id and secret as parameters; a client without a secret sends its id alone.
    Body,
    /// The id alone, even if a secret is known.
    None,
    /// A token signed with `client_key`.
    PrivateKeyJwt,
    /// Nothing at all: the assertion of `jwt_bearer` says who asks. The default there.
    Nothing,
}

/// How a token request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenMethod {
    /// As RFC 6749 section 3.2 wants it.
    #[default]
    Post,
    /// With every parameter in the address, for apps that know nothing else.
    Get,
}

/// Where the parameters of a token request stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenBody {
    /// In a form body (RFC 6749 section 4.1.3).
    #[default]
    Form,
    /// In a JSON object.
    Json,
    /// In the address.
    Query,
}

/// How an authorization answer comes back (OAuth 2.0 Multiple Response Types section 2.1, Form Post Response Mode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the redirect's query.
    #[default]
    Query,
    /// Behind the redirect's `#`, which only a page or a window sees.
    Fragment,
    /// As a form the browser posts; the browser way alone.
    FormPost,
}

/// A client's key.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientKey {
    /// The private key, a template over fields and secrets.
    pub key: String,
    /// What it signs with.
    pub algorithm: JwtAlgorithm,
    /// How the text of a shared key stands for its bytes; private keys are PEM.
    #[serde(default)]
    pub key_encoding: KeyEncoding,
    /// The name the app knows the key by (`kid`), a template.
    #[serde(default)]
    pub key_id: Option<String>,
    /// Who the token is for, a template; the token endpoint unless the app wants another.
    #[serde(default)]
    pub audience: Option<String>,
    /// More members of the token's header, such as `x5t#S256`; texts are templates.
    #[serde(default)]
    pub header: BTreeMap<String, Value>,
}

/// A signed assertion.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The private key, a template over fields and secrets.
    pub key: String,
    /// What it signs with.
    pub algorithm: JwtAlgorithm,
    /// How the text of a shared key stands for its bytes; private keys are PEM.
    #[serde(default)]
    pub key_encoding: KeyEncoding,
    /// The name the app knows the key by (`kid`), a template.
    #[serde(default)]
    pub key_id: Option<String>,
    /// More members of the assertion's header; texts are templates.
    #[serde(default)]
    pub header: BTreeMap<String, Value>,
    /// The claims; texts are templates over fields, secrets, `asked_scopes` and `client_id`. `iat`, `exp` and `jti` are added unless
    /// they are named here; an empty text leaves one out.
    #[serde(default)]
    pub claims: BTreeMap<String, Value>,
    /// How long the assertion is good, in seconds.
    #[serde(default = "three_minutes")]
    #[schemars(range(min = 1, max = 86400))]
    pub lifetime_seconds: u64,
}

/// Where the members of a token answer are, as JSONPaths.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerPaths {
    /// The access token.
    pub access_token: Option<String>,
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// The expiry, counted as `expires_in_unit` says.
    pub expires: Option<String>,
    /// The scopes granted.
    pub scope: Option<String>,
    /// The token type.
    pub token_type: Option<String>,
    /// What says that the answer is an error, whatever its status: anything there but nothing, false, zero, "ok" and
    /// "success".
    pub error: Option<String>,
    /// What the app adds to an error.
    pub error_description: Option<String>,
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

fn space() -> String {
    " ".to_owned()
}

fn three_minutes() -> u64 {
    180
}
