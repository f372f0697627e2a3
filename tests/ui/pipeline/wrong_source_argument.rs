use aqueduct::prelude::*;

pub struct Log;
pub struct Db;

#[source]
async fn numbers(_log: &Log) -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores { log: Log, db: Db }

    numbers(&db) => store;
}

fn main() {}
