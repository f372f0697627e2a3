use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn risky(n: u64) -> Result<u64, String> { Ok(n) }

#[stage]
fn total(sum: &mut u64, n: u64) -> u64 { *sum += n; *sum }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => risky { or: skip, concurrency: 3 } => total { by: 3 } => store { buffer: 10, overflow: dropoldest, timeout: 5 s, within = 1s };
}

fn main() {}
