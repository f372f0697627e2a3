use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[fold]
fn sum(sum: &mut u64, n: u64) { *sum += n; }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    options { delivery: at_least_once }

    numbers => sum(&mut 0) => store { reply: 3 };
}

fn main() {}
