//! Owns the client's behaviour against servers that behave and servers that do not, on loopback only.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod bodies;
mod certificates;
mod deadlines;
mod redirects;
mod retries;
mod server;
mod stand_ins;
mod tls;
