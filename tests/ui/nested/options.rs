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
    struct Same;
    in  all: u64;
    out same: u64;
    all => same;
}

pipeline! {
    struct Outer;
    numbers => Same { name: a, workers: 3, retry: 2 } => Same { name: b, else: skip, fuse: true } => store;
}

pipeline! {
    struct Full;
    numbers => Same { overflow: fail } => store;
}

pipeline! {
    struct Fused;
    numbers => Same => store { fuse: true };
}

pipeline! {
    struct Zero;
    numbers => Same { buffer: 0 } => store;
}

pipeline! {
    struct Twice;
    numbers => Same => Same => store;
}

fn main() {}
