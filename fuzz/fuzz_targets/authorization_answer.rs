//! Fuzzes what comes back to a redirect address, or is posted there.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::authorization_answer(bytes));
