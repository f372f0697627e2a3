use aqueduct::prelude::*;

#[stage(blocking)]
async fn resize(n: u64) -> u64 { n }

fn main() {}
