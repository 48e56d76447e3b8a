//! Owns the sign-in protocols: one attempt with one outcome, OAuth 2 and OAuth 1.0a on top of it, the loopback
//! listener of the browser way, and requests signed one by one. Knows no window, no store and no words of the interface.
//!
//! A sign-in runs so: [`oauth2::begin`] makes the address to open and the [`attempt::Attempt`]; a
//! window or [`loopback::Listener`] hands every redirect it sees to the attempt;
//! [`attempt::Attempt::settled`] yields the code; [`oauth2::finish`] exchanges it for tokens.
//! [`oauth1::begin`] and [`oauth1::finish`] do the same with a request token and a verifier.
//!
//! Requests of ways that sign each one are put together as an [`Outgoing`]; [`oauth1::sign`] or [`signing::sign`]
//! comes last.

pub mod attempt;
pub mod jwt;
pub mod key;
pub mod loopback;
pub mod oauth1;
pub mod oauth2;
mod outgoing;
mod percent;
mod said;
pub mod signing;
pub mod token_answer;
pub mod untrusted;

pub use outgoing::Outgoing;
