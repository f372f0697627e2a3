use aqueduct::prelude::*;

#[fold(merge = add)]
fn sum(sum: &mut u64, n: u64) { *sum += n }

fn add(sum: &mut u64, other: u64) { *sum += other }

#[fold(finish = mean)]
fn average(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

fn mean(sum: (u64, u64)) -> u64 { sum.0 / sum.1 }

fn main() {}
