//! Joins in event time.

use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use crate::common::{Seen, each, keep};

/// Time in seconds, key, number.
type Item = (i64, u8, u32);

fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

type Pair = (Option<Item>, Option<Item>);

pipeline! {
    struct Joined { lefts: Vec<Item>, rights: Vec<Item>, apart: Duration, seen: Seen<Pair> }

    join(
        each::<Item>(&lefts) { time: time, name: lefts, lateness: 1h },
        each::<Item>(&rights) { time: time, name: rights, lateness: 1h },
    ) { on: (|(_, key, _)| *key, |(_, key, _)| *key), apart: apart, kind: full }
        => keep::<Pair>(&seen);
}

fn model(lefts: &[Item], rights: &[Item], apart: i64) -> Vec<Pair> {
    let meet = |left: &Item, right: &Item| left.1 == right.1 && (left.0 - right.0).abs() <= apart;
    let mut pairs = Vec::new();
    for left in lefts {
        let partners: Vec<_> = rights.iter().filter(|right| meet(left, right)).collect();
        pairs.extend(partners.iter().map(|right| (Some(*left), Some(**right))));
        pairs.extend(partners.is_empty().then_some((Some(*left), None)));
    }
    let alone = rights.iter().filter(|right| !lefts.iter().any(|left| meet(left, right)));
    pairs.extend(alone.map(|right| (None, Some(*right))));
    pairs.sort();
    pairs
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec((0i64..500, 0u8..4, any::<u32>()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// However the two sides interleave, and whatever came before what.
    #[test]
    fn pairs_are_those_whose_times_are_near(lefts in items(), rights in items(), apart in 1i64..100) {
        let seen = Seen::default();
        let secs = Duration::from_secs(apart.unsigned_abs());
        let pipeline = Joined { lefts: lefts.clone(), rights: rights.clone(), apart: secs, seen: seen.clone() };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let report = runtime.block_on(pipeline.run()).unwrap();
        prop_assert!(report.balances(), "{}", report);
        prop_assert_eq!(seen.sorted(), model(&lefts, &rights, apart));
    }
}

#[fold]
fn count(n: &mut u32, _pair: (Item, Item)) {
    *n += 1;
}

pipeline! {
    struct Counted;

    in lefts: Item { time: time };
    in rights: Item { time: time };
    out counts: (Window, u32);

    join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), apart: 5s }
        => count { window: tumbling(10s) }
        => counts;
}

/// The watermark goes on behind the join, as far behind as a pair may come.
#[tokio::test]
async fn a_window_of_pairs_closes_when_no_more_can_come() {
    let running = Counted.start().unwrap();
    for (at, key) in [(1, 0), (2, 1), (8, 0), (30, 0)] {
        running.lefts.send((at, key, 0)).await.unwrap();
    }
    for (at, key) in [(3, 0), (9, 0), (15, 2), (30, 0)] {
        running.rights.send((at, key, 0)).await.unwrap();
    }
    // (1, 3), (8, 3) and (8, 9); each pair has the later time of the two.
    let window = |start, end| Window { start: Timestamp::from_secs(start), end: Timestamp::from_secs(end) };
    assert_eq!(running.counts.recv().await, Some((window(0, 10), 3)));
    running.lefts.close();
    running.rights.close();
    assert_eq!(running.counts.recv().await, Some((window(30, 40), 1)));
    assert_eq!(running.counts.recv().await, None);
    assert!(running.join().await.unwrap().balances());
}

fn seconds(n: &u64) -> Timestamp {
    Timestamp::from_secs(n.cast_signed())
}

pipeline! {
    struct Rounds { seen: Seen<u64> }

    in first: u64 { time: seconds };
    in others: u64 { time: seconds };
    loop again: u64 { time: seconds };

    join([first, again], others) { on: (|n| *n, |n| *n), apart: 1s, kind: left }
        => inspect(|(n, _): &(u64, Option<u64>)| seen.push(*n))
        => map(|(n, _): (u64, Option<u64>)| n + 1)
        => again;
}

/// Only what comes could let out what a join keeps, so a loop does not wait for it: it comes to a loop that has closed.
#[tokio::test(start_paused = true)]
async fn a_loop_ends_with_what_an_outer_join_keeps() {
    let seen = Seen::default();
    let running = Rounds { seen: seen.clone() }.start().unwrap();
    running.first.send(5).await.unwrap();
    running.first.close();
    running.others.close();
    let report = tokio::time::timeout(Duration::from_secs(60), running.join()).await.expect("it ends").unwrap();
    assert!(report.balances(), "{report}");
    assert_eq!(seen.take(), [5]);
}
