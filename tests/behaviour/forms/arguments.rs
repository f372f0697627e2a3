//! What stands before the item: shared resources, values evaluated once, states.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use aqueduct::prelude::*;

use crate::common::{Seen, ended, failed, keep, numbers};

pub struct Config {
    offset: u64,
    client: Client,
}

pub struct Client {
    factor: u64,
}

#[stage]
fn price(config: &Config, client: &Client, greeting: &str, dir: &Path, n: u64) -> String {
    format!("{greeting} {} in {}", n * client.factor + config.offset, dir.display())
}

#[stage]
async fn price_later(config: &Config, client: &Client, greeting: &str, dir: &Path, n: u64) -> String {
    tokio::task::yield_now().await;
    price(config, client, greeting, dir, n)
}

#[stage(blocking)]
fn price_blocking(config: &Config, client: &Client, greeting: &str, dir: &Path, n: u64) -> String {
    price(config, client, greeting, dir, n)
}

#[tokio::test]
async fn several_resources_and_parts_of_fields() {
    pipeline! {
        struct Prices { upto: u64, cfg: Config, greeting: String, dir: PathBuf, seen: Seen<String> }
        numbers(&upto) => [
            price(&cfg, &cfg.client, &greeting, &dir),
            price_later(&cfg, &cfg.client, &greeting, &dir) { workers: 2 },
            price_blocking(&cfg, &cfg.client, &greeting, &dir),
        ] => keep::<String>(&seen);
    }
    let seen = Seen::default();
    let cfg = Config { offset: 1, client: Client { factor: 10 } };
    let (greeting, dir) = ("hello".to_owned(), PathBuf::from("/tmp"));
    ended(Prices { upto: 2, cfg, greeting, dir, seen: seen.clone() }.run().await);
    let (eleven, twenty_one) = ("hello 11 in /tmp", "hello 21 in /tmp");
    assert_eq!(seen.sorted(), [[eleven; 3], [twenty_one; 3]].concat());
}

static MADE: AtomicU64 = AtomicU64::new(0);

fn make(from: u64) -> u64 {
    MADE.fetch_add(1, Ordering::Relaxed);
    from * 2
}

#[stage]
async fn plus(more: &u64, n: u64) -> u64 {
    tokio::task::yield_now().await;
    n + more
}

#[tokio::test]
async fn any_other_expression_is_evaluated_once_at_start() {
    pipeline! {
        struct Once { upto: u64, base: u64, seen: Seen<u64> }
        numbers(&upto) => plus(&make(base + 1)) { workers: 3 } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Once { upto: 50, base: 4, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (11..=60).collect::<Vec<_>>());
    assert_eq!(MADE.load(Ordering::Relaxed), 1, "once, not for each worker or item");
}

#[stage]
fn running_sum(sum: &mut u64, n: u64) -> u64 {
    *sum += n;
    *sum
}

#[stage]
async fn running_sum_later(sum: &mut u64, n: u64) -> u64 {
    tokio::task::yield_now().await;
    running_sum(sum, n)
}

#[stage(blocking)]
fn running_sum_blocking(sum: &mut u64, n: u64) -> u64 {
    running_sum(sum, n)
}

#[stage]
fn tagged(step: &u64, count: &mut u64, last: &mut Option<u64>, n: u64) -> (u64, Option<u64>) {
    *count += step;
    (*count, last.replace(n))
}

#[tokio::test]
async fn a_state_of_every_kind_starts_from_its_expression() {
    pipeline! {
        struct Sums { upto: u64, from: u64, sync: Seen<u64>, later: Seen<u64>, blocking: Seen<u64> }
        numbers(&upto) => [
            running_sum(&mut *from) => keep::<u64>(&sync) { name: a },
            running_sum_later(&mut (*from + 1)) => keep::<u64>(&later) { name: b },
            running_sum_blocking(&mut 0) => keep::<u64>(&blocking) { name: c },
        ];
    }
    let (sync, later, blocking) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Sums { upto: 3, from: 10, sync: sync.clone(), later: later.clone(), blocking: blocking.clone() };
    ended(pipeline.run().await);
    assert_eq!(sync.take(), [11, 13, 16]);
    assert_eq!(later.take(), [12, 14, 17]);
    assert_eq!(blocking.take(), [1, 3, 6]);
}

#[tokio::test]
async fn several_states_beside_a_resource() {
    pipeline! {
        struct Tags { upto: u64, step: u64, seen: Seen<(u64, Option<u64>)> }
        numbers(&upto) => tagged(&step, &mut 100, &mut None) => keep::<(u64, Option<u64>)>(&seen);
    }
    let seen = Seen::default();
    ended(Tags { upto: 3, step: 5, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [(105, None), (110, Some(1)), (115, Some(2))]);
}

#[derive(Debug)]
struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection refused")
    }
}

