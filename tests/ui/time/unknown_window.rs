use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Reading {
    pub at: u64,
    pub room: u32,
}

#[source]
async fn readings() -> Option<Reading> { None }

#[fold]
fn count(n: &mut u64, _reading: Reading) { *n += 1; }

#[sink]
async fn store<T: Send>(_row: T) {}

pipeline! {
    struct Counts;

    readings => [
        count { name: a, window: tumblin(1s) } => store::<u64> { name: store_a },
        count { name: b, window: sliding(1s) } => store::<u64> { name: store_b },
        count { name: c, window: tumbling(10) } => store::<u64> { name: store_c },
        count { name: d, window: 10s } => store::<u64> { name: store_d },
        count { name: e, window: count(0) } => store::<u64> { name: store_e },
        count { name: f, window: global, trigger: each(10), discarding } => store::<u64> { name: store_f },
    ];
}

fn main() {}
