use aqueduct::prelude::*;

#[sink]
async fn store(_row: u64) {}

#[sink]
async fn audit(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in numbers: u64;

    numbers => store;
    numbers => audit;
}

fn main() {}
