//! One oracle mints items with key, sequence and checksum, and knows at the end what became of each. A million of them go
//! through panics and poison.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use aqueduct::prelude::*;

use super::{Count, quiet_panic};
use crate::common::ended;

/// Few enough that several of a key wait at once.
const KEYS: u64 = 100;

/// Not `Clone`: lent, it is kept all the same.
struct Item {
    nth: u64,
    key: u64,
    check: u64,
}

/// What a checksum is made of.
fn checksum(nth: u64, key: u64) -> u64 {
    (nth ^ key.rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

struct Oracle {
    items: u64,
    /// Panic once each.
    unlucky: Vec<AtomicU8>,
    poison: HashSet<u64>,
    panics: Count,
    poisoned: Count,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    /// How often each item was delivered or dead.
    ends: Vec<u8>,
    /// The last of each key that was delivered.
    last: Vec<Option<u64>>,
    dead: Vec<u64>,
    reordered: u64,
    corrupt: u64,
}

impl Oracle {
    fn new(items: u64, unlucky: usize, poison: usize) -> Arc<Self> {
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
        println!("SEED={seed}");
        let mut random = fastrand::Rng::with_seed(seed);
        let mut draw = |many| {
            let mut drawn = HashSet::new();
            while drawn.len() < many {
                drawn.insert(random.u64(0..items));
            }
            drawn
        };
        let poison = draw(poison);
        let unlucky = draw(unlucky);
        let unlucky = (0..items).map(|nth| AtomicU8::new(u8::from(unlucky.contains(&nth)))).collect();
        let record = Record { ends: vec![0; items as usize], last: vec![None; KEYS as usize], ..Record::default() };
        let (panics, poisoned) = (Count::default(), Count::default());
        Arc::new(Self { items, unlucky, poison, panics, poisoned, record: Mutex::new(record) })
    }

    fn mint(&self, nth: u64) -> Option<Item> {
        let key = nth % KEYS;
        (nth < self.items).then(|| Item { nth, key, check: checksum(nth, key) })
    }

    /// Panics at the poison always, at the unlucky once.
    fn try_out(&self, item: &Item) {
        if self.poison.contains(&item.nth) {
            self.poisoned.up();
            quiet_panic();
        }
        if self.unlucky[item.nth as usize].swap(0, Ordering::Relaxed) == 1 {
            self.panics.up();
            quiet_panic();
        }
    }

    fn delivered(&self, item: &Item) {
        let mut record = self.record.lock().unwrap();
        record.corrupt += u64::from(item.check != checksum(item.nth, item.key));
        record.ends[item.nth as usize] += 1;
        let last = record.last[item.key as usize].replace(item.nth);
        record.reordered += u64::from(last >= Some(item.nth));
    }

    fn dead(&self, item: &Item) {
        let mut record = self.record.lock().unwrap();
        record.corrupt += u64::from(item.check != checksum(item.nth, item.key));
        record.ends[item.nth as usize] += 1;
        record.dead.push(item.nth);
    }

    /// Everything, and nothing but the poison dead.
    fn verify(&self, unlucky: u64, attempts: u64) {
        let record = self.record.lock().unwrap();
        let lost = record.ends.iter().filter(|ends| **ends == 0).count();
        let dup = record.ends.iter().filter(|ends| **ends > 1).count();
        let Record { reordered, corrupt, dead, .. } = &*record;
        println!(
            "lost {lost} dup {dup} reordered {reordered} corrupt {corrupt} dead {} expected {}",
            dead.len(),
            self.poison.len()
        );
        assert_eq!((lost, dup, *reordered, *corrupt), (0, 0, 0, 0));
        assert_eq!(dead.iter().copied().collect::<HashSet<_>>(), self.poison);
        assert_eq!(dead.len(), self.poison.len());
        // The unlucky that are poisoned never come to their own panic.
        let expected = unlucky - self.unlucky.iter().filter(|left| left.load(Ordering::Relaxed) == 1).count() as u64;
        assert_eq!(self.panics.get(), expected);
        assert!(self.panics.get() >= unlucky - self.poison.len() as u64, "the panics did not happen");
        assert_eq!(self.poisoned.get(), attempts * self.poison.len() as u64, "each poison was tried so often");
    }
}

#[source]
async fn mint(oracle: &Arc<Oracle>, nth: &mut u64) -> Option<Item> {
    let item = oracle.mint(*nth);
    *nth += 1;
    item
}

#[stage]
fn try_out(oracle: &Arc<Oracle>, item: &Item) {
    oracle.try_out(item);
}

#[stage]
async fn try_out_later(oracle: &Arc<Oracle>, item: &Item) {
    if item.nth.is_multiple_of(16) {
        tokio::task::yield_now().await;
    }
    oracle.try_out(item);
}

/// Has a state of each key, which a panic costs.
#[stage]
fn try_out_with_state(oracle: &Arc<Oracle>, so_far: &mut u64, item: &Item) {
    *so_far += 1;
    oracle.try_out(item);
}

#[sink]
fn deliver(oracle: &Arc<Oracle>, item: &Item) {
    oracle.delivered(item);
}

#[sink]
fn bury(oracle: &Arc<Oracle>, failed: Failed<Item, std::convert::Infallible>) {
    assert!(matches!(failed.cause, Cause::Panic));
    oracle.dead(&failed.item);
}

pipeline! {
    struct ByKey { oracle: Arc<Oracle> }
    mint(&oracle, &mut 0)
        => try_out(&oracle) { by: |item| item.key, workers: 2, retry: Retry::times(3).between(1ms, 2ms), else: bad }
        => deliver(&oracle);
    bad => bury(&oracle);
}

pipeline! {
    struct ByKeyLater { oracle: Arc<Oracle> }
    mint(&oracle, &mut 0)
        => try_out_later(&oracle) { by: |item| item.key, workers: 8, retry: Retry::times(3).between(1ms, 2ms), else: bad }
        => deliver(&oracle);
    bad => bury(&oracle);
}

pipeline! {
    struct ByKeyWithState { oracle: Arc<Oracle> }
    mint(&oracle, &mut 0)
        => try_out_with_state(&oracle, &mut 0) { by: |item| item.key, workers: 4, retry: Retry::times(3).between(1ms, 2ms), else: bad }
        => deliver(&oracle);
    bad => bury(&oracle);
}

pipeline! {
    struct InOrder { oracle: Arc<Oracle> }
    mint(&oracle, &mut 0)
        => try_out_later(&oracle) { workers: 4, retry: Retry::times(3).between(1ms, 2ms), else: bad }
        => deliver(&oracle);
    bad => bury(&oracle);
}

macro_rules! through_panics {
    ($($test:ident: $pipeline:ident, $items:expr, $unlucky:expr;)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            let oracle = Oracle::new($items, $unlucky, 10);
            let report = ended($pipeline { oracle: Arc::clone(&oracle) }.run().await);
            oracle.verify($unlucky, 4);
            let node = &report.nodes[1];
            assert_eq!((node.taken, node.done, node.failed, node.lost), ($items, $items - 10, 10, 0));
            assert_eq!(node.retried, oracle.panics.get() + 30, "one retry a panic, three a poison");
        }
    )+};
}

through_panics! {
    a_million_items_with_a_thousand_panics: ByKey, 1_000_000, 1000;
    awaited: ByKeyLater, 100_000, 1000;
    with_a_state_a_key: ByKeyWithState, 100_000, 1000;
    in_order_on_workers: InOrder, 100_000, 1000;
}
