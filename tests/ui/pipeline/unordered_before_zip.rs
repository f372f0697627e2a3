use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

#[stage]
async fn ask(n: u64) -> u64 { n }

pipeline! {
    pub struct Pairs {}

    zip(numbers => ask { workers: 4, unordered } => map(|n| n + 1), more) => _;
}

fn main() {}
