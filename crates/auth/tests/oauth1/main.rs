//! Owns the legs of OAuth 1.0a before apps that behave and that do not.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod answers;
mod clock;
mod partner;
mod redirects;
