use aqueduct::prelude::*;

#[source]
async fn numbers(n: u64) -> Option<u64> { Some(n) }

#[source]
async fn ones() -> u64 { 1 }

fn main() {}
