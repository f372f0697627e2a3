//! `join(a, b) { on, window }`, by the clock.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, advance};

use super::settle;
use crate::common::{Seen, books, ended, keep, numbers};

/// Key, and a number of its own.
type Item = (u8, u32);
type Pair = (Option<Item>, Option<Item>);

pipeline! {
    struct Joins;
    in  left: Item;
    in  right: Item;
    out pairs: Pair;
    join(left, right) { on: (|a| a.0, |b| &b.0), window: tumbling(10s), kind: full } => pairs;
}

/// A pair comes at once; what is alone comes when its window closes, though nothing need come for it.
#[tokio::test(start_paused = true)]
async fn windows_go_by_the_clock() {
    let (running, began) = (Joins.start().unwrap(), Instant::now());
    running.left.send((0, 1)).await.unwrap();
    running.right.send((0, 2)).await.unwrap();
    running.right.send((1, 3)).await.unwrap();
    assert_eq!(running.pairs.recv().await, Some((Some((0, 1)), Some((0, 2)))));
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(running.pairs.recv().await, Some((None, Some((1, 3)))));
    assert!(began.elapsed() <= Duration::from_millis(10_001), "{:?}", began.elapsed());
    // The next window has just begun: it has nothing of the one before, and is as long.
    let next = Instant::now();
    running.left.send((1, 4)).await.unwrap();
    settle().await;
    advance(Duration::from_millis(9_900)).await;
    running.right.send((1, 5)).await.unwrap();
    assert_eq!(running.pairs.recv().await, Some((Some((1, 4)), Some((1, 5)))));
    assert!(next.elapsed() < Duration::from_secs(10));
    running.left.send((2, 6)).await.unwrap();
    settle().await;
    running.left.close();
    running.right.close();
    assert_eq!(running.pairs.recv().await, Some((Some((2, 6)), None)), "the end closes all windows");
    assert!(next.elapsed() < Duration::from_secs(10));
    assert_eq!(running.pairs.recv().await, None);
    assert_eq!(books(&ended(running.join().await), "join_1"), (6, 6, 0, 0, 4));
}

/// A pair in two shared windows comes once for each.
#[tokio::test(start_paused = true)]
async fn a_pair_comes_once_for_each_window_that_both_are_in() {
    pipeline! {
        struct Slides { every: Duration, most: usize, seen: Seen<(u64, u64)> }
        join(numbers(&3), numbers(&3) { name: more })
            { on: (|n| *n, |n| *n), window: sliding(*every * 3, every), max_keys: *most } => keep::<(u64, u64)>(&seen);
    }
    let (seen, every) = (Seen::default(), Duration::from_secs(1));
    ended(Slides { every, most: 10, seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [(1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (2, 2), (3, 3), (3, 3), (3, 3)]);
    for (every, most, says) in [(Duration::ZERO, 1, "window"), (every, 0, "max_keys")] {
        let error = Slides { every, most, seen: seen.clone() }.run().await.unwrap_err().to_string();
        assert!(error.contains(says) && error.contains("cannot be zero"), "{error}");
    }
}

/// One item that has very many partners lets them out as fast as they are taken, and so does a window that closes.
#[tokio::test(start_paused = true)]
async fn a_window_may_have_any_number_of_pairs() {
    pipeline! {
        struct Many;
        options { channel: 4 }
        in  one: u64;
        out pairs: (u64, Option<u64>);
        join(numbers(&1000), one) { on: (|n| n % 2, |n| *n), window: tumbling(1h), kind: left } => pairs;
    }
    let running = Many.start().unwrap();
    while running.nodes.join_1.stats().taken < 1000 {
        settle().await;
    }
    running.one.send(1).await.unwrap();
    for n in (1..=1000).step_by(2) {
        assert_eq!(running.pairs.recv().await, Some((n, Some(1))));
    }
    for n in (2..=1000).step_by(2) {
        assert_eq!(running.pairs.recv().await, Some((n, None)));
    }
    assert_eq!(books(&ended(running.stop().await), "join_1"), (1001, 1001, 0, 0, 1000));
}

#[fold]
fn count(n: &mut u32, _pair: (Item, Option<Item>)) {
    *n += 1;
}

/// By the clock a fold has a pair in the window of both, and what is alone in the one behind: it comes when the first has closed.
#[tokio::test(start_paused = true)]
async fn a_fold_by_the_same_window_goes_by_the_clock_too() {
    pipeline! {
        struct Counts;
        in  left: Item;
        in  right: Item;
        out counts: (Window, u32);
        join(left, right) { on: (|a| a.0, |b| b.0), window: tumbling(10s), kind: left }
            => count { window: tumbling(10s) }
            => counts;
    }
    let running = Counts.start().unwrap();
    for number in 0..3 {
        running.left.send((0, number)).await.unwrap();
    }
    running.left.send((1, 3)).await.unwrap();
    running.right.send((0, 4)).await.unwrap();
    let (first, pairs) = running.counts.recv().await.unwrap();
    let (second, alone) = running.counts.recv().await.unwrap();
    assert_eq!((pairs, alone), (3, 1));
    assert_eq!(second.start, first.end);
    ended(running.stop().await);
}
