//! `fuse`: one task, in which all goes on as in several.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aqueduct::prelude::*;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use super::dead;
use crate::common::{Fell, Seen, balanced, books, ended, failed, keep, numbers};

/// The tasks that stages were called in, and where each call was.
#[derive(Clone, Default)]
struct Tasks(Arc<std::sync::Mutex<BTreeSet<tokio::task::Id>>>);

impl Tasks {
    fn note(&self) {
        self.0.lock().unwrap().insert(tokio::task::id());
    }

    fn are(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[stage]
async fn step(tasks: &Tasks, n: u64) -> u64 {
    tasks.note();
    if fastrand::u64(0..20) == 0 {
        tokio::task::yield_now().await;
    }
    n
}

#[stage]
fn twice(tasks: &Tasks, n: u64) -> impl Iterator<Item = u64> {
    tasks.note();
    [n, n].into_iter()
}

pipeline! {
    struct Chain { upto: u64, tasks: Tasks, seen: Seen<u64> }
    options { channel: 16 }
    numbers(&upto)
        => step(&tasks) { name: one }
        => step(&tasks) { name: two, fuse: true }
        => twice(&tasks) { fuse }
        => step(&tasks) { name: three, fuse }
        => keep::<u64>(&seen) { fuse };
}

async fn order_in_one_task() {
    let (tasks, seen) = (Tasks::default(), Seen::default());
    let report = ended(Chain { upto: 20_000, tasks: tasks.clone(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=20_000).flat_map(|n| [n, n]).collect::<Vec<_>>());
    assert_eq!(tasks.are(), 1);
    assert_eq!(books(&report, "two"), (20_000, 20_000, 0, 0, 20_000));
    assert_eq!(books(&report, "three"), (40_000, 40_000, 0, 0, 40_000));
}

#[tokio::test]
async fn items_keep_their_order_in_one_task() {
    order_in_one_task().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_two_threads_items_keep_their_order_in_one_task() {
    order_in_one_task().await;
}

/// On one thread, beside others that want to run.
#[tokio::test]
async fn what_is_fused_gives_way_to_other_tasks() {
    let over = Arc::new(AtomicBool::new(false));
    let others = tokio::spawn({
        let over = Arc::clone(&over);
        async move {
            let mut turns = 0;
            while !over.load(Ordering::Relaxed) {
                turns += 1;
                tokio::task::yield_now().await;
            }
            turns
        }
    });
    ended(Chain { upto: 100_000, tasks: Tasks::default(), seen: Seen::default() }.run().await);
    over.store(true, Ordering::Relaxed);
    let turns = others.await.unwrap();
    assert!(turns > 100, "{turns} turns");
}

#[source]
async fn endless(read: &Arc<AtomicU64>) -> Option<u64> {
    Some(read.fetch_add(1, Ordering::SeqCst) + 1)
}

#[stage]
async fn slip(n: &u64) -> Result<u64, &'static str> {
    for _ in 0..fastrand::u64(0..3) {
        tokio::task::yield_now().await;
    }
    match fastrand::u64(0..40) {
        0 => Err("slipped"),
        1 => std::panic::resume_unwind(Box::new("expected")),
        _ => Ok(*n),
    }
}

#[sink]
async fn store(seen: &Seen<u64>, batch: &[u64]) {
    tokio::task::yield_now().await;
    batch.iter().for_each(|n| seen.push(*n));
}

pipeline! {
    struct Busy { read: Arc<AtomicU64>, seen: Seen<u64>, fell: Seen<Fell> }
    options { channel: 32 }
    endless(&read)
        => slip { fuse, retry: Retry::times(1).between(0ms, 1ms), else: bad }
        => match { n if n % 3 == 0 => slip { name: again, fuse, else: bad }, n => map(|n| n) { fuse } }
        => store(&seen) { batch: 7, within: 1h, fuse };
    bad => dead::<u64, &'static str>(&fell) { fuse };
}

async fn stop_somewhere() {
    let (read, seen, fell) = (Arc::new(AtomicU64::new(0)), Seen::default(), Seen::default());
    let running = Busy { read: Arc::clone(&read), seen: seen.clone(), fell: fell.clone() }.start().unwrap();
    for _ in 0..fastrand::u64(0..300) {
        tokio::task::yield_now().await;
    }
    ended(running.stop().await);
    let mut all = seen.take();
    all.extend(fell.take().into_iter().map(|fell| fell.0));
    all.sort_unstable();
    assert_eq!(all, (1..=read.load(Ordering::SeqCst)).collect::<Vec<_>>(), "each is stored or failed, once");
}

#[tokio::test]
async fn a_stop_at_any_moment_loses_nothing() {
    for _ in 0..50 {
        stop_somewhere().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_at_any_moment_loses_nothing_on_two_threads() {
    for _ in 0..50 {
        stop_somewhere().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abort_at_any_moment_leaves_books_that_balance() {
    for _ in 0..50 {
        let (read, seen) = (Arc::new(AtomicU64::new(0)), Seen::default());
        let running = Busy { read: Arc::clone(&read), seen: seen.clone(), fell: Seen::default() }.start().unwrap();
        for _ in 0..fastrand::u64(0..300) {
            tokio::task::yield_now().await;
        }
        let report = running.abort().await;
        assert!(report.balances(), "{report:#?}");
        assert_eq!(report.node("store").unwrap().done, seen.len() as u64);
    }
}

#[stage]
async fn odd(tasks: &Tasks, n: &u64) -> Result<u64, String> {
    tasks.note();
    sleep(Duration::from_millis(1)).await;
    if n.is_multiple_of(2) { Err(format!("{n} is even")) } else { Ok(*n) }
}

#[tokio::test(start_paused = true)]
async fn a_fused_stage_is_retried_in_place() {
    pipeline! {
        struct Retried { tasks: Tasks, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&6)
            => step(&tasks)
            => odd(&tasks) { fuse: true, retry: Retry::times(3).between(5ms, 10ms), else: bad }
            => keep::<u64>(&seen);
        bad => dead::<u64, String>(&fell);
    }
    let (tasks, seen, fell) = (Tasks::default(), Seen::default(), Seen::default());
    let report = ended(Retried { tasks: tasks.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(seen.take(), [1, 3, 5]);
    assert_eq!(fell.take(), [2, 4, 6].map(|n| Fell(n, "odd", format!("{n} is even"), 4)));
    assert_eq!((tasks.are(), report.node("odd").unwrap().retried), (1, 9));
}

#[stage]
async fn stuck(n: &u64) -> u64 {
    if n.is_multiple_of(2) {
        std::future::pending::<()>().await;
    }
    *n
}

#[tokio::test(start_paused = true)]
async fn time_and_rate_count_in_a_fused_stage() {
    pipeline! {
        struct Timed { seen: Seen<u64> }
        numbers(&6)
            => stuck { timeout: 10ms, fuse, else: skip }
            => map(|n| n) => step(&Tasks::default()) { rate: 1 per 1s, fuse } => keep::<u64>(&seen) { fuse };
    }
    let (seen, began) = (Seen::default(), tokio::time::Instant::now());
    let report = ended(Timed { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 3, 5]);
    assert_eq!(report.node("stuck").unwrap().failed, 3);
    assert!((2..4).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[stage]
async fn trips(n: u64) -> u64 {
    tokio::task::yield_now().await;
    if n == 50 {
        std::panic::resume_unwind(Box::new("expected"));
    }
    n
}

#[tokio::test]
async fn a_panic_that_nobody_takes_stops_the_pipeline_and_drains() {
    pipeline! {
        struct Trips { seen: Seen<u64> }
        options { channel: 8 }
        numbers(&1_000_000_000) => trips => step(&Tasks::default()) { fuse } => keep::<u64>(&seen) { fuse };
    }
    let seen = Seen::default();
    let error = failed(Trips { seen: seen.clone() }.run().await);
    assert!(error.to_string().contains("trips"), "{error}");
    let seen = seen.take();
    assert!(seen.len() >= 49 && !seen.contains(&50), "{} came through", seen.len());
}

#[sink]
async fn hold(door: &Arc<Semaphore>, seen: &Seen<u64>, n: u64) {
    door.acquire().await.unwrap().forget();
    seen.push(n);
}

/// A stuck stage holds back what stands before it in its own task.
#[tokio::test]
async fn what_is_full_holds_back() {
    pipeline! {
        struct Held { read: Arc<AtomicU64>, door: Arc<Semaphore>, seen: Seen<u64> }
        options { channel: 4 }
        endless(&read) => step(&Tasks::default()) { fuse } => hold(&door, &seen) { fuse };
    }
    let (read, door, seen) = (Arc::new(AtomicU64::new(0)), Arc::new(Semaphore::new(0)), Seen::default());
    let running = Held { read: Arc::clone(&read), door: Arc::clone(&door), seen: seen.clone() }.start().unwrap();
    let settle = async || {
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
    };
    settle().await;
    for let_through in [0, 100] {
        door.add_permits(let_through);
        settle().await;
        assert_eq!(seen.len(), let_through);
        let held = read.load(Ordering::SeqCst) as usize - let_through;
        assert!((4..=Held::MAX_IN_FLIGHT).contains(&held), "{held} are held");
    }
    door.add_permits(1_000);
    ended(running.stop().await);
}

/// Both halves can be paused by themselves.
#[tokio::test]
async fn a_fused_node_is_paused_and_resumed() {
    pipeline! {
        struct Paused { seen: Seen<u64> }
        options { channel: 4 }
        in items: u64;
        items => step(&Tasks::default()) => step(&Tasks::default()) { name: second, fuse } => keep::<u64>(&seen) { fuse };
    }
    let seen = Seen::default();
    let running = Paused { seen: seen.clone() }.start().unwrap();
    let settle = async || {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    };
    for node in [running.nodes.step.clone(), running.nodes.second.clone()] {
        running.items.send(1).await.unwrap();
        settle().await;
        assert_eq!(seen.take(), [1]);
        node.pause();
        running.items.send(2).await.unwrap();
        settle().await;
        assert_eq!(seen.take(), []);
        node.resume();
        settle().await;
        assert_eq!(seen.take(), [2]);
    }
    running.nodes.second.pause();
    running.items.send(3).await.unwrap();
    ended(running.stop().await);
    assert_eq!(seen.take(), [3], "a stop opens what was paused");
}

#[stage]
fn count_down(n: u64) -> Option<u64> {
    n.checked_sub(1)
}

/// The tasks of a cycle are one, and it closes all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_whose_tasks_are_one_closes() {
    pipeline! {
        struct Round { upto: u64, tasks: Tasks, seen: Seen<u64> }
        loop again: u64 { buffer: 100_000 };
        [numbers(&upto), again]
            => step(&tasks)
            => count_down
            => step(&tasks) { name: second, fuse }
            => [keep::<u64>(&seen) { fuse }, step(&tasks) { name: third, fuse } => again];
    }
    for upto in [0, 1, 30] {
        let (tasks, seen) = (Tasks::default(), Seen::default());
        let report = ended(Round { upto, tasks: tasks.clone(), seen: seen.clone() }.run().await);
        assert_eq!(seen.len() as u64, upto * (upto + 1) / 2, "{report:#?}");
        assert!(tasks.are() <= 1);
    }
}

/// One that takes long, but waits for nothing.
#[stage]
async fn toil(n: u64) -> u64 {
    let until = Instant::now() + Duration::from_millis(1);
    while Instant::now() < until {
        std::hint::spin_loop();
    }
    n
}

#[sink]
async fn lag(made: &Arc<AtomicU64>, lags: &Seen<u64>, n: u64) {
    lags.push(made.load(Ordering::SeqCst) - n);
}

/// What stands behind gets an item soon, also where the stage before it never suspends.
#[tokio::test]
async fn an_item_does_not_wait_for_those_behind_it() {
    pipeline! {
        struct Toil { made: Arc<AtomicU64>, lags: Seen<u64> }
        numbers(&200) => toil => inspect(move |n| made.store(*n, Ordering::SeqCst)) => lag(&made, &lags) { fuse };
    }
    let lags = Seen::default();
    ended(Toil { made: Arc::default(), lags: lags.clone() }.run().await);
    let most = lags.take().into_iter().max().unwrap();
    assert!(most <= 3, "{most} were made before one was taken");
}

/// A drop of the handle drains; nothing of a joined task is forgotten.
#[tokio::test]
async fn a_dropped_handle_drains_what_is_fused() {
    let (tasks, seen) = (Tasks::default(), Seen::default());
    let running = Chain { upto: 100, tasks, seen: seen.clone() }.start().unwrap();
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    balanced(running.stats());
    drop(running);
    assert_eq!(seen.len(), 200);
}
