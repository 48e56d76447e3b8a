//! Owns the limits every call lives under, and their defaults.

use std::time::Duration;

/// The limits of a [`Client`](crate::Client).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How long connecting (name lookup, TCP and TLS together) may take.
    pub connect_timeout: Duration,
    /// How long one `send` may take in all, with its redirects and repeated tries.
    pub total_timeout: Duration,
    /// How long the body may stay silent between two pieces.
    pub read_timeout: Duration,
    /// The most bytes a body may have, counted after decompression.
    pub max_body: usize,
    /// What is sent as `User-Agent`.
    pub user_agent: String,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(10),
            max_body: 64 * 1024 * 1024,
            user_agent: concat!("Larder/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
