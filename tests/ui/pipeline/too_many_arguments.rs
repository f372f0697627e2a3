use aqueduct::prelude::*;

pub struct Gateway;
pub struct Db;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn charge(_gateway: &Gateway, n: u64) -> u64 { n }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores { gateway: Gateway, db: Db }

    numbers => charge(&gateway, &db) => store;
}

fn main() {}
