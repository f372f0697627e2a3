use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    numbers => _;
}

fn main() {}