impl std::error::Error for Refused {}

async fn connect(up: &bool, connected: &Seen<()>) -> Result<u64, Refused> {
    tokio::task::yield_now().await;
    connected.push(());
    if *up { Ok(1000) } else { Err(Refused) }
}

#[tokio::test]
async fn a_state_may_be_awaited_and_may_fail() {
    pipeline! {
        struct Connects { upto: u64, up: bool, connected: Seen<()>, seen: Seen<u64> }
        numbers(&upto) => running_sum_later(&mut connect(up, connected).await?) => keep::<u64>(&seen);
    }
    let (connected, seen) = (Seen::default(), Seen::default());
    let pipeline = |up| Connects { upto: 2, up, connected: connected.clone(), seen: seen.clone() };
    ended(pipeline(true).run().await);
    assert_eq!(seen.take(), [1001, 1003]);
    assert_eq!(connected.take().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_never_made_ends_the_pipeline() {
    pipeline! {
        struct Connects { upto: u64, up: bool, connected: Seen<()>, seen: Seen<u64> }
        numbers(&upto) => running_sum_later(&mut connect(up, connected).await?) => keep::<u64>(&seen);
    }
    let (connected, seen) = (Seen::default(), Seen::default());
    let pipeline = Connects { upto: 2, up: false, connected: connected.clone(), seen: seen.clone() };
    let error = failed(pipeline.run().await);
    assert_eq!(error.stage(), Some("running_sum_later"));
    let text = error.to_string();
    assert!(text.starts_with("`running_sum_later` keeps failing"), "{text}");
    assert!(text.ends_with("; last: its state could not be made: connection refused"), "{text}");
    assert_eq!(connected.take().len(), 4, "the first try and 3 restarts");
    assert!(seen.take().is_empty());
}

#[tokio::test]
async fn each_worker_and_each_key_has_a_state_of_its_own() {
    pipeline! {
        struct Keyed { upto: u64, seen: Seen<u64> }
        numbers(&upto) => running_sum(&mut 0) { by: |n| n % 2 } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Keyed { upto: 6, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 4, 6, 9, 12]);
}

/// Closures may name the fields, whatever they are given to.
#[tokio::test]
async fn closures_see_the_fields() {
    pipeline! {
        struct Closures { upto: u64, factor: u64, limit: u64, words: Vec<String>, seen: Seen<String>, keys: Seen<(u64, u64)> }
        numbers(&upto)
            => map(|n| n * factor)
            => filter(|n| *n < *limit)
            => flat_map(|n| 0..n.min(*factor))
            => distinct { by: |n| n % limit }
            => inspect(|limit| assert!(*limit < 10_000))
            => match { n if n > *factor => (n + limit), n => n }
            => [
                fold_sum(&mut 0) { by: |n| n % factor } => keep::<(u64, u64)>(&keys) { name: keep_keys },
                map(|n| format!("{} {n}", words[0])) => keep::<String>(&seen),
            ];
    }
    let (seen, keys) = (Seen::default(), Seen::default());
    let words = vec!["the".to_owned()];
    ended(Closures { upto: 4, factor: 2, limit: 7, words, seen: seen.clone(), keys: keys.clone() }.run().await);
    assert_eq!(seen.sorted(), ["the 0", "the 1"]);
    assert_eq!(keys.sorted(), [(0, 0), (1, 1)]);
}

#[fold]
fn fold_sum(sum: &mut u64, n: u64) {
    *sum += n;
}
