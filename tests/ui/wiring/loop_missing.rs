use aqueduct::prelude::*;

#[stage]
fn halve(n: u64) -> u64 { n / 2 }

pipeline! {
    pub struct Halves {}

    in numbers: u64;

    numbers => halve => map(|n| n + 1) => numbers;
}

fn main() {}
