//! Folds by window.

use std::time::Duration;

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, each, fallen, keep};

#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    at: i64,
    room: &'static str,
    value: u64,
}

fn reading(at: i64, room: &'static str, value: u64) -> Reading {
    Reading { at, room, value }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

fn window(start: i64, end: i64) -> Window {
    Window { start: at(start), end: at(end) }
}

#[fold]
fn total(sum: &mut u64, reading: Reading) {
    *sum += reading.value;
}

#[fold]
fn values(values: &mut Vec<u64>, reading: &Reading) {
    values.push(reading.value);
}

pipeline! {
    struct Tumbling;

    in readings: Reading { time: |r| Timestamp::from_secs(r.at) };
    out totals: (&'static str, Window, u64);

    readings => total { by: |r| r.room, window: tumbling(10s) } => totals;
}

#[tokio::test]
async fn a_window_closes_when_the_watermark_reaches_its_end() {
    let running = Tumbling.start().unwrap();
    for (at, room, value) in [(1, "a", 1), (9, "a", 2), (3, "b", 4)] {
        running.readings.send(reading(at, room, value)).await.unwrap();
    }
    running.readings.send(reading(10, "a", 8)).await.unwrap();
    let mut first = [running.totals.recv().await.unwrap(), running.totals.recv().await.unwrap()];
    first.sort_by_key(|(room, ..)| *room);
    assert_eq!(first, [("a", window(0, 10), 3), ("b", window(0, 10), 4)]);
    running.readings.close();
    assert_eq!(running.totals.recv().await, Some(("a", window(10, 20), 8)));
    assert_eq!(running.totals.recv().await, None);
    let report = running.join().await.unwrap();
    let node = report.node("total").unwrap();
    assert_eq!((node.taken, node.done, node.out, node.late), (4, 4, 3, 0));
    assert!(report.balances());
}

pipeline! {
    struct Late { list: Vec<Reading>, seen: Seen<(Window, Vec<u64>)>, fell: Seen<Fell<Reading>> }

    each::<Reading>(&list) { time: |r| Timestamp::from_secs(r.at), lateness: 5s }
        => values { window: tumbling(10s), else: late }
        => keep::<(Window, Vec<u64>)>(&seen);

    late => fallen::<Reading>(&fell);
}

#[tokio::test]
async fn lateness_holds_the_watermark_back_and_what_is_later_goes_to_else() {
    let (seen, fell) = (Seen::default(), Seen::default());
    // 14 is 5 seconds behind 19 and as late as may be; 15 moves the watermark to 10, and 9 is late.
    let list = [(1, 1), (14, 2), (9, 3), (15, 4), (9, 5), (11, 6)].map(|(at, value)| reading(at, "a", value));
    let report = Late { list: list.to_vec(), seen: seen.clone(), fell: fell.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [(window(0, 10), vec![1, 3]), (window(10, 20), vec![2, 4, 6])]);
    let late = Fell(reading(9, "a", 5), "values", "came too late".to_owned(), 0);
    assert_eq!(fell.take(), [late]);
    let node = report.node("values").unwrap();
    assert_eq!((node.taken, node.done, node.failed, node.late, node.out), (6, 5, 1, 1, 2));
    assert!(report.balances());
}

pipeline! {
    struct Skipped { list: Vec<Reading>, seen: Seen<(Window, Vec<u64>)> }

    each::<Reading>(&list) => values { time: |r| Timestamp::from_secs(r.at), window: tumbling(10s) } => keep::<(Window, Vec<u64>)>(&seen);
}

#[tokio::test]
async fn time_may_begin_at_the_window_and_without_else_late_items_are_counted() {
    let seen = Seen::default();
    let list = [(11, 1), (9, 2), (11, 3), (10, 4), (25, 5)].map(|(at, value)| reading(at, "a", value));
    let report = Skipped { list: list.to_vec(), seen: seen.clone() }.run().await.unwrap();
    // 10 is older than 11, but its window is open.
    assert_eq!(seen.take(), [(window(10, 20), vec![1, 3, 4]), (window(20, 30), vec![5])]);
    let node = report.node("values").unwrap();
    assert_eq!((node.taken, node.done, node.dropped, node.late), (5, 4, 1, 1));
    assert!(report.balances());
}

pipeline! {
    struct SkippedBySaying { list: Vec<Reading>, seen: Seen<(Window, Vec<u64>)> }

    each::<Reading>(&list)
        => values { time: |r| Timestamp::from_secs(r.at), window: tumbling(10s), else: skip }
        => keep::<(Window, Vec<u64>)>(&seen);
}

#[tokio::test]
async fn late_items_may_be_skipped_as_failures() {
    let seen = Seen::default();
    let list = [(11, 1), (9, 2), (25, 5)].map(|(at, value)| reading(at, "a", value));
    let report = SkippedBySaying { list: list.to_vec(), seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [(window(10, 20), vec![1]), (window(20, 30), vec![5])]);
    let node = report.node("values").unwrap();
    assert_eq!((node.taken, node.done, node.dropped, node.failed, node.late), (3, 2, 0, 1, 1));
    assert!(report.balances());
}

pipeline! {
    struct Stopped { list: Vec<Reading>, seen: Seen<(Window, Vec<u64>)> }

    each::<Reading>(&list)
        => values { time: |r| Timestamp::from_secs(r.at), window: tumbling(10s), else: stop }
        => keep::<(Window, Vec<u64>)>(&seen);
}

#[tokio::test]
async fn late_items_may_end_the_pipeline() {
    let seen = Seen::default();
    let list = [(11, 1), (9, 2)].map(|(at, value)| reading(at, "a", value));
    let error = Stopped { list: list.to_vec(), seen: seen.clone() }.run().await.unwrap_err();
    assert_eq!(error.to_string(), "`values` failed at its item 2, and nothing takes its failures: came too late");
    // What was there goes out, as in any drain.
    assert_eq!(seen.take(), [(window(10, 20), vec![1])]);
}

pipeline! {
    struct Sliding { list: Vec<Reading>, seen: Seen<(Window, u64)> }

    each::<Reading>(&list)
        => total { time: |r| Timestamp::from_secs(r.at), window: sliding(10s, 5s) }
        => keep::<(Window, u64)>(&seen);
}

#[tokio::test]
async fn windows_that_slide_share_items() {
    let seen = Seen::default();
    let list = [(1, 1), (6, 2), (11, 4), (40, 8)].map(|(at, value)| reading(at, "a", value));
    let report = Sliding { list: list.to_vec(), seen: seen.clone() }.run().await.unwrap();
    let expected = [
        (window(-5, 5), 1),
        (window(0, 10), 3),
        (window(5, 15), 6),
        (window(10, 20), 4),
        (window(35, 45), 8),
        (window(40, 50), 8),
    ];
    assert_eq!(seen.take(), expected);
    assert_eq!(report.node("total").unwrap().done, 4);
    assert!(report.balances());
}

#[fold]
fn count(n: &mut u64, _number: u64) {
    *n += 1;
}

#[fold]
fn sum(sum: &mut u64, number: u64) {
    *sum += number;
}

pipeline! {
    struct Triggered { list: Vec<u64>, kept: Seen<u64>, anew: Seen<u64>, past: Seen<u64> }

    each::<u64>(&list) => [
        sum { name: kept, window: global, trigger: every(4), accumulating } => keep::<u64>(&kept),
        sum { name: anew, window: global, trigger: every(4), discarding } => keep::<u64>(&anew) { name: keep_anew },
        sum { name: past, window: global, trigger: |sum| *sum > 10, discarding } => keep::<u64>(&past) { name: keep_past },
    ];
}

#[tokio::test]
async fn triggers_emit_what_has_come_so_far() {
    let (kept, anew, past) = (Seen::default(), Seen::default(), Seen::default());
    let list = (1..=10).collect();
    Triggered { list, kept: kept.clone(), anew: anew.clone(), past: past.clone() }.run().await.unwrap();
    assert_eq!(kept.take(), [10, 36, 55]);
    assert_eq!(anew.take(), [10, 26, 19]);
    assert_eq!(past.take(), [15, 13, 17, 10]);
}

pipeline! {
    struct Again { list: Vec<Reading>, seen: Seen<(Window, u64)> }

    each::<Reading>(&list) { time: |r| Timestamp::from_secs(r.at) }
        => total { window: tumbling(10s), lateness: 10s, accumulating }
        => keep::<(Window, u64)>(&seen);
}

#[tokio::test]
async fn a_window_that_waits_for_late_items_is_emitted_again() {
    let seen = Seen::default();
    let list = [(1, 1), (12, 2), (5, 4), (6, 8), (20, 16), (7, 32)].map(|(at, value)| reading(at, "a", value));
    let report = Again { list: list.to_vec(), seen: seen.clone() }.run().await.unwrap();
    let expected =
        [(window(0, 10), 1), (window(0, 10), 5), (window(0, 10), 13), (window(10, 20), 2), (window(20, 30), 16)];
    assert_eq!(seen.take(), expected);
    assert_eq!(report.node("total").unwrap().late, 1, "7, when the watermark is at 20");
}

pipeline! {
    struct Through { list: Vec<Reading>, seen: Seen<(&'static str, Window, u64)> }

    options { channel: 4 }

    each::<Reading>(&list) { time: |r| Timestamp::from_secs(r.at) }
        => filter(|r| r.value > 0)
        => thought_over
        => match {
            r if r.room == "a" => map(|r| (r.room, r.value)),
            r => many => flat_map(|made| [made]) { buffer: 3 } => inspect(|_| ()),
        }
        => add { by: |(room, _)| *room, window: tumbling(10s), workers: 3 }
        => keep::<(&'static str, Window, u64)>(&seen);
}

#[stage]
async fn thought_over(reading: Reading) -> Reading {
    tokio::task::yield_now().await;
    reading
}

#[stage]
fn many(reading: Reading) -> impl Iterator<Item = (&'static str, u64)> {
    std::iter::repeat_n((reading.room, 1), reading.value as usize)
}

#[fold]
fn add(sum: &mut u64, (_, value): (&'static str, u64)) {
    *sum += value;
}

#[tokio::test]
async fn what_is_made_of_an_item_has_its_time() {
    let seen = Seen::default();
    let rooms = ["a", "b"];
    let list = (0..100).map(|n| reading(n, rooms[n as usize % 2], n as u64 % 3)).collect();
    let report = Through { list, seen: seen.clone() }.run().await.unwrap();
    let mut expected = Vec::new();
    for start in (0..100).step_by(10) {
        for (at, room) in rooms.iter().enumerate() {
            let sum = (start..start + 10).filter(|n| *n as usize % 2 == at).map(|n| n as u64 % 3).sum();
            expected.push((*room, window(start, start + 10), sum));
        }
    }
    let mut got = seen.take();
    got.sort();
    expected.sort();
    assert_eq!(got, expected);
    assert_eq!(report.node("add").unwrap().late, 0);
    assert!(report.balances());
}

pipeline! {
    struct Merged { channel: u64 }

    in left: Reading { time: |r| Timestamp::from_secs(r.at), idle_input: 30s };
    in right: Reading { time: |r| Timestamp::from_secs(r.at), idle_input: 30s };
    out totals: (Window, u64);

    [left, right] => total { window: tumbling(10s) } => totals;
}

#[tokio::test(start_paused = true)]
async fn the_slower_of_two_inputs_decides_unless_it_is_idle() {
    let running = Merged { channel: 0 }.start().unwrap();
    running.left.send(reading(1, "l", 1)).await.unwrap();
    running.left.send(reading(25, "l", 2)).await.unwrap();
    running.right.send(reading(2, "r", 4)).await.unwrap();
    let early = tokio::time::timeout(Duration::from_secs(1), running.totals.recv()).await;
    assert!(early.is_err(), "the right one is at 2");
    running.right.send(reading(11, "r", 8)).await.unwrap();
    assert_eq!(running.totals.recv().await, Some((window(0, 10), 5)));
    // The right one falls silent: the left one alone decides.
    let before = tokio::time::Instant::now();
    let tick = async {
        loop {
            running.left.send(reading(25, "l", 0)).await.unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::select! {
        total = running.totals.recv() => assert_eq!(total, Some((window(10, 20), 8))),
        () = tick => {}
    }
    assert!(
        before.elapsed() >= Duration::from_secs(28) && before.elapsed() <= Duration::from_secs(32),
        "{:?}",
        before.elapsed()
    );
    running.left.close();
    running.right.close();
    assert_eq!(running.totals.recv().await, Some((window(20, 30), 2)));
    assert!(running.join().await.unwrap().balances());
}

pipeline! {
    struct Clocked;

    in numbers: u64;
    out counts: (Window, u64);

    numbers => count { window: tumbling(10s) } => counts;
}

#[tokio::test(start_paused = true)]
async fn without_time_windows_go_by_the_clock() {
    let running = Clocked.start().unwrap();
    for _ in 0..3 {
        running.numbers.send(1).await.unwrap();
    }
    let before = tokio::time::Instant::now();
    let (first, count) = running.counts.recv().await.unwrap();
    assert!(before.elapsed() <= Duration::from_secs(11));
    assert_eq!((count, first.end.since(first.start)), (3, Duration::from_secs(10)));
    running.numbers.send(1).await.unwrap();
    let (second, count) = running.counts.recv().await.unwrap();
    assert_eq!((count, second.start >= first.end), (1, true));
    running.numbers.close();
    assert_eq!(running.counts.recv().await, None);
    assert!(running.join().await.unwrap().balances());
}

pipeline! {
    struct Periodic;

    in numbers: u64;
    out sums: u64;

    numbers => sum { window: global, trigger: periodically(10s), accumulating } => sums;
}

#[tokio::test(start_paused = true)]
async fn a_period_emits_what_has_changed() {
    let running = Periodic.start().unwrap();
    running.numbers.send(1).await.unwrap();
    running.numbers.send(2).await.unwrap();
    assert_eq!(running.sums.recv().await, Some(3));
    running.numbers.send(4).await.unwrap();
    assert_eq!(running.sums.recv().await, Some(7));
    running.numbers.close();
    assert_eq!(running.sums.recv().await, Some(7));
    assert_eq!(running.sums.recv().await, None);
}

pipeline! {
    struct Skewed { list: Vec<Reading>, seen: Seen<(Window, u64)> }

    each::<Reading>(&list) { time: |r| Timestamp::from_secs(r.at), max_skew: 1d }
        => total { window: tumbling(10s) }
        => keep::<(Window, u64)>(&seen);
}

#[tokio::test]
async fn nobody_believes_an_item_from_the_future() {
    let seen = Seen::default();
    let list = [(1, 1), (1 << 33, 2), (2, 4), (-(1 << 33), 8)].map(|(at, value)| reading(at, "a", value));
    let report = Skewed { list: list.to_vec(), seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [(window(0, 10), 5)]);
    let node = report.node("total").unwrap();
    assert_eq!((node.late, node.dropped), (2, 2));
}

pipeline! {
    struct Bounded { list: Vec<u64>, seen: Seen<(u64, Window, u64)> }

    each::<u64>(&list)
        => count { by: |n| *n, time: |n| Timestamp::from_secs(*n as i64), window: tumbling(1h), max_windows: 10, lateness: 1d }
        => keep::<(u64, Window, u64)>(&seen);
}

#[tokio::test]
async fn too_many_windows_are_emitted_early_and_counted() {
    let seen = Seen::default();
    let report = Bounded { list: (0..1000).collect(), seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.len(), 1000);
    assert_eq!(report.node("count").unwrap().forgotten, 990);
    assert!(report.balances());
}

#[fold(merge = joined)]
fn visit(values: &mut Vec<u64>, reading: Reading) {
    values.push(reading.value);
}

fn joined(into: &mut Vec<u64>, other: Vec<u64>) {
    into.extend(other);
    into.sort_unstable();
}

pipeline! {
    struct Sessions { list: Vec<Reading>, seen: Seen<(&'static str, Window, Vec<u64>)> }

    each::<Reading>(&list) { time: |r| Timestamp::from_secs(r.at), lateness: 20s }
        => visit { by: |r| r.room, window: session(10s) }
        => keep::<(&'static str, Window, Vec<u64>)>(&seen);
}

#[tokio::test]
async fn a_session_ends_after_a_gap_and_an_item_between_two_joins_them() {
    let seen = Seen::default();
    let list = [(0, "a", 1), (15, "a", 2), (3, "b", 3), (8, "a", 4), (25, "a", 5), (60, "a", 6)];
    let list = list.map(|(at, room, value)| reading(at, room, value)).to_vec();
    let report = Sessions { list, seen: seen.clone() }.run().await.unwrap();
    let expected = [
        ("b", window(3, 13), vec![3]),
        ("a", window(0, 25), vec![1, 2, 4]),
        ("a", window(25, 35), vec![5]),
        ("a", window(60, 70), vec![6]),
    ];
    assert_eq!(seen.take(), expected);
    assert!(report.balances());
}

pipeline! {
    struct Behind { list: Vec<Reading>, seen: Seen<(Window, u64)> }

    each::<Reading>(&list) => split;
    split.high => map(|r| r) { time: |r| Timestamp::from_secs(r.at) } => total { window: tumbling(10s) } => keep::<(Window, u64)>(&seen);
    split.low => _;
}

#[stage]
async fn split(reading: Reading, low: &mut Out<Reading>, high: &mut Out<Reading>) {
    let port = if reading.value < 10 { low } else { high };
    port.send(reading).await;
}

#[tokio::test]
async fn time_begins_at_an_operator_behind_a_port() {
    let seen = Seen::default();
    let list = [(1, 10), (2, 5), (9, 20), (10, 30)].map(|(at, value)| reading(at, "a", value)).to_vec();
    let report = Behind { list, seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [(window(0, 10), 30), (window(10, 20), 30)]);
    assert!(report.balances());
}

pipeline! {
    struct Crowded { list: Vec<Reading>, seen: Seen<(u64, Window, u64)> }

    options { channel: 16 }

    each::<Reading>(&list)
        => total { by: |r| r.value, time: |r| Timestamp::from_secs(r.at), window: tumbling(10s) }
        => keep::<(u64, Window, u64)>(&seen) { buffer: 16 };
}

/// A late item comes in the run of the one that closes two windows, wherever the run begins, when the first is not yet out.
#[tokio::test]
async fn what_comes_while_windows_close_is_not_for_them() {
    for keys in 20..52 {
        let seen = Seen::default();
        let many = (1..=keys).map(|value| reading(1, "a", value));
        let rest = [(15, 1), (100, 1), (15, 1), (15, 1)].map(|(at, value)| reading(at, "a", value));
        let report = Crowded { list: many.chain(rest).collect(), seen: seen.clone() }.run().await.unwrap();
        let closed = seen.take().into_iter().filter(|(_, span, _)| *span == window(10, 20));
        assert_eq!(closed.collect::<Vec<_>>(), [(1, window(10, 20), 1)], "{keys} keys");
        let node = report.node("total").unwrap();
        assert_eq!((node.late, node.dropped), (2, 2));
        assert!(report.balances());
    }
}
