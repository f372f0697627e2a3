use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers.map(|n| n + 1) => _;
    more => |n| n + 1 => _;
}

fn main() {}
