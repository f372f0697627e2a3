//! `batch`, `within`, `weight`, `max_weight`, `split`, batches per key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::dead;
use crate::common::{Fell, Seen, each, ended, keep, numbers};

/// Batches, with when they came, in ms.
type Batches = Seen<(u64, Vec<u64>)>;

#[derive(Clone)]
struct Clock(Instant);

impl Clock {
    fn now(&self) -> u64 {
        self.0.elapsed().as_millis() as u64
    }

    /// Moves the clock to so many ms.
    async fn at(&self, ms: u64) {
        sleep_until(self.0 + Duration::from_millis(ms)).await;
    }
}

#[sink]
async fn store(clock: &Clock, batches: &Batches, batch: &[u64]) {
    batches.push((clock.now(), batch.to_vec()));
}

#[sink]
fn store_moved(batches: &Seen<Vec<u64>>, batch: Vec<u64>) {
    batches.push(batch);
}

pipeline! {
    struct Sized { batches: Seen<Vec<u64>> }
    numbers(&100) => store_moved(&batches) { batch: 7 };
}

#[tokio::test(start_paused = true)]
async fn batches_are_full_but_for_the_last() {
    let batches = Seen::default();
    let report = ended(Sized { batches: batches.clone() }.run().await);
    let all: Vec<u64> = (1..=100).collect();
    assert_eq!(batches.take(), all.chunks(7).map(<[u64]>::to_vec).collect::<Vec<_>>());
    assert_eq!(report.node("store_moved").map(|node| (node.taken, node.done)), Some((100, 100)), "counted in items");
}

pipeline! {
    struct Aged { clock: Clock, batches: Batches }
    in items: u64;
    items => store(&clock, &batches) { batch: 3, within: 1s };
}

