//! Fused pieces on a stream with times: what comes of an item has that item's time, wherever a run begins and whatever becomes of
//! the others in it.

use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use super::models::{Item, items, model, run, secs, sums, time, total};
use crate::common::{Seen, each, keep};

type Sums = Seen<(u8, Window, u64)>;

fn fails(value: u64) -> bool {
    value.is_multiple_of(11)
}

fn panics(value: u64) -> bool {
    value.is_multiple_of(13)
}

#[stage]
fn picky(calls: &mut u64, item: Item) -> Result<Item, String> {
    *calls += 1;
    assert!(!panics(item.2), "a value it cannot stand");
    if fails(item.2) { Err("no such value".to_owned()) } else { Ok(item) }
}

#[stage]
fn not_of_fives((at, key, value): Item) -> Option<Item> {
    (value % 5 != 0).then_some((at, key, value + 1))
}

/// One output each, and nothing is kept of what goes in.
#[stage]
fn same(item: Item) -> Item {
    item
}

async fn later() -> u64 {
    tokio::task::yield_now().await;
    0
}

/// What comes through of a value.
fn through(value: u64) -> Option<u64> {
    let value = Some(value).filter(|value| value % 7 != 0 && value % 5 != 0)? + 1;
    (value % 3 != 0).then_some(value + 1)
}

pipeline! {
    struct Pieces { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness }
        => map(|item| item) { buffer: channel }
        => filter(|(_, _, value)| value % 7 != 0)
        => not_of_fives
        => inspect(|_| ())
        => filter_map(|(at, key, value)| (value % 3 != 0).then_some((at, key, value + 1)))
        => same
        => picky(&mut 0) { else: failed }
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
    failed => _;
}

pipeline! {
    /// Its state must be awaited.
    struct Waits { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness }
        => map(|item| item) { buffer: channel }
        => picky(&mut later().await) { else: failed }
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
    failed => _;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_of_an_item_has_its_time(
        list in items(), size in 1i64..40, lateness in 1i64..30, channel in 1usize..200,
    ) {
        let seen = Seen::default();
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline = Pieces { list: list.clone(), size: size_, lateness: lateness_, channel, seen: seen.clone() };
        let report = run(pipeline.run());
        let values: Vec<u64> = list.iter().filter_map(|item| through(item.2)).collect();
        let is_lost = |value: &u64| fails(*value) || panics(*value);
        // An item of which nothing comes moves the watermark all the same.
        let come = list.iter().map(|(at, key, value)| (*at, *key, through(*value).filter(|value| !is_lost(value)).unwrap_or(0)));
        let (mut expected, _) = model(&come.collect::<Vec<_>>(), size, size, lateness);
        expected.retain(|_, sum| *sum > 0);
        prop_assert_eq!(sums(&seen, size), expected);
        let node = |name| report.node(name).unwrap();
        prop_assert_eq!(node("same").done, values.len() as u64);
        prop_assert_eq!(node("picky").taken, values.len() as u64);
        prop_assert_eq!(node("picky").failed, values.iter().filter(|value| is_lost(value)).count() as u64);
        prop_assert_eq!(node("picky").restarts, values.iter().filter(|value| panics(**value)).count() as u64);
    }

    /// What waits for a state comes out later, and is not late.
    #[test]
    fn a_state_that_is_awaited_in_the_midst_of_a_run(list in items(), size in 1i64..40, channel in 1usize..200) {
        let seen = Seen::default();
        let mut latest = i64::MIN / 2;
        let older = list.iter().map(|(at, ..)| {
            latest = latest.max(*at);
            latest - at
        });
        let lateness = secs(older.max().unwrap_or(0));
        let pipeline = Waits { list: list.clone(), size: secs(size), lateness, channel, seen: seen.clone() };
        let report = run(pipeline.run());
        let through = list.iter().map(|item| item.2).filter(|value| !fails(*value) && !panics(*value));
        prop_assert_eq!(seen.take().iter().map(|(.., sum)| sum).sum::<u64>(), through.sum::<u64>());
        prop_assert_eq!(report.node("total").unwrap().late, 0);
        let panics = list.iter().filter(|item| panics(item.2)).count() as u64;
        prop_assert_eq!(report.node("picky").unwrap().restarts, panics);
    }
}
