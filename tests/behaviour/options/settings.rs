//! `idle`, `name`, the options of a pipeline, and options computed at run time that cannot be.

use std::sync::Arc;
use std::time::Duration;

use aqueduct::prelude::*;
use aqueduct::{PipelineError, StartError};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until};

use crate::common::{Seen, ended, failed, keep, numbers};

/// Gathers until it is flushed.
#[stage(flush = rest)]
fn gather(open: &mut Vec<u64>, n: u64) -> Option<Vec<u64>> {
    open.push(n);
    None
}

#[stage(flush = rest)]
async fn gather_async(open: &mut Vec<u64>, n: u64) -> Option<Vec<u64>> {
    open.push(n);
    None
}

fn rest(open: &mut Vec<u64>) -> Option<Vec<u64>> {
    Some(std::mem::take(open)).filter(|open| !open.is_empty())
}

macro_rules! idles {
    ($($test:ident, $pipeline:ident: $gather:ident { $($options:tt)* } $keys:expr;)+) => {$(
        pipeline! {
            struct $pipeline {}
            in items: u64;
            out gathered: Vec<u64>;
            items => $gather(&mut Vec::new()) { idle: 2s $($options)* } => gathered;
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let running = $pipeline {}.start().expect("it starts");
            let started = Instant::now();
            let at = |ms| sleep_until(started + Duration::from_millis(ms));
            for (ms, item) in [(0, 1), (1500, 2), (3000, 3), (9000, 4)] {
                at(ms).await;
                running.items.send(item).await.expect("it runs");
            }
            at(10_000).await;
            running.items.close();
            let mut came = Vec::new();
            while let Some(gathered) = running.gathered.recv().await {
                came.push(gathered);
            }
            assert_eq!(came, $keys);
            ended(running.stop().await);
        }
    )+};
}

idles! {
    silence_flushes_a_stage, Idle: gather {} [vec![1, 2, 3], vec![4]];
    silence_flushes_an_awaited_stage, IdleAsync: gather_async {} [vec![1, 2, 3], vec![4]];
    silence_flushes_a_key, IdleByKey: gather { , by: |n| n % 2 } [vec![1], vec![2], vec![3], vec![4]];
    silence_flushes_an_awaited_key, IdleByKeyAsync: gather_async { , by: |n| n % 2 } [vec![1], vec![2], vec![3], vec![4]];
}

pipeline! {
    struct IdleClock {}
    in items: u64;
    out gathered: Vec<u64>;
    items => gather(&mut Vec::new()) { idle: 2s } => gathered;
}

#[tokio::test(start_paused = true)]
async fn silence_is_counted_from_the_last_item() {
    let running = IdleClock {}.start().expect("it starts");
    let started = Instant::now();
    running.items.send(1).await.expect("it runs");
    sleep(Duration::from_millis(1500)).await;
    running.items.send(2).await.expect("it runs");
    assert_eq!(running.gathered.recv().await, Some(vec![1, 2]));
    assert_eq!(started.elapsed(), Duration::from_millis(3500));
    ended(running.stop().await);
}

#[stage]
async fn charge(n: u64) -> Result<u64, &'static str> {
    if n == 7 { Err("declined") } else { Ok(n) }
}

pipeline! {
    struct Named { seen: Seen<u64> }
    numbers(&10)
        => charge { name: charge_eu, else: skip }
        => charge { name: charge_us, else: stop }
        => keep::<u64>(&seen) { name: ledger };
}

#[tokio::test]
async fn a_node_goes_by_its_name() {
    let seen = Seen::default();
    let running = Named { seen: seen.clone() }.start().expect("it starts");
    assert_eq!(running.nodes.charge_eu.stats().name, "charge_eu");
    let report = ended(running.join().await);
    let names: Vec<_> = report.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["numbers", "charge_eu", "charge_us", "ledger"]);
    assert_eq!(report.node("charge_eu").map(|node| (node.done, node.failed)), Some((9, 1)));
    assert_eq!(report.node("charge_us").map(|node| (node.done, node.failed)), Some((9, 0)));
}

#[sink]
async fn gated(gate: &Arc<Semaphore>, seen: &Seen<u64>, n: u64) {
    gate.acquire().await.expect("the gate stays open").forget();
    seen.push(n);
}

pipeline! {
    struct Drains { gate: Arc<Semaphore>, seen: Seen<u64> }
    options { drain: 5s, channel: 4 }
    in items: u64;
    items => gated(&gate, &seen);
}

