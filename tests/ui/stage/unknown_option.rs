use aqueduct::prelude::*;

#[stage(blokcing)]
fn price(order: u64) -> u64 { order }

#[sink(flatten)]
fn store(_order: u64) {}

#[source(replay)]
async fn orders() -> Option<u64> { None }

fn main() {}
