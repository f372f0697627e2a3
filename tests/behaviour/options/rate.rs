//! `rate`.

use std::collections::BTreeMap;
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, sleep, timeout};

use crate::common::{Seen, each, ended, numbers};

/// When each came, in ms.
type Times = Seen<(u64, u64)>;

#[sink]
fn note(since: &Instant, times: &Times, n: u64) {
    times.push((since.elapsed().as_millis() as u64, n));
}

#[stage]
async fn pass(n: u64) -> u64 {
    n
}

pipeline! {
    struct Smooth { since: Instant, times: Times }
    numbers(&500) => note(&since, &times) { rate: 100 per 1s };
}

#[tokio::test(start_paused = true)]
async fn items_leave_evenly_and_not_in_bursts() {
    let (since, times) = (Instant::now(), Times::default());
    ended(Smooth { since, times: times.clone() }.run().await);
    let times = times.take();
    let even = (0..500).map(|nth| (10 * nth, nth + 1)).collect::<Vec<_>>();
    assert!(times == even, "{times:?}");
}

pipeline! {
    struct OfWorkers { since: Instant, times: Times }
    numbers(&500) => pass { workers: 8, rate: 100 per 1s } => note(&since, &times);
}

#[tokio::test(start_paused = true)]
async fn workers_share_their_rate() {
    let (since, times) = (Instant::now(), Times::default());
    ended(OfWorkers { since, times: times.clone() }.run().await);
    let times = times.take();
    assert!(times.iter().map(|time| time.1).eq(1..=500), "in order");
    assert_eq!(times.last().map(|last| last.0), Some(4990));
}

pipeline! {
    struct OfSource { since: Instant, times: Times }
    numbers(&200) { rate: 100 per 1s } => note(&since, &times);
}

#[tokio::test(start_paused = true)]
async fn a_source_has_a_rate_too() {
    let (since, times) = (Instant::now(), Times::default());
    ended(OfSource { since, times: times.clone() }.run().await);
    assert_eq!(times.take().last().map(|last| last.0), Some(1990));
}

pipeline! {
    struct OfBatches { since: Instant, times: Seen<(u64, usize)> }
    numbers(&100) => note_batch(&since, &times) { batch: 10, rate: 100 per 1s };
}

#[sink]
fn note_batch(since: &Instant, times: &Seen<(u64, usize)>, batch: &[u64]) {
    times.push((since.elapsed().as_millis() as u64, batch.len()));
}

#[tokio::test(start_paused = true)]
async fn a_rate_counts_the_items_of_a_batch() {
    let (since, times) = (Instant::now(), Seen::default());
    ended(OfBatches { since, times: times.clone() }.run().await);
    assert_eq!(times.take(), (0..10).map(|nth| (100 * nth, 10)).collect::<Vec<_>>());
}

pipeline! {
    struct PerKey { items: Vec<u64>, since: Instant, times: Times }
    each::<u64>(&items) => note(&since, &times) { by: |n| n / 1000, rate: 1 per 1s per key };
}

#[tokio::test(start_paused = true)]
async fn each_key_has_a_rate_of_its_own_and_holds_back_only_itself() {
    let (since, times) = (Instant::now(), Times::default());
    // Ten of key 0 first, then one each of fifty others.
    let items = (0..10).chain((1..=50).map(|key| 1000 * key)).collect();
    ended(PerKey { items, since, times: times.clone() }.run().await);
    let mut of_keys: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    times.take().into_iter().for_each(|(at, n)| of_keys.entry(n / 1000).or_default().push(at));
    assert_eq!(of_keys.remove(&0), Some((0..10).map(|nth| 1000 * nth).collect()));
    assert!(of_keys.len() == 50 && of_keys.values().all(|times| times == &[0]), "{of_keys:?}");
}

pipeline! {
    struct Adjusted { limit: Rate, since: Instant, times: Times }
    in items: u64;
    items => note(&since, &times) { rate: &limit };
}

