use aqueduct::prelude::*;

#[stage]
fn halve(n: u64) -> u64 { n / 2 }

#[sink]
fn store(_n: u64) {}

pipeline! {
    pub struct Halves {}

    in numbers: u64;
    loop again: u64 { bufer: 10, workers: 2 };
    loop empty: u64 { buffer: 0 };

    [numbers, again, empty] => halve => [store, again, empty];
}

fn main() {}
