//! Larder against an authorization server nobody here wrote: npm's oidc-provider, with a public client and PKCE.
#![expect(
    clippy::unwrap_used,
    reason = "a journey ends where its world does not hold"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the partner's side of a call has no need of Larder's own client"
)]

mod grants;
#[path = "../npm.rs"]
mod npm;
mod person;
mod refresh;
mod server;
mod sign_in;
mod world;