/// Sends each number at its time in ms, ends at the last time, and gives the batches.
async fn aged(sends: &[(u64, u64)], end: u64) -> Vec<(u64, Vec<u64>)> {
    let (clock, batches) = (Clock(Instant::now()), Batches::default());
    let running = Aged { clock: clock.clone(), batches: batches.clone() }.start().expect("it starts");
    for (at, item) in sends {
        clock.at(*at).await;
        running.items.send(*item).await.expect("it runs");
    }
    clock.at(end).await;
    ended(running.stop().await);
    assert_eq!(clock.now(), end, "a drain flushes at once");
    batches.take()
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_as_old_as_its_oldest_item() {
    let came = aged(&[(100, 1), (900, 2), (1050, 3), (1300, 4), (2200, 5)], 9000).await;
    assert_eq!(came, [(1050, vec![1, 2, 3]), (2300, vec![4, 5])]);
    let came = aged(&[(0, 1), (990, 2)], 9000).await;
    assert_eq!(came, [(1000, vec![1, 2])], "a late item does not make its batch younger");
}

#[tokio::test(start_paused = true)]
async fn a_trickle_is_flushed() {
    let trickle: Vec<_> = (0..10).map(|n| (600 * n, n)).collect();
    let came = aged(&trickle, 9000).await;
    let pairs = (0..5).map(|pair| (1000 + 1200 * pair, vec![2 * pair, 2 * pair + 1]));
    assert_eq!(came, pairs.collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_late_timer_does_not_hit_the_next_batch() {
    // The first batch is full at 900, so its timer, due at 1000, must not close the second, begun at 950.
    let came = aged(&[(0, 1), (0, 2), (900, 3), (950, 4), (1500, 5)], 9000).await;
    assert_eq!(came, [(900, vec![1, 2, 3]), (1950, vec![4, 5])]);
}

#[tokio::test(start_paused = true)]
async fn a_drain_flushes_an_open_batch_at_once() {
    assert_eq!(aged(&[(0, 1), (0, 2)], 10).await, [(10, vec![1, 2])]);
}

pipeline! {
    struct Unsaid { clock: Clock, batches: Batches }
    in items: u64;
    items => store(&clock, &batches) { batch: 100 };
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_a_second_old_at_most_unless_said() {
    let (clock, batches) = (Clock(Instant::now()), Batches::default());
    let running = Unsaid { clock: clock.clone(), batches: batches.clone() }.start().expect("it starts");
    running.items.send(1).await.expect("it runs");
    clock.at(5000).await;
    assert_eq!(batches.take(), [(1000, vec![1])]);
    ended(running.stop().await);
}

/// Takes two seconds.
#[sink]
async fn store_slowly(clock: &Clock, batches: &Batches, batch: &[u64]) {
    batches.push((clock.now(), batch.to_vec()));
    sleep(Duration::from_secs(2)).await;
}

pipeline! {
    struct Busy { clock: Clock, batches: Batches }
    in items: u64;
    items => store_slowly(&clock, &batches) { batch: 3, within: 1s };
}

#[tokio::test(start_paused = true)]
async fn a_busy_taker_does_not_keep_batches_from_coming_of_age() {
    let (clock, batches) = (Clock(Instant::now()), Batches::default());
    let running = Busy { clock: clock.clone(), batches: batches.clone() }.start().expect("it starts");
    for (at, item) in [(0, 1), (1200, 2), (2500, 3)] {
        clock.at(at).await;
        running.items.send(item).await.expect("it runs");
    }
    clock.at(8000).await;
    // 1 at the age of a second. The taker is busy till 3000, when 2 is long of age and goes, 3 with it or behind it.
    let came = batches.take();
    assert_eq!(came[0], (1000, vec![1]));
    assert_eq!((came[1].0, came[1].1[0]), (3000, 2));
    assert_eq!(came.into_iter().flat_map(|(_, batch)| batch).collect::<Vec<_>>(), [1, 2, 3]);
    ended(running.stop().await);
}

pipeline! {
    struct Weighed { sizes: Vec<u64>, batches: Seen<Vec<u64>> }
    each::<u64>(&sizes) => store_moved(&batches) { batch: 10, weight: |size| *size, max_weight: 100 };
}

pipeline! {
    struct WeighedOnly { sizes: Vec<u64>, batches: Seen<Vec<u64>> }
    each::<u64>(&sizes) => store_moved(&batches) { weight: |size| *size, max_weight: 100 };
}

/// Closes a batch before the item that would make it too heavy, and when it is full.
fn packed(sizes: &[u64], most: usize) -> Vec<Vec<u64>> {
    let mut batches: Vec<Vec<u64>> = vec![Vec::new()];
    for size in sizes {
        let open = batches.last_mut().expect("there is one");
        let weight: u64 = open.iter().sum();
        if !open.is_empty() && (open.len() == most || weight == 100 || weight + size > 100) {
            batches.push(vec![*size]);
        } else {
            open.push(*size);
        }
    }
    batches
}

#[tokio::test(start_paused = true)]
async fn the_weight_is_a_hard_ceiling() {
    let sizes: Vec<u64> = (0..2000).map(|n| fastrand::u64(if n % 20 == 0 { 90..150 } else { 0..20 })).collect();
    let batches = Seen::default();
    ended(Weighed { sizes: sizes.clone(), batches: batches.clone() }.run().await);
    let came = batches.take();
    assert!(came.iter().all(|batch| batch.len() == 1 || batch.iter().sum::<u64>() <= 100));
    assert!(came.iter().any(|batch| batch.len() == 1 && batch[0] > 100), "one heavier alone goes alone");
    assert!(came.iter().any(|batch| batch.len() == 10), "some are closed by their size");
    assert!(came == packed(&sizes, 10), "not packed by weight and size");
}

#[tokio::test(start_paused = true)]
async fn a_weight_alone_makes_batches() {
    let sizes: Vec<u64> = (0..2000).map(|_| fastrand::u64(1..30)).collect();
    let batches = Seen::default();
    ended(WeighedOnly { sizes: sizes.clone(), batches: batches.clone() }.run().await);
    assert!(batches.take() == packed(&sizes, usize::MAX), "not packed by weight");
}

/// Stores a batch unless there is a poisoned one in it.
#[sink]
async fn store_all_or_none(calls: &Seen<usize>, seen: &Seen<u64>, batch: &[u64]) -> Result<(), &'static str> {
    calls.push(batch.len());
    if batch.iter().any(|n| [3, 11, 12, 40].contains(n)) {
        return Err("poisoned");
    }
    batch.iter().for_each(|n| seen.push(*n));
    Ok(())
}

pipeline! {
    struct Split { calls: Seen<usize>, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&50) => store_all_or_none(&calls, &seen) { batch: 16, split, else: bad };
    bad => dead::<u64, &'static str>(&fell);
}

pipeline! {
    struct Whole { calls: Seen<usize>, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&50) => store_all_or_none(&calls, &seen) { batch: 16, retry: 1, else: bad };
    bad => dead::<u64, &'static str>(&fell);
}

pipeline! {
    struct SplitWithRetry { calls: Seen<usize>, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&16) => store_all_or_none(&calls, &seen) { batch: 16, split, retry: 1, else: bad };
    bad => dead::<u64, &'static str>(&fell);
}

#[tokio::test(start_paused = true)]
async fn a_failing_batch_is_halved_until_the_failing_items_stand_alone() {
    let (calls, seen, fell) = (Seen::default(), Seen::default(), Seen::default());
    let report = ended(Split { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(fell.sorted().iter().map(|f| f.0).collect::<Vec<_>>(), [3, 11, 12, 40]);
    assert_eq!(seen.take(), (1..=50).filter(|n| ![3, 11, 12, 40].contains(n)).collect::<Vec<_>>(), "in order, once");
    assert_eq!(report.node("store_all_or_none").map(|n| (n.taken, n.done, n.failed)), Some((50, 46, 4)));
    assert_eq!(calls.take()[..6], [16, 8, 4, 2, 2, 1], "halves, the first one first");
}

#[tokio::test(start_paused = true)]
async fn without_split_a_failing_batch_fails_as_a_whole() {
    let (calls, seen, fell) = (Seen::default(), Seen::default(), Seen::default());
    ended(Whole { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
    let fell = fell.take();
    assert_eq!(fell.iter().map(|f| f.0).collect::<Vec<_>>(), (1..=16).chain(33..=48).collect::<Vec<_>>());
    assert!(fell.iter().all(|f| f.2 == "poisoned" && f.3 == 2), "one failure an item, tried twice");
    assert_eq!(calls.take(), [16, 16, 16, 16, 16, 2]);
    assert_eq!(seen.take(), (17..=32).chain([49, 50]).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_retried_before_it_is_split() {
    let (calls, seen, fell) = (Seen::default(), Seen::default(), Seen::default());
    ended(SplitWithRetry { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(calls.take()[..3], [16, 16, 8]);
    assert_eq!(fell.sorted().iter().map(|f| f.0).collect::<Vec<_>>(), [3, 11, 12]);
    assert_eq!(seen.take().len(), 13);
}

/// Says for each item how it went; thirds fail at first, and 9 always.
#[stage]
async fn each_by_itself(tried: &Arc<Mutex<BTreeMap<u64, u32>>>, batch: &[u64]) -> Vec<Result<u64, &'static str>> {
    let mut tried = tried.lock().unwrap();
    let one = |n: &u64| {
        let times = tried.entry(*n).or_default();
        *times += 1;
        if *n == 9 || (n.is_multiple_of(3) && *times == 1) { Err("third") } else { Ok(*n) }
    };
    batch.iter().map(one).collect()
}

pipeline! {
    struct Each { tried: Arc<Mutex<BTreeMap<u64, u32>>>, seen: Seen<u64>, fell: Seen<Fell> }
    numbers(&20) => each_by_itself(&tried) { batch: 6, retry: 2, else: bad } => keep::<u64>(&seen);
    bad => dead::<u64, &'static str>(&fell);
}

#[tokio::test(start_paused = true)]
async fn only_the_failed_items_of_a_batch_are_retried_and_routed() {
    let (tried, seen, fell) = (Arc::<Mutex<BTreeMap<_, _>>>::default(), Seen::default(), Seen::default());
    let pipeline = Each { tried: Arc::clone(&tried), seen: seen.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    let times = |n: u64| {
        if n == 9 {
            3
        } else if n.is_multiple_of(3) {
            2
        } else {
            1
        }
    };
    assert_eq!(*tried.lock().unwrap(), (1..=20).map(|n| (n, times(n))).collect());
    assert_eq!(fell.take(), [Fell(9, "each_by_itself", "third".to_owned(), 3)]);
    assert_eq!(seen.take(), (1..=20).filter(|n| *n != 9).collect::<Vec<_>>(), "in order, retried in place");
    assert_eq!(report.node("each_by_itself").map(|n| (n.done, n.failed, n.retried)), Some((19, 1, 7)));
}

/// Some items fail, some for good, and now and then the whole batch does.
#[stage]
async fn patchy(batch: &[u64]) -> Vec<Result<u64, &'static str>> {
    if fastrand::u64(0..8) == 0 {
        // A panic, without its message.
        std::panic::resume_unwind(Box::new(()));
    }
    batch
        .iter()
        .map(|n| if n.is_multiple_of(50) || fastrand::u64(0..4) == 0 { Err("patchy") } else { Ok(*n) })
        .collect()
}

macro_rules! patchy {
    ($($test:ident, $pipeline:ident: { $($options:tt)* } $order:ident;)+) => {$(
        pipeline! {
            struct $pipeline { seen: Seen<u64>, fell: Seen<Fell> }
            numbers(&5000) => patchy { $($options)*, retry: Retry::times(3).between(1ms, 2ms), else: bad } => keep::<u64>(&seen);
            bad => dead::<u64, &'static str>(&fell);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (seen, fell) = (Seen::default(), Seen::default());
            let report = ended($pipeline { seen: seen.clone(), fell: fell.clone() }.run().await);
            let (mut came, fell) = (seen.take(), fell.take());
            assert!($order(&came), "out of order");
            assert!(report.node("patchy").is_some_and(|node| node.retried > 1000 && node.lost == 0), "{report}");
            assert!((100..500).contains(&fell.len()), "{} failed for good", fell.len());
            came.extend(fell.iter().map(|f| f.0));
            came.sort();
            assert!(came.into_iter().eq(1..=5000), "each comes through or fails, once");
        }
    )+};
}

fn in_order(came: &[u64]) -> bool {
    came.is_sorted()
}

fn in_order_of_keys(came: &[u64]) -> bool {
    !came.is_sorted() && (0..7).all(|key| came.iter().filter(|n| *n % 7 == key).is_sorted())
}

patchy! {
    a_patchy_batch_keeps_its_order, Patchy: { batch: 16 } in_order;
    a_patchy_batch_keeps_its_order_when_split, PatchySplit: { batch: 16, split } in_order;
    a_patchy_batch_keeps_its_order_on_workers, PatchyWorkers: { batch: 16, workers: 4 } in_order;
    a_patchy_batch_keeps_the_order_of_its_key, PatchyKeys: { by: |n| n % 7, batch: 16 per key, workers: 4 } in_order_of_keys;
}

/// Ten keys: the thousands are the key. Notes when two batches of a key are in work.
#[sink]
async fn store_of_key(working: &Arc<Mutex<BTreeSet<u64>>>, clock: &Clock, batches: &Batches, batch: &[u64]) {
    let key = batch[0] / 1000;
    assert!(batch.iter().all(|n| n / 1000 == key), "two keys in one batch");
    assert!(working.lock().unwrap().insert(key), "two batches of a key in work");
    batches.push((clock.now(), batch.to_vec()));
    sleep(Duration::from_millis(fastrand::u64(0..10))).await;
    working.lock().unwrap().remove(&key);
}

pipeline! {
    struct PerKey { items: Vec<u64>, working: Arc<Mutex<BTreeSet<u64>>>, clock: Clock, batches: Batches }
    each::<u64>(&items)
        => store_of_key(&working, &clock, &batches) { by: |n| n / 1000, batch: 7 per key, within: 1h, workers: 4, else: stop };
}

#[tokio::test(start_paused = true)]
async fn a_batch_per_key_has_one_key_and_one_batch_of_it_is_in_work() {
    let (clock, batches) = (Clock(Instant::now()), Batches::default());
    let items = (0..100).flat_map(|nth| (0..10).map(move |key| 1000 * key + nth)).collect();
    let pipeline = PerKey { items, working: Arc::default(), clock: clock.clone(), batches: batches.clone() };
    ended(pipeline.run().await);
    assert!(clock.now() < 60_000, "a drain flushes at once");
    let mut of_keys: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for (_, batch) in batches.take() {
        let of_key = of_keys.entry(batch[0] / 1000).or_default();
        assert!(batch.len() == 7 || of_key.len() == 98, "{batch:?}");
        of_key.extend(batch);
    }
    let expected = (0..10).map(|key| (key, (0..100).map(|nth| 1000 * key + nth).collect()));
    assert_eq!(of_keys, expected.collect::<BTreeMap<_, Vec<_>>>());
}

/// Batches of key 0 wait until they may go on.
#[sink]
async fn store_gated(gate: &Arc<Semaphore>, clock: &Clock, batches: &Batches, batch: &[u64]) {
    batches.push((clock.now(), batch.to_vec()));
    if batch[0] < 1000 {
        gate.acquire().await.expect("the gate stays open").forget();
    }
}

pipeline! {
    struct AgedPerKey { gate: Arc<Semaphore>, clock: Clock, batches: Batches }
    in items: u64;
    items => store_gated(&gate, &clock, &batches) { by: |n| n / 1000, batch: 3 per key, within: 1s, workers: 2 };
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_a_key_is_as_old_as_its_oldest_item() {
    let (gate, clock, batches) = (Arc::new(Semaphore::new(0)), Clock(Instant::now()), Batches::default());
    let pipeline = AgedPerKey { gate: Arc::clone(&gate), clock: clock.clone(), batches: batches.clone() };
    let running = pipeline.start().expect("it starts");
    // Key 1 opens a batch; then key 0 fills one, which keeps a worker; 3 waits for it from 100 on.
    for (at, item) in [(0, 1000), (50, 0), (50, 1), (50, 2), (100, 3), (900, 1001), (950, 2000)] {
        clock.at(at).await;
        running.items.send(item).await.expect("it runs");
    }
    clock.at(1090).await;
    gate.add_permits(10);
    clock.at(9000).await;
    let expected = [(50, vec![0, 1, 2]), (1000, vec![1000, 1001]), (1100, vec![3]), (1950, vec![2000])];
    assert_eq!(batches.take(), expected);
    ended(running.stop().await);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_a_key_keeps_its_age() {
    let (gate, clock, batches) = (Arc::new(Semaphore::new(0)), Clock(Instant::now()), Batches::default());
    let pipeline = AgedPerKey { gate: Arc::clone(&gate), clock: clock.clone(), batches: batches.clone() };
    let running = pipeline.start().expect("it starts");
    // 3 to 6 wait while the first three are in work; then three of them go at once, and 6 a second after it came.
    for (at, item) in [(0, 0), (0, 1), (0, 2), (100, 3), (200, 4), (300, 5), (400, 6)] {
        clock.at(at).await;
        running.items.send(item).await.expect("it runs");
    }
    clock.at(1300).await;
    gate.add_permits(10);
    clock.at(9000).await;
    assert_eq!(batches.take(), [(0, vec![0, 1, 2]), (1300, vec![3, 4, 5]), (1400, vec![6])]);
    ended(running.stop().await);
}

pipeline! {
    struct AsOperator {}
    in items: u64;
    out batches: Vec<u64>;
    items => batch { batch: 3, within: 1s } => batches;
}

#[tokio::test(start_paused = true)]
async fn the_operator_batches_by_size_and_age_too() {
    let clock = Clock(Instant::now());
    let running = AsOperator {}.start().expect("it starts");
    for item in 1..=4 {
        running.items.send(item).await.expect("it runs");
    }
    assert_eq!((running.batches.recv().await, clock.now()), (Some(vec![1, 2, 3]), 0));
    let second = timeout(Duration::from_secs(10), running.batches.recv()).await;
    assert_eq!((second.expect("it comes of age"), clock.now()), (Some(vec![4]), 1000));
    ended(running.stop().await);
}
