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
    struct Counts;
    in  texts: String;
    out counts: String;
    texts => map(|text| text) => counts;
}

pipeline! {
    struct Outer;
    numbers => Counts => store;
}

fn main() {}
