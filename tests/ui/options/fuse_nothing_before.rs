use aqueduct::prelude::*;

#[stage]
async fn halve(n: u64) -> u64 { n / 2 }

#[stage]
async fn ask(n: &u64) -> Result<u64, std::io::Error> { Ok(*n) }

#[sink]
fn store(_n: u64) {}

#[sink]
fn note(_failed: Failed<u64, std::io::Error>) {}

pipeline! {
    pub struct Halves {}

    in first: u64;
    in second: u64;
    in third: u64;
    loop again: u64;

    first => halve { name: one, fuse: true } => [halve { name: other, workers: 3 }, map(|n| n)] => store { fuse: true };
    let named = second => halve { name: behind };
    [named, again, third] => ask { fuse, workers: 2, else: failed } => again;
    failed => note { fuse };
}

fn main() {}
