use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    join(numbers, more) { kind: left } => _;
}

fn main() {}
