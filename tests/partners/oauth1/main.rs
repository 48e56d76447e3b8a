//! Owns signatures and sign-ins of ours before the libraries of others: oauthlib, Authlib, botocore and PyJWT.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod legs;
mod python;
mod requests;
mod tokens;
