use aqueduct::prelude::*;
use std::cell::Cell;

pub struct Db(Cell<u64>);

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn look(_db: &Db, n: u64) -> u64 { n }

#[sink]
fn store(_row: u64) {}

pipeline! {
    pub struct Stores { db: Db }

    numbers => look(&db) => store;
}

fn main() {}
