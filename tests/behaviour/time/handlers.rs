//! What a handler of triggers emits and keeps: `emit: |state, pane| ..`.

use std::time::Duration;

use aqueduct::prelude::*;
use aqueduct::{Pane, Timing};

use crate::common::{Seen, each, keep};

/// All numbers, and how many of them were told of.
#[derive(Default)]
pub struct Numbers {
    all: Vec<u64>,
    told: usize,
}

#[fold(merge = join)]
fn gather(numbers: &mut Numbers, number: u64) {
    numbers.all.push(number);
}

fn join(into: &mut Numbers, other: Numbers) {
    into.all.extend(other.all);
}

/// What is new; the state is not `Clone`, and is kept.
fn news(numbers: &mut Numbers, _pane: &Pane) -> Option<Vec<u64>> {
    let new = numbers.all[numbers.told..].to_vec();
    numbers.told = numbers.all.len();
    Some(new)
}

type Told = (Vec<u64>, Timing, u64, bool);

fn told(numbers: &mut Numbers, pane: &Pane) -> Option<Told> {
    Some((numbers.all.clone(), pane.timing, pane.items, pane.is_last))
}

pipeline! {
    struct News { list: Vec<u64>, seen: Seen<Vec<u64>> }

    each::<u64>(&list)
        => gather { window: global, trigger: |numbers| numbers.all.len() % 4 == 0, emit: news }
        => keep::<Vec<u64>>(&seen);
}

#[tokio::test]
async fn a_handler_says_what_is_emitted_and_what_is_kept() {
    let seen = Seen::default();
    let report = News { list: (1..=10).collect(), seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [vec![1, 2, 3, 4], vec![5, 6, 7, 8], vec![9, 10]]);
    assert!(report.balances());
}

pipeline! {
    struct Halved { list: Vec<u64>, factor: u64, seen: Seen<u64> }

    each::<u64>(&list)
        => gather {
            window: global,
            trigger: every(3),
            emit: |numbers, pane| {
                let sum: u64 = numbers.all.drain(..).sum();
                (pane.is_last || sum > 10).then_some(sum * factor)
            },
        }
        => keep::<u64>(&seen);
}

#[tokio::test]
async fn a_handler_may_emit_nothing_and_names_fields() {
    let seen = Seen::default();
    Halved { list: (1..=7).collect(), factor: 2, seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [30, 14], "1 + 2 + 3 is not emitted, and is forgotten");
}

pipeline! {
    struct Counted { list: Vec<u64>, seen: Seen<(u64, Told)> }

    each::<u64>(&list)
        => gather { by: |n| n % 2, window: count(4), trigger: every(3), emit: told }
        => keep::<(u64, Told)>(&seen);
}

#[tokio::test]
async fn a_window_by_count_ends_with_its_items_whatever_its_triggers_have_emitted() {
    let seen = Seen::default();
    Counted { list: (1..=10).collect(), seen: seen.clone() }.run().await.unwrap();
    let expected = [
        (1, (vec![1, 3, 5], Timing::Early, 3, false)),
        (0, (vec![2, 4, 6], Timing::Early, 3, false)),
        (1, (vec![1, 3, 5, 7], Timing::OnTime, 1, true)),
        (0, (vec![2, 4, 6, 8], Timing::OnTime, 1, true)),
        (1, (vec![9], Timing::OnTime, 1, true)),
        (0, (vec![10], Timing::OnTime, 1, true)),
    ];
    assert_eq!(seen.take(), expected);
}

pipeline! {
    struct ByCount { list: Vec<u64>, seen: Seen<u64> }

    each::<u64>(&list) => sum { window: count(4), trigger: every(3), accumulating } => keep::<u64>(&seen);
}

#[fold]
fn sum(sum: &mut u64, number: u64) {
    *sum += number;
}

