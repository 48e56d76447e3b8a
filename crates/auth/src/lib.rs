//! Owns the sign-in protocols: one attempt with one outcome, OAuth 2 on top of it, and the loopback
//! listener of the browser way. Knows no window, no store and no words of the interface.
//!
//! A sign-in runs so: [`oauth2::begin`] makes the address to open and the [`attempt::Attempt`]; a
//! window or [`loopback::Listener`] hands every redirect it sees to the attempt;
//! [`attempt::Attempt::settled`] yields the code; [`oauth2::finish`] exchanges it for tokens.

pub mod attempt;
pub mod jwt;
pub mod key;
pub mod loopback;
pub mod oauth2;
mod said;
pub mod token_answer;
