use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    join(numbers, more) { on: (|a| *a, |b| *b), apart: 1s, kind: rihgt } => _;
}

fn main() {}
