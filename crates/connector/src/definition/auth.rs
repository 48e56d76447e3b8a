//! The ways to sign in, each with what it asks and how it marks a request.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Apply, Call, Certificate, Field, Matcher, OAuth1, OAuth2, Session};

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
    /// How a request carries the credential. Where OAuth 2 gives a token, the default is
    /// `Authorization: Bearer {{ access_token }}`.
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
    /// The request that shows that a connection of this way still works, where the connector's own does not fit it.
    #[serde(default)]
    pub test: Option<Call>,
    /// How many sign-ins of one user with one client the app keeps: a further one ends the oldest.
    #[serde(default)]
    pub grants_per_user: Option<u32>,
    /// Each sign-in is a grant of its own: to end one leaves the user's other sign-ins with the same client alone.
    #[serde(default)]
    pub separate_grants: bool,
    /// How to register an OAuth client with the app, in a sentence or two.
    #[serde(default)]
    pub client_help: Option<String>,
}

impl AuthKind {
    /// The OAuth 2 part, whichever grant it is.
    pub fn oauth2(&self) -> Option<&OAuth2> {
        match self {
            Self::Oauth2(oauth2)
            | Self::Oauth2ClientCredentials(oauth2)
            | Self::JwtBearer(oauth2)
            | Self::Oauth2Device(oauth2)
            | Self::Oauth2Password(oauth2) => Some(oauth2),
            Self::Oauth1(_) | Self::Basic(_) | Self::ApiKey | Self::Session(_) | Self::None => None,
        }
    }
}

/// The protocol of a way.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AuthKind {
    /// OAuth 2 authorization code (RFC 6749 section 4.1): the person signs in at the app's own page.
    Oauth2(Box<OAuth2>),
    /// OAuth 2 client credentials (RFC 6749 section 4.4): the client signs in for itself.
    Oauth2ClientCredentials(Box<OAuth2>),
    /// OAuth 2 with a signed assertion (RFC 7523 section 2.1): a key stands for a user or a service.
    JwtBearer(Box<OAuth2>),
    /// OAuth 2 device authorization (RFC 8628): the person types a short code at the app's page.
    Oauth2Device(Box<OAuth2>),
    /// OAuth 2 password grant (RFC 6749 section 4.3), which RFC 9700 section 2.4 rules out wherever there is a choice.
    Oauth2Password(Box<OAuth2>),
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

/// User and password, as templates over the fields and secrets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Basic {
    /// The user part, which may not hold a colon (RFC 7617 section 2).
    pub username: String,
    /// The password part.
    pub password: String,
}
