use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn check(n: u64) -> u64 { n }

pipeline! {
    pub struct Stores {}

    numbers => map(|n| n) => check { reply: 3 } => _;
}

fn main() {}
