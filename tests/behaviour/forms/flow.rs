//! What moves, and what holds: memory is bounded, and nothing waits for company.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aqueduct::prelude::*;
use tokio::sync::Semaphore;

use crate::common::{Seen, ended, keep, numbers};

#[stage]
async fn hop(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n
}

/// No clock: were the item to wait for a chunk to fill, or for a timer, nothing would ever wake its receiver.
#[tokio::test]
async fn a_lone_item_passes_three_idle_tasks() {
    pipeline! {
        struct Hops;
        in items: u64;
        out arrived: u64;
        items => hop => hop { name: hop_2 } => map(|n| n) => hop { name: hop_3 } => arrived;
    }
    let running = Hops.start().unwrap();
    for n in 0..100 {
        running.items.send(n).await.unwrap();
        assert_eq!(running.arrived.recv().await, Some(n));
    }
    ended(running.stop().await);
}

/// The same through an operator, a route, a merge and a broadcast.
#[tokio::test]
async fn a_lone_item_passes_everything_else_too() {
    pipeline! {
        struct Passes;
        in items: u64;
        out arrived: u64;
        items
            => flat_map(|n| [n])
            => match { n if n % 2 == 0 => hop, n => map(|n| n) { buffer: 8 } }
            => hop { name: hop_2, workers: 3 }
            => [map(|n| n), filter(|n| *n == u64::MAX)]
            => hop { name: hop_3, workers: 2, unordered }
            => arrived;
    }
    let running = Passes.start().unwrap();
    for n in 0..100 {
        running.items.send(n).await.unwrap();
        assert_eq!(running.arrived.recv().await, Some(n));
    }
    ended(running.stop().await);
}

/// Counts itself: how many live, and the most that ever did.
pub struct Live(Arc<AtomicU64>);

#[derive(Default)]
pub struct Alive {
    now: Arc<AtomicU64>,
    most: AtomicU64,
}

impl Alive {
    fn one(&self) -> Live {
        let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
        Live(Arc::clone(&self.now))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[stage]
fn endless(alive: &Arc<Alive>, _seed: u64) -> impl Iterator<Item = Live> {
    let alive = Arc::clone(alive);
    std::iter::repeat_with(move || alive.one())
}

#[stage]
fn endless_stream(alive: &Arc<Alive>, _seed: u64) -> impl Stream<Item = Live> {
    let alive = Arc::clone(alive);
    futures::stream::repeat_with(move || alive.one())
}

#[sink]
async fn slow(gate: &Semaphore, _item: Live) {
    gate.acquire().await.unwrap().forget();
}

macro_rules! endless_in_bounded_memory {
    ($alive:ident; $($test:ident: [$($stage:tt)*];)+) => {$(
        #[tokio::test]
        async fn $test() {
            pipeline! {
                struct Endless { $alive: Arc<Alive>, gate: Arc<Semaphore> }
                numbers(&1) => $($stage)* => slow(&gate);
            }
            let (alive, gate) = (Arc::new(Alive::default()), Arc::new(Semaphore::new(0)));
            let running = Endless { $alive: alive.clone(), gate: gate.clone() }.start().unwrap();
            while alive.most.load(Ordering::Relaxed) < 10 {
                tokio::task::yield_now().await;
            }
            gate.add_permits(20_000);
            while gate.available_permits() > 0 {
                tokio::task::yield_now().await;
            }
            let most = alive.most.load(Ordering::Relaxed);
            assert!((10..=1000).contains(&most), "{most} items alive at once");
            let report = running.abort().await;
            assert!(report.balances(), "{report:#?}");
            assert_eq!(alive.now.load(Ordering::Relaxed), 0, "an abort leaks nothing");
        }
    )+};
}

endless_in_bounded_memory! {
    alive;
    an_endless_iterator_is_bounded: [endless(&alive)];
    an_endless_stream_is_bounded: [endless_stream(&alive)];
    an_endless_flat_map_is_bounded: [flat_map(|_| { let alive = Arc::clone(alive); std::iter::repeat_with(move || alive.one()) })];
    an_endless_fused_tail_is_bounded: [endless(&alive) => map(|live| live) => filter(|_| true)];
}

/// An endless source before a sink that takes nothing: every edge is full, and no more is read.
#[tokio::test]
async fn a_sink_that_takes_nothing_holds_the_source() {
    #[sink]
    async fn holds(gate: &Semaphore, _n: u64) {
        gate.acquire().await.unwrap().forget();
    }
    pipeline! {
        struct Held { gate: Arc<Semaphore> }
        options { channel: 8 }
        numbers(&u64::MAX) => hop => hop { name: hop_2 } => holds(&gate);
    }
    let gate = Arc::new(Semaphore::new(0));
    let running = Held { gate: gate.clone() }.start().unwrap();
    let mut before = u64::MAX;
    let read = loop {
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        let read = running.stats().node("numbers").unwrap().taken;
        if read == before {
            break read;
        }
        before = read;
    };
    assert!((4..=60).contains(&read), "{read} items read for three edges of 8");
    gate.add_permits(1_000_000);
    let report = ended(running.stop().await);
    assert_eq!(report.node("holds").unwrap().done, report.node("numbers").unwrap().taken);
}

#[tokio::test]
async fn an_empty_input_ends_everything() {
    pipeline! {
        struct Empty { seen: Seen<u64> }
        numbers(&0) => hop => [map(|n| n), hop { name: hop_2, workers: 4 }] => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Empty { seen: seen.clone() }.run().await);
    assert!(seen.take().is_empty());
    assert!(report.nodes.iter().all(|node| node.taken == 0), "{report}");
}
