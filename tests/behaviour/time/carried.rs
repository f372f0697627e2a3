//! Where times go: the watermark is never further than an item that comes behind it, unless that was late from the beginning.

use std::time::Duration;

use aqueduct::prelude::*;
use proptest::prelude::*;

use super::models::{Item, items, model, run, secs, sums, time, total};
use crate::common::{Seen, each, keep};

type Sums = Seen<(u8, Window, u64)>;

/// How much older than one before it an item is, at most.
fn disorder(list: &[Item]) -> i64 {
    let mut latest = i64::MIN / 2;
    let older = list.iter().map(|(at, ..)| {
        latest = latest.max(*at);
        latest - at
    });
    older.max().unwrap_or(0)
}

/// Waits for some, and not for others.
async fn dither(value: u64) {
    for _ in 0..value % 4 {
        tokio::task::yield_now().await;
    }
}

#[stage]
async fn deal(item: Item, odd: &mut Out<Item>, even: &mut Out<Item>) {
    dither(item.2).await;
    match item.1 % 2 {
        0 => even.send(item).await,
        _ => odd.send(item).await,
    }
}

pipeline! {
    struct Dealt { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, workers: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness } => deal { workers: workers };
    deal.odd => total { name: odds, by: |(_, key, _)| *key, window: tumbling(size) } => keep::<(u8, Window, u64)>(&seen);
    deal.even
        => total { name: evens, by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen) { name: keep_even };
}

pipeline! {
    struct Gathered { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, workers: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness } => deal { workers: workers };
    [deal.odd, deal.even => map(|item| item) { buffer: channel }]
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
}

/// Fails now and then, and waits for some.
#[stage]
async fn ask(tries: &mut u64, item: &Item) -> Result<Item, String> {
    dither(item.2).await;
    *tries += 1;
    if tries.is_multiple_of(3) { Err("again".to_owned()) } else { Ok(*item) }
}

/// All of one key.
#[stage]
async fn ask_all(list: Vec<Item>) -> Vec<Item> {
    dither(list[0].2).await;
    list
}

pipeline! {
    struct Asked { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, workers: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness }
        => ask(&mut 0) { by: |(_, key, _)| *key, workers: workers, retry: Retry::forever().between(1ms, 2ms), else: stop }
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
}

pipeline! {
    struct AskedByBatch { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, workers: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness }
        => ask_all { by: |(_, key, _)| *key, workers: workers, batch: 3 per key, within: 1ms }
        => flat_map(|list| list)
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
}

#[stage]
async fn look_at<T: Send>(item: T) -> T {
    tokio::task::yield_now().await;
    item
}

#[fold]
fn seen_by_clock(n: &mut u64, _item: Item) {
    *n += 1;
}

pipeline! {
    struct Passing<T: Send + 'static> { nothing: std::marker::PhantomData<fn() -> T> }

    in  items: T;
    out same: T;

    items => look_at::<T> => same;
}

pipeline! {
    /// Its window goes by the clock, wherever it stands; its items keep the times with which they come.
    struct Inner;

    in  items: Item;
    out odds: Item;
    out evens: Item;
    out counts: (Window, u64);

    items => [to_ports, seen_by_clock { window: tumbling(1h) } => counts];
    to_ports.odd => odds;
    to_ports.even => map(|item| item) => evens;
}

#[stage]
async fn to_ports(item: Item, odd: &mut Out<Item>, even: &mut Out<Item>) {
    deal(item, odd, even).await;
}

pipeline! {
    struct Within { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, seen: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness } => Passing::<Item>(&std::marker::PhantomData) => Inner;
    Inner.counts => _;
    Inner.odds => total { name: odds, by: |(_, key, _)| *key, window: tumbling(size) } => keep::<(u8, Window, u64)>(&seen);
    Inner.evens
        => total { name: evens, by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen) { name: keep_even };
}

fn later((left, right): (Item, Item)) -> Item {
    (left.0.max(right.0), left.1, right.2)
}

