//! Folds whose states can be merged, on several workers: each folds what comes to it, and the states are merged behind them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::sleep;

use crate::common::{Fell, Seen, balanced, books, each, ended, failed, fallen, keep, numbers};

/// The sum of some numbers, and how many they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Tally(u64, u64);

#[fold(merge = add)]
fn tally(tally: &mut Tally, n: u64) {
    add(tally, Tally(n, 1));
}

fn add(into: &mut Tally, other: Tally) {
    into.0 += other.0;
    into.1 += other.1;
}

#[fold(merge = add, finish = mean -> u64)]
fn average(sum: &mut Tally, n: &u64) {
    tally(sum, *n);
}

fn mean(Tally(sum, items): Tally) -> u64 {
    sum.checked_div(items).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_states_of_all_workers_come_to_one() {
    pipeline! {
        struct Means { upto: u64, workers: usize, tallies: Seen<Tally>, means: Seen<u64> }
        numbers(&upto) => [
            tally { workers: *workers } => keep::<Tally>(&tallies) { name: a },
            average { workers: *workers, buffer: 2 } => map(|mean| mean) => keep::<u64>(&means) { name: b },
        ];
    }
    for (upto, workers) in [(0, 3), (1, 4), (7, 1), (10_001, 2), (3_001, 5)] {
        let (tallies, means) = (Seen::default(), Seen::default());
        let pipeline = Means { upto, workers, tallies: tallies.clone(), means: means.clone() };
        let report = ended(pipeline.run().await);
        assert_eq!(tallies.take(), [Tally(upto * (upto + 1) / 2, upto)]);
        assert_eq!(means.take(), [upto.div_ceil(2)], "of {upto} on {workers}");
        assert_eq!(books(&report, "tally"), (upto, upto, 0, 0, 1));
        assert_eq!(books(&report, "average"), (upto, upto, 0, 0, 1));
    }
}

#[fold(merge = append)]
fn gather(all: &mut Vec<u64>, n: u64) {
    all.push(n);
}

fn append(all: &mut Vec<u64>, more: Vec<u64>) {
    all.extend(more);
}

#[tokio::test]
async fn they_are_merged_in_the_order_of_the_workers() {
    pipeline! {
        struct Orders { made: AtomicU64, all: Seen<Vec<u64>> }
        numbers(&0) => gather(&mut vec![made.fetch_add(1, Ordering::SeqCst)]) { workers: 4 } => keep::<Vec<u64>>(&all);
    }
    let all = Seen::default();
    ended(Orders { made: AtomicU64::new(0), all: all.clone() }.run().await);
    assert_eq!(all.take(), [[0, 1, 2, 3]]);
}

/// What must come of it, one item after the other.
fn model(items: &[u64], keys: u64) -> BTreeMap<u64, Tally> {
    let mut model = BTreeMap::new();
    items.iter().for_each(|n| tally(model.entry(n % keys).or_default(), *n));
    model
}

/// The parts of each key, put together, and of how many parts the one with the most is.
fn together<K: Ord>(parts: Vec<(K, Tally)>) -> (BTreeMap<K, Tally>, usize) {
    let mut all: BTreeMap<K, (Tally, usize)> = BTreeMap::new();
    for (key, part) in parts {
        let (tally, parts) = all.entry(key).or_default();
        add(tally, part);
        *parts += 1;
    }
    let most = all.values().map(|(_, parts)| *parts).max().unwrap_or_default();
    (all.into_iter().map(|(key, (tally, _))| (key, tally)).collect(), most)
}

pipeline! {
    struct ByKey { items: Vec<u64>, keys: u64, workers: usize, seen: Seen<(u64, Tally)> }
    each::<u64>(&items) => tally { by: |n| n % keys, workers: *workers } => keep::<(u64, Tally)>(&seen);
}

pipeline! {
    struct ByFewKeys { items: Vec<u64>, keys: u64, workers: usize, most: usize, seen: Seen<(u64, Tally)> }
    each::<u64>(&items)
        => tally { by: |n| n % keys, workers: *workers, max_keys: *most, buffer: 4 }
        => keep::<(u64, Tally)>(&seen);
}

/// Against a map that is filled one by one. Where few keys are kept, the workers hand over all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_key_they_come_to_what_one_would_have_made_of_them() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    for round in 0..40 {
        let (keys, workers, most) = (random.u64(1..500), random.usize(1..6), random.usize(1..40));
        let count = random.usize(0..5_000);
        let items: Vec<u64> = (0..count).map(|_| random.u64(0..1_000)).collect();
        let (seen, expected, n) = (Seen::default(), model(&items, keys), items.len() as u64);
        let note = format!("seed {seed}, round {round}: {keys} keys, {workers} workers, {most} kept");

        let pipeline = ByKey { items: items.clone(), keys, workers, seen: seen.clone() };
        let report = ended(pipeline.run().await);
        assert_eq!(books(&report, "tally"), (n, n, 0, 0, expected.len() as u64), "{note}");
        let (all, parts) = together(seen.take());
        assert!(all == expected && parts <= 1, "{note}");

        let pipeline = ByFewKeys { items, keys, workers, most, seen: seen.clone() };
        let report = ended(pipeline.run().await);
        assert_eq!(books(&report, "tally"), (n, n, 0, 0, seen.len() as u64), "{note}");
        let node = report.node("tally").expect("it is there");
        let (all, parts) = together(seen.take());
        assert_eq!(all, expected, "{note}");
        assert_eq!(parts > 1, node.out > expected.len() as u64, "{note}");
        assert!(node.out - node.forgotten <= most.div_ceil(workers) as u64 * workers as u64, "{note}");
    }
}

