use aqueduct::prelude::*;

#[fold]
async fn sum(sum: &mut u64, n: u64) { *sum += n }

#[fold]
fn count(n: u64) { let _ = n; }

#[fold]
fn total(total: &mut u64, n: u64) -> u64 { *total + n }

fn main() {}
