use aqueduct::prelude::*;

#[stage]
fn price(order: u64, quote: u64) -> u64 { order + quote }

fn main() {}
