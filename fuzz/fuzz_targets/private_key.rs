//! Fuzzes pasted private keys.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::private_key(bytes));