#[tokio::test(start_paused = true)]
async fn a_drain_past_its_deadline_says_what_is_left() {
    let (gate, seen) = (Arc::new(Semaphore::new(1)), Seen::default());
    let running = Drains { gate, seen: seen.clone() }.start().expect("it starts");
    for n in 0..4 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_millis(1)).await;
    let started = Instant::now();
    let error: PipelineError = failed(running.stop().await);
    assert_eq!((started.elapsed(), seen.take()), (Duration::from_secs(5), vec![0]));
    let text = error.to_string();
    assert!(text.contains("5s") && text.contains("gated"), "{text}");
    let report = error.report().expect("it ran");
    assert_eq!(report.left(), 3, "{report:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_channel_holds_as_many_as_said() {
    let (gate, seen) = (Arc::new(Semaphore::new(0)), Seen::default());
    let running = Drains { gate: Arc::clone(&gate), seen: seen.clone() }.start().expect("it starts");
    let sent = (0..100).take_while(|n| running.items.try_send(*n).is_ok()).count();
    assert_eq!(sent, 4);
    sleep(Duration::from_millis(1)).await;
    let more = (0..100).take_while(|n| running.items.try_send(*n).is_ok()).count();
    assert!(more <= 1, "what is in work leaves no more room than it had");
    gate.add_permits(100);
    ended(running.stop().await);
}

#[sink]
async fn keep_batch(seen: &Seen<u64>, batch: &[u64]) {
    batch.iter().for_each(|n| seen.push(*n));
}

#[sink]
async fn keep_async(seen: &Seen<u64>, n: u64) {
    seen.push(n);
}

macro_rules! cannot_be {
    ($($test:ident: $pipeline:ident($field:ident: $ty:ty = $value:expr) { $($options:tt)* } $text:literal at $node:ident;)+) => {$(
        pipeline! {
            struct $pipeline { $field: $ty, seen: Seen<u64> }
            numbers(&1) => $node(&seen) { $($options)* };
        }

        #[tokio::test]
        async fn $test() {
            match ($pipeline { $field: $value, seen: Seen::default() }).start().err() {
                Some(error @ StartError::Option { .. }) => {
                    let text = error.to_string();
                    assert!(text.contains($text) && text.contains(stringify!($node)), "{text}");
                }
                other => panic!("not refused as it should be: {other:?}"),
            }
        }
    )+};
}

cannot_be! {
    no_workers: NoWorkers(value: usize = 0) { workers: value } "`workers` cannot be zero: write 1 or more" at keep_async;
    no_buffer: NoBuffer(value: usize = 0) { buffer: value } "`buffer` cannot be zero: write 1 or more" at keep_async;
    no_batch: NoBatch(value: usize = 0) { batch: value } "`batch` cannot be zero: write 1 or more" at keep_batch;
    no_keys: NoKeys(value: usize = 0) { by: |n| *n, max_keys: value } "`max_keys` cannot be zero: write 1 or more" at keep_async;
    no_within: NoWithin(value: Duration = Duration::ZERO) { batch: 1, within: value } "`within` cannot be zero: write a duration such as `1s`" at keep_batch;
    no_time: NoTime(value: Duration = Duration::ZERO) { timeout: value } "`timeout` cannot be zero: write a duration such as `1s`" at keep_async;
    no_weight: NoWeight(value: u64 = 0) { weight: |n| *n, max_weight: value } "`max_weight` cannot be zero: write 1 or more" at keep_batch;
    no_keep: NoKeep(value: Duration = Duration::ZERO) { by: |n| *n, keep: value } "`keep` cannot be zero: write a duration such as `1s`" at keep_async;
}

pipeline! {
    struct NoIdle { silence: Duration, seen: Seen<Vec<u64>> }
    numbers(&1) => gather(&mut Vec::new()) { idle: silence } => keep::<Vec<u64>>(&seen);
}

#[tokio::test]
async fn no_idle() {
    let error = NoIdle { silence: Duration::ZERO, seen: Seen::default() }.start().expect_err("it does not start");
    assert!(error.to_string().contains("`idle` cannot be zero: write a duration such as `1s`"), "{error}");
}

pipeline! {
    struct NoChannel { room: usize, seen: Seen<u64> }
    options { channel: room }
    numbers(&1) => keep::<u64>(&seen);
}

#[tokio::test]
async fn no_channel() {
    let error = NoChannel { room: 0, seen: Seen::default() }.start().expect_err("it does not start");
    assert!(error.to_string().contains("`channel` cannot be zero: write 1 or more"), "{error}");
}

pipeline! {
    struct Computed { workers: usize, size: usize, age: Duration, seen: Seen<u64> }
    numbers(&100) => keep_batch(&seen) { workers: workers, batch: size + 1, within: *age * 2 };
}

#[tokio::test(start_paused = true)]
async fn options_are_computed_at_run_time() {
    let seen = Seen::default();
    let pipeline = Computed { workers: 2, size: 9, age: Duration::from_secs(1), seen: seen.clone() };
    ended(pipeline.run().await);
    assert_eq!(seen.sorted(), (1..=100).collect::<Vec<_>>());
}

#[test]
fn a_start_outside_of_a_runtime_says_so() {
    let error = Named { seen: Seen::default() }.start().expect_err("there is no runtime");
    assert!(matches!(error, StartError::NoRuntime) && error.to_string().contains("tokio runtime"), "{error}");
}
