//! Ten thousand pipelines in a process, and what one of them costs while nothing comes.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

use crate::{alone, in_use};

const PIPELINES: u64 = 10_000;
const MOST_BYTES: u64 = 64 * 1024;

#[stage]
fn twice(n: u64) -> u64 {
    2 * n
}

#[stage]
async fn plus_one(n: u64) -> u64 {
    n + 1
}

#[sink]
fn sum(total: &AtomicU64, n: u64) {
    total.fetch_add(n, Ordering::Relaxed);
}

pipeline! {
    struct Idle { total: Arc<AtomicU64> }
    in items: u64;
    items => twice => plus_one => sum(&total);
}

#[test]
fn ten_thousand_pipelines_run_in_one_process() {
    let _alone = alone();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let total = Arc::new(AtomicU64::new(0));
        let before = in_use();
        let mut all = Vec::new();
        for _ in 0..PIPELINES {
            all.push(Idle { total: Arc::clone(&total) }.start().expect("it starts"));
        }
        sleep(Duration::from_millis(200)).await;
        let unused = (in_use() - before) as u64 / PIPELINES;
        for (n, pipeline) in (0..).zip(&all) {
            pipeline.items.send(n).await.expect("it runs");
        }
        let expected = (0..PIPELINES).map(|n| 2 * n + 1).sum();
        while total.load(Ordering::Relaxed) < expected {
            sleep(Duration::from_millis(5)).await;
        }
        sleep(Duration::from_millis(200)).await;
        let used = (in_use() - before) as u64 / PIPELINES;
        println!("an idle pipeline: {unused} bytes, {used} once an item has passed");
        assert!(unused.max(used) <= MOST_BYTES, "{unused}, {used} bytes");
        for pipeline in all {
            let report = pipeline.stop().await.expect("it stops");
            assert_eq!(report.node("sum").map(|node| (node.taken, node.left)), Some((1, 0)));
        }
        assert_eq!(total.load(Ordering::Relaxed), expected);
        let after = in_use().saturating_sub(before) as u64 / PIPELINES;
        assert!(after < 64, "{after} bytes of each are still there");
    });
}

/// How often the one thread of a paused runtime had nothing to do but to wait for a timer, within an hour: once for our own
/// `sleep`, and once for any other timer that fell due.
async fn waits_in_an_hour<F: Future>(settled: F) -> u64 {
    settled.await;
    sleep(Duration::from_secs(60)).await;
    let metrics = Handle::current().metrics();
    let before = metrics.worker_park_count(0);
    sleep(Duration::from_secs(3600)).await;
    metrics.worker_park_count(0) - before
}

pipeline! {
    /// Every kind of node that could have a reason to look at the clock, with nothing to do.
    struct Waiting { total: Arc<AtomicU64> }
    in items: u64;
    items
        => twice { retry: 3, else: stop }
        => plus_one { workers: 3, timeout: 1s, else: stop }
        => map(|n| n)
        => [
            store(&total) { batch: 10, within: 1s },
            filter(|n| *n > 0) => plus_one { by: |n| n % 4, workers: 2, name: keyed } => sum(&total),
        ];
}

#[sink]
async fn store(total: &AtomicU64, batch: &[u64]) {
    total.fetch_add(batch.iter().sum(), Ordering::Relaxed);
}

pipeline! {
    struct Ticking { total: Arc<AtomicU64> }
    tick(1s) => map(|_| 1) => sum(&total);
}

#[test]
fn an_idle_pipeline_wakes_nobody() {
    let _alone = alone();
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    runtime.block_on(looks_at_the_clock());
}

async fn looks_at_the_clock() {
    let alone_sleeps = waits_in_an_hour(async {}).await;
    let total = Arc::new(AtomicU64::new(0));
    let running = Waiting { total: Arc::clone(&total) }.start().expect("it starts");
    let unused = waits_in_an_hour(async {}).await;
    let used = waits_in_an_hour(async { running.items.send(1).await.expect("it runs") }).await;
    assert_eq!(total.load(Ordering::Relaxed), 7, "the item went everywhere");
    assert!(unused.max(used) <= alone_sleeps + 2, "{unused}, {used}, without it {alone_sleeps}: something falls due");
    running.stop().await.expect("it stops");

    // And that such a count shows a pipeline that does look at the clock.
    let running = Ticking { total }.start().expect("it starts");
    let ticks = waits_in_an_hour(async {}).await;
    assert!(ticks >= 3600, "{ticks}");
    running.stop().await.expect("it stops");
}
