//! Fuzzes the answers of OAuth 1 legs.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::oauth1_answer(bytes));
