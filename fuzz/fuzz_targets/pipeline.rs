//! `pipeline!`: any drawing.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| aqueduct_fuzz::pipeline(data));
