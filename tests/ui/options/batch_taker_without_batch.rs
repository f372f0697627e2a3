use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_rows: &[u64]) {}

pipeline! {
    pub struct Stores {}

    numbers => store;
}

fn main() {}