#[tokio::test]
async fn a_trigger_does_not_end_a_window_by_count() {
    let seen = Seen::default();
    ByCount { list: (1..=9).collect(), seen: seen.clone() }.run().await.unwrap();
    assert_eq!(seen.take(), [6, 10, 18, 26, 9]);
}

pipeline! {
    struct Waiting { list: Vec<u64>, seen: Seen<(Window, Told)> }

    each::<u64>(&list) { time: |n| Timestamp::from_secs(n.cast_signed()) }
        => gather { window: tumbling(10s), lateness: 10s, trigger: every(2), emit: told }
        => keep::<(Window, Told)>(&seen);
}

#[tokio::test]
async fn a_handler_is_told_whether_it_is_early_on_time_or_late() {
    let seen = Seen::default();
    let report = Waiting { list: vec![1, 2, 3, 10, 4, 20, 5], seen: seen.clone() }.run().await.unwrap();
    let panes: Vec<_> = seen.take().into_iter().map(|(window, told)| (window.start.as_secs(), told)).collect();
    let expected = [
        (0, (vec![1, 2], Timing::Early, 2, false)),
        (0, (vec![1, 2, 3], Timing::OnTime, 1, false)),
        (0, (vec![1, 2, 3, 4], Timing::Late, 1, false)),
        (10, (vec![10], Timing::OnTime, 1, false)),
        (20, (vec![20], Timing::OnTime, 1, true)),
    ];
    assert_eq!(panes, expected);
    assert_eq!(report.node("gather").unwrap().late, 1, "5, when the watermark is at 20");
}

pipeline! {
    struct Sessions { list: Vec<u64>, seen: Seen<(u64, Window, Told)> }

    each::<u64>(&list) { time: |n| Timestamp::from_secs(n.cast_signed()), lateness: 1min }
        => gather { by: |n| n % 2, window: session(10s), workers: 2, trigger: every(2), emit: told }
        => keep::<(u64, Window, Told)>(&seen);
}

#[tokio::test]
async fn sessions_that_become_one_have_one_state_for_the_handler() {
    let seen = Seen::default();
    Sessions { list: vec![2, 20, 12, 1], seen: seen.clone() }.run().await.unwrap();
    let mut panes = seen.take();
    panes.sort_by_key(|(key, window, told)| (*key, *window, told.0.len()));
    let panes: Vec<_> = panes.into_iter().map(|(key, window, told)| (key, window.end.as_secs(), told)).collect();
    let expected = [
        (0, 12, (vec![2], Timing::OnTime, 1, true)),
        (0, 30, (vec![20, 12], Timing::Early, 2, false)),
        (1, 11, (vec![1], Timing::OnTime, 1, true)),
    ];
    // 2 and 12 are ten seconds apart, which is a gap; 12 and 20 are not.
    assert_eq!(panes[..1], expected[..1]);
    assert_eq!(panes[1].2.0, expected[1].2.0);
    assert_eq!((panes[1].2.1, panes.last()), (Timing::Early, Some(&expected[2])));
}

pipeline! {
    struct Periods;

    in  numbers: u64;
    out panes: Told;

    numbers => gather { window: global, trigger: periodically(10s), emit: told } => panes;
}

#[tokio::test(start_paused = true)]
async fn a_handler_is_asked_by_the_clock_where_something_has_come() {
    let running = Periods.start().unwrap();
    running.numbers.send(1).await.unwrap();
    assert_eq!(running.panes.recv().await, Some((vec![1], Timing::Early, 1, false)));
    tokio::time::sleep(Duration::from_secs(60)).await;
    running.numbers.send(2).await.unwrap();
    assert_eq!(running.panes.recv().await, Some((vec![1, 2], Timing::Early, 1, false)));
    running.numbers.close();
    assert_eq!(running.panes.recv().await, Some((vec![1, 2], Timing::OnTime, 0, true)));
    assert_eq!(running.panes.recv().await, None);
    running.join().await.unwrap();
}
