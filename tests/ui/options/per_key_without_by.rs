use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => store { rate: 1 per 1s per key, keep: 10min, max_keys: 100 };
}

fn main() {}
