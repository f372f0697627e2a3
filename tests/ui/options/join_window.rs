use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Pairs {}

    in left: u64;
    in right: u64;

    join(numbers, more) { on: (|a| *a, |b| *b), window: session(30min) } => _;
    join(left, right) { on: (|a| *a, |b| *b), window: tumbling(1h), as_of, max_windows: 10 } => _;
}

fn main() {}