pipeline! {
    struct Zipped { lefts: Vec<Item>, rights: Vec<Item>, size: Duration, late: [Duration; 2], channel: usize, seen: Sums }

    options { channel: channel }

    zip(
        each::<Item>(&lefts) { name: lefts, time: time, lateness: late[0] },
        each::<Item>(&rights) { name: rights, time: time, lateness: late[1] },
    )
        => map(later)
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
}

pipeline! {
    struct Newest { lefts: Vec<Item>, rights: Vec<Item>, size: Duration, late: [Duration; 2], channel: usize, seen: Sums }

    options { channel: channel }

    latest(
        each::<Item>(&lefts) { name: lefts, time: time, lateness: late[0] },
        each::<Item>(&rights) { name: rights, time: time, lateness: late[1] },
    )
        => map(later)
        => total { by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&seen);
}

/// Every third value fails.
fn is_bad(item: &Item) -> bool {
    item.2.is_multiple_of(3)
}

#[stage]
fn check(item: &Item) -> Result<(), String> {
    if is_bad(item) { Err("bad".to_owned()) } else { Ok(()) }
}

#[stage]
async fn check_slowly(item: &Item) -> Result<(), String> {
    dither(item.2 / 3).await;
    if is_bad(item) { Err("bad".to_owned()) } else { Ok(()) }
}

#[stage]
fn fallen(failed: Failed<Item, String>) -> Item {
    failed.item
}

/// Both what got through and what did not, summed by window.
macro_rules! checked {
    ($($name:ident: $check:ident { $($options:tt)* };)+) => {$(
        pipeline! {
            struct $name { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, good: Sums, bad: Sums }

            options { channel: channel }

            each::<Item>(&list) { time: time, lateness: lateness }
                => $check { name: checked, else: wrong, $($options)* }
                => total { name: goods, by: |(_, key, _)| *key, window: tumbling(size) }
                => keep::<(u8, Window, u64)>(&good) { name: keep_good };
            wrong
                => fallen
                => total { name: bads, by: |(_, key, _)| *key, window: tumbling(size) }
                => keep::<(u8, Window, u64)>(&bad) { name: keep_bad };
        }
    )+};
}

checked! {
    Fused: check {};
    FusedByKey: check { by: |(_, key, _)| *key };
    Lanes: check { by: |(_, key, _)| *key, workers: 3 };
    Task: check_slowly {};
    Retried: check { retry: Retry::times(1).between(1ms, 1ms) };
    Workers: check_slowly { workers: 3 };
    Unordered: check_slowly { workers: 3, unordered };
    Queue: check_slowly { by: |(_, key, _)| *key, workers: 3, retry: Retry::times(1).between(1ms, 1ms) };
}

#[stage]
fn check_each(list: &[Item]) -> Vec<Result<Item, String>> {
    list.iter().map(|item| check(item).map(|()| *item)).collect()
}

#[stage]
async fn check_each_slowly(list: &[Item]) -> Vec<Result<Item, String>> {
    dither(list[0].2).await;
    check_each(list)
}

checked! {
    InBatches: check_each { batch: 3, within: 1ms };
    InBatchesByWorkers: check_each_slowly { batch: 3, within: 1ms, workers: 3 };
    InBatchesByKey: check_each_slowly { by: |(_, key, _)| *key, workers: 3, batch: 3 per key, within: 1ms };
}

#[fold(merge = add)]
fn good(sum: &mut u64, item: Item) -> Result<(), String> {
    *sum += if is_bad(&item) { 0 } else { item.2 };
    check(&item)
}

fn add(sum: &mut u64, other: u64) {
    *sum += other;
}

/// What a fold does not take; what it does has no window.
macro_rules! folded {
    ($($name:ident: $out:ty { $($options:tt)* };)+) => {$(
        pipeline! {
            struct $name { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, good: Seen<$out>, bad: Sums }

            options { channel: channel }

            each::<Item>(&list) { time: time, lateness: lateness }
                => good { name: folded, else: wrong, $($options)* }
                => keep::<$out>(&good) { name: keep_good };
            wrong
                => fallen
                => total { name: bads, by: |(_, key, _)| *key, window: tumbling(size) }
                => keep::<(u8, Window, u64)>(&bad) { name: keep_bad };
        }
    )+};
}

