use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn double(n: u64) -> Result<u64, String> { Ok(n * 2) }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    in more: u64;
    out rows: u64;

    numbers => double { wokers: 3, timeout: 0s } => store;
    let idle = others => double { name: again };
}

fn main() {}
