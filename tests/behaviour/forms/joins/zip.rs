//! `zip(a, b)`: as [`Iterator::zip`].

use aqueduct::prelude::*;

use super::{edge, settle};
use crate::common::{Seen, books, each, ended, keep, numbers};

pipeline! {
    struct Zips { letters: Vec<char>, numbers: Vec<u64>, seen: Seen<(char, u64)> }
    options { channel: 8 }
    zip(each::<char>(&letters), each::<u64>(&numbers) { name: counts }) => keep::<(char, u64)>(&seen);
}

/// Lists of all lengths, from empty to many times what an edge holds.
#[tokio::test]
async fn zip_is_zip() {
    let mut dice = fastrand::Rng::with_seed(11);
    let mut lengths = vec![(0, 0), (0, 5), (5, 0), (1, 1), (7, 300), (300, 7), (300, 300)];
    lengths.extend((0..40).map(|_| (dice.usize(0..200), dice.usize(0..200))));
    for (left, right) in lengths {
        let letters: Vec<char> = std::iter::repeat_with(|| dice.alphanumeric()).take(left).collect();
        let numbers: Vec<u64> = std::iter::repeat_with(|| dice.u64(..)).take(right).collect();
        let expected: Vec<_> = letters.iter().copied().zip(numbers.iter().copied()).collect();
        let (seen, pairs) = (Seen::default(), expected.len() as u64);
        let report = ended(Zips { letters, numbers, seen: seen.clone() }.run().await);
        assert_eq!(seen.take(), expected, "{left} and {right}");
        assert_eq!(books(&report, "zip_1"), (2 * pairs, 2 * pairs, 0, 0, pairs), "{left} and {right}");
    }
}

/// What has no partner is counted where it was left, and who makes it stops.
#[tokio::test]
async fn the_longer_side_ends_with_the_shorter_one() {
    pipeline! {
        struct Zips { seen: Seen<(u64, u64)> }
        zip(numbers(&10), numbers(&u64::MAX) { name: endless }) => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Zips { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=10).map(|n| (n, n)).collect::<Vec<_>>());
    let endless = edge(&report, "endless");
    assert_eq!((endless.taken, endless.unread), (10, endless.emitted - 10));
    assert!(report.node("endless").unwrap().out < 10_000, "{report}");
}

/// It need not hear of the other side to know that there can be no pair any more.
#[tokio::test]
async fn it_ends_while_the_other_side_is_silent() {
    pipeline! {
        struct Zips;
        in  left: u64;
        in  right: u64;
        out pairs: (u64, u64);
        zip(left, right) => pairs;
    }
    let running = Zips.start().unwrap();
    let (pairs, silent) = (running.pairs.clone(), running.right.clone());
    running.left.send(1).await.unwrap();
    running.right.send(2).await.unwrap();
    running.left.close();
    assert_eq!((pairs.recv().await, pairs.recv().await), (Some((1, 2)), None));
    ended(running.join().await);
    assert!(silent.send(3).await.is_err(), "nobody takes it any more");
}

/// The side that is ahead waits on its edge, and whoever fills it waits too.
#[tokio::test]
async fn the_side_that_is_ahead_is_held_back() {
    pipeline! {
        struct Zips;
        in  ahead: u64 { buffer: 6 };
        in  behind: u64;
        out pairs: (u64, u64);
        zip(ahead, behind) => pairs;
    }
    let running = Zips.start().unwrap();
    let mut sent = 0;
    for _ in 0..20 {
        while running.ahead.try_send(sent).is_ok() {
            sent += 1;
        }
        settle().await;
    }
    assert_eq!(sent, 6, "no more than its edge holds");
    for n in 0..6 {
        running.behind.send(n + 100).await.unwrap();
        assert_eq!(running.pairs.recv().await, Some((n, n + 100)));
    }
    settle().await;
    assert!(running.ahead.try_send(6).is_ok(), "there is room again");
    running.behind.close();
    running.ahead.close();
    let report = ended(running.join().await);
    assert_eq!(books(&report, "zip_1"), (12, 12, 0, 0, 6));
    assert_eq!(edge(&report, "ahead").unread, 1);
}

#[stage]
async fn split(n: u64, even: &mut Out<u64>, odd: &mut Out<u64>) {
    if n.is_multiple_of(2) { even.send(n).await } else { odd.send(n).await }
}

#[stage]
fn halve(n: u64) -> Result<u64, String> {
    if n.is_multiple_of(2) { Ok(n / 2) } else { Err(format!("{n} is odd")) }
}

