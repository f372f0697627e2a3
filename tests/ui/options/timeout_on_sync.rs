use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn double(n: u64) -> u64 { n * 2 }

#[stage(blocking)]
fn halve(n: u64) -> u64 { n / 2 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => double { timeout: 1s } => halve { timeout: 2s } => store;
}

fn main() {}
