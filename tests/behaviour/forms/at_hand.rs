//! What the engine does in one go because it is at hand: sources and stages that await nothing, or seem to, and runs of
//! blocking stages.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, ended, fallen, keep, numbers};

/// An `await` that the attributes cannot see.
macro_rules! hidden {
    ($future:expr) => {
        $future.await
    };
}

/// Seems to await nothing. Cancel safe, as every source: it moves on behind its wait.
#[source]
async fn seems_ready(calls: &Seen<u64>, n: &mut u64) -> Option<u64> {
    calls.push(*n);
    if *n % 10 == 3 {
        hidden!(tokio::task::yield_now());
    }
    *n += 1;
    (*n <= 40).then_some(*n)
}

#[stage]
async fn seems_ready_too(n: u64) -> u64 {
    if n.is_multiple_of(7) {
        hidden!(tokio::task::yield_now());
    }
    n * 10
}

#[tokio::test]
async fn a_wait_that_a_macro_hides_loses_nothing() {
    pipeline! {
        struct Hidden { calls: Seen<u64>, seen: Seen<u64> }
        seems_ready(&calls, &mut 0) => seems_ready_too => keep::<u64>(&seen);
    }
    let (calls, seen) = (Seen::default(), Seen::default());
    let report = ended(Hidden { calls: calls.clone(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=40).map(|n| n * 10).collect::<Vec<u64>>());
    assert_eq!(books(&report, "seems_ready_too"), (40, 40, 0, 0, 40));
    // The first wait was given up and begun again; the others were not.
    let again = calls.take();
    assert_eq!(again.iter().filter(|n| **n == 3).count(), 2);
    assert_eq!(again.len(), 42);
}

/// Ready when it is polled a second time; counts how often that was.
struct SecondTime<'a> {
    polls: &'a AtomicUsize,
    asked: bool,
}

fn second_time(polls: &AtomicUsize) -> SecondTime<'_> {
    SecondTime { polls, asked: false }
}

