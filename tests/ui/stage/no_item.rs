use aqueduct::prelude::*;

#[stage]
fn price() -> u64 { 0 }

#[sink]
fn store() {}

fn main() {}
