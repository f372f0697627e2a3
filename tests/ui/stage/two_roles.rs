use aqueduct::prelude::*;

#[stage]
#[sink]
fn price(_order: u64) {}

fn main() {}
