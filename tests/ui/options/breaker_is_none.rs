use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[stage]
async fn check(n: &u64) -> Result<(), std::io::Error> { if *n > 3 { Ok(()) } else { Err(std::io::ErrorKind::Other.into()) } }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores { breaker: Breaker, name: String }

    numbers
        => check { name: first, breaker: &name, else: skip }
        => check { name: second, breaker: breaker.failure_if(|e: &String| e.is_empty()), else: skip }
        => store { breaker: &name };
}

fn main() {}
