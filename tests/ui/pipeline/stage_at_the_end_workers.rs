use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn double(n: u64) -> u64 { n * 2 }

pipeline! {
    pub struct Stores {}

    numbers => double { workers: 3 };
}

fn main() {}
