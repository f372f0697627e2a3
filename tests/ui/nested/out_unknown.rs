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
    out counts: u64;
    texts => count => counts;
}

pipeline! {
    struct Outer;
    numbers => spell => Counts { name: counting };
    counting.counts => store;
    counting.numbers => _;
}

fn main() {}
