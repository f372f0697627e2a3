use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    numbers => take => filter(|n| *n > 1, 3) => _;
}

fn main() {}
