use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage(blocking)]
fn read(n: u64) -> u64 { n }

#[stage]
async fn ask(n: u64) -> u64 { n }

#[stage]
fn halve(n: u64) -> u64 { n / 2 }

#[sink]
fn store(_n: u64) {}

pipeline! {
    pub struct Halves {}

    numbers => read { fuse: true } => ask { by: |n| *n, fuse } => halve { by: |n| *n, fuse } => store;
}

fn main() {}
