use aqueduct::prelude::*;

#[stage]
async fn halve(n: u64) -> u64 { n / 2 }

#[stage]
async fn ask(n: &u64) -> Result<u64, std::io::Error> { Ok(*n) }

#[sink]
fn store(_n: u64) {}

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Halves {}

    numbers { fuse: true }
        => halve { name: cut, fuse: true, buffer: 10 }
        => halve { name: dropping, overflow: drop_oldest, fuse }
        => map(|n| n) { buffer: 3, fuse }
        => halve { name: crowd, fuse, workers: 4 }
        => ask { by: |n| *n, retry: 3, fuse, else: skip }
        => halve { name: odd, fuse: 3 }
        => halve { name: not_fused, fuse: false, buffer: 10 }
        => store;
}

fn main() {}