folded! {
    Folded: u64 {};
    FoldedByKey: (u8, u64) { by: |(_, key, _)| *key };
    FoldedByWorkers: u64 { workers: 3 };
    FoldedByWorkersAndKey: (u8, u64) { by: |(_, key, _)| *key, workers: 3 };
}

#[stage]
async fn dawdle(item: &Item) -> Result<(), String> {
    dither(item.2).await;
    if item.1 == 1 { Err("one".to_owned()) } else { Ok(()) }
}

pipeline! {
    struct TwoNodes { list: Vec<Item>, size: Duration, lateness: Duration, channel: usize, good: Sums, bad: Sums }

    options { channel: channel }

    each::<Item>(&list) { time: time, lateness: lateness }
        => check { else: one }
        => dawdle { workers: 2, else: other }
        => total { name: goods, by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&good) { name: keep_good };

    [one, other]
        => fallen
        => total { name: bads, by: |(_, key, _)| *key, window: tumbling(size) }
        => keep::<(u8, Window, u64)>(&bad) { name: keep_bad };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// One worker: what is late at a port was late before it.
    #[test]
    fn ports(list in items(), size in 1i64..40, lateness in 1i64..30, channel in 1usize..20) {
        let seen = Seen::default();
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline =
            Dealt { list: list.clone(), size: size_, lateness: lateness_, channel, workers: 1, seen: seen.clone() };
        let report = run(pipeline.run());
        let (expected, late) = model(&list, size, size, lateness);
        prop_assert_eq!(sums(&seen, size), expected);
        let lates = ["odds", "evens"].map(|node| report.node(node).unwrap().late);
        prop_assert_eq!(lates.iter().sum::<u64>(), late);
    }

    /// Several workers change the order: nothing is late that was not.
    #[test]
    fn ports_of_workers(list in items(), size in 1i64..40, channel in 1usize..20, workers in 2usize..4) {
        let seen = Seen::default();
        let lateness = disorder(&list);
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline =
            Dealt { list: list.clone(), size: size_, lateness: lateness_, channel, workers, seen: seen.clone() };
        run(pipeline.run());
        prop_assert_eq!(sums(&seen, size), model(&list, size, size, lateness).0);
    }

    #[test]
    fn merged_ports(list in items(), size in 1i64..40, channel in 1usize..20, workers in 1usize..4) {
        let seen = Seen::default();
        let lateness = disorder(&list);
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline =
            Gathered { list: list.clone(), size: size_, lateness: lateness_, channel, workers, seen: seen.clone() };
        let report = run(pipeline.run());
        prop_assert_eq!(sums(&seen, size), model(&list, size, size, lateness).0);
        prop_assert_eq!(report.node("total").unwrap().late, 0);
    }

    /// Through pipelines at nodes, as through their stages.
    #[test]
    fn pipelines_at_nodes(list in items(), size in 1i64..40, lateness in 1i64..30, channel in 1usize..20) {
        let seen = Seen::default();
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline =
            Within { list: list.clone(), size: size_, lateness: lateness_, channel, seen: seen.clone() };
        let report = run(pipeline.run());
        let (expected, late) = model(&list, size, size, lateness);
        prop_assert_eq!(sums(&seen, size), expected);
        let lates = ["odds", "evens"].map(|node| report.node(node).unwrap().late);
        prop_assert_eq!(lates.iter().sum::<u64>(), late);
    }

    /// What failed has its time, too, and the watermark waits for it.
    #[test]
    fn failures(list in items(), size in 1i64..40, channel in 1usize..20) {
        let lateness = disorder(&list);
        let (size_, lateness_) = (secs(size), secs(lateness));
        let (bads, goods): (Vec<_>, Vec<_>) = list.iter().partition(|item| is_bad(item));
        let expected = [goods, bads].map(|list| model(&list, size, size, lateness).0);
        macro_rules! all {
            ($($name:ident)+) => {$({
                let (list, good, bad) = (list.clone(), Sums::default(), Sums::default());
                let seen = [good.clone(), bad.clone()];
                let pipeline = $name { list, size: size_, lateness: lateness_, channel, good, bad };
                let report = run(pipeline.run());
                prop_assert_eq!(&seen.map(|seen| sums(&seen, size)), &expected, "{}", stringify!($name));
                prop_assert_eq!(report.node("goods").unwrap().late + report.node("bads").unwrap().late, 0);
            })+};
        }
        all!(Fused FusedByKey Lanes Task Retried Workers Unordered Queue);
    }

    /// What of a batch failed has the batch's time, and is no later than the batch.
    #[test]
    fn failures_of_batches(list in items(), size in 1i64..40, channel in 1usize..20) {
        let (size_, lateness_) = (secs(size), secs(disorder(&list)));
        let (bads, goods): (Vec<_>, Vec<_>) = list.iter().copied().partition(is_bad);
        let sum = |list: &[Item]| list.iter().map(|item| item.2).sum::<u64>();
        macro_rules! all {
            ($($name:ident)+) => {$({
                let (list, good, bad) = (list.clone(), Sums::default(), Sums::default());
                let seen = [good.clone(), bad.clone()];
                let pipeline = $name { list, size: size_, lateness: lateness_, channel, good, bad };
                let report = run(pipeline.run());
                let sums = seen.map(|seen| sums(&seen, size).values().sum::<u64>());
                prop_assert_eq!(sums, [sum(&goods), sum(&bads)], "{}", stringify!($name));
                prop_assert_eq!(report.node("goods").unwrap().late + report.node("bads").unwrap().late, 0);
            })+};
        }
        all!(InBatches InBatchesByWorkers InBatchesByKey);
    }

    #[test]
    fn failures_of_folds(list in items(), size in 1i64..40, channel in 1usize..20) {
        let lateness = disorder(&list);
        let (size_, lateness_) = (secs(size), secs(lateness));
        let bads: Vec<_> = list.iter().copied().filter(is_bad).collect();
        let expected = model(&bads, size, size, lateness).0;
        macro_rules! all {
            ($($name:ident)+) => {$({
                let (list, bad) = (list.clone(), Sums::default());
                let seen = bad.clone();
                let pipeline = $name { list, size: size_, lateness: lateness_, channel, good: Seen::default(), bad };
                let report = run(pipeline.run());
                prop_assert_eq!(&sums(&seen, size), &expected, "{}", stringify!($name));
                prop_assert_eq!(report.node("bads").unwrap().late, 0);
            })+};
        }
        all!(Folded FoldedByKey FoldedByWorkers FoldedByWorkersAndKey);
    }

    /// What fails at several nodes comes as late as at the slowest of them.
    #[test]
    fn failures_of_several_nodes(list in items(), size in 1i64..40, channel in 1usize..20) {
        let lateness = disorder(&list);
        let (bads, goods): (Vec<Item>, Vec<Item>) = list.iter().copied().partition(|item| is_bad(item) || item.1 == 1);
        let expected = [goods, bads].map(|list| model(&list, size, size, lateness).0);
        let (good, bad) = (Sums::default(), Sums::default());
        let seen = [good.clone(), bad.clone()];
        let pipeline = TwoNodes { list, size: secs(size), lateness: secs(lateness), channel, good, bad };
        let report = run(pipeline.run());
        prop_assert_eq!(&seen.map(|seen| sums(&seen, size)), &expected);
        prop_assert_eq!(report.node("goods").unwrap().late + report.node("bads").unwrap().late, 0);
    }

    /// A pair has the later of its times.
    #[test]
    fn pairs_by_position(lefts in items(), rights in items(), size in 1i64..40, channel in 1usize..20) {
        let seen = Seen::default();
        let late = [&lefts, &rights].map(|list| secs(disorder(list)));
        let pairs: Vec<_> = lefts.iter().copied().zip(rights.iter().copied()).map(later).collect();
        let report = run(Zipped { lefts, rights, size: secs(size), late, channel, seen: seen.clone() }.run());
        prop_assert_eq!(sums(&seen, size), model(&pairs, size, size, disorder(&pairs)).0);
        prop_assert_eq!(report.node("total").unwrap().late, 0);
    }

    #[test]
    fn pairs_of_the_newest(lefts in items(), rights in items(), size in 1i64..40, channel in 1usize..20) {
        let seen = Seen::default();
        let late = [&lefts, &rights].map(|list| secs(disorder(list)));
        let report = run(Newest { lefts, rights, size: secs(size), late, channel, seen: seen.clone() }.run());
        prop_assert_eq!(report.node("total").unwrap().late, 0);
    }

    /// Keys overtake each other, and wait; the watermark waits with them.
    #[test]
    fn keys_that_wait(list in items(), size in 1i64..40, channel in 1usize..20, workers in 1usize..4) {
        let seen = Seen::default();
        let lateness = disorder(&list);
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline =
            Asked { list: list.clone(), size: size_, lateness: lateness_, channel, workers, seen: seen.clone() };
        let report = run(pipeline.run());
        prop_assert_eq!(sums(&seen, size), model(&list, size, size, lateness).0);
        prop_assert_eq!(report.node("total").unwrap().late, 0);
    }

    /// A batch has the time of its last item, so sums are not looked at, only what is late.
    #[test]
    fn batches_of_keys(list in items(), size in 1i64..40, channel in 1usize..20, workers in 1usize..4) {
        let seen = Seen::default();
        let lateness = disorder(&list);
        let (size_, lateness_) = (secs(size), secs(lateness));
        let pipeline =
            AskedByBatch { list: list.clone(), size: size_, lateness: lateness_, channel, workers, seen: seen.clone() };
        let report = run(pipeline.run());
        prop_assert_eq!(report.node("total").unwrap().late, 0);
    }
}

