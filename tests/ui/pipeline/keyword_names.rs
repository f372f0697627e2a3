use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    in type: u64;
    let fn = numbers;
}

fn main() {}
