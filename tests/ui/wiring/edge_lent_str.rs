use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn length(line: &str) -> usize { line.len() }

#[sink]
fn store(_length: usize) {}

pipeline! {
    pub struct Lengths {}

    numbers => length => store;
}

fn main() {}
