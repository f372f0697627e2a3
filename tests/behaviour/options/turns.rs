//! Who waits for room goes on while the readers are busy: edges do not run dry.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aqueduct::prelude::*;

/// How many numbers there are.
const ALL: u64 = 20_000;

/// How many have been sent, and the fewest that were ever ready behind one that was being worked off.
struct Ahead {
    sent: AtomicU64,
    taken: AtomicU64,
    fewest: AtomicU64,
}

impl Ahead {
    fn new() -> Arc<Self> {
        let (sent, taken) = (AtomicU64::new(0), AtomicU64::new(0));
        Arc::new(Self { sent, taken, fewest: AtomicU64::new(u64::MAX) })
    }

    /// Keeps the thread for a while.
    fn take(&self) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_micros(2) {}
        let (taken, sent) = (self.taken.fetch_add(1, Ordering::Relaxed) + 1, self.sent.load(Ordering::Relaxed));
        // Before, nobody knows yet that items take long; behind the last, nothing can be ready.
        if taken > 2_000 && sent < ALL {
            self.fewest.fetch_min(sent - taken, Ordering::Relaxed);
        }
    }
}

#[source]
async fn numbers(ahead: &Ahead, n: &mut u64) -> Option<u64> {
    if *n == ALL {
        return None;
    }
    *n += 1;
    ahead.sent.fetch_add(1, Ordering::Relaxed);
    Some(*n)
}

#[fold(merge = add)]
fn sum(ahead: &Ahead, sum: &mut u64, n: u64) {
    ahead.take();
    *sum += n;
}

fn add(sum: &mut u64, other: u64) {
    *sum += other;
}

#[stage]
fn pass(ahead: &Ahead, n: u64) -> u64 {
    ahead.take();
    n
}

pipeline! {
    struct Shared { ahead: Arc<Ahead> }

    out total: u64;

    numbers(&ahead, &mut 0) => sum(&ahead) { workers: 1 } => total;
}

pipeline! {
    struct Alone { ahead: Arc<Ahead> }

    numbers(&ahead, &mut 0) => pass(&ahead) { buffer: 256 } => _;
}

/// On one thread nobody else could run the source.
#[tokio::test]
async fn the_source_of_a_busy_worker_has_its_turn() {
    let ahead = Ahead::new();
    let running = Shared { ahead: Arc::clone(&ahead) }.start().unwrap();
    assert_eq!(running.total.recv().await, Some(ALL * (ALL + 1) / 2));
    running.join().await.unwrap();
    let fewest = ahead.fewest.load(Ordering::Relaxed);
    assert!(fewest >= 32, "{fewest}");
}

#[tokio::test]
async fn the_source_of_a_busy_task_has_its_turn() {
    let ahead = Ahead::new();
    Alone { ahead: Arc::clone(&ahead) }.run().await.unwrap();
    let fewest = ahead.fewest.load(Ordering::Relaxed);
    assert!(fewest >= 32, "{fewest}");
}
