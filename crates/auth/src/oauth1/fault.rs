//! Owns why a leg gave no token, sorted by what follows: sign in again, wait, set the clock, or repair the set-up.

use std::time::Duration;

use larder_http::{Exchange, Fault};

use crate::signing::SigningFault;

/// Why there is no token.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OAuth1Fault {
    /// The app refused.
    #[error("the app refused: {error}")]
    Refused {
        /// The code as OAuth Problem Reporting or the app names it; the HTTP status when it names none.
        error: String,
        /// What the app adds.
        description: Option<String>,
        /// The HTTP status.
        status: u16,
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
    /// The app refused the time, the second time by its own clock: this computer's clock, or the app's, is wrong.
    #[error("the app refused the time of the request")]
    Clock {
        /// How many seconds the app's clock is ahead of this computer's, where the app told its time.
        ahead: Option<i64>,
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
    /// The app did not confirm the address to come back to, so the answer could be sent to somebody else
    /// (RFC 5849 section 2.1).
    #[error("the app did not confirm where the answer goes")]
    NotConfirmed {
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
    /// A passing trouble: the same sign-in may succeed later.
    #[error("a passing trouble")]
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
    /// The answer is neither a token nor a refusal.
    #[error("{why}")]
    Odd {
        /// What is wrong with it.
        why: String,
        /// The HTTP status, if a call was made.
        status: Option<u16>,
        /// What may be shown of the call, if one was made.
        exchange: Option<Box<Exchange>>,
    },
    /// The call could not be made, or was answered in a way that will not pass by itself.
    #[error("{fault}")]
    Http {
        /// The fault.
        fault: Fault,
        /// What may be shown of the call.
        exchange: Box<Exchange>,
    },
    /// The request could not be signed; nothing was sent.
    #[error(transparent)]
    Signing(#[from] SigningFault),
}

impl OAuth1Fault {
    /// Says whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Transient { .. })
    }

    /// Answers what may be shown of the call.
    pub fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::Refused { exchange, .. }
            | Self::Clock { exchange, .. }
            | Self::NotConfirmed { exchange }
            | Self::Transient { exchange, .. }
            | Self::Http { exchange, .. } => Some(exchange),
            Self::Odd { exchange, .. } => exchange.as_deref(),
            Self::Signing(_) => None,
        }
    }
}
