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

#[derive(Default)]
struct Sum(u64);

#[fold]
fn add(sum: &mut Sum, reading: Reading) { sum.0 += reading.at; }

pipeline! {
    struct Adds;

    readings => add { window: global, trigger: every(10), accumulating } => store::<Sum>;
}

fn main() {}
