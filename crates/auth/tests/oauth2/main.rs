//! Owns whole sign-ins against authorization servers that behave and that do not.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod device;
mod discover;
mod exchange;
mod grants;
mod knobs;
mod partner;
mod refresh;
mod revoke;
