//! Chains of many nodes: all in one task, or a task each.

use std::error::Error;
use std::hint::black_box;

use aqueduct::prelude::*;

/// Whatever went wrong.
pub type Failure = Box<dyn Error + Send + Sync>;

/// How many items came to the end, and their sum.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// How many.
    pub items: u64,
    /// Their sum.
    pub sum: u64,
}

impl Total {
    /// One more.
    pub fn add(&mut self, item: u64) {
        self.items += 1;
        self.sum += item;
    }
}

/// What every node does. Opaque, or a chain would become one addition.
#[must_use]
pub fn step_of(item: u64) -> u64 {
    black_box(item) + 1
}

#[source]
async fn numbers(end: &u64, next: &mut u64) -> Option<u64> {
    let item = *next;
    *next += 1;
    (item < *end).then_some(item)
}

#[stage]
fn step(item: u64) -> u64 {
    step_of(item)
}

#[fold]
fn add(total: &mut Total, item: u64) {
    total.add(item);
}

macro_rules! total {
    ($pipeline:expr) => {{
        let running = $pipeline.start()?;
        let total = running.total.recv().await;
        running.join().await?;
        total.ok_or_else(|| "no total came out".into())
    }};
}

include!(concat!(env!("OUT_DIR"), "/chains.rs"));
