use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores {}

    out rows: u64 { workers: 3 };

    numbers { timeout: 3s } => map(|n| n + 1) { retry: 3 } => rows;
}

fn main() {}
