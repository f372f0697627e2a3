use aqueduct::prelude::*;

#[fold(merge = ad)]
fn sum(sum: &mut u64, n: u64) { *sum += n }

#[fold(merge = add_two)]
fn total(sum: &mut u64, n: u64) { *sum += n }

#[fold(finish = mean -> f64)]
fn average(sum: &mut (u64, u64), n: u64) { sum.0 += n; sum.1 += 1 }

#[fold(finish = local -> std::rc::Rc<u64>)]
fn shared(sum: &mut u64, n: u64) { *sum += n }

fn add_two(sum: &mut u32, other: u32) { *sum += other }

fn mean(sum: (u64, u64)) -> u64 { sum.0 / sum.1 }

fn local(sum: u64) -> std::rc::Rc<u64> { sum.into() }

fn main() {}