/// A window of so many seconds from `start`.
fn window(start: i64, end: i64) -> Window {
    Window { start: Timestamp::from_secs(start), end: Timestamp::from_secs(end) }
}

#[tokio::test]
async fn the_watermark_goes_out_on_every_port() {
    pipeline! {
        struct Ports;

        in  items: Item { time: time };
        out odds: (u8, Window, u64);
        out evens: (u8, Window, u64);

        items => deal;
        deal.odd => total { name: odd_total, by: |(_, key, _)| *key, window: tumbling(10s) } => odds;
        deal.even => total { name: even_total, by: |(_, key, _)| *key, window: tumbling(10s) } => evens;
    }
    let running = Ports.start().unwrap();
    for item in [(1, 1, 5), (3, 2, 7), (4, 1, 6), (12, 2, 1)] {
        running.items.send(item).await.unwrap();
    }
    // Nothing further comes at the odd port, but time goes on.
    assert_eq!(running.odds.recv().await, Some((1, window(0, 10), 11)));
    assert_eq!(running.evens.recv().await, Some((2, window(0, 10), 7)));
    running.items.close();
    assert_eq!(running.evens.recv().await, Some((2, window(10, 20), 1)));
    assert_eq!(running.odds.recv().await, None);
    assert!(running.join().await.unwrap().balances());
}

