use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

#[stage]
async fn double(n: u64) -> u64 { n * 2 }

#[sink]
async fn store(_row: u64) {}

#[sink]
async fn audit(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers = double = store;
    more => audit,
    more |> audit;
}

fn main() {}
