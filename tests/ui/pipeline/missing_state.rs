use aqueduct::prelude::*;

pub struct Sum(u64);

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
fn total(sum: &mut Sum, n: u64) -> u64 { sum.0 += n; sum.0 }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers => total => store;
}

fn main() {}
