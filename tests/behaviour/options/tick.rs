//! `tick`: what a stage's state lets out at an interval.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, sleep, timeout};

use crate::common::{Seen, balanced, books, ended, failed, keep, numbers};

/// Gathers three at a time, and what there is at each tick.
#[stage(tick = what_there_is)]
fn gather(open: &mut Vec<u64>, n: u64) -> Option<Vec<u64>> {
    open.push(n);
    (open.len() == 3).then(|| std::mem::take(open))
}

fn what_there_is(open: &mut Vec<u64>) -> Option<Vec<u64>> {
    (!open.is_empty()).then(|| std::mem::take(open))
}

/// Takes 4 s for each.
#[stage(tick = what_there_is, flush = what_there_is)]
async fn gather_slowly(open: &mut Vec<u64>, n: u64) -> Option<Vec<u64>> {
    sleep(Duration::from_secs(4)).await;
    open.push(n);
    None
}

/// What comes out, each with the second in which it does.
macro_rules! timed {
    ($running:ident, $start:ident, $times:literal) => {{
        let mut all = Vec::new();
        for _ in 0..$times {
            let out = $running.gathered.recv().await.expect("more comes");
            all.push(($start.elapsed().as_secs(), out));
        }
        all
    }};
}

#[tokio::test(start_paused = true)]
async fn what_a_fused_stage_has_is_let_out_at_each_tick() {
    pipeline! {
        struct Gathers;
        in  items: u64;
        out gathered: Vec<u64>;
        items => map(|n| n) => gather { tick: 10s } => gathered;
    }
    let (running, start) = (Gathers.start().expect("it starts"), Instant::now());
    for n in 1..=5 {
        running.items.send(n).await.expect("it runs");
    }
    assert_eq!(timed!(running, start, 2), [(0, vec![1, 2, 3]), (10, vec![4, 5])]);
    sleep(Duration::from_secs(25)).await;
    running.items.send(6).await.expect("it runs");
    assert_eq!(timed!(running, start, 1), [(40, vec![6])], "an empty state lets nothing out, and the beat goes on");
    let report = balanced(running.stop().await.expect("it stops"));
    assert_eq!(books(&report, "gather"), (6, 1, 5, 0, 3));
}

#[tokio::test(start_paused = true)]
async fn there_is_none_after_the_end_of_the_input() {
    pipeline! {
        struct Gathers;
        in  items: u64;
        out gathered: Vec<u64>;
        items => gather { tick: 10s } => gathered;
    }
    let running = Gathers.start().expect("it starts");
    let gathered = running.gathered.clone();
    running.items.send(1).await.expect("it runs");
    sleep(Duration::from_secs(9)).await;
    running.items.close();
    assert_eq!(timeout(Duration::from_millis(1), gathered.recv()).await, Ok(None), "it ends at once");
    assert_eq!(books(&balanced(running.join().await.expect("it ends")), "gather").4, 0);
}

#[tokio::test(start_paused = true)]
async fn by_key_each_state_ticks_in_the_order_of_first_use() {
    pipeline! {
        struct Gathers;
        in  items: u64;
        out gathered: Vec<u64> { buffer: 1 };
        items => gather { by: |n| n % 10, tick: 10s, max_keys: 3 } => gathered;
    }
    let (running, start) = (Gathers.start().expect("it starts"), Instant::now());
    // Of four keys the first is forgotten, with what it has.
    for n in [9, 3, 1, 2, 13, 11] {
        running.items.send(n).await.expect("it runs");
    }
    assert_eq!(timed!(running, start, 3), [(10, vec![3, 13]), (10, vec![1, 11]), (10, vec![2])]);
    running.items.send(21).await.expect("it runs");
    assert_eq!(timed!(running, start, 1), [(20, vec![21])]);
    let report = balanced(running.stop().await.expect("it stops"));
    assert_eq!(books(&report, "gather"), (7, 0, 7, 0, 4));
}

#[tokio::test(start_paused = true)]
async fn in_lanes_each_key_ticks_too() {
    pipeline! {
        struct Gathers { upto: u64 }
        in  more: u64;
        out gathered: Vec<u64>;
        [numbers(&upto), more] => gather { by: |n| n % 20, workers: 3, tick: 10s } => gathered;
    }
    let (running, start) = (Gathers { upto: 50 }.start().expect("it starts"), Instant::now());
    let mut all = timed!(running, start, 20);
    all.sort();
    let expected: Vec<_> = (1..=20).map(|n| (n..=50).step_by(20).collect::<Vec<u64>>()).collect();
    let at = |all: &Vec<u64>| if all.len() == 3 { 0 } else { 10 };
    let mut expected: Vec<_> = expected.into_iter().map(|all| (at(&all), all)).collect();
    expected.sort();
    assert_eq!(all, expected);
    running.abort().await;
}