#[tokio::test(start_paused = true)]
async fn a_shared_rate_is_adjusted_while_running() {
    let (limit, since, times) = (Rate::new(1, Duration::from_secs(1)), Instant::now(), Times::default());
    let running = Adjusted { limit: limit.clone(), since, times: times.clone() }.start().expect("it starts");
    for n in 0..100 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_millis(4500)).await;
    assert_eq!(times.take().len(), 5, "at 0, 1, 2, 3 and 4 s");
    limit.set(10, Duration::from_secs(1));
    sleep(Duration::from_millis(2000)).await;
    let faster = times.take().len();
    assert!((19..=21).contains(&faster), "ten a second for two seconds, and {faster} came");
    limit.set(0, Duration::from_secs(1));
    sleep(Duration::from_secs(60)).await;
    assert!(times.take().len() <= 1, "a rate of 0 holds everything back");
    limit.set(1000, Duration::from_secs(1));
    sleep(Duration::from_secs(1)).await;
    assert!(times.take().len() >= 73);
    ended(running.stop().await);
}

#[tokio::test(start_paused = true)]
async fn a_faster_rate_does_not_wait_for_the_slower_one() {
    let (limit, since, times) = (Rate::new(1, Duration::from_secs(3600)), Instant::now(), Times::default());
    let running = Adjusted { limit: limit.clone(), since, times: times.clone() }.start().expect("it starts");
    for n in 0..100 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(times.take().len(), 1);
    limit.set(100, Duration::from_secs(1));
    sleep(Duration::from_secs(2)).await;
    assert_eq!(times.take().len(), 99, "the rest within a second, not in an hour");
    ended(running.stop().await);
}

pipeline! {
    struct AdjustedPerKey { limit: Rate, since: Instant, times: Times }
    in items: u64;
    items => note(&since, &times) { by: |n| n % 2, rate: &limit per key };
}

#[tokio::test(start_paused = true)]
async fn the_rate_of_keys_is_adjusted_while_running() {
    let (limit, since, times) = (Rate::new(1, Duration::from_secs(3600)), Instant::now(), Times::default());
    let running = AdjustedPerKey { limit: limit.clone(), since, times: times.clone() }.start().expect("it starts");
    for n in 0..100 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(times.take().len(), 2, "one of each key");
    limit.set(100, Duration::from_secs(1));
    sleep(Duration::from_secs(2)).await;
    assert_eq!(times.take().len(), 98, "for keys that are known already too");
    ended(running.stop().await);
}

pipeline! {
    struct Shared { limit: Rate, since: Instant, times: Times }
    numbers(&100) => note(&since, &times) { rate: &limit };
}

#[tokio::test(start_paused = true)]
async fn pipelines_share_a_rate_they_are_lent() {
    let (limit, since, times) = (Rate::new(100, Duration::from_secs(1)), Instant::now(), Times::default());
    let share = || Shared { limit: limit.clone(), since, times: times.clone() };
    let (one, other) = tokio::join!(share().run(), share().run());
    ended(one);
    ended(other);
    let mut at: Vec<u64> = times.take().into_iter().map(|time| time.0).collect();
    at.sort();
    assert_eq!(at, (0..200).map(|nth| 10 * nth).collect::<Vec<_>>(), "their sum is bounded");
}

pipeline! {
    struct SharedByNodes { limit: Rate, since: Instant, times: Times }
    numbers(&60) => note(&since, &times) { rate: &limit };
    numbers(&60) { name: more } => pass { workers: 2, rate: &limit } => note(&since, &times) { name: note_more };
}

#[tokio::test(start_paused = true)]
async fn nodes_share_a_rate_they_are_lent() {
    let (limit, since, times) = (Rate::new(100, Duration::from_secs(1)), Instant::now(), Times::default());
    let share = || SharedByNodes { limit: limit.clone(), since, times: times.clone() };
    let (one, other) = tokio::join!(share().run(), share().run());
    ended(one);
    ended(other);
    let mut at: Vec<u64> = times.take().into_iter().map(|time| time.0).collect();
    at.sort();
    assert_eq!(at, (0..240).map(|nth| 10 * nth).collect::<Vec<_>>(), "of two nodes in two pipelines");
}

#[tokio::test(start_paused = true)]
async fn a_drain_keeps_to_the_rate() {
    let (limit, since, times) = (Rate::new(10, Duration::from_secs(1)), Instant::now(), Times::default());
    let running = Adjusted { limit, since, times: times.clone() }.start().expect("it starts");
    for n in 0..50 {
        running.items.send(n).await.expect("it runs");
    }
    let report = timeout(Duration::from_secs(60), running.stop()).await.expect("it drains");
    ended(report);
    assert_eq!(times.take().last().map(|last| last.0), Some(4900));
}
