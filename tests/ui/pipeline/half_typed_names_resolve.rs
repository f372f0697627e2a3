use aqueduct::prelude::*;

pub struct Gateway;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn more() -> Option<u64> { None }

#[stage]
async fn double(n: u64) -> u64 { n * 2 }

#[stage]
async fn charge(_gateway: &Gateway, n: u64) -> u64 { n }

pipeline! {
    pub struct Stores { gateway: Gateway }

    let doubled = numbers => duoble;
    doubled => charge(&gateway.pool) => ;
}

fn main() {}
