use aqueduct::prelude::*;
use std::error::Error;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn check(n: u64) -> Result<u64, Box<dyn Error>> { Ok(n) }

pipeline! {
    pub struct Stores {}

    numbers => check { else: skip } => _;
}

fn main() {}
