use aqueduct::prelude::*;

#[fold(merge)]
fn sum(sum: &mut u64, n: u64) { *sum += n }

#[fold(merge(add))]
fn total(sum: &mut u64, n: u64) { *sum += n }

#[fold(finish = mean)]
fn average(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

#[fold(finish)]
fn ratio(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

#[fold(finish = mean -> )]
fn unfinished(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

#[fold(finish = name -> &str)]
fn named(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

#[fold(finish = all -> impl Iterator<Item = u64>)]
fn hidden(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

#[stage(merge = add)]
fn elsewhere(n: u64) -> u64 { n }

fn mean(sum: (u64, u64)) -> u64 { sum.0 / sum.1 }

fn main() {}
