use aqueduct::prelude::*;

#[stage]
async fn double(n: u64) -> u64 { n * 2 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    double => store;
}

fn main() {}
