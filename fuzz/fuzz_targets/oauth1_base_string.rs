//! Fuzzes the base strings of OAuth 1 requests.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::oauth1_base_string(bytes));
