//! Owns every HTTP call Larder makes: one client with limits, redirect rules, deadlines, back-off and redaction.
//!
//! Nothing above this crate opens a connection by itself. The rules, in one place:
//!
//! * `https` only; `http` only to this computer (`127.0.0.1`, `[::1]`, `localhost`), where the
//!   practice apps live;
//! * link-local, multicast and unspecified addresses are never called, neither as literals nor by a
//!   name that leads to them; a name other than `localhost` may not lead to this computer;
//! * redirects are followed for GET and HEAD only, at most five, and only within one origin, so that
//!   no header of ours reaches another host;
//! * the body is counted after decompression; every read and the whole call have a deadline;
//! * only GET and HEAD are ever tried again, and only when the caller asked for it;
//! * what is logged or shown goes through [`redact`].

mod backoff;
mod body;
mod classify;
mod client;
mod exchange;
mod fault;
mod guard;
mod identity;
pub mod json;
mod policy;
pub mod redact;
mod request;
mod resolver;
mod response;
mod retry_after;
mod stand_in;

pub use backoff::jitter;
pub use client::Client;
pub use exchange::{Exchange, RequestSummary};
pub use fault::Fault;
pub use policy::Policy;
pub use request::{Request, Retry, SecretOrPlain};
pub use response::{Response, looks_like_html};
pub use stand_in::StandIns;

/// Says whether an HTTP status speaks of a passing trouble: 408, 429, 500, 502, 503 and 504.
///
/// Such an answer never proves that a credential is bad.
pub fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}
