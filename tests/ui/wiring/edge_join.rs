use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[source]
async fn names() -> Option<String> { None }

#[sink]
fn store(_pair: (u64, u64)) {}

#[sink]
fn note(_pair: (u64, String)) {}

pipeline! {
    pub struct Zips {}
    zip(numbers, names) => store;
}

pipeline! {
    pub struct Joins {}
    in left: u64;
    in right: u64;
    join(left, right) { on: (|a| *a, |b| *b), apart: 1s, kind: left } => note;
}

fn main() {}
