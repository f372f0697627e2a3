//! The built-in operators: as their namesakes on `Iterator`, and by the clock.

use std::collections::HashSet;
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, advance};

use crate::common::{Seen, books, each, ended, keep, numbers};

/// Pseudo-random numbers with equal neighbours and repetitions.
fn list() -> Vec<u64> {
    let mut dice = fastrand::Rng::with_seed(7);
    (0..2000).map(|_| dice.u64(0..20)).flat_map(|n| std::iter::repeat_n(n, 1 + n as usize % 3)).collect()
}

/// The chain on a pipeline, and the same on an iterator.
macro_rules! like_iterators {
    ($($test:ident: [$($chain:tt)*] is |$list:ident| $expected:expr;)+) => {$(
        #[tokio::test]
        async fn $test() {
            pipeline! {
                struct Ops { list: Vec<u64>, seen: Seen<u64> }
                each::<u64>(&list) => $($chain)* => keep::<u64>(&seen);
            }
            let seen = Seen::default();
            ended(Ops { list: list(), seen: seen.clone() }.run().await);
            let $list = list().into_iter();
            let expected: Vec<u64> = $expected.collect();
            assert!(!expected.is_empty());
            assert_eq!(seen.take(), expected);
        }
    )+};
}

like_iterators! {
    map_is_map: [map(|n| n * 3)] is |list| list.map(|n| n * 3);
    filter_is_filter: [filter(|n| n % 3 == 0)] is |list| list.filter(|n| n % 3 == 0);
    filter_map_is_filter_map: [filter_map(|n| n.checked_sub(10))] is |list| list.filter_map(|n| n.checked_sub(10));
    flat_map_is_flat_map: [flat_map(|n| (0..n % 5).map(move |i| n + i))]
        is |list| list.flat_map(|n| (0..n % 5).map(move |i| n + i));
    scan_is_scan: [scan(0, |sum, n| { *sum += n; (*sum < 5000).then_some(*sum) })]
        is |list| list.scan(0, |sum, n| { *sum += n; (*sum < 5000).then_some(*sum) });
    take_is_take: [take(100)] is |list| list.take(100);
    take_all_is_take: [take(1_000_000)] is |list| list.take(1_000_000);
    take_while_is_take_while: [take_while(|n| *n != 19)] is |list| list.take_while(|n| *n != 19);
    skip_is_skip: [skip(1234)] is |list| list.skip(1234);
    dedup_drops_equal_neighbours: [dedup()] is |list| {
        let mut list: Vec<_> = list.collect();
        list.dedup();
        list.into_iter()
    };
    distinct_keeps_the_first: [distinct] is |list| {
        let mut seen = HashSet::new();
        list.filter(move |n| seen.insert(*n))
    };
    distinct_by_a_key: [distinct { by: |n| n % 7 }] is |list| {
        let mut seen = HashSet::new();
        list.filter(move |n| seen.insert(n % 7))
    };
    a_long_chain: [map(|n| n + 1) => filter(|n| n % 2 == 0) => skip(3) => flat_map(|n| [n, n]) => dedup() => map(|n| n * n) => take(77)]
        is |list| {
            let mut list: Vec<_> = list.map(|n| n + 1).filter(|n| n % 2 == 0).skip(3).flat_map(|n| [n, n]).collect();
            list.dedup();
            list.into_iter().map(|n| n * n).take(77)
        };
}

