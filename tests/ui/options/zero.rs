use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_rows: &[u64]) {}

pipeline! {
    pub struct Stores {}

    numbers => store { workers: 0, buffer: 0, batch: 0, within: 0s, timeout: -1s };
}

fn main() {}
