//! `#[sink]`: any function, any options.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| aqueduct_fuzz::function(aqueduct_fuzz::Role::Sink, data));
