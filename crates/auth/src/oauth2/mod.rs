//! Owns the OAuth 2 family: codes from a page (RFC 6749 4.1), grants without one, refresh and revocation.
//!
//! The only place that names the `oauth2` crate's types: it makes `state`, verifier and challenge.
//! Requests go through the guarded client, once each: no redirect is followed, and none is tried
//! again here, since a code and a rotated refresh token work once.

mod assertion;
mod begin;
mod credentials;
pub mod device;
mod discover;
mod fault;
mod parameters;
mod request;
mod revoke;
mod token;

use std::fmt;

use secrecy::SecretString;
use url::Url;

use crate::attempt::Attempt;

pub use begin::begin;
pub use discover::discover;
pub use fault::TokenFault;
pub use revoke::{Revoked, ToRevoke, revoke};
pub use token::{Tokens, ask_directly, finish, refresh};

/// An OAuth client as the person registered it with the app.
#[derive(Debug, Clone)]
pub struct Client {
    /// The client's id; no secret.
    pub id: String,
    /// The client's secret, if the app gave one.
    pub secret: Option<SecretString>,
}

/// A sign-in under way: what to open, and what waits for the answer.
pub struct Begun {
    /// The address to open in a window. It carries `state`, so it is shown to the person alone.
    pub authorize_url: Url,
    /// What takes the answer.
    pub attempt: Attempt,
    /// Known to this attempt alone, and to nobody after the exchange.
    verifier: Option<SecretString>,
    is_spent: bool,
}

impl fmt::Debug for Begun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Begun")
            .field(
                "authorize_url",
                &larder_http::redact::url(&self.authorize_url),
            )
            .field("attempt", &self.attempt)
            .field("is_spent", &self.is_spent)
            .finish_non_exhaustive()
    }
}
