use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage(bl)]
fn price(n: u64) -> u64 { n }

#[stage]
async fn check() -> Result<u64, String> { Ok(1) }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => price => check { else: skip } => store;
}

fn program() { price(1); }

fn main() {}
