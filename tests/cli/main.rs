//! `larder` as people and scripts run it: the built program over the practice apps and a real keychain.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod clients;
mod connections;
mod connectors;
mod grant;
mod keychain;
mod kill;
mod leaks;
#[expect(
    dead_code,
    reason = "shared with the journeys, which also sit at windows"
)]
#[path = "../journeys/person.rs"]
mod person;
mod practice;
mod recipes;
mod requests;
mod scopes;
mod sign_in;
mod typed;
mod usage;
mod ways;
mod world;
