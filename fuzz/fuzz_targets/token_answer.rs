//! Fuzzes what a token endpoint answers, read as the standard and as a definition says.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::token_answer(bytes));
