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

    readings { max_skew: 1h } => [
        count { name: a, lateness: 1s } => store::<u64> { name: store_a },
        count { name: b, trigger: every(3) } => store::<u64> { name: store_b },
        count { name: c, window: count(10), trigger: every(3) } => store::<u64> { name: store_c },
        count { name: d, window: count(10), trigger: every(3), accumulating, discarding } => store::<u64> { name: store_d },
        count { name: e, window: tumbling(1s), by: |r| r.room, keep: 3s } => store::<(u32, Window, u64)> { name: store_e },
    ];
}

fn main() {}
