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
    struct Adds { by: u64 }
    in  all: u64;
    out sums: u64;
    all => map(|n| n + by) => sums;
}

pipeline! {
    struct Outer { by: u64 }
    numbers => Adds(&by) => store;
    numbers =>
}

#[allow(unused)]
fn uses(running: OuterHandle) {
    running.nodes.Adds.pause();
}

fn main() {}
