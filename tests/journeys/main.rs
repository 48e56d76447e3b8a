//! Journeys over the engine: whole ways a person goes, with the practice apps, real sockets and a mock keychain.
#![expect(
    clippy::unwrap_used,
    reason = "a journey ends where its world does not hold"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the partner's side of a call has no need of Larder's own client"
)]

mod broken;
mod checks;
mod clock;
mod connect;
mod dishonest;
mod duplicates;
mod given_back;
mod leaving;
mod locked;
mod person;
mod picklists;
mod recipes;
mod refresh;
mod refused;
mod removed;
mod rights;
mod roles;
mod scopes;
mod secrets;
mod typed;
mod world;
