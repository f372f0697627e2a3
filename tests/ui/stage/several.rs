use aqueduct::prelude::*;

#[stage]
fn price() -> &'static str { "" }

#[sink(blokcing)]
async fn store(a: u64, b: u64) -> u64 { a + b }

#[source]
fn orders() -> u64 { 1 }

fn main() {}