/// Waits until it may go on.
#[stage]
async fn wait_for(go: &tokio::sync::Semaphore, item: Item) -> Item {
    if item.1 == 1 {
        go.acquire().await.unwrap().forget();
    }
    item
}

#[tokio::test(start_paused = true)]
async fn the_watermark_waits_for_a_key_that_waits_and_then_goes_on() {
    pipeline! {
        struct Waits { go: std::sync::Arc<tokio::sync::Semaphore> }

        in  items: Item { time: time };
        out totals: (u8, Window, u64);

        items
            => wait_for(&go) { by: |(_, key, _)| *key, workers: 2 }
            => total { by: |(_, key, _)| *key, window: tumbling(10s) }
            => totals;
    }
    let go = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let running = Waits { go: go.clone() }.start().unwrap();
    for item in [(3, 1, 5), (4, 2, 7), (30, 2, 1)] {
        running.items.send(item).await.unwrap();
    }
    let nothing = tokio::time::timeout(Duration::from_secs(1), running.totals.recv()).await;
    assert!(nothing.is_err(), "key 1 is inside with an item of the first window: {nothing:?}");
    go.add_permits(1);
    let mut first = [running.totals.recv().await.unwrap(), running.totals.recv().await.unwrap()];
    first.sort_by_key(|(key, ..)| *key);
    assert_eq!(first, [(1, window(0, 10), 5), (2, window(0, 10), 7)]);
    running.items.close();
    assert_eq!(running.totals.recv().await, Some((2, window(30, 40), 1)));
    assert_eq!(running.totals.recv().await, None);
    assert!(running.join().await.unwrap().balances());
}

