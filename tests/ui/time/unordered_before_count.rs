use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn ask(n: u64) -> u64 { n }

#[fold]
fn sum(sum: &mut u64, n: u64) { *sum += n; }

#[sink]
async fn store(_sum: u64) {}

pipeline! {
    struct Sums;

    numbers => ask { workers: 4, unordered } => sum { window: count(10) } => store;
}

fn main() {}
