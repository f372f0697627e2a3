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

fn tell(n: &mut u64, _pane: &Pane) -> Option<u64> { Some(*n) }

pipeline! {
    struct Counts;

    readings => [
        count { name: a, emit: tell } => store::<u64> { name: store_a },
        count { name: b, window: global, trigger: every(3), accumulating, emit: tell } => store::<u64> { name: store_b },
        count { name: c, window: count(10), trigger: every(3), discarding } => store::<u64> { name: store_c },
        count { name: d, window: global, on_trigger: tell } => store::<u64> { name: store_d },
        count { name: e, window: global, emit: 3s } => store::<u64> { name: store_e },
    ];
}

fn main() {}
