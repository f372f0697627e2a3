use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers => filter(|n| *n + 1) => _;
}

fn main() {}
