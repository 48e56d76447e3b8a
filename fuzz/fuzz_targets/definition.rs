//! Fuzzes reading a definition file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| larder_connector::untrusted::definition(bytes));
