use aqueduct::prelude::*;

#[stage]
fn total(sum: &mut u64, n: u64) -> u64 {
    *sum += n;
    *sum
}

pipeline! {
    struct Sums;

    in  numbers: u64;
    out sums: u64;

    numbers => total { idle: 2s } => sums;
}

fn main() {}
