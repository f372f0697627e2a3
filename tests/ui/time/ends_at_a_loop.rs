use aqueduct::prelude::*;

#[derive(Clone)]
pub struct Reading {
    pub at: u64,
    pub left: u32,
}

#[source]
async fn readings() -> Option<Reading> { None }

#[stage]
fn once(reading: Reading) -> Reading { Reading { left: reading.left - 1, ..reading } }

#[fold]
fn count(n: &mut u64, _reading: Reading) { *n += 1; }

#[sink]
async fn store<T: Send>(_row: T) {}

pipeline! {
    struct Counts;

    loop again: Reading;

    readings { time: |r| Timestamp::from_secs(r.at as i64) } => again;

    again => once => match {
        reading if reading.left > 0 => again,
        reading => count { window: tumbling(10s) } => store::<(Window, u64)>,
    };
}

fn main() {}
