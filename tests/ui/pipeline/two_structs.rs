use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    pub struct Others {}
    numbers => _;
}

fn main() {}
