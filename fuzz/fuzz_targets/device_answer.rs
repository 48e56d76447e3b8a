//! Fuzzes what a device authorization endpoint answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_auth::untrusted::device_answer(bytes));
