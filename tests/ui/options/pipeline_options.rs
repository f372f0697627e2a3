use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    options { drian: 3s, channel: 0 }

    numbers => store;
}

fn main() {}
