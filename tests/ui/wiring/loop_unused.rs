use aqueduct::prelude::*;

#[stage]
fn halve(n: u64) -> u64 { n / 2 }

#[sink]
fn store(_n: u64) {}

pipeline! {
    pub struct Halves {}

    in numbers: u64;
    loop never_fed: u64;
    loop never_taken: u64;
    loop forward: u64;
    loop closed: u64;

    [numbers, never_fed] => halve => [never_taken, forward];
    forward => store;
    closed => map(|n| n + 1) => closed;
}

fn main() {}
