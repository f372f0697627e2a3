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

pub struct Once(u64);

#[source]
async fn onces() -> Option<Once> { None }

#[fold]
fn add(sum: &mut u64, once: Once) { *sum += once.0; }

pipeline! {
    struct Adds;

    onces => add { window: sliding(10s, 1s) } => store::<(Window, u64)>;
}

fn main() {}
