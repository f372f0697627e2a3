//! `join(a, b) { on, as_of }` in event time: each item meets the version of its time.

use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use super::has_taken;
use crate::common::{Seen, each, keep};

/// Time in seconds, key, number.
type Item = (i64, u8, u32);
type Priced = (Item, Option<Item>);

fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

pipeline! {
    struct AsOf { lefts: Vec<Item>, rights: Vec<Item>, lateness: Duration, channel: usize, seen: Seen<Priced> }

    options { channel: channel }

    join(
        each::<Item>(&lefts) { time: time, name: lefts, lateness: lateness },
        each::<Item>(&rights) { time: time, name: rights, lateness: lateness },
    ) { on: (|(_, key, _)| *key, |(_, key, _)| *key), as_of, kind: left }
        => keep::<Priced>(&seen);
}

/// In the order of their times; of versions of one time the last holds.
fn model(lefts: &[Item], rights: &[Item]) -> Vec<Priced> {
    let mut lefts = lefts.to_vec();
    lefts.sort_by_key(|(at, ..)| *at);
    let version = |left: &Item| {
        let earlier = rights.iter().filter(|right| right.1 == left.1 && right.0 <= left.0);
        earlier.max_by_key(|(at, ..)| *at).copied()
    };
    lefts.into_iter().map(|left| (left, version(&left))).collect()
}

/// Times that go on, fall back, repeat, and are far off now and then; items that come twice.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let far = prop_oneof![30 => Just(0i64), 1 => Just(-9_000_000), 1 => Just(900_000)];
    let item = (-40i64..500, 0u8..4, any::<u32>(), far, 1usize..3);
    prop::collection::vec(item, 0..60).prop_map(|items| {
        let twice = |(at, key, number, far, times)| std::iter::repeat_n((at + far, key, number), times);
        items.into_iter().flat_map(twice).collect()
    })
}

const LONGER_THAN_ALL: Duration = Duration::from_secs(100_000_000);

fn run(pipeline: AsOf) -> aqueduct::Report {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let report = runtime.block_on(pipeline.run()).unwrap();
    assert!(report.balances(), "{report}");
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// However the two sides interleave, and whatever came before what.
    #[test]
    fn each_item_meets_the_version_of_its_time(lefts in items(), rights in items(), channel in 1usize..20) {
        let seen = Seen::default();
        let (lateness, seen_there) = (LONGER_THAN_ALL, seen.clone());
        run(AsOf { lefts: lefts.clone(), rights: rights.clone(), lateness, channel, seen: seen_there });
        prop_assert_eq!(seen.take(), model(&lefts, &rights));
    }

    /// Where some come late: what is not late comes out once, in the order of times, and never with a version from after it.
    #[test]
    fn what_is_late_is_counted(lefts in items(), rights in items(), channel in 1usize..20, lateness in 1u64..200) {
        let seen = Seen::default();
        let (lateness, seen_there) = (Duration::from_secs(lateness), seen.clone());
        let report = run(AsOf { lefts: lefts.clone(), rights: rights.clone(), lateness, channel, seen: seen_there });
        let (out, node) = (seen.take(), report.node("join_1").unwrap());
        prop_assert!(out.is_sorted_by_key(|((at, ..), _)| *at));
        prop_assert!(out.iter().all(|(left, right)| right.is_none_or(|right| right.1 == left.1 && right.0 <= left.0)));
        prop_assert!(out.len() <= lefts.len() && (lefts.len() - out.len()) as u64 <= node.late);
        prop_assert_eq!(node.taken, node.done + node.filtered + node.late);
    }
}

#[fold]
fn count(n: &mut u32, _priced: Priced) {
    *n += 1;
}

pipeline! {
    struct Priceds;

    in orders: Item { time: time };
    in rates: Item { time: time };
    out priced: Priced;
    out counts: (Window, u32);

    join(orders, rates) { on: (|(_, key, _)| *key, |(_, key, _)| *key), as_of, kind: left, max_keys: 2 }
        => [priced, count { window: tumbling(10s) } => counts];
}

