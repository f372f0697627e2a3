use aqueduct::prelude::*;

#[sink]
fn store(row: u64) -> u64 { row }

fn main() {}
