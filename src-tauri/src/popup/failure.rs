//! Why a sign-in window gave up, in words that fit behind "The sign-in window failed:".

use std::fmt;

use super::navigation::Denial;

/// What ended the visit of a sign-in window without the person's doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    HostNotFound {
        host: String,
    },
    Refused {
        host: String,
    },
    NoNetwork,
    /// The certificate is not in order; nothing was sent.
    Certificate {
        host: String,
    },
    TimedOut {
        host: String,
    },
    /// The page could not be loaded for another reason, in the words of the web engine.
    NotLoaded {
        host: String,
        why: String,
    },
    /// Nothing was shown within the given number of seconds.
    Silent {
        host: String,
        seconds: u64,
    },
    /// The page sent the window on and on.
    Endless {
        steps: u32,
    },
    /// The page leads where a sign-in window does not go.
    Denied {
        place: String,
        denial: Denial,
    },
    /// The process that shows the page ended.
    Crashed,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostNotFound { host } => write!(f, "{host} could not be found"),
            Self::Refused { host } => write!(f, "{host} refused the connection"),
            Self::NoNetwork => write!(f, "this computer has no network"),
            Self::Certificate { host } => {
                write!(
                    f,
                    "the certificate of {host} is not in order, so nothing was sent to it"
                )
            }
            Self::TimedOut { host } => write!(f, "{host} did not answer in time"),
            Self::NotLoaded { host, why } => {
                write!(f, "the page of {host} could not be loaded ({why})")
            }
            Self::Silent { host, seconds } => {
                write!(f, "{host} showed nothing within {seconds} seconds")
            }
            Self::Endless { steps } => {
                write!(
                    f,
                    "the page sent the window on {steps} times without anything to do in between"
                )
            }
            Self::Denied { place, denial } => {
                let why = match denial {
                    Denial::NotEncrypted => "which is not encrypted",
                    Denial::Private => "which is on this computer or its network",
                    Denial::NotAPage => "which is no web page",
                };
                write!(f, "the page leads to {place}, {why}")
            }
            Self::Crashed => write!(f, "the process that shows the page ended unexpectedly"),
        }
    }
}
