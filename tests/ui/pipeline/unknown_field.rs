use aqueduct::prelude::*;

pub struct Gateway;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_gateway: &Gateway, _row: u64) {}

pipeline! {
    pub struct Stores { gateway: Gateway }

    numbers => store(&gatewya);
}

fn main() {}
