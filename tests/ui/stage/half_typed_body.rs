use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn price(n: u64) -> u64 { let rate = ; n * rate }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => price => store;
}

fn program() { price(1); }

fn main() {}
