//! `retry`, `retry_if`, policies, `timeout`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, sleep};

use super::dead;
use crate::common::{Fell, Seen, ended, keep, numbers};

/// Each call: when, and with what.
type Calls<T = u64> = Seen<(Instant, T)>;

/// The waits between the calls with each item.
fn waits(calls: &[(Instant, u64)], item: u64) -> Vec<Duration> {
    let times: Vec<_> = calls.iter().filter(|call| call.1 == item).map(|call| call.0).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Fails with even numbers.
#[stage]
async fn odd(calls: &Calls, n: &u64) -> Result<u64, String> {
    calls.push((Instant::now(), *n));
    if n.is_multiple_of(2) { Err(format!("{n} is even")) } else { Ok(*n) }
}

#[stage]
fn odd_at_once(calls: &Calls, n: u64) -> Result<u64, String> {
    calls.push((Instant::now(), n));
    if n.is_multiple_of(2) { Err(format!("{n} is even")) } else { Ok(n) }
}

#[stage(blocking)]
fn odd_blocking(calls: &Calls, n: u64) -> Result<u64, String> {
    calls.push((Instant::now(), n));
    if n.is_multiple_of(2) { Err(format!("{n} is even")) } else { Ok(n) }
}

macro_rules! tries {
    ($($test:ident, $pipeline:ident: $odd:ident { $($options:tt)* } $times:literal;)+) => {$(
        pipeline! {
            struct $pipeline { calls: Calls, seen: Seen<u64>, fell: Seen<Fell> }
            numbers(&6) => $odd(&calls) { $($options)* else: bad } => keep::<u64>(&seen);
            bad => dead::<u64, String>(&fell);
        }

        #[tokio::test]
        async fn $test() {
            let (calls, seen, fell) = (Calls::default(), Seen::default(), Seen::default());
            let report = ended($pipeline { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
            let called: Vec<u64> = calls.take().into_iter().map(|call| call.1).collect();
            let times = |n: u64| if n % 2 == 0 { $times } else { 1 };
            let in_place = (1..=6).flat_map(|n| std::iter::repeat_n(n, times(n)));
            assert_eq!(called, in_place.collect::<Vec<_>>(), "in place: nothing passes what is retried");
            let failed = |n: u64| Fell(n, stringify!($odd), format!("{n} is even"), $times);
            assert_eq!(fell.take(), [2, 4, 6].map(failed));
            assert_eq!(seen.take(), [1, 3, 5]);
            let retried = 3 * ($times - 1);
            let node = report.node(stringify!($odd)).expect("it is there");
            assert_eq!((node.done, node.failed, node.lost, node.retried), (3, 3, 0, retried));
        }
    )+};
}

tries! {
    nothing_is_retried_unless_written, Never: odd {} 1;
    a_synchronous_stage_is_not_retried_unless_written, NeverAtOnce: odd_at_once {} 1;
    so_many_further_attempts, Thrice: odd { retry: 3, } 4;
    a_synchronous_stage_is_retried, ThriceAtOnce: odd_at_once { retry: 3, } 4;
    a_blocking_stage_is_retried, OnceBlocking: odd_blocking { retry: 1, } 2;
    a_policy_says_how_often, Policy: odd { retry: Retry::times(2).between(1ms, 2ms), } 3;
    a_refused_error_is_not_retried, Refused: odd { retry: 3, retry_if: |error| !error.contains("even"), } 1;
    a_wanted_error_is_retried, Wanted: odd { retry: 3, retry_if: |error| error.contains("even"), } 4;
}

/// Uses its item up before it fails.
#[stage(item)]
async fn consume(calls: &Seen<Vec<u64>>, mut list: Vec<u64>) -> Result<u64, &'static str> {
    calls.push(list.clone());
    list.clear();
    tokio::task::yield_now().await;
    Err("consumed")
}

#[stage]
fn listed(n: u64) -> Vec<u64> {
    vec![n; 3]
}

pipeline! {
    struct Consumed { calls: Seen<Vec<u64>>, fell: Seen<Fell<Vec<u64>>> }
    numbers(&1) => listed => consume(&calls) { retry: 2, else: bad } => _;
    bad => dead::<Vec<u64>, &'static str>(&fell);
}

#[tokio::test(start_paused = true)]
async fn what_is_retried_and_routed_is_the_original() {
    let (calls, fell) = (Seen::default(), Seen::default());
    ended(Consumed { calls: calls.clone(), fell: fell.clone() }.run().await);
    assert_eq!(calls.take(), [vec![1; 3], vec![1; 3], vec![1; 3]]);
    assert_eq!(fell.take(), [Fell(vec![1; 3], "consume", "consumed".to_owned(), 3)]);
}

pipeline! {
    struct Backoff { calls: Calls, fell: Seen<Fell> }
    numbers(&200)
        => odd(&calls) { retry: Retry::times(6).between(100ms, 800ms), workers: 200, unordered, else: bad }
        => _;
    bad => dead::<u64, String>(&fell);
}

#[tokio::test(start_paused = true)]
async fn waits_double_up_to_the_ceiling_with_full_jitter() {
    let (calls, fell) = (Calls::default(), Seen::default());
    ended(Backoff { calls: calls.clone(), fell: fell.clone() }.run().await);
    let calls = calls.take();
    let ceilings = [100, 200, 400, 800, 800, 800].map(Duration::from_millis);
    for (at, ceiling) in ceilings.into_iter().enumerate() {
        let all: Vec<_> = (1..=100).map(|half| waits(&calls, 2 * half)[at]).collect();
        // A timer is good to a millisecond.
        assert!(all.iter().all(|wait| *wait <= ceiling + Duration::from_millis(1)), "wait {at} above {ceiling:?}");
        assert!(all.iter().any(|wait| *wait < ceiling / 4), "wait {at} is never short: no full jitter");
        assert!(all.iter().any(|wait| *wait > ceiling * 3 / 4), "wait {at} never comes near {ceiling:?}");
    }
}

/// Succeeds with the hundredth attempt.
#[stage]
async fn stubborn(calls: &Calls, n: u64) -> Result<u64, &'static str> {
    calls.push((Instant::now(), n));
    if calls.len() < 100 { Err("not yet") } else { Ok(n) }
}

pipeline! {
    struct Forever { calls: Calls, seen: Seen<u64> }
    numbers(&1)
        => stubborn(&calls) { retry: Retry::forever().between(10ms, 30s), else: stop }
        => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn for_ever_is_until_it_gets_through() {
    let (calls, seen) = (Calls::default(), Seen::default());
    let report = ended(Forever { calls: calls.clone(), seen: seen.clone() }.run().await);
    assert_eq!((calls.len(), seen.take()), (100, vec![1]));
    let longest = waits(&calls.take(), 1).into_iter().max().expect("there are waits");
    assert!(longest > Duration::from_secs(15) && longest <= Duration::from_millis(30_001), "{longest:?}");
    assert_eq!(report.node("stubborn").map(|node| node.retried), Some(99));
}

/// Gives one less than the number says, then panics.
#[stage]
fn some_then_panic(calls: &Seen<u64>, n: u64) -> impl Iterator<Item = u64> {
    calls.push(n);
    (1..=n).inspect(move |at| assert!(*at < n, "expected: the last one"))
}

pipeline! {
    struct Begun { calls: Seen<u64>, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&3) => some_then_panic(&calls) { retry: 2, else: bad } => keep::<u64>(&seen);
    bad => dead::<u64, std::convert::Infallible>(&fell);
}

#[tokio::test]
async fn what_has_given_an_output_is_not_retried() {
    let (calls, seen, fell) = (Seen::default(), Seen::default(), Seen::default());
    let report = ended(Begun { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(calls.take(), [1, 1, 1, 2, 3], "1 gave nothing before its panic, 2 and 3 did");
    assert_eq!(seen.take(), [1, 1, 2], "outputs that left are not taken back, nor given twice");
    assert_eq!(fell.take().iter().map(|f| (f.0, f.3)).collect::<Vec<_>>(), [(1, 3), (2, 1), (3, 1)]);
    assert_eq!(report.node("some_then_panic").map(|n| (n.failed, n.lost, n.out)), Some((3, 0, 3)));
}

/// Takes as many ms as the number says.
#[stage]
async fn take_time(calls: &Calls, n: u64) -> u64 {
    calls.push((Instant::now(), n));
    sleep(Duration::from_millis(n)).await;
    n
}

pipeline! {
    struct Timed { calls: Calls, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&5) => scale => take_time(&calls) { timeout: 35ms, else: late } => keep::<u64>(&seen);
    late => dead::<u64, std::convert::Infallible>(&fell);
}

pipeline! {
    struct TimedAndRetried { calls: Calls, fell: Seen<Fell> }
    numbers(&1)
        => scale
        => take_time(&calls) { timeout: 5ms, retry: Retry::times(2).between(0ms, 0ms), else: late }
        => _;
    late => dead::<u64, std::convert::Infallible>(&fell);
}

#[stage]
fn scale(n: u64) -> u64 {
    n * 10
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_its_time_and_no_more() {
    let (calls, seen, fell) = (Calls::default(), Seen::default(), Seen::default());
    let started = Instant::now();
    let report = ended(Timed { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
    let late = |n| Fell(n, "take_time", "took longer than its timeout".to_owned(), 1);
    assert_eq!((seen.take(), fell.take()), (vec![10, 20, 30], vec![late(40), late(50)]));
    let starts: Vec<_> = calls.take().iter().map(|call| (call.0 - started).as_millis()).collect();
    assert_eq!(starts, [0, 10, 30, 60, 95], "the next one starts when time is up");
    assert_eq!(report.node("take_time").map(|n| (n.done, n.failed, n.lost)), Some((3, 2, 0)));
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_a_time_of_its_own() {
    let (calls, fell) = (Calls::default(), Seen::default());
    let started = Instant::now();
    ended(TimedAndRetried { calls: calls.clone(), fell: fell.clone() }.run().await);
    assert_eq!(waits(&calls.take(), 10), [Duration::from_millis(5); 2]);
    assert_eq!(started.elapsed(), Duration::from_millis(15));
    assert_eq!(fell.take(), [Fell(10, "take_time", "took longer than its timeout".to_owned(), 3)]);
}

/// Notes when it is dropped.
#[derive(Clone, Default)]
struct Drops(Arc<Mutex<Vec<u64>>>);

struct Dropped(Drops, u64);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().push(self.1);
    }
}

#[sink]
async fn hang(drops: &Drops, n: &u64) {
    let _dropped = Dropped(drops.clone(), *n);
    std::future::pending::<()>().await;
}

pipeline! {
    struct Hanging { drops: Drops, fell: Seen<Fell> }
    numbers(&3) => hang(&drops) { timeout: 1s, else: late };
    late => dead::<u64, std::convert::Infallible>(&fell);
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_hangs_is_given_up() {
    let (drops, fell) = (Drops::default(), Seen::default());
    let started = Instant::now();
    ended(Hanging { drops: drops.clone(), fell: fell.clone() }.run().await);
    assert_eq!(started.elapsed(), Duration::from_secs(3));
    assert_eq!((fell.len(), drops.0.lock().unwrap().clone()), (3, vec![1, 2, 3]), "its future is dropped");
}
