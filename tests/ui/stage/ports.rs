use aqueduct::prelude::*;

#[stage]
fn split(n: u64, even: &mut Out<u64>) { let _ = (n, even); }

fn main() {}
