use aqueduct::prelude::*;

#[stage]
fn double(n: u64) -> u64 { n * 2 }

#[stage]
fn halve(n: u64) -> Result<u64, String> { Ok(n / 2) }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Halves {}

    in numbers: u64;

    [numbers, again] => halve { else: failed } => store;
    let again = failed => map(|failed| failed.item) => double;
}

fn main() {}
