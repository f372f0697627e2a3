use aqueduct::prelude::*;

#[stage]
fn total(sum: &mut u64, n: u64) -> u64 {
    *sum += n;
    *sum
}

#[fold]
fn sum(sum: &mut u64, n: u64) {
    *sum += n;
}

pipeline! {
    struct Sums;

    in  numbers: u64;
    out sums: u64;

    numbers => total { tick: 1s } => sum { tick: 1s } => sums;
}

fn main() {}
