use aqueduct::prelude::*;

#[stage(tick)]
fn wordless(sum: &mut u64, n: u64) -> u64 { *sum + n }

#[stage(tick = beat)]
fn stateless(n: u64) -> u64 { n }

#[stage(tick = beat)]
async fn split(sum: &mut u64, n: u64, all: &mut Out<u64>) { *sum += n; all.send(n).await }

#[fold(tick = beat)]
fn folded(sum: &mut u64, n: u64) { *sum += n }

#[stage(tick = beats)]
fn misspelt(sum: &mut u64, n: u64) -> u64 { *sum + n }

#[stage(tick = small)]
fn mistyped(sum: &mut u64, n: u64) -> u64 { *sum + n }

fn beat(sum: &mut u64) -> Option<u64> { Some(*sum) }

fn small(sum: &mut u64) -> Option<u32> { (*sum).try_into().ok() }

fn main() {}
