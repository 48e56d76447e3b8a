//! Fuzzes the WWW-Authenticate headers of OAuth 1.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::oauth1_challenge(bytes));
