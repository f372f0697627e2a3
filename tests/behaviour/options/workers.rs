//! `workers`, `unordered`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, sleep};

use super::dead;
use crate::common::{Fell, Seen, ended, keep, numbers};

/// How many calls are under way, and how many were at most.
#[derive(Clone, Default)]
struct Crowd(Arc<(AtomicUsize, AtomicUsize)>);

impl Crowd {
    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }

    fn enter(&self) -> impl Drop {
        struct Leaves(Crowd);
        impl Drop for Leaves {
            fn drop(&mut self) {
                self.0.0.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
        Leaves(self.clone())
    }
}

/// Takes from 0 to 20 ms, at random.
#[stage]
async fn dawdle(crowd: &Crowd, n: u64) -> u64 {
    let _inside = crowd.enter();
    sleep(Duration::from_millis(fastrand::u64(0..=20))).await;
    n
}

#[stage]
async fn dawdle_or_fail(crowd: &Crowd, n: &u64) -> Result<u64, &'static str> {
    let _inside = crowd.enter();
    sleep(Duration::from_millis(fastrand::u64(0..=20))).await;
    if n.is_multiple_of(10) { Err("a tenth") } else { Ok(*n) }
}

#[stage(blocking)]
fn spin(n: u64) -> u64 {
    (0..fastrand::u64(0..20_000)).fold(n, |n, turn| std::hint::black_box(n ^ turn ^ turn))
}

pipeline! {
    struct Alone { crowd: Crowd, seen: Seen<u64> }
    numbers(&100) => dawdle(&crowd) => keep::<u64>(&seen);
}

pipeline! {
    struct Ordered { crowd: Crowd, seen: Seen<u64> }
    numbers(&2000) => dawdle(&crowd) { workers: 8 } => keep::<u64>(&seen);
}

pipeline! {
    struct Unordered { crowd: Crowd, seen: Seen<u64> }
    numbers(&2000) => dawdle(&crowd) { workers: 8, unordered } => keep::<u64>(&seen);
}

pipeline! {
    struct OrderedFailing { crowd: Crowd, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&2000) => dawdle_or_fail(&crowd) { workers: 8, retry: 1, else: bad } => keep::<u64>(&seen);
    bad => dead::<u64, &'static str>(&fell);
}

pipeline! {
    struct Computing { seen: Seen<u64> }
    numbers(&5000) => spin { workers: 8 } => keep::<u64>(&seen);
}

#[sink]
async fn slow_keep(crowd: &Crowd, seen: &Seen<u64>, n: u64) {
    let _inside = crowd.enter();
    sleep(Duration::from_millis(10)).await;
    seen.push(n);
}

pipeline! {
    struct SinkWorkers { crowd: Crowd, seen: Seen<u64> }
    numbers(&800) => slow_keep(&crowd, &seen) { workers: 8 };
}

#[tokio::test(start_paused = true)]
async fn one_item_is_in_work_unless_said() {
    let (crowd, seen) = (Crowd::default(), Seen::default());
    ended(Alone { crowd: crowd.clone(), seen: seen.clone() }.run().await);
    assert_eq!((crowd.most(), seen.take()), (1, (1..=100).collect()));
}

#[tokio::test(start_paused = true)]
async fn eight_workers_with_random_delays_keep_the_order() {
    let (crowd, seen) = (Crowd::default(), Seen::default());
    let started = Instant::now();
    ended(Ordered { crowd: crowd.clone(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=2000).collect::<Vec<_>>());
    assert_eq!(crowd.most(), 8);
    // One after the other it would take 20 s, eight at a time without a gap 2.5 s.
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn unordered_workers_let_the_quick_ones_pass() {
    let (crowd, seen) = (Crowd::default(), Seen::default());
    let started = Instant::now();
    ended(Unordered { crowd: crowd.clone(), seen: seen.clone() }.run().await);
    let came = seen.take();
    assert!(!came.is_sorted(), "nobody passed anybody");
    let mut all = came;
    all.sort();
    assert_eq!(all, (1..=2000).collect::<Vec<_>>());
    assert_eq!(crowd.most(), 8);
    assert!(started.elapsed() < Duration::from_millis(3200), "workers waited: {:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn ordered_workers_keep_the_order_around_failures() {
    let (crowd, seen, fell) = (Crowd::default(), Seen::default(), Seen::default());
    let pipeline = OrderedFailing { crowd: crowd.clone(), seen: seen.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(seen.take(), (1..=2000).filter(|n| n % 10 != 0).collect::<Vec<_>>());
    let failed = fell.sorted();
    assert_eq!(failed.iter().map(|f| f.0).collect::<Vec<_>>(), (1..=200).map(|n| n * 10).collect::<Vec<_>>());
    assert!(failed.iter().all(|f| f.3 == 2), "each was tried twice");
    assert_eq!(report.node("dawdle_or_fail").map(|n| (n.failed, n.retried, n.lost)), Some((200, 200, 0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ordered_workers_on_several_threads_keep_the_order() {
    let seen = Seen::default();
    ended(Computing { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=5000).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_sink_with_workers_takes_several_at_once() {
    let (crowd, seen) = (Crowd::default(), Seen::default());
    let started = Instant::now();
    ended(SinkWorkers { crowd: crowd.clone(), seen: seen.clone() }.run().await);
    assert_eq!((crowd.most(), seen.sorted()), (8, (1..=800).collect()));
    assert!(started.elapsed() < Duration::from_millis(1100), "a hundred turns of 10 ms: {:?}", started.elapsed());
}
