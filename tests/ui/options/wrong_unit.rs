use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => store { timeout: 5 };
    more => store_more { timeout: 5sec };
}

#[source]
async fn more() -> Option<u64> { None }

#[sink]
async fn store_more(_row: u64) {}

fn main() {}
