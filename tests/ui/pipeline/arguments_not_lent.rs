use aqueduct::prelude::*;

pub struct Gateway;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn charge(_gateway: &Gateway, n: u64) -> u64 { n }

#[stage]
async fn double(n: u64) -> u64 { n * 2 }

#[stage]
fn total(sum: &mut u64, n: u64) -> u64 { *sum += n; *sum }

pipeline! {
    pub struct Stores { gateway: Gateway }

    numbers => charge(gateway) => charge(&self.gateway) { name: again } => double(n) => total(0) => _;
}

fn main() {}
