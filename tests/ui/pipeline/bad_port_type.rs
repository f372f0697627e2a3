use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in a: ;
    out x: 3;
    in b: Vec<;
    numbers => store;
}

fn main() {}
