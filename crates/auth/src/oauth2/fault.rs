//! Owns why a token request gave no tokens, sorted by what follows: sign in again, wait, or repair the set-up.

use std::time::Duration;

use larder_http::{Exchange, Fault};

use crate::key::KeyFault;

/// Why there are no tokens.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TokenFault {
    /// The app refused, in the words of RFC 6749 5.2 or its own.
    #[error("the app refused: {error}")]
    Refused {
        /// The error's code, such as `invalid_grant`.
        error: String,
        /// What the app adds.
        description: Option<String>,
        /// The HTTP status, which may well be 200.
        status: u16,
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
    /// A passing trouble: nothing says that the grant is bad, so it must be kept.
    #[error("a passing trouble: {}", passing(*status, fault.as_ref()))]
    Transient {
        /// The HTTP status, if there was an answer.
        status: Option<u16>,
        /// The fault, if there was no usable answer.
        fault: Option<Fault>,
        /// How long the app asks to wait.
        retry_after: Option<Duration>,
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
    /// The answer is neither tokens nor an error.
    #[error("{why}")]
    Odd {
        /// What is wrong with it.
        why: String,
        /// The HTTP status, if a call was made.
        status: Option<u16>,
        /// What may be shown of the call, if one was made.
        exchange: Option<Box<Exchange>>,
    },
    /// The key that signs for the client or the grant cannot be used; nothing was sent.
    #[error("the key cannot sign: {0}")]
    Key(KeyFault),
    /// The call could not be made, or was answered in a way that will not pass by itself: an address
    /// that is not called, a redirect to another host, an answer that is too large.
    #[error("{fault}")]
    Http {
        /// The fault.
        fault: Fault,
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
}

impl From<KeyFault> for TokenFault {
    fn from(fault: KeyFault) -> Self {
        Self::Key(fault)
    }
}

impl TokenFault {
    /// Nothing was asked, since the plan does not know where.
    pub(super) fn no_endpoint(which: &str) -> Self {
        Self::odd(format!("no {which} endpoint is known"))
    }

    /// Nothing was asked, for this reason.
    pub(super) fn odd(why: impl Into<String>) -> Self {
        Self::Odd {
            why: why.into(),
            status: None,
            exchange: None,
        }
    }

    /// Says whether the same call may succeed later. Only then is trying again of use.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transient { .. } => true,
            // Not in RFC 6749 5.2, but apps borrow them from the authorization endpoint (4.1.2.1).
            Self::Refused { error, .. } => {
                matches!(error.as_str(), "temporarily_unavailable" | "server_error")
            }
            Self::Odd { .. } | Self::Key(_) | Self::Http { .. } => false,
        }
    }

    /// Says whether the app told that the grant itself is gone (`invalid_grant`): revoked, expired,
    /// or used before. Only a new sign-in helps then.
    pub fn grant_is_gone(&self) -> bool {
        matches!(self, Self::Refused { error, .. } if error == "invalid_grant")
    }

    /// Answers what may be shown of the call.
    pub fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::Refused { exchange, .. }
            | Self::Transient { exchange, .. }
            | Self::Http { exchange, .. } => Some(exchange),
            Self::Odd { exchange, .. } => exchange.as_deref(),
            Self::Key(_) => None,
        }
    }
}

fn passing(status: Option<u16>, fault: Option<&Fault>) -> String {
    match (status, fault) {
        (_, Some(fault)) => fault.to_string(),
        (Some(status), None) => format!("the app answered with status {status}"),
        (None, None) => "no answer".to_owned(),
    }
}
