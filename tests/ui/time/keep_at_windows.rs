use aqueduct::prelude::*;

#[source]
async fn numbers() -> Option<u64> { None }

#[fold]
fn count(n: &mut u64, _number: u64) { *n += 1 }

pipeline! {
    pub struct Counts {}

    numbers => [
        count { name: a, by: |n| *n, window: tumbling(10s), keep: 1min } => _,
        count { name: b, by: |n| *n, window: sliding(10s, 5s), keep: 1min, max_keys: 10 } => _,
        count { name: c, window: global, keep: 1min } => _,
        count { name: d, by: |n| *n, window: count(3), keep: 0s } => _,
        top(3) { name: e, by: |n| *n, window: session(10s), keep: 1min } => _,
    ];
}

fn main() {}
