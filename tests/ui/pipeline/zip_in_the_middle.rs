use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    numbers => zip(more) => _;
}

fn main() {}
