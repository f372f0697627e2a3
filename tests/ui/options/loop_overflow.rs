use aqueduct::prelude::*;

#[stage]
fn halve(n: u64) -> u64 { n / 2 }

#[sink]
fn store(_n: u64) {}

pipeline! {
    pub struct Halves {}

    in numbers: u64;
    loop blocks: u64 { overflow: block };
    loop fails: u64 { overflow: fail };

    [numbers, blocks, fails] => halve => [store, map(|n| n + 1) => blocks, fails];
}

fn main() {}