pipeline! {
    struct ByPosition;

    in  lefts: Item { time: time };
    in  rights: Item { time: time };
    out totals: (u8, Window, u64);

    zip(lefts, rights) => map(later) => total { by: |(_, key, _)| *key, window: tumbling(10s) } => totals;
}

pipeline! {
    struct TheNewest;

    in  lefts: Item { time: time };
    in  rights: Item { time: time };
    out totals: (u8, Window, u64);

    latest(lefts, rights) => map(later) => total { by: |(_, key, _)| *key, window: tumbling(10s) } => totals;
}

/// The first window closes when both sides are beyond it, and not at the end.
macro_rules! closes_behind {
    ($pairs:ident) => {{
        let running = $pairs.start().unwrap();
        running.lefts.send((1, 1, 1)).await.unwrap();
        running.rights.send((3, 1, 5)).await.unwrap();
        running.lefts.send((30, 1, 1)).await.unwrap();
        let nothing = tokio::time::timeout(Duration::from_secs(1), running.totals.recv()).await;
        assert!(nothing.is_err(), "the right side may still have something: {nothing:?}");
        running.rights.send((31, 1, 7)).await.unwrap();
        assert_eq!(running.totals.recv().await, Some((1, window(0, 10), 5)));
        running.lefts.close();
        running.rights.close();
        assert!(running.totals.recv().await.is_some_and(|(_, at, _)| at == window(30, 40)));
        assert_eq!(running.totals.recv().await, None);
        assert!(running.join().await.unwrap().balances());
    }};
}

#[tokio::test(start_paused = true)]
async fn the_watermark_goes_on_behind_pairs() {
    closes_behind!(ByPosition);
    closes_behind!(TheNewest);
}

#[stage]
fn none_of_key_1(item: &Item) -> Result<(), String> {
    if item.1 == 1 { Err("one".to_owned()) } else { Ok(()) }
}

#[stage]
async fn none_of_key_1_slowly(item: &Item) -> Result<(), String> {
    none_of_key_1(item)
}

#[fold(merge = add)]
fn all_but_key_1(sum: &mut u64, item: Item) -> Result<(), String> {
    *sum += item.2;
    none_of_key_1(&item)
}

/// Nothing further fails, but time goes on where failures go.
macro_rules! goes_on_behind_failures {
    ($($name:ident: $check:ident $out:ty { $($options:tt)* };)+) => {{
        $({
            pipeline! {
                struct $name;

                in  items: Item { time: time };
                out goods: $out;
                out bads: (u8, Window, u64);

                items => $check { else: bad, $($options)* } => goods;
                bad => fallen => total { by: |(_, key, _)| *key, window: tumbling(10s) } => bads;
            }
            let running = $name.start().unwrap();
            for item in [(3, 1, 5), (4, 2, 7), (30, 2, 1)] {
                running.items.send(item).await.unwrap();
            }
            // The clock is paused, so that it goes on when nothing else does.
            let first = tokio::time::timeout(Duration::from_secs(60), running.bads.recv()).await;
            assert_eq!(first, Ok(Some((1, window(0, 10), 5))), stringify!($name));
            running.items.close();
            assert_eq!(running.bads.recv().await, None);
            assert!(running.join().await.unwrap().balances());
        })+
    }};
}

