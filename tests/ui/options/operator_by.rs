use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers
        => scan(0, |sum, n| { *sum += n; Some(*sum) }) { by: |n| *n }
        => dedup { by: |n| *n, keep: 1min }
        => store;
}

fn main() {}
