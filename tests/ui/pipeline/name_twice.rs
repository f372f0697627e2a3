use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in rows: u64;
    let rows = numbers => map(|n| n);
    rows => store;
}

fn main() {}