/// More keys than a worker keeps, so that each hands over what it has made of them in between.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_keys_than_a_worker_keeps_are_handed_over_meanwhile() {
    let seen = Seen::default();
    let items: Vec<u64> = (0..200_000).chain(0..200_000).collect();
    let pipeline = ByKey { items, keys: 200_000, workers: 2, seen: seen.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(books(&report, "tally"), (400_000, 400_000, 0, 0, 200_000));
    let (all, parts) = together(seen.take());
    assert_eq!((all.len(), parts), (200_000, 1));
    assert!(all.iter().all(|(key, tally)| *tally == Tally(2 * key, 2)));
}

#[derive(Clone)]
struct Visit {
    host: String,
}

#[fold(merge = more)]
fn count(n: &mut u64, _visit: Visit) {
    *n += 1;
}

fn more(n: &mut u64, other: u64) {
    *n += other;
}

#[fold(merge = more)]
fn count_words(n: &mut u64, _word: &str) {
    *n += 1;
}

#[tokio::test]
async fn a_lent_key_is_looked_up_as_it_is() {
    pipeline! {
        struct Visits { upto: u64, hosts: Seen<(String, u64)>, words: Seen<(String, u64)> }
        numbers(&upto) => map(|n| format!("host {}", n % 3)) => [
            map(|host| Visit { host }) => count { by: |v| &v.host, workers: 2 } => keep::<(String, u64)>(&hosts) { name: a },
            count_words { by: |w| w, workers: 2 } => keep::<(String, u64)>(&words) { name: b },
        ];
    }
    let (hosts, words) = (Seen::default(), Seen::default());
    ended(Visits { upto: 1000, hosts: hosts.clone(), words: words.clone() }.run().await);
    let expected = [("host 0", 333), ("host 1", 334), ("host 2", 333)].map(|(host, n)| (host.to_owned(), n));
    assert_eq!(hosts.sorted(), expected);
    assert_eq!(words.sorted(), expected);
}

/// Refuses each number that 5 divides and panics over each that 7 divides.
#[fold(merge = add)]
fn picky(sum: &mut Tally, n: u64) -> Result<(), String> {
    assert_ne!(n % 7, 0, "as the test wants");
    if n.is_multiple_of(5) {
        return Err("a fifth".to_owned());
    }
    tally(sum, n);
    Ok(())
}

pipeline! {
    struct Picky { upto: u64, routed: Seen<(u64, Tally)>, skipped: Seen<(u64, Tally)>, fell: Seen<Fell> }
    numbers(&upto) => [
        picky { by: |n| n % 2, workers: 1, else: bad } => keep::<(u64, Tally)>(&routed) { name: a },
        picky { by: |n| n % 2, workers: 1, else: skip, name: careless } => keep::<(u64, Tally)>(&skipped) { name: b },
    ];
    bad => fallen::<u64>(&fell);
}

