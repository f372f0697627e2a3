use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

#[stage]
fn same(n: (u64, u64)) -> (u64, u64) { n }

pipeline! {
    pub struct Pairs {}

    in left: u64;
    in right: u64;

    zip(numbers, more) { as_of } => same { as_of } => _;
    join(left, right) { on: (|a| *a, |b| *b), as_of: 10min } => _;
}

fn main() {}
