//! Stopped at any moment: what was read is worked off, and the books say so. Aborted: what was read is done or left.

use std::sync::Arc;
use std::time::Duration;

use aqueduct::Report;
use aqueduct::prelude::*;
use tokio::sync::Notify;

use super::{Count, dead, quiet_panic};
use crate::common::{Fell, Seen, ended, keep};

/// What goes in and what comes out.
#[derive(Clone, Default)]
struct Gauge {
    read: Count,
    stored: Count,
    moved: Arc<Notify>,
}

impl Gauge {
    /// Waits until so many are stored.
    async fn stored(&self, many: u64) {
        while self.stored.get() < many {
            self.moved.notified().await;
        }
    }
}

#[source]
async fn endless(gauge: &Gauge) -> Option<u64> {
    if fastrand::u64(0..50) == 0 {
        tokio::task::yield_now().await;
    }
    Some(gauge.read.up())
}

#[stage]
async fn slip(n: &u64) -> Result<u64, &'static str> {
    for _ in 0..fastrand::u64(0..4) {
        tokio::task::yield_now().await;
    }
    match fastrand::u64(0..40) {
        0 => Err("slipped"),
        1 => quiet_panic(),
        _ => Ok(*n),
    }
}

#[stage]
fn twice(n: u64) -> impl Iterator<Item = u64> {
    [n, n].into_iter()
}

/// The second of two.
#[stage]
fn pair(half: &mut Option<u64>, n: u64) -> Option<u64> {
    match half.take() {
        Some(first) => Some(first.max(n)),
        None => {
            *half = Some(n);
            None
        }
    }
}

#[sink]
async fn store(gauge: &Gauge, batch: &[u64]) {
    tokio::task::yield_now().await;
    for _ in batch {
        gauge.stored.up();
    }
    gauge.moved.notify_one();
}

pipeline! {
    struct Busy { gauge: Gauge, fell: Seen<Fell> }
    options { channel: 32 }
    endless(&gauge)
        => slip { workers: 4, retry: Retry::times(1).between(0ms, 1ms), else: bad }
        => twice
        => pair(&mut None) { by: |n| *n, max_keys: 64 }
        => pass { by: |n| n % 5, workers: 3 }
        => store(&gauge) { batch: 7, within: 1h };
    bad => dead::<u64, &'static str>(&fell);
}

#[stage]
async fn pass(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n
}

fn edges(report: &Report) -> u64 {
    report.edges.iter().map(|edge| edge.queued + edge.unread + edge.dropped).sum()
}

async fn stop_somewhere(random: &mut fastrand::Rng) {
    let (gauge, fell) = (Gauge::default(), Seen::default());
    let running = Busy { gauge: gauge.clone(), fell: fell.clone() }.start().expect("it starts");
    gauge.stored(random.u64(0..300)).await;
    for _ in 0..random.u64(0..40) {
        tokio::task::yield_now().await;
    }
    let report = ended(running.stop().await);
    assert_eq!(edges(&report), 0, "{report:#?}");
    let (read, stored, failed) = (gauge.read.get(), gauge.stored.get(), fell.len() as u64);
    assert_eq!(report.node("endless").map(|node| node.out), Some(read), "what was read was counted");
    assert_eq!(read, stored + failed, "{report:#?}");
}

/// 200 in all: half on one thread, half on two.
fn seeds() -> impl Iterator<Item = fastrand::Rng> {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    (0..100).map(move |nth| fastrand::Rng::with_seed(seed.wrapping_add(nth)))
}

#[tokio::test]
async fn a_stop_at_any_moment_loses_nothing() {
    for mut random in seeds() {
        stop_somewhere(&mut random).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_at_any_moment_loses_nothing_on_two_threads() {
    for mut random in seeds() {
        stop_somewhere(&mut random).await;
    }
}

pipeline! {
    struct Line { gauge: Gauge }
    options { channel: 32 }
    endless(&gauge) => pass { workers: 4, unordered } => store(&gauge) { batch: 7, within: 1h };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abort_at_any_moment_leaves_what_it_leaves_in_the_books() {
    let mut left = 0;
    for mut random in seeds() {
        let gauge = Gauge::default();
        let running = Line { gauge: gauge.clone() }.start().expect("it starts");
        gauge.stored(random.u64(0..300)).await;
        for _ in 0..random.u64(0..40) {
            tokio::task::yield_now().await;
        }
        let report = running.abort().await;
        assert!(report.balances(), "{report:#?}");
        let read = report.node("endless").map(|node| node.out);
        let done = report.node("store").map_or(0, |node| node.done);
        let (read, accounted) = (read.unwrap_or_default(), done + report.left());
        assert!(read <= accounted, "something is missing: {report:#?}");
        // Of each of four workers: an item whose output is out while the worker waits for room is left, and so is the output.
        assert!(accounted <= read + 4, "something was made up: {report:#?}");
        assert!(gauge.read.get() - read <= 1, "at most the one in the source's hand is not counted");
        left += report.left();
    }
    assert!(left > 0, "nothing was under way at any abort");
}

#[tokio::test(start_paused = true)]
async fn a_handle_that_is_dropped_drains() {
    let (gauge, fell) = (Gauge::default(), Seen::default());
    let running = Busy { gauge: gauge.clone(), fell: fell.clone() }.start().expect("it starts");
    gauge.stored(100).await;
    drop(running);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(gauge.read.get(), gauge.stored.get() + fell.len() as u64);
}

/// Uses up what its task may do before it lets others run, and then waits for ever.
#[source]
async fn exhausting(waits: &Notify) -> Option<u64> {
    while tokio::task::coop::has_budget_remaining() {
        tokio::task::coop::consume_budget().await;
    }
    waits.notify_one();
    std::future::pending().await
}

pipeline! {
    struct Exhausted { waits: Arc<Notify>, seen: Seen<u64> }
    exhausting(&waits) => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_waits_without_budget_hears_of_the_stop() {
    let (waits, seen) = (Arc::new(Notify::new()), Seen::default());
    let running = Exhausted { waits: Arc::clone(&waits), seen }.start().expect("it starts");
    waits.notified().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let stopped = tokio::time::timeout(Duration::from_secs(60), running.stop()).await;
    ended(stopped.expect("it stops"));
}
