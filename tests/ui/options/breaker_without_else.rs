use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn pass(n: u64) -> u64 { n }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores { breaker: Breaker }

    numbers => pass { breaker: Breaker::default().fail_fast() } => store { breaker: breaker.fail_fast() };
}

fn main() {}
