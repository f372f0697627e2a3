use aqueduct::prelude::*;
use aqueduct::Pane;

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

fn tell(n: u64, _pane: Pane) -> Option<u64> { Some(n) }

pipeline! {
    struct Counts;

    readings => count { window: global, trigger: every(3), emit: tell } => store::<u64>;
}

fn main() {}
