//! `keep` at windows that are no spans of time.

use std::collections::BTreeMap;
use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Seen, each, keep};

/// Time in seconds, key, value.
type Item = (i64, u64, u64);

fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

#[fold]
fn values(values: &mut Vec<u64>, (_, _, value): Item) {
    values.push(value);
}

pipeline! {
    struct InTime;

    in items: Item { time: time };
    out kept: (u64, Vec<u64>);

    items => values { by: |(_, key, _)| *key, window: global, keep: 10s } => kept;
}

#[tokio::test]
async fn a_key_without_items_for_so_long_is_emitted_and_forgotten() {
    let running = InTime.start().unwrap();
    for item in [(0, 1, 1), (5, 1, 2), (14, 2, 3), (15, 2, 4)] {
        running.items.send(item).await.unwrap();
    }
    assert_eq!(running.kept.recv().await, Some((1, vec![1, 2])), "at 15, ten seconds behind its last");
    // It begins anew, and an item that is older than the watermark keeps it, too.
    running.items.send((16, 1, 5)).await.unwrap();
    running.items.send((3, 3, 6)).await.unwrap();
    running.items.send((25, 4, 7)).await.unwrap();
    assert_eq!(running.kept.recv().await, Some((2, vec![3, 4])));
    running.items.send((26, 4, 8)).await.unwrap();
    let mut both = [running.kept.recv().await.unwrap(), running.kept.recv().await.unwrap()];
    both.sort();
    assert_eq!(both, [(1, vec![5]), (3, vec![6])], "3 came at 16");
    running.items.close();
    assert_eq!(running.kept.recv().await, Some((4, vec![7, 8])));
    assert_eq!(running.kept.recv().await, None);
    let report = running.join().await.unwrap();
    let node = report.node("values").unwrap();
    assert_eq!((node.forgotten, node.late, node.done, node.out), (4, 0, 8, 5));
    assert!(report.balances());
}

pipeline! {
    struct ByClock;

    in items: Item;
    out kept: (u64, Vec<u64>);

    items => values { by: |(_, key, _)| *key, window: count(3), keep: 10s } => kept;
}

#[tokio::test(start_paused = true)]
async fn without_time_the_clock_says_how_long() {
    let running = ByClock.start().unwrap();
    let began = tokio::time::Instant::now();
    for value in 1..=5 {
        running.items.send((0, 1, value)).await.unwrap();
    }
    assert_eq!(running.kept.recv().await, Some((1, vec![1, 2, 3])), "three are full");
    assert_eq!(running.kept.recv().await, Some((1, vec![4, 5])));
    assert_eq!(began.elapsed().as_secs(), 10);
    running.items.close();
    assert_eq!(running.kept.recv().await, None);
    assert_eq!(running.join().await.unwrap().node("values").unwrap().forgotten, 1);
}

pipeline! {
    struct Periodic;

    in items: Item;
    out kept: (u64, Vec<u64>);

    items => values { by: |(_, key, _)| *key, window: global, keep: 10s, trigger: periodically(4s), accumulating } => kept;
}

#[tokio::test(start_paused = true)]
async fn what_a_trigger_lets_out_keeps_no_key() {
    let running = Periodic.start().unwrap();
    let began = tokio::time::Instant::now();
    running.items.send((0, 1, 1)).await.unwrap();
    assert_eq!((running.kept.recv().await, began.elapsed().as_secs()), (Some((1, vec![1])), 4));
    assert_eq!((running.kept.recv().await, began.elapsed().as_secs()), (Some((1, vec![1])), 10), "the last time");
    running.items.send((0, 1, 2)).await.unwrap();
    assert_eq!(running.kept.recv().await, Some((1, vec![2])), "anew");
    running.items.close();
    assert!(running.join().await.unwrap().balances());
}

pipeline! {
    struct Modelled { list: Vec<Item>, keep: Duration, most: usize, workers: usize, seen: Seen<(u64, Vec<u64>)> }

    each::<Item>(&list) { time: time }
        => values { by: |(_, key, _)| *key, window: global, keep: keep, max_keys: most, workers: workers }
        => keep::<(u64, Vec<u64>)>(&seen);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// When a key goes depends on when the watermark is told, but not that nothing is lost, and that what is close stays together.
    #[test]
    fn nothing_is_lost_and_what_is_close_stays_together(
        steps in prop::collection::vec((0i64..20, 0u64..5), 0..200),
        keep in 1i64..60,
        workers in 1usize..4,
        most in prop_oneof![Just(100usize), 1usize..4],
    ) {
        let mut now = 0;
        let list: Vec<Item> = steps.iter().zip(0..).map(|((step, key), value)| { now += step; (now, *key, value) }).collect();
        let seen = Seen::default();
        let pipeline = Modelled { list: list.clone(), keep: Duration::from_secs(keep.unsigned_abs()), most, workers, seen: seen.clone() };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let report = runtime.block_on(pipeline.run()).unwrap();
        prop_assert!(report.balances());
        let emitted = seen.take();
        let node = report.node("values").unwrap();
        let mut by_key: BTreeMap<u64, Vec<Vec<u64>>> = BTreeMap::new();
        for (key, values) in &emitted {
            by_key.entry(*key).or_default().push(values.clone());
        }
        for (key, states) in &by_key {
            let of_key: Vec<u64> = list.iter().filter(|item| item.1 == *key).map(|item| item.2).collect();
            prop_assert_eq!(&states.concat(), &of_key, "each item once, in order");
            for (before, after) in states.iter().zip(&states[1..]) {
                let (last, first) = (list[before[before.len() - 1] as usize].0, list[after[0] as usize].0);
                prop_assert!(most < 100 || first - last >= keep, "{} and {} are in two states", last, first);
            }
        }
        prop_assert_eq!(by_key.values().flatten().flatten().count(), list.len());
        prop_assert!(node.forgotten as usize <= emitted.len());
        prop_assert!(emitted.len() - node.forgotten as usize <= most.div_ceil(workers) * workers, "the rest at the end");
    }
}
