use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn risky(n: u64) -> Result<u64, String> { Ok(n) }

pipeline! {
    pub struct Stores {}

    numbers => risky => _;
    else { complain }
}

fn main() {}
