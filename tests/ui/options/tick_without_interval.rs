use aqueduct::prelude::*;

#[stage(tick = beat)]
fn total(sum: &mut u64, n: u64) -> Option<u64> {
    *sum += n;
    None
}

fn beat(sum: &mut u64) -> Option<u64> {
    Some(*sum)
}

pipeline! {
    struct Sums;

    in  numbers: u64;
    out sums: u64;

    numbers => map(|n| n) => total => sums;
}

fn main() {}
