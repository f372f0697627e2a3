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

#[stage]
fn pass(reading: Reading) -> Reading { reading }

pipeline! {
    struct Passes;

    readings => pass { window: tumbling(10s) } => store::<Reading>;
}

fn main() {}
