use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_rows: &[u64]) -> std::io::Result<()> { Ok(()) }

pipeline! {
    pub struct Stores {}

    numbers => store { batch: 10, within: 1s };
}

fn main() {}
