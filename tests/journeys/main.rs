//! Journeys over the engine: whole ways a person goes, with the practice apps, real sockets and a mock keychain.
mod broken;
mod connect;
mod person;
mod picklists;
mod recipes;
mod secrets;
mod world;