/// Whatever may stand between brackets at the start of a chain: names, chains, ports, merges, and another of its kind.
#[tokio::test]
async fn a_side_is_whatever_begins_a_chain() {
    pipeline! {
        struct Sides { seen: Seen<(u64, (u64, String))> }
        let pairs = zip(split.even => map(|n| n / 2), zip([words, no_words], split.odd) => map(|(w, n): (String, u64)| (n, w)));
        pairs => keep::<(u64, (u64, String))>(&seen);
        numbers(&10) => split;
        let words = numbers(&100) { name: many } => map(|n| n.to_string());
        let no_words = each::<String>(&Vec::new());
    }
    let seen = Seen::default();
    let report = ended(Sides { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=5).map(|n| (n, (2 * n - 1, n.to_string()))).collect::<Vec<_>>());
    assert_eq!(books(&report, "zip_1").4 + books(&report, "zip_2").4, 10);
}

#[tokio::test]
async fn failures_are_a_side_too() {
    pipeline! {
        struct Failures { seen: Seen<(u64, String)> }
        numbers(&6) => halve { else: odd } => halves;
        out halves: u64;
        zip(numbers(&100) { name: counts }, odd => map(|failed: Failed<u64, String>| failed.cause.to_string()))
            { name: numbered } => keep::<(u64, String)>(&seen);
    }
    let seen = Seen::default();
    let running = Failures { seen: seen.clone() }.start().unwrap();
    let halves = running.halves.clone();
    while halves.recv().await.is_some() {}
    let report = ended(running.join().await);
    assert_eq!(seen.take(), [(1, "1 is odd".into()), (2, "3 is odd".into()), (3, "5 is odd".into())]);
    assert_eq!(books(&report, "numbered"), (6, 6, 0, 0, 3));
}

/// Nothing is taken beyond the pair that is wanted last.
#[tokio::test]
async fn it_ends_when_nobody_wants_a_pair() {
    pipeline! {
        struct Takes { seen: Seen<(u64, u64)> }
        zip(numbers(&u64::MAX), numbers(&u64::MAX) { name: more }) => take(1000) => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Takes { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=1000).map(|n| (n, n)).collect::<Vec<_>>());
    assert_eq!(books(&report, "zip_1"), (2000, 2000, 0, 0, 1000));
}

#[tokio::test]
async fn a_paused_zip_holds_back() {
    pipeline! {
        struct Zips;
        in  left: u64;
        in  right: u64;
        out pairs: (u64, u64);
        zip(left, right) { name: both } => pairs;
    }
    let running = Zips.start().unwrap();
    running.nodes.both.pause();
    running.left.send(1).await.unwrap();
    running.right.send(2).await.unwrap();
    settle().await;
    assert_eq!(running.nodes.both.stats().taken, 0);
    running.nodes.both.resume();
    assert_eq!(running.pairs.recv().await, Some((1, 2)));
    ended(running.stop().await);
}

/// An item without a partner does not keep a loop open: nothing will ever come of it.
#[tokio::test(start_paused = true)]
async fn a_loop_behind_it_closes() {
    pipeline! {
        struct Rounds { seen: Seen<u64> }
        loop again: u64;
        zip([numbers(&1) { name: first }, again], numbers(&5)) => map(|(sum, n): (u64, u64)| sum + n) => inspect(|n| seen.push(*n)) => again;
    }
    let seen = Seen::default();
    ended(Rounds { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [2, 4, 7, 11, 16]);
}

/// The side that could bring a partner is the loop itself: with nothing in it, it closes.
#[tokio::test(start_paused = true)]
async fn a_loop_that_no_partner_comes_out_of_closes() {
    pipeline! {
        struct Rounds { seen: Seen<u64> }
        loop again: u64;
        zip([numbers(&1) { name: first }, again], numbers(&5)) => map(|(sum, n): (u64, u64)| sum + n) => filter(|n| *n < 7)
            => inspect(|n| seen.push(*n)) => again;
    }
    let seen = Seen::default();
    let report = ended(Rounds { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [2, 4]);
    assert_eq!(books(&report, "zip_1"), (6, 6, 0, 0, 3));
}

#[stage]
async fn later(n: u64) -> u64 {
    tokio::task::yield_now().await;
    n
}

#[tokio::test]
async fn it_joins_the_tasks_of_both_sides() {
    pipeline! {
        struct Fused { seen: Seen<(u64, u64)> }
        zip(numbers(&100) => later, numbers(&100) { name: more } => map(|n| n * n)) { fuse } => keep::<(u64, u64)>(&seen) { fuse };
    }
    let seen = Seen::default();
    ended(Fused { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=100).map(|n| (n, n * n)).collect::<Vec<_>>());
    assert_eq!(Fused::GRAPH.tasks().len(), 2, "{}", Fused::GRAPH);
}
