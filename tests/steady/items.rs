//! Nothing is allocated for an item or a chunk: counted from item 100,000 to item 600,000, on one thread and on two.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aqueduct::prelude::*;
use tokio::runtime::Builder;

use crate::{allocations, alone};

const FROM: usize = 100_000;
const TO: usize = 600_000;
const ITEMS: u64 = 610_000;
/// Whatever happens now and then: a buffer that has never been so long before, another thread of the test harness.
const FEW: usize = 50;
/// With two threads, buffers grow to what the worst timing asks of them, and a busy machine has many.
const FEW_MORE: usize = 4 * FEW;

/// Looks at the allocator when the two items arrive.
#[derive(Clone, Default)]
pub struct Probe(Arc<Marks>);

#[derive(Default)]
struct Marks {
    seen: AtomicUsize,
    from: AtomicUsize,
    to: AtomicUsize,
}

impl Probe {
    fn see(&self, items: usize) {
        let before = self.0.seen.fetch_add(items, Ordering::Relaxed);
        for (at, mark) in [(FROM, &self.0.from), (TO, &self.0.to)] {
            if (before..before + items).contains(&at) {
                mark.store(allocations(), Ordering::Relaxed);
            }
        }
    }

    fn allocated(&self) -> usize {
        let (from, to) = (self.0.from.load(Ordering::Relaxed), self.0.to.load(Ordering::Relaxed));
        assert!(from > 0 && to > 0, "both items arrived");
        to - from
    }
}

#[source]
async fn numbers(upto: &u64, next: &mut u64) -> Option<u64> {
    *next += 1;
    (*next <= *upto).then_some(*next)
}

/// Large, so that chunks are short and many are under way.
pub struct Large([u64; 16]);

#[source]
async fn larges(upto: &u64, next: &mut u64) -> Option<Large> {
    *next += 1;
    (*next <= *upto).then_some(Large([*next; 16]))
}

#[stage]
fn pass_large(large: Large) -> Large {
    std::hint::black_box(&large);
    large
}

#[sink]
fn see_large(probe: &Probe, large: Large) {
    std::hint::black_box(large.0);
    probe.see(1);
}

#[stage]
fn pass(n: u64) -> u64 {
    std::hint::black_box(n)
}

#[stage]
async fn pass_async(n: u64) -> u64 {
    std::hint::black_box(n)
}

#[stage]
fn lend(n: &u64) -> Result<u64, Infallible> {
    Ok(*n)
}

#[stage]
async fn lend_async(n: &u64) -> Result<u64, Infallible> {
    Ok(*n)
}

#[stage]
fn seldom(n: u64) -> Result<u64, &'static str> {
    if n == u64::MAX { Err("never") } else { Ok(n) }
}

#[stage]
fn seventh(n: &u64) -> Result<u64, Seventh> {
    if n.is_multiple_of(7) { Err(Seventh) } else { Ok(*n) }
}

#[derive(Debug)]
pub struct Seventh;

impl std::fmt::Display for Seventh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a seventh")
    }
}

impl std::error::Error for Seventh {}

#[stage]
fn summed(sum: &mut u64, n: u64) -> u64 {
    *sum += n;
    *sum
}

#[stage]
async fn summed_async(sum: &mut u64, n: u64) -> u64 {
    *sum += n;
    *sum
}

#[sink]
fn see(probe: &Probe, _n: u64) {
    probe.see(1);
}

#[sink]
fn see_failed(probe: &Probe, failed: Failed<u64, Seventh>) {
    std::hint::black_box(failed.item);
    probe.see(1);
}

#[sink]
fn see_batch(probe: &Probe, batch: &[u64]) {
    probe.see(batch.len());
}

#[sink]
async fn see_batch_async(probe: &Probe, batch: &[u64]) {
    probe.see(batch.len());
}

#[sink]
fn see_moved_batch(probe: &Probe, batch: Vec<u64>) {
    probe.see(batch.len());
}

