use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn split(n: u64, even: &mut Out<u64>) { even.send(n).await }

#[sink]
async fn store(_row: u64) {}

#[sink]
async fn audit(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => split;
    split.even => store;
    split.even => audit;
}

fn main() {}
