use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

pipeline! {
    pub struct Stores { breaker: Breaker }

    in more: u64 { breaker: &breaker };
    out rows: u64 { breaker: &breaker };

    [numbers { breaker: &breaker }, more] => map(|n| n + 1) { breaker: &breaker } => rows;
}

fn main() {}
