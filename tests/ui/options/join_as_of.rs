use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    in left: u64;
    in right: u64;

    join(numbers, more) { on: (|a| *a, |b| *b), as_of, kind: full } => _;
    join(left, right) { on: (|a| *a, |b| *b), apart: 1s, as_of } => _;
}

fn main() {}
