//! Owns OAuth 1.0a (RFC 5849): signing requests, and the three legs of a sign-in.
//!
//! Every signature has a nonce and a time of its own; whoever tries a request again builds and signs it anew.
//! A clock that an app refuses is told as such, so that the caller can sign once more by the app's clock.

mod answer;
mod base_string;
mod fault;
mod legs;
mod problem;
mod sign;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use secrecy::SecretString;
use url::Url;

use crate::attempt::Attempt;

pub use fault::OAuth1Fault;
pub use legs::{begin, finish};
pub use problem::{Problem, problem};
pub use sign::sign;

pub(crate) use answer::token as answered_token;
pub(crate) use base_string::base_string;
pub(crate) use problem::of_challenge;

/// An access token with its secret.
#[derive(Debug, Clone)]
pub struct AccessKeys {
    /// The token.
    pub token: SecretString,
    /// The secret that signs with it.
    pub token_secret: SecretString,
}

/// What the third leg gave.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token with its secret.
    pub keys: AccessKeys,
    /// What the definition keeps from the answer.
    pub kept: BTreeMap<String, String>,
    /// The app's clock when it answered, in milliseconds since 1970.
    pub date_at: Option<i64>,
}

/// A sign-in under way: what to open, and what waits for the answer.
pub struct Begun {
    /// The address to open in a window. It carries the request token, so it is shown to the person alone.
    pub authorize_url: Url,
    /// What takes the redirect. Where the person types the verifier it takes none, and still ends by itself.
    pub attempt: Attempt,
    /// Known to this attempt alone, and to nobody after the exchange.
    request: Option<AccessKeys>,
    /// How many seconds the app's clock is ahead of this computer's, if it complained.
    ahead: i64,
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
            .finish_non_exhaustive()
    }
}
