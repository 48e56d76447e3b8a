//! Owns whole sign-ins against authorization servers that behave and that do not.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod exchange;
mod partner;
mod refresh;
mod revoke;
