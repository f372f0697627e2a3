use aqueduct::prelude::*;

#[stage]
fn halve(n: u64) -> u64 { n / 2 }

#[sink]
fn store(_n: u64) {}

pipeline! {
    pub struct Halves {}

    in numbers: u64;
    loop numbers: u64;
    loop again: u64;

    [numbers, again] => halve => again;
    again => store;
}

fn main() {}
