use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers => fliter(|n| *n > 1) => filtermap(|n| Some(n)) => _;
}

fn main() {}
