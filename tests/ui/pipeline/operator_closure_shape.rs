use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers => map(|a, b| a + b) => map(async |n| n + 1) => take("a") => scan(0, |n| Some(n)) => _;
}

fn main() {}