impl Future for SecondTime<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls.fetch_add(1, Ordering::Relaxed);
        if std::mem::replace(&mut self.asked, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

#[source]
async fn give_later(polls: &AtomicUsize, n: &mut u64) -> Option<u64> {
    second_time(polls).await;
    *n += 1;
    (*n <= 20).then_some(*n)
}

#[stage]
async fn pass_later(polls: &AtomicUsize, n: u64) -> u64 {
    second_time(polls).await;
    n
}

#[tokio::test]
async fn what_waits_is_not_polled_again_before_its_task_suspends() {
    pipeline! {
        struct Polled { source: Arc<AtomicUsize>, stage: Arc<AtomicUsize>, seen: Seen<u64> }
        give_later(&source, &mut 0) => pass_later(&stage) => keep::<u64>(&seen);
    }
    let (source, stage, seen) = (Arc::default(), Arc::default(), Seen::default());
    ended(Polled { source: Arc::clone(&source), stage: Arc::clone(&stage), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=20).collect::<Vec<u64>>());
    assert_eq!((source.load(Ordering::Relaxed), stage.load(Ordering::Relaxed)), (2 * 21, 2 * 20));
}

/// Fails at one number, panics at another; says which task each was in.
#[stage(blocking)]
fn block(tasks: &Seen<tokio::task::Id>, n: u64) -> Result<Option<u64>, String> {
    tasks.push(tokio::task::id());
    match n {
        100 => Err("a hundred".to_owned()),
        200 => panic!("two hundred"),
        n if n % 2 == 0 => Ok(None),
        n => Ok(Some(n)),
    }
}

#[tokio::test]
async fn blocking_stages_take_runs_to_their_thread() {
    pipeline! {
        struct Blocks { tasks: Seen<tokio::task::Id>, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&1_000) => block(&tasks) { else: failed } => keep::<u64>(&seen);
        failed => fallen::<u64>(&fell);
    }
    let (tasks, seen, fell) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Blocks { tasks: tasks.clone(), seen: seen.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(seen.take(), (1..=1_000).step_by(2).collect::<Vec<u64>>());
    assert_eq!(books(&report, "block"), (1_000, 500, 498, 2, 500));
    assert_eq!(fell.take().iter().map(|fell| fell.0).collect::<Vec<_>>(), [100, 200]);
    let mut tasks = tasks.take();
    assert_eq!(tasks.len(), 1_000);
    tasks.dedup();
    assert!(tasks.len() < 500, "{} ways to the thread for 1,000 items", tasks.len());
}

#[stage(blocking)]
fn stuck(gate: &Gate, n: u64) -> u64 {
    gate.seen.push(n);
    while !gate.open.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
    n
}

#[derive(Default)]
struct Gate {
    seen: Seen<u64>,
    open: AtomicBool,
}

/// The thread cannot be stopped in a call, but it begins no other.
#[tokio::test]
async fn an_abort_ends_a_blocking_run_at_its_item() {
    pipeline! {
        struct Stuck { gate: Arc<Gate>, seen: Seen<u64> }
        numbers(&1_000) => stuck(&gate) => keep::<u64>(&seen);
    }
    let (gate, seen) = (Arc::new(Gate::default()), Seen::default());
    let running = Stuck { gate: Arc::clone(&gate), seen: seen.clone() }.start().unwrap();
    while gate.seen.len() == 0 {
        tokio::task::yield_now().await;
    }
    let report = running.abort().await;
    gate.open.store(true, Ordering::Release);
    assert!(report.balances(), "{report}");
    let (taken, done, ..) = books(&report, "stuck");
    assert_eq!((done, seen.len()), (0, 0));
    assert!(taken >= 1);
    assert_eq!(gate.seen.take(), [1]);
}

/// More items than a run has, and a state to go with them: it goes to the thread and comes back.
#[stage(blocking)]
fn running_sum(sum: &mut u64, n: u64) -> u64 {
    *sum += n;
    *sum
}

#[tokio::test]
async fn a_state_goes_with_the_run() {
    pipeline! {
        struct Sums { seen: Seen<u64> }
        numbers(&2_000) => running_sum(&mut 0) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Sums { seen: seen.clone() }.run().await);
    let sums = seen.take();
    assert_eq!((sums.len(), sums.last()), (2_000, Some(&(2_000 * 2_001 / 2))));
    assert!(sums.is_sorted());
}

/// A fused stage that cannot fail panics in the middle of runs: the rest of each goes on.
#[stage]
fn trips(n: u64) -> u64 {
    assert!(!n.is_multiple_of(97), "tripped");
    n
}

#[tokio::test]
async fn a_run_goes_on_behind_an_item_that_panics() {
    pipeline! {
        struct Trips { seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&1_000)
            => trips { else: skip }
            => trips { name: again, else: failed }
            => map(|n| n + 1)
            => keep::<u64>(&seen);
        failed => fallen::<u64>(&fell);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let report = ended(Trips { seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(seen.take(), (1..=1_000).filter(|n| n % 97 != 0).map(|n| n + 1).collect::<Vec<u64>>());
    assert_eq!(books(&report, "trips"), (1_000, 990, 0, 10, 990));
    assert_eq!(books(&report, "again"), (990, 990, 0, 0, 990));
}

/// Says what it gave; never ends.
#[source]
fn told(calls: &Seen<u64>, n: &mut u64) -> Option<u64> {
    *n += 1;
    calls.push(*n);
    Some(*n)
}

/// What wants so many items, or may stop at any, does not have more read for it than it needs. `scan` takes runs: of what it does
/// not take any more, the books tell.
#[tokio::test]
async fn a_source_is_not_read_beyond_what_is_wanted() {
    pipeline! {
        struct Taken { calls: Seen<u64>, seen: Seen<u64> }
        told(&calls, &mut 0) => filter(|n| n % 2 == 0) => take(50) => map(|n| n / 2) => keep::<u64>(&seen);
    }
    pipeline! {
        struct While { calls: Seen<u64>, seen: Seen<u64> }
        told(&calls, &mut 0) => take_while(|n| *n < 100) => keep::<u64>(&seen);
    }
    pipeline! {
        struct Scanned { calls: Seen<u64>, seen: Seen<u64> }
        told(&calls, &mut 0) => scan(0, |sum, n| (*sum < 5_000).then(|| { *sum += n; *sum })) => keep::<u64>(&seen);
    }
    let (calls, seen) = (Seen::default(), Seen::default());
    ended(Taken { calls: calls.clone(), seen: seen.clone() }.run().await);
    assert_eq!((calls.take().len(), seen.take()), (100, (1..=50).collect::<Vec<u64>>()));
    ended(While { calls: calls.clone(), seen: seen.clone() }.run().await);
    assert_eq!((calls.take().len(), seen.take().len()), (100, 99));
    let report = ended(Scanned { calls: calls.clone(), seen: seen.clone() }.run().await);
    let read = calls.take().len() as u64;
    // 1 + .. + 100 is 5,050.
    assert_eq!((seen.take().last(), books(&report, "scan_1")), (Some(&5_050), (read, 100, read - 100, 0, 100)));
    assert!(read > 100, "the item at which it ended");
}
