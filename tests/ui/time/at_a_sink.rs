use aqueduct::prelude::*;

#[source]
async fn seconds() -> Option<i64> { None }

#[sink]
async fn store(_second: i64) {}

pipeline! {
    struct Counts;

    seconds => store { time: |second| Timestamp::from_secs(*second) };
}

fn main() {}