/// Of each key, what came after its last panic.
fn after_panics(upto: u64) -> Vec<(u64, Tally)> {
    let mut model = BTreeMap::new();
    for n in 1..=upto {
        if n % 7 == 0 {
            model.remove(&(n % 2));
        } else {
            let state = model.entry(n % 2).or_default();
            let _refused = picky(state, n);
        }
    }
    model.into_iter().collect()
}

#[tokio::test]
async fn a_panic_loses_the_state_of_that_key_and_an_error_loses_nothing() {
    for upto in [6, 7, 13, 14, 40] {
        let (routed, skipped, fell) = (Seen::default(), Seen::default(), Seen::default());
        let pipeline = Picky { upto, routed: routed.clone(), skipped: skipped.clone(), fell: fell.clone() };
        let report = ended(pipeline.run().await);
        let (fifths, sevenths) = ((1..=upto).filter(|n| n % 5 == 0 && n % 7 != 0).count() as u64, upto / 7);
        for (node, seen) in [("picky", &routed), ("careless", &skipped)] {
            let emitted = seen.sorted();
            assert_eq!(emitted, after_panics(upto), "{node}");
            let (failed, out) = (fifths + sevenths, emitted.len() as u64);
            assert_eq!(books(&report, node), (upto, upto - failed, 0, failed, out), "{node}");
            assert_eq!(report.node(node).expect("it is there").restarts, sevenths, "{node}");
        }
        let fell: Vec<u64> = fell.take().into_iter().map(|Fell(n, ..)| n).collect();
        assert_eq!(fell, (1..=upto).filter(|n| n % 5 == 0 || n % 7 == 0).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn an_item_whose_key_cannot_be_told_fails_alone() {
    pipeline! {
        struct Keys { upto: u64, seen: Seen<(u64, Tally)>, more: Seen<(u64, Tally)>, fell: Seen<Fell> }
        numbers(&upto) => [
            tally { by: |n| 12 / (3 - n), workers: 2, else: skip } => keep::<(u64, Tally)>(&seen) { name: a },
            tally { by: |n| 12 / (3 - n), workers: 2, else: bad, name: routed } => keep::<(u64, Tally)>(&more) { name: b },
        ];
        bad => fallen::<u64>(&fell);
    }
    let (seen, more, fell) = (Seen::default(), Seen::default(), Seen::default());
    let report = ended(Keys { upto: 3, seen: seen.clone(), more: more.clone(), fell: fell.clone() }.run().await);
    for (node, seen) in [("tally", seen), ("routed", more)] {
        assert_eq!(seen.sorted(), [(6, Tally(1, 1)), (12, Tally(2, 1))], "{node}");
        assert_eq!(books(&report, node), (3, 2, 0, 1, 2), "{node}");
    }
    assert_eq!(fell.take().into_iter().map(|Fell(n, _, _, attempts)| (n, attempts)).collect::<Vec<_>>(), [(3, 0)]);
}

/// Cannot merge an odd number.
#[fold(merge = add_even)]
fn sum(sum: &mut u64, n: u64) {
    *sum += n;
}

fn add_even(into: &mut u64, other: u64) {
    assert!(other.is_multiple_of(2), "as the test wants");
    *into += other;
}

#[tokio::test]
async fn a_panic_in_merge_is_caught_and_ends_the_pipeline_with_the_name_of_the_node() {
    pipeline! {
        struct One { seen: Seen<u64> }
        numbers(&0) => sum(&mut 3) { workers: 2 } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let error = failed(One { seen: seen.clone() }.run().await);
    assert_eq!(error.stage(), Some("sum"));
    assert_eq!(
        error.report().and_then(|report| report.node("sum")).map(|node| (node.restarts, node.out)),
        Some((1, 0))
    );
    assert!(seen.take().is_empty());

    // More keys than are kept: what was made of key 1 is handed over before it comes again.
    pipeline! {
        struct Several { items: Vec<u64>, seen: Seen<(u64, u64)> }
        each::<u64>(&items) => sum { by: |n| n % 540_000, workers: 1 } => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let items = std::iter::once(1).chain((0..540_000).step_by(2)).chain([540_001]).collect();
    let error = failed(Several { items, seen: seen.clone() }.run().await);
    assert_eq!(error.stage(), Some("sum"));
    let node = error.report().and_then(|report| report.node("sum")).map(|node| (node.restarts, node.out));
    assert_eq!((node, seen.len()), (Some((1, 270_000)), 270_000));
    assert!(seen.take().into_iter().all(|(key, sum)| key == sum && key.is_multiple_of(2)), "all but that of key 1");
}

#[tokio::test(start_paused = true)]
async fn so_does_one_where_keys_are_forgotten() {
    pipeline! {
        struct Kept;
        in  items: u64;
        out sums: (u64, u64);
        items => sum { by: |n| n % 10, workers: 2, keep: 8s } => sums;
    }
    let running = Kept.start().expect("it starts");
    for n in [1, 2, 11] {
        running.items.send(n).await.expect("it runs");
        sleep(Duration::from_secs(2)).await;
    }
    let error = failed(running.join().await);
    assert_eq!(error.stage(), Some("sum"));
    let node = error.report().and_then(|report| report.node("sum")).map(|node| (node.taken, node.restarts));
    assert_eq!(node, Some((3, 1)));
}

async fn begin(made: &AtomicU64) -> Tally {
    tokio::task::yield_now().await;
    made.fetch_add(1, Ordering::SeqCst);
    Tally::default()
}

#[tokio::test]
async fn a_state_that_must_be_awaited_holds_its_items_back() {
    pipeline! {
        struct Awaited { items: Vec<u64>, made: Arc<AtomicU64>, seen: Seen<(u64, Tally)>, whole: Seen<Tally> }
        each::<u64>(&items) => [
            tally(&mut begin(&made).await) { by: |n| n % 10, workers: 3 } => keep::<(u64, Tally)>(&seen) { name: a },
            tally(&mut begin(&made).await) { workers: 3, name: whole_tally } => keep::<Tally>(&whole) { name: b },
        ];
    }
    let (seen, whole, made) = (Seen::default(), Seen::default(), Arc::new(AtomicU64::new(0)));
    let items: Vec<u64> = (1..=500).collect();
    let pipeline = Awaited { items: items.clone(), made: made.clone(), seen: seen.clone(), whole: whole.clone() };
    ended(pipeline.run().await);
    assert_eq!(seen.sorted(), model(&items, 10).into_iter().collect::<Vec<_>>());
    assert_eq!(whole.take(), [Tally(125_250, 500)]);
    assert!((13..=33).contains(&made.load(Ordering::SeqCst)), "one for each key and worker at most");
}

#[tokio::test(start_paused = true)]
async fn a_key_is_kept_while_anybody_uses_it_and_forgotten_soon_after() {
    pipeline! {
        struct Kept;
        in  items: u64;
        out tallies: (u64, Tally);
        items => tally { by: |n| n % 10, workers: 2, keep: 8s } => tallies;
    }
    let running = Kept.start().expect("it starts");
    // Never silent for 8 seconds.
    for _ in 0..10 {
        running.items.send(1).await.expect("it runs");
        sleep(Duration::from_secs(7)).await;
    }
    running.items.send(2).await.expect("it runs");
    assert!(tokio::time::timeout(Duration::from_millis(500), running.tallies.recv()).await.is_err(), "still in use");
    assert_eq!(running.tallies.recv().await, Some((1, Tally(10, 10))));
    assert_eq!(running.tallies.recv().await, Some((2, Tally(2, 1))));
    let report = balanced(running.stop().await.expect("it stops"));
    assert_eq!(books(&report, "tally"), (11, 11, 0, 0, 2));
    assert_eq!(report.node("tally").map(|node| node.forgotten), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_item_is_in_one_state_whoever_takes_it() {
    pipeline! {
        struct Spread { upto: u64, seen: Seen<HashMap<u64, u64>> }
        numbers(&upto) => census { workers: 4 } => keep::<HashMap<u64, u64>>(&seen);
    }
    let seen = Seen::default();
    ended(Spread { upto: 20_000, seen: seen.clone() }.run().await);
    let census = seen.take().pop().expect("one is emitted");
    assert!(census.len() == 20_000 && census.values().all(|n| *n == 1));
}

#[fold(merge = unite)]
fn census(seen: &mut HashMap<u64, u64>, n: u64) {
    *seen.entry(n).or_default() += 1;
}

fn unite(seen: &mut HashMap<u64, u64>, more: HashMap<u64, u64>) {
    more.into_iter().for_each(|(n, times)| *seen.entry(n).or_default() += times);
}
