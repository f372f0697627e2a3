use aqueduct::prelude::*;

#[stage]
unsafe fn price(order: u64) -> u64 { order }

#[stage]
extern "C" fn cost(order: u64) -> u64 { order }

fn main() {}