#[tokio::test]
async fn an_item_waits_until_no_older_version_can_come() {
    let running = Priceds.start().unwrap();
    for order in [(5, 0, 1), (3, 0, 2), (12, 1, 3)] {
        running.orders.send(order).await.unwrap();
    }
    has_taken(3, || running.nodes.join_1.stats()).await;
    running.rates.send((1, 0, 10)).await.unwrap();
    running.rates.send((4, 0, 11)).await.unwrap();
    assert_eq!(running.priced.recv().await, Some(((3, 0, 2), Some((1, 0, 10)))), "4 is past, and 5 may come still");
    // At 5 a version of that time is known, and a later one says nothing about it.
    running.rates.send((5, 0, 12)).await.unwrap();
    running.rates.send((20, 0, 13)).await.unwrap();
    assert_eq!(running.priced.recv().await, Some(((5, 0, 1), Some((5, 0, 12)))));
    running.orders.close();
    assert_eq!(running.priced.recv().await, Some(((12, 1, 3), None)), "the rates are at 20");
    running.rates.close();
    assert_eq!(running.priced.recv().await, None);
    // Each has its own time, and windows behind close with the watermark.
    let window = |start, end| Window { start: Timestamp::from_secs(start), end: Timestamp::from_secs(end) };
    assert_eq!(running.counts.recv().await, Some((window(0, 10), 2)));
    assert_eq!(running.counts.recv().await, Some((window(10, 20), 1)));
    let report = running.join().await.unwrap();
    assert!(report.balances(), "{report}");
    let node = report.node("join_1").unwrap();
    assert_eq!((node.taken, node.done, node.filtered, node.late), (7, 5, 2, 0), "two rates met nobody");
}

#[tokio::test]
async fn the_idlest_keys_are_forgotten() {
    let running = Priceds.start().unwrap();
    for key in 0..10u8 {
        running.rates.send((i64::from(key), key, 0)).await.unwrap();
    }
    running.rates.close();
    has_taken(10, || running.nodes.join_1.stats()).await;
    for key in 0..10u8 {
        running.orders.send((50, key, 0)).await.unwrap();
    }
    running.orders.close();
    for key in 0..10u8 {
        let rate = (key >= 8).then_some((i64::from(key), key, 0));
        assert_eq!(running.priced.recv().await, Some(((50, key, 0), rate)));
    }
    assert_eq!(running.join().await.unwrap().node("join_1").unwrap().forgotten, 8);
}

#[derive(Debug, PartialEq)]
struct Order {
    currency: String,
    at: i64,
}

pipeline! {
    /// What waits in a join is let out by the end of a loop, which does not wait for it.
    struct Rounds { seen: Seen<i64> }

    in first: Order { time: |order| Timestamp::from_secs(order.at) };
    in rates: (String, i64) { time: |(_, at)| Timestamp::from_secs(*at) };
    loop again: Order { time: |order| Timestamp::from_secs(order.at) };

    join([first, again], rates) { on: (|order| &order.currency, |rate| &rate.0), as_of }
        => inspect(|(order, _): &(Order, (String, i64))| seen.push(order.at))
        => map(|(order, _): (Order, (String, i64))| Order { at: order.at + 10, ..order })
        => again;
}

/// Items of the first stream are moved, so they need not be `Clone`.
#[tokio::test(start_paused = true)]
async fn a_loop_ends_with_what_waits() {
    let seen = Seen::default();
    let running = Rounds { seen: seen.clone() }.start().unwrap();
    running.rates.send(("CHF".to_owned(), 0)).await.unwrap();
    running.first.send(Order { currency: "CHF".to_owned(), at: 5 }).await.unwrap();
    running.first.close();
    running.rates.close();
    let report = tokio::time::timeout(Duration::from_secs(60), running.join()).await.expect("it ends").unwrap();
    assert!(report.balances(), "{report}");
    assert_eq!(seen.take().first(), Some(&5));
}
