use aqueduct::prelude::*;

pub struct Refused;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn check(n: u64) -> Result<u64, Refused> { Ok(n) }

#[sink]
async fn complain(_failure: Failure) {}

pipeline! {
    pub struct Stores {}

    numbers => check { else: failed } => _;
    failed => complain;
}

fn main() {}
