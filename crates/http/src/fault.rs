//! Owns the ways a call can fail, named by what a caller can do about each.

use std::time::Duration;

/// Why a call gave no usable answer.
///
/// No text in here holds a query string, a header or a body: hosts and reasons only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// This computer has no way to the network at all.
    #[error("this computer is not connected to a network")]
    NoNetwork,
    /// The host's name leads to no address.
    #[error("there is no host named {host}")]
    HostNotFound {
        /// The host as it stands in the URL.
        host: String,
    },
    /// The host does not take the connection.
    #[error("{host} does not take the connection")]
    Refused {
        /// The host as it stands in the URL.
        host: String,
    },
    /// No trusted encrypted connection could be made.
    #[error("no trusted encrypted connection to {host}: {why}")]
    Tls {
        /// The host as it stands in the URL.
        host: String,
        /// What TLS found wrong.
        why: String,
    },
    /// A deadline passed: of connecting, of one read, or of the whole call.
    #[error("{host} did not answer within {} ms", after.as_millis())]
    TimedOut {
        /// The host as it stands in the URL.
        host: String,
        /// The deadline that passed.
        after: Duration,
    },
    /// The body is larger than allowed, counted after decompression.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The app sends on to somewhere that is not followed.
    #[error("{from} sends on to {to_host}, which is not followed")]
    RedirectElsewhere {
        /// The host that was asked.
        from: String,
        /// Where it sends; an origin when only scheme or port differ.
        to_host: String,
    },
    /// More than five redirects.
    #[error("the app sends on again and again")]
    TooManyRedirects,
    /// The address is one Larder never calls.
    #[error("{host} is not called: {why}")]
    NotAllowed {
        /// The host as it stands in the URL.
        host: String,
        /// The rule that forbids it.
        why: String,
    },
    /// The answer broke off, or could not be unpacked.
    #[error("the answer is broken: {why}")]
    BrokenBody {
        /// What was found.
        why: String,
    },
    /// The body is not JSON.
    #[error("the answer is not JSON, at byte {offset}: {why}")]
    NotJson {
        /// Where reading stopped, in bytes from the start of the body.
        offset: usize,
        /// What was found there.
        why: String,
    },
    /// The body is a web page: a sign-in page, or a proxy's.
    #[error("the answer is a web page where data was expected")]
    Html,
    /// The request itself cannot be sent; nothing was sent.
    #[error("the request cannot be sent: {why}")]
    BadRequest {
        /// What is wrong with it.
        why: String,
    },
}

impl Fault {
    /// Says whether the same call may well succeed later, so that nothing should be given up:
    /// no network, names, TLS, deadlines, broken bodies, and the web pages of captive portals.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NoNetwork
            | Self::HostNotFound { .. }
            | Self::Refused { .. }
            | Self::Tls { .. }
            | Self::TimedOut { .. }
            | Self::BrokenBody { .. }
            | Self::Html => true,
            Self::TooLarge { .. }
            | Self::RedirectElsewhere { .. }
            | Self::TooManyRedirects
            | Self::NotAllowed { .. }
            | Self::NotJson { .. }
            | Self::BadRequest { .. } => false,
        }
    }

    /// Says whether trying again within the same call makes sense: the connection failed or broke
    /// off, which a second connection may not.
    pub(crate) fn is_worth_another_try(&self) -> bool {
        matches!(
            self,
            Self::NoNetwork | Self::Refused { .. } | Self::BrokenBody { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r06_troubles_of_the_way_are_transient_and_troubles_of_the_answer_are_not() {
        let host = || "app.example".to_owned();
        assert!(Fault::NoNetwork.is_transient());
        assert!(Fault::HostNotFound { host: host() }.is_transient());
        assert!(
            Fault::Tls {
                host: host(),
                why: String::new()
            }
            .is_transient()
        );
        assert!(Fault::Html.is_transient());
        assert!(!Fault::TooLarge { limit: 1 }.is_transient());
        assert!(
            !Fault::NotAllowed {
                host: host(),
                why: String::new()
            }
            .is_transient()
        );
    }
}