#[tokio::test(start_paused = true)]
async fn the_watermark_goes_on_behind_failures() {
    goes_on_behind_failures! {
        OneByOne: none_of_key_1 Item {};
        ByKey: none_of_key_1 Item { by: |(_, key, _)| *key };
        InLanes: none_of_key_1 Item { by: |(_, key, _)| *key, workers: 2 };
        InATask: none_of_key_1_slowly Item {};
        InOrder: none_of_key_1_slowly Item { workers: 2 };
        AsTheyCome: none_of_key_1_slowly Item { workers: 2, unordered };
        InAQueue: none_of_key_1_slowly Item { by: |(_, key, _)| *key, workers: 2 };
        WithAnInbox: none_of_key_1 Item { buffer: 10, overflow: fail };
        WithAnInboxOfWorkers: none_of_key_1_slowly Item { buffer: 10, overflow: fail, workers: 2 };
        AFold: all_but_key_1 u64 {};
        AFoldByKey: all_but_key_1 (u8, u64) { by: |(_, key, _)| *key };
        AFoldByWorkers: all_but_key_1 u64 { workers: 2 };
        AFoldByWorkersAndKey: all_but_key_1 (u8, u64) { by: |(_, key, _)| *key, workers: 2 };
    }
}

/// What finds no room has its time.
#[tokio::test(start_paused = true)]
async fn what_finds_no_room_has_its_time() {
    #[stage]
    async fn wait_long(item: &Item) {
        tokio::time::sleep(Duration::from_secs(item.2)).await;
    }

    pipeline! {
        struct Refused;

        in  items: Item { time: time };
        out goods: Item;
        out bads: (u8, Window, u64);

        items => wait_long { buffer: 1, overflow: fail, else: bad } => goods;
        bad => map(|failed| failed.item) => total { by: |(_, key, _)| *key, window: tumbling(10s) } => bads;
    }
    let running = Refused.start().unwrap();
    for item in [(1, 1, 3600), (2, 1, 1), (13, 1, 2), (24, 1, 4), (35, 1, 8)] {
        running.items.send(item).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let bad = tokio::time::timeout(Duration::from_secs(60), running.bads.recv()).await;
    assert!(bad.is_err(), "what is at work may still fail, with its time");
    running.items.close();
    for (start, sum) in [(10, 2), (20, 4), (30, 8)] {
        assert_eq!(running.bads.recv().await, Some((1, window(start, start + 10), sum)));
    }
    assert_eq!(running.bads.recv().await, None);
    assert!(running.join().await.unwrap().balances());
}

/// What is late for one window goes on as it is: its own time, behind the watermark.
#[tokio::test]
async fn late_items_are_as_late_behind_the_window_they_missed() {
    pipeline! {
        struct Lates;

        in  items: Item { time: time };
        out totals: (u8, Window, u64);
        out lates: (u8, Window, u64);

        items => total { name: first, by: |(_, key, _)| *key, window: tumbling(10s), else: late } => totals;
        late
            => map(|failed| failed.item)
            => total { by: |(_, key, _)| *key, window: tumbling(10s), lateness: 1h }
            => lates;
    }
    let running = Lates.start().unwrap();
    for item in [(3, 1, 5), (30, 1, 7), (4, 1, 2)] {
        running.items.send(item).await.unwrap();
    }
    assert_eq!(running.totals.recv().await, Some((1, window(0, 10), 5)));
    assert_eq!(running.lates.recv().await, Some((1, window(0, 10), 2)));
    running.items.close();
    assert_eq!(running.lates.recv().await, None);
    assert_eq!(running.totals.recv().await, Some((1, window(30, 40), 7)));
    assert!(running.join().await.unwrap().balances());
}

/// So for `distinct`.
#[tokio::test]
async fn what_is_late_for_distinct_has_its_time() {
    pipeline! {
        struct LateFirsts;

        in  items: Item { time: time };
        out firsts: Item;
        out lates: (u8, Window, u64);

        items => distinct { by: |(_, key, _)| *key, window: tumbling(10s), else: late } => firsts;
        late
            => map(|failed| failed.item)
            => total { by: |(_, key, _)| *key, window: tumbling(10s), lateness: 1h }
            => lates;
    }
    let running = LateFirsts.start().unwrap();
    for item in [(3, 1, 5), (30, 1, 7), (4, 1, 2)] {
        running.items.send(item).await.unwrap();
    }
    assert_eq!(running.lates.recv().await, Some((1, window(0, 10), 2)));
    running.items.close();
    assert_eq!(running.lates.recv().await, None);
    assert_eq!(running.firsts.recv().await, Some((3, 1, 5)));
    assert_eq!(running.firsts.recv().await, Some((30, 1, 7)));
    assert!(running.join().await.unwrap().balances());
}
