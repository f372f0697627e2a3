use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn risky(n: u64) -> Result<u64, String> { Ok(n) }

#[sink]
async fn store(_rows: &[u64]) {}

pipeline! {
    pub struct Stores {}

    numbers => risky { workers: 2.5, retry: -1, else: skip } => store { batch: "a", retry: "3" };
}

fn main() {}
