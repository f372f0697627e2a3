use aqueduct::prelude::*;

// A refused function is still there for the rest of the file.
#[stage]
fn price() -> u64 { 1 }

fn main() { let _: u64 = price(); }
