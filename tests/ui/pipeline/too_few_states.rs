use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn total(sum: &mut u64, count: &mut u64, n: u64) -> u64 { *count += 1; *sum += n; *sum / *count }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => total(&mut 0) => store;
}

fn main() {}
