//! Every shipped definition signs in at a strict stand-in for its vendor, at the vendor's own https addresses.
//!
//! The engine's client is told that servers on this computer answer for the vendors' hosts; nothing in
//! a definition is changed. `scenarios.rs` is the table of ways, `proofs.toml` what it proves.
#![expect(
    clippy::unwrap_used,
    reason = "a scenario ends where its world does not hold"
)]

mod certificates;
mod person;
mod proofs;
mod run;
mod scenarios;
mod tenants;
mod twin;
mod world;
mod wrong;
