//! Fuzzes templates and the values put into them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_connector::untrusted::template(bytes));
