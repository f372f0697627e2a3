use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn others() -> Option<u64> { None }

#[stage]
fn double(n: u64) -> u64 { n * 2 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in more: u64;

    let doubled = numbers => double;
    others => store;
}

fn main() {}
