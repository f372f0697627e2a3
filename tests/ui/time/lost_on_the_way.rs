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

fn at(reading: &Reading) -> Timestamp { Timestamp::from_secs(reading.at as i64) }

pipeline! {
    /// Its own time goes no further than it does.
    struct Counted;

    in  readings: Reading { time: at };
    out counts: (Window, u64);

    readings => count { window: tumbling(1s), name: by_second } => counts;
}

#[fold]
fn sum(sum: &mut u64, (_, n): (Window, u64)) { *sum += n; }

pipeline! {
    struct Sums;

    readings { time: at } => Counted => sum { window: tumbling(10s) } => store::<(Window, u64)>;
}

fn main() {}
