use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn spell(n: u64) -> String { n.to_string() }

#[stage]
fn count(text: String) -> u64 { text.len() as u64 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    struct First;
    in  all: u64;
    out same: u64;
    all => Second => same;
}

pipeline! {
    struct Second;
    in  all: u64;
    out same: u64;
    all => First => same;
}

fn main() {}
