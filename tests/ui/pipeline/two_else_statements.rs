use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) -> Result<(), String> { Ok(()) }

#[sink]
fn record(_failure: Failure) {}

pipeline! {
    pub struct Stores {}

    numbers => store;
    else => record;
    else => _;
}

fn main() {}
