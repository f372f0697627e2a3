//! `distinct` within a window.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Fell, Seen, books, each, fallen, keep};

/// Time in seconds, key.
type Item = (i64, u64);

fn time((seconds, _): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

pipeline! {
    struct Within { list: Vec<Item>, seen: Seen<Item>, fell: Seen<Fell<Item>> }

    each::<Item>(&list) { time: time }
        => distinct { by: |(_, key)| *key, window: tumbling(10s), else: late }
        => keep::<Item>(&seen);

    late => fallen::<Item>(&fell);
}

#[tokio::test]
async fn the_first_of_each_key_in_each_window_goes_on() {
    let (seen, fell) = (Seen::default(), Seen::default());
    let list = vec![(1, 1), (9, 1), (5, 2), (12, 1), (19, 1), (3, 3), (12, 2), (40, 1)];
    let report = Within { list, seen: seen.clone(), fell: fell.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [(1, 1), (5, 2), (12, 1), (12, 2), (40, 1)]);
    let late = Fell((3, 3), "distinct_1", "came too late".to_owned(), 0);
    assert_eq!(fell.take(), [late]);
    assert_eq!(books(&report, "distinct_1"), (8, 5, 2, 1, 5));
    assert!(report.balances());
}

pipeline! {
    struct Totals { list: Vec<Item>, seen: Seen<(u64, Window, u64)> }

    each::<Item>(&list)
        => distinct { time: time, window: tumbling(10s), lateness: 20s }
        => count { by: |(_, key)| *key, window: tumbling(10s) }
        => keep::<(u64, Window, u64)>(&seen);
}

#[fold]
fn count(n: &mut u64, _item: Item) {
    *n += 1;
}

#[tokio::test]
async fn time_may_begin_there_and_goes_on_and_without_by_whole_items_are_told_apart() {
    let seen = Seen::default();
    let list = vec![(1, 1), (2, 1), (1, 1), (15, 1), (2, 1), (35, 1), (9, 1)];
    let report = Totals { list, seen: seen.clone() }.run().await.unwrap();
    let sums: Vec<_> = seen.take().iter().map(|(_, window, n)| (window.start.as_secs(), *n)).collect();
    assert_eq!(sums, [(0, 2), (10, 1), (30, 1)]);
    let node = report.node("distinct_1").unwrap();
    // 9, when 35 has moved the watermark to 15.
    assert_eq!((node.late, node.dropped, node.filtered), (1, 1, 2));
    assert!(report.balances());
}

pipeline! {
    struct Stopped { list: Vec<Item> }

    each::<Item>(&list) => distinct { time: time, window: tumbling(10s), else: stop } => _;
}

#[tokio::test]
async fn late_items_may_end_the_pipeline() {
    let error = Stopped { list: vec![(11, 1), (9, 1)] }.run().await.unwrap_err();
    assert_eq!(error.to_string(), "`distinct_1` failed at its item 2, and nothing takes its failures: came too late");
}

pipeline! {
    struct SkippedBySaying { list: Vec<Item> }

    each::<Item>(&list) => distinct { time: time, window: tumbling(10s), else: skip } => _;
}

#[tokio::test]
async fn late_items_may_be_skipped_as_failures() {
    let report = SkippedBySaying { list: vec![(11, 1), (9, 1)] }.run().await.unwrap();
    let node = report.node("distinct_1").unwrap();
    assert_eq!((node.failed, node.late, node.dropped), (1, 1, 0));
    assert!(report.balances());
}

pipeline! {
    struct Clocked;

    in numbers: u64;
    out firsts: u64;

    numbers => distinct { by: |n| n % 10, window: tumbling(10s) } => firsts;
}

#[tokio::test(start_paused = true)]
async fn without_time_windows_go_by_the_clock_and_nothing_waits() {
    let running = Clocked.start().unwrap();
    // Wherever in its window it begins: of eleven seconds two are in one, and each window is ten long.
    let mut firsts = Vec::new();
    for second in 0..100 {
        running.numbers.send(second * 10).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        while let Ok(Some(first)) = tokio::time::timeout(Duration::ZERO, running.firsts.recv()).await {
            firsts.push(first / 10);
        }
    }
    assert!(firsts.len() >= 10 && firsts.len() <= 11, "{firsts:?}");
    assert!(firsts[1..].windows(2).all(|pair| pair[1] - pair[0] == 10), "{firsts:?}");
    assert_eq!(firsts[0], 0, "the first at once");
    running.numbers.close();
    assert!(running.join().await.unwrap().balances());
}

pipeline! {
    struct Modelled { list: Vec<Item>, size: Duration, lateness: Duration, most: usize, seen: Seen<Item> }

    each::<Item>(&list) { time: time, lateness: lateness }
        => distinct { by: |(_, key)| *key, window: tumbling(size), max_keys: most }
        => keep::<Item>(&seen);
}

/// What goes on, how many are late, and how many keys there are at once at most.
fn model(list: &[Item], size: i64, lateness: i64) -> (Vec<Item>, u64, usize) {
    let (mut open, mut firsts, mut late, mut most): (BTreeMap<i64, BTreeSet<u64>>, _, _, _) =
        (BTreeMap::new(), Vec::new(), 0, 0);
    let mut watermark = i64::MIN;
    for (at, key) in list {
        let start = at.div_euclid(size) * size;
        match start + size > watermark {
            true if open.entry(start).or_default().insert(*key) => firsts.push((*at, *key)),
            true => {}
            false => late += 1,
        }
        most = most.max(open.values().map(BTreeSet::len).sum());
        watermark = watermark.max(at - lateness);
        // What is over is forgotten behind a run, or before a late item: at the latest here.
    }
    (firsts, late, most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_a_set_for_each_window_does(
        list in prop::collection::vec((-30i64..300, 0u64..6), 0..150),
        size in 1i64..60,
        lateness in 1i64..100,
        most in prop_oneof![Just(1_000usize), 1usize..6],
    ) {
        let seen = Seen::default();
        let secs = |seconds: i64| Duration::from_secs(seconds.unsigned_abs());
        let pipeline = Modelled { list: list.clone(), size: secs(size), lateness: secs(lateness), most, seen: seen.clone() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let report = runtime.block_on(pipeline.run()).unwrap();
        prop_assert!(report.balances());
        let (firsts, late, at_once) = model(&list, size, lateness);
        let node = report.node("distinct_1").unwrap();
        prop_assert_eq!(node.late, late);
        let got = seen.take();
        if at_once <= most {
            prop_assert_eq!(&got, &firsts);
            prop_assert_eq!(node.forgotten, 0);
        }
        // A key that was forgotten is the first again; none is held back that should go on.
        prop_assert!(got.len() as u64 <= firsts.len() as u64 + node.forgotten);
        let mut rest = got.iter();
        prop_assert!(firsts.iter().all(|first| rest.any(|item| item == first)));
    }
}
