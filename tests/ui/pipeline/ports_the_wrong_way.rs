use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in rows: u64;
    out results: u64;
    numbers => rows;
    results => store;
}

fn main() {}
