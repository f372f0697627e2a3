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

async fn begin() -> u64 { 0 }

pipeline! {
    struct Counts;

    readings => count(&mut begin().await) { window: tumbling(10s) } => store::<(Window, u64)>;
}

fn main() {}
