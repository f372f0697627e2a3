use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

async fn double(n: u64) -> u64 { n * 2 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => double => store;
}

fn main() {}
