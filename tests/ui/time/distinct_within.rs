use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[sink]
async fn store(_row: u64) {}

pipeline! {
    pub struct Stores {}

    numbers
        => distinct { window: sliding(10s, 5s) }
        => distinct { window: session(10s) }
        => distinct { window: count(10) }
        => distinct { window: global, max_keys: 10 }
        => distinct { window: tumbling(10s), keep: 10min }
        => distinct { window: tumbling(10s), workers: 2, trigger: every(3), discarding }
        => distinct { else: failed }
        => store;

    failed => _;
}

fn main() {}
