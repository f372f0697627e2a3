use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    in left: u64;
    in right: u64;

    join(numbers, more) { on: |a, b| a == b, apart: 1s } => _;
    join(left, right) { on: (|a| *a, |a, b| a == b), apart: 1s } => _;
}

fn main() {}
