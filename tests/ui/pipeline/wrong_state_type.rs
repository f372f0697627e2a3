use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn total(sum: &mut u64, n: u64) -> u64 { *sum += n; *sum }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => total(&mut String::new()) => store;
}

fn main() {}
