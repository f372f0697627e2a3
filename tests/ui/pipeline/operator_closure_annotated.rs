use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers => map(|n: u32| n) => filter(|n: u32| n > 1) => _;
}

fn main() {}