#[tokio::test(start_paused = true)]
async fn an_asynchronous_stage_ticks_between_items() {
    pipeline! {
        struct Gathers;
        in  items: u64;
        out gathered: Vec<u64>;
        items => gather_slowly { tick: 10s } => gathered;
    }
    let (running, start) = (Gathers.start().expect("it starts"), Instant::now());
    for n in 1..=4 {
        running.items.send(n).await.expect("it runs");
    }
    // At 10 it is at work on the third; the next is counted from there.
    assert_eq!(timed!(running, start, 2), [(12, vec![1, 2, 3]), (22, vec![4])]);
    running.items.send(5).await.expect("it runs");
    running.items.close();
    assert_eq!(running.gathered.recv().await, Some(vec![5]), "and at the end what it flushes");
    ended(running.join().await);
}

#[tokio::test(start_paused = true)]
async fn where_keys_wait_each_state_ticks_when_nobody_works_on_it() {
    pipeline! {
        struct Gathers;
        in  items: u64;
        out gathered: Vec<u64>;
        items => gather_slowly { by: |n| n % 10, workers: 2, tick: 10s } => gathered;
    }
    let (running, start) = (Gathers.start().expect("it starts"), Instant::now());
    // Key 1 is at work from 8 to 12, key 2 has nothing to do by then.
    for n in [1, 2, 11, 21] {
        running.items.send(n).await.expect("it runs");
    }
    assert_eq!(timed!(running, start, 2), [(10, vec![2]), (12, vec![1, 11, 21])]);
    running.items.send(3).await.expect("it runs");
    assert_eq!(timed!(running, start, 1), [(20, vec![3])]);
    balanced(running.stop().await.expect("it stops"));
}

#[tokio::test(start_paused = true)]
async fn each_of_several_workers_has_a_state_that_ticks() {
    pipeline! {
        struct Gathers { upto: u64, seen: Seen<Vec<u64>> }
        in  items: u64;
        [numbers(&upto), items] => gather_slowly { workers: 3, tick: 10s } => keep::<Vec<u64>>(&seen);
    }
    let seen = Seen::default();
    let running = Gathers { upto: 12, seen: seen.clone() }.start().expect("it starts");
    sleep(Duration::from_secs(60)).await;
    let mut all = seen.take();
    assert!(all.len() >= 3, "{all:?}");
    let mut items: Vec<u64> = all.drain(..).flatten().collect();
    items.sort_unstable();
    assert_eq!(items, (1..=12).collect::<Vec<_>>());
    ended(running.stop().await);
}

#[tokio::test(start_paused = true)]
async fn a_circle_ends_with_a_stage_in_it_that_ticks() {
    pipeline! {
        struct Again { seen: Seen<Vec<u64>> }
        in items: u64;
        loop again: u64 { buffer: 9 };
        [items, again] => gather { tick: 10s } => match {
            all if all.len() == 3 => map(|all: Vec<u64>| all.iter().sum::<u64>()) => again,
            all => keep::<Vec<u64>>(&seen),
        };
    }
    let seen = Seen::default();
    let running = Again { seen: seen.clone() }.start().expect("it starts");
    for n in 1..=6 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(11)).await;
    assert_eq!(seen.take(), [[6, 15]]);
    running.items.close();
    balanced(running.join().await.expect("it ends"));
}

fn breaks(open: &mut Vec<u64>) -> Option<Vec<u64>> {
    assert!(open.is_empty(), "as the test wants");
    what_there_is(open)
}

#[stage(tick = breaks)]
fn fragile(open: &mut Vec<u64>, n: u64) -> Option<Vec<u64>> {
    gather(open, n)
}

#[stage(tick = breaks)]
async fn fragile_later(open: &mut Vec<u64>, n: u64) -> Option<Vec<u64>> {
    gather(open, n)
}

#[tokio::test(start_paused = true)]
async fn a_panic_at_a_tick_ends_the_pipeline_with_the_name_of_the_node() {
    pipeline! {
        struct Breaks;
        in  items: u64;
        out gathered: Vec<u64>;
        items => fragile { tick: 10s } => gathered;
    }
    pipeline! {
        struct BreaksLater;
        in  items: u64;
        out gathered: Vec<u64>;
        items => fragile_later { tick: 10s } => gathered;
    }
    pipeline! {
        struct BreaksByKey;
        in  items: u64;
        out gathered: Vec<u64>;
        items => fragile { tick: 10s, by: |n| *n } => gathered;
    }
    macro_rules! breaks {
        ($($pipeline:ident: $node:literal),+) => {$(
            let running = $pipeline.start().expect("it starts");
            running.items.send(1).await.expect("it runs");
            sleep(Duration::from_secs(11)).await;
            let error = failed(running.join().await);
            assert_eq!(error.stage(), Some($node));
        )+};
    }
    breaks!(Breaks: "fragile", BreaksLater: "fragile_later", BreaksByKey: "fragile");
}

#[tokio::test]
async fn an_interval_of_nothing_is_refused_at_the_start() {
    pipeline! {
        struct Never { every: Duration }
        in  items: u64;
        out gathered: Vec<u64>;
        items => gather { tick: *every } => gathered;
    }
    let error = Never { every: Duration::ZERO }.start().expect_err("it cannot be").to_string();
    assert!(error.contains("`tick` cannot be zero: write a duration such as `1s`"), "{error}");
}