#[tokio::test]
async fn take_none_lets_nothing_through_and_ends() {
    pipeline! {
        struct None { seen: Seen<u64> }
        numbers(&u64::MAX) => take(0) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(None { seen: seen.clone() }.run().await);
    assert!(seen.take().is_empty());
}

/// What a `take` does not want, the source need not make.
#[tokio::test]
async fn take_ends_an_endless_source() {
    pipeline! {
        struct Ends { seen: Seen<u64> }
        numbers(&u64::MAX) => map(|n| n * 2) => take(1000) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Ends { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=1000).map(|n| n * 2).collect::<Vec<_>>());
    assert!(report.node("numbers").unwrap().taken < 3000, "{report}");
}

#[tokio::test]
async fn inspect_sees_what_passes() {
    pipeline! {
        struct Inspects { list: Vec<u64>, peeked: Seen<u64>, seen: Seen<u64> }
        each::<u64>(&list) => inspect(|n| peeked.push(*n)) => keep::<u64>(&seen);
    }
    let (peeked, seen) = (Seen::default(), Seen::default());
    ended(Inspects { list: list(), peeked: peeked.clone(), seen: seen.clone() }.run().await);
    assert_eq!((peeked.take(), seen.take()), (list(), list()));
}

#[tokio::test]
async fn operators_count_what_they_let_by() {
    pipeline! {
        struct Counts { upto: u64, seen: Seen<u64> }
        numbers(&upto) => filter(|n| *n > 4) => flat_map(|n| 0..n % 3) { name: several } => skip(1) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Counts { upto: 10, seen: seen.clone() }.run().await);
    assert_eq!(books(&report, "filter_1"), (10, 6, 4, 0, 6));
    assert_eq!(books(&report, "several"), (6, 4, 2, 0, 6));
    assert_eq!(books(&report, "skip_1"), (6, 5, 1, 0, 5));
}

#[tokio::test]
async fn batches_as_an_operator() {
    pipeline! {
        struct Batches { upto: u64, seen: Seen<Vec<u64>> }
        numbers(&upto) => batch { batch: 3, within: 1s } => keep::<Vec<u64>>(&seen);
    }
    let seen = Seen::default();
    ended(Batches { upto: 7, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
}

const SECOND: Duration = Duration::from_secs(1);

/// Lets every task run that can, without the clock moving.
async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn debounce_gives_the_last_after_silence() {
    pipeline! {
        struct Debounces;
        in items: u64;
        out last: u64;
        items => debounce(1s) => last;
    }
    let running = Debounces.start().unwrap();
    let last = running.last.clone();
    let start = Instant::now();
    for n in 1..=5 {
        running.items.send(n).await.unwrap();
        settle().await;
        advance(SECOND * 9 / 10).await;
    }
    assert_eq!(last.recv().await, Some(5));
    let took = start.elapsed();
    let (least, most) = (SECOND * 46 / 10, SECOND * 47 / 10);
    assert!((least..most).contains(&took), "{took:?}");
    running.items.send(6).await.unwrap();
    running.items.send(7).await.unwrap();
    let (report, rest) = tokio::join!(running.stop(), futures::StreamExt::collect::<Vec<_>>(last));
    let report = ended(report);
    assert_eq!((rest, start.elapsed()), (vec![7], took), "a drain does not wait");
    assert_eq!(books(&report, "debounce_1"), (7, 2, 5, 0, 2));
}

#[tokio::test(start_paused = true)]
async fn sample_gives_the_latest_every_so_often() {
    pipeline! {
        struct Samples;
        in items: u64;
        out latest: u64;
        items => sample(1s) => latest;
    }
    let running = Samples.start().unwrap();
    let latest = running.latest.clone();
    let mut got = Vec::new();
    for n in 1..=30 {
        running.items.send(n).await.unwrap();
        settle().await;
        advance(SECOND / 10).await;
        settle().await;
        while let Some(Some(n)) = futures::FutureExt::now_or_never(latest.recv()) {
            got.push(n);
        }
    }
    let (report, rest) = tokio::join!(running.stop(), futures::StreamExt::collect::<Vec<_>>(latest));
    ended(report);
    got.extend(rest);
    assert!((3..=4).contains(&got.len()), "one a second: {got:?}");
    assert!(got.is_sorted() && got.last() == Some(&30), "{got:?}");
    assert!(got.windows(2).all(|two| two[1] - two[0] <= 12), "{got:?}");
}

#[tokio::test(start_paused = true)]
async fn delay_keeps_order_and_spacing() {
    pipeline! {
        struct Delays;
        in items: u64;
        out late: u64;
        items => delay(10s) => late;
    }
    let running = Delays.start().unwrap();
    let (items, late) = (running.items.clone(), running.late.clone());
    let start = Instant::now();
    let send = async {
        for n in 1..=3 {
            items.send(n).await.unwrap();
            tokio::time::sleep(SECOND).await;
        }
        items.close();
    };
    let receive = async {
        for n in 1..=3 {
            assert_eq!(late.recv().await, Some(n));
            let due = SECOND * (9 + n as u32);
            let took = start.elapsed();
            assert!((due..due + SECOND / 100).contains(&took), "{n} after {took:?}");
        }
        assert_eq!(late.recv().await, None);
    };
    tokio::join!(send, receive);
    ended(running.join().await);
}

#[tokio::test(start_paused = true)]
async fn tick_is_a_source_of_instants() {
    pipeline! {
        struct Ticks { seen: Seen<Duration> }
        tick(250ms) => take(4) => scan(None, |last: &mut Option<std::time::Instant>, now| {
            Some(last.replace(now).map_or(Duration::ZERO, |last| now - last))
        }) => keep::<Duration>(&seen);
    }
    let (seen, start) = (Seen::default(), Instant::now());
    ended(Ticks { seen: seen.clone() }.run().await);
    let quarter = Duration::from_millis(250);
    assert_eq!(seen.take(), [Duration::ZERO, quarter, quarter, quarter]);
    assert_eq!(start.elapsed(), SECOND, "the first after one interval, and the end with the last");
}