/// A pipeline of the `$body`, and a test that it allocates at most so often.
macro_rules! steady {
    ($($(#[$docs:meta])* $test:ident, $most:expr, $name:ident: { $($body:tt)* })*) => {$(
        pipeline! { struct $name { probe: Probe } $($body)* }

        $(#[$docs])*
        #[test]
        fn $test() {
            let _alone = alone();
            for threads in [1, 2] {
                let probe = Probe::default();
                let mut runtime = if threads == 1 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
                let runtime = runtime.worker_threads(2).enable_all().build().expect("a runtime");
                runtime.block_on($name { probe: probe.clone() }.run()).expect("it ends well");
                let allocated = probe.allocated();
                println!("{}: {allocated} allocations, {threads} threads", stringify!($test));
                let most = $most + if threads == 1 { 0 } else { FEW_MORE };
                assert!(allocated <= most, "{allocated} allocations in {} items, {threads} threads", TO - FROM);
            }
        }
    )*};
}

steady! {
    three_tasks, FEW, ThreeTasks: {
        numbers(&ITEMS, &mut 0) => pass { buffer: 1024 } => see(&probe) { buffer: 1024 };
    }
    large_items, FEW, LargeItems: {
        larges(&ITEMS, &mut 0) => pass_large { buffer: 1024 } => see_large(&probe) { buffer: 1024 };
    }
    a_fused_chain, FEW, Fused: {
        numbers(&ITEMS, &mut 0) => pass => map(|n| n + 1) => lend { else: stop } => filter(|n| *n > 0) => see(&probe);
    }
    async_stages, FEW, Awaited: {
        numbers(&ITEMS, &mut 0) => pass_async => lend_async { else: stop } => see(&probe);
    }
    ordered_workers, FEW, Ordered: {
        numbers(&ITEMS, &mut 0) => pass_async { workers: 3 } => see(&probe);
    }
    unordered_workers, FEW, Unordered: {
        numbers(&ITEMS, &mut 0) => pass_async { workers: 3, unordered } => see(&probe);
    }
    lanes_by_key, FEW, Lanes: {
        numbers(&ITEMS, &mut 0) => summed(&mut 0) { by: |n| n % 16, workers: 3 } => see(&probe);
    }
    a_fused_stage_by_key, FEW, Keyed: {
        numbers(&ITEMS, &mut 0) => summed(&mut 0) { by: |n| n % 16 } => see(&probe);
    }
    /// The queues of 16 keys grow to the longest they have ever been, at most to the 256 items of the inbox.
    a_queue_by_key, 16 * 8 + FEW, Queue: {
        numbers(&ITEMS, &mut 0) => summed_async(&mut 0) { by: |n| n % 16, workers: 3 } => see(&probe);
    }
    /// The batch is lent by the task that gathers it, so it is filled again.
    lent_batches, FEW, LentBatches: {
        numbers(&ITEMS, &mut 0) => see_batch_async(&probe) { batch: 50 };
    }
    /// Batches that are moved are the user's: one `Vec` each, no more.
    moved_batches, (TO - FROM) / 50 + FEW, MovedBatches: {
        numbers(&ITEMS, &mut 0) => see_moved_batch(&probe) { batch: 50 };
    }
    /// Lent, but gathered in another place than the one they are used in, and so not filled again: one `Vec` each.
    lent_batches_of_a_fused_sink, (TO - FROM) / 50 + FEW, FusedBatches: {
        numbers(&ITEMS, &mut 0) => see_batch(&probe) { batch: 50 };
    }
    lent_batches_of_workers, (TO - FROM) / 50 + FEW, WorkersBatches: {
        numbers(&ITEMS, &mut 0) => see_batch_async(&probe) { batch: 50, workers: 2 };
    }
    a_route, FEW, Routed: {
        numbers(&ITEMS, &mut 0)
            => match { n if n % 3 == 0 => n, n if n % 3 == 1 => n => map(|n| n + 1), n => n => pass }
            => see(&probe);
    }
    a_broadcast_and_a_merge, FEW, Broadcast: {
        numbers(&ITEMS, &mut 0) => [pass, map(|n| n + 1)] => see(&probe);
    }
    a_merge_of_sources, FEW, Merged: {
        [numbers(&ITEMS, &mut 0) { name: a }, numbers(&ITEMS, &mut 0) { name: b }] => see(&probe);
    }
    /// Every seventh item fails: one `Arc` each, in which its cause may be shared, and nothing else.
    failures_on_their_way, TO / 7 + FEW, Failing: {
        numbers(&ITEMS, &mut 0) => seventh { else: bad } => see(&probe);
        bad => see_failed(&probe);
    }
    retries_that_are_not_needed, FEW, Retried: {
        numbers(&ITEMS, &mut 0) => seldom { retry: 3, else: stop } => lend_async { retry: 3, else: stop } => see(&probe);
    }
    timeouts_that_do_not_come, FEW, InTime: {
        numbers(&ITEMS, &mut 0) => pass_async { timeout: 1s, else: stop } => see(&probe);
    }
}
