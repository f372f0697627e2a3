//! Folds: over the whole input, by key, over workers; and `flush`.

use std::collections::BTreeMap;

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, ended, fallen, keep, numbers};

#[fold]
fn sum(sum: &mut u64, n: u64) {
    *sum += n;
}

#[fold]
fn histogram(counts: &mut BTreeMap<u64, u64>, width: &u64) {
    *counts.entry(*width).or_default() += 1;
}

#[fold]
fn scaled(factor: &u64, sum: &mut u64, n: u64) {
    *sum += n * factor;
}

#[fold]
fn sum_small(sum: &mut u64, n: u64) -> Result<(), String> {
    if n > 3 {
        return Err("too large".to_owned());
    }
    *sum += n;
    Ok(())
}

#[tokio::test]
async fn a_fold_emits_its_state_once_when_its_input_ends() {
    pipeline! {
        struct Sums { upto: u64, factor: u64, sums: Seen<u64>, scaled_sums: Seen<u64>, histograms: Seen<BTreeMap<u64, u64>> }
        numbers(&upto) => [
            sum(&mut 0) => keep::<u64>(&sums) { name: a },
            scaled(&factor, &mut 1) => keep::<u64>(&scaled_sums) { name: b },
            map(|n| n % 3) => histogram(&mut BTreeMap::new()) => keep::<BTreeMap<u64, u64>>(&histograms) { name: c },
        ];
    }
    let (sums, scaled_sums, histograms) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = |upto| Sums {
        upto,
        factor: 10,
        sums: sums.clone(),
        scaled_sums: scaled_sums.clone(),
        histograms: histograms.clone(),
    };
    let report = ended(pipeline(1000).run().await);
    assert_eq!(sums.take(), [500_500]);
    assert_eq!(scaled_sums.take(), [5_005_001]);
    assert_eq!(histograms.take(), [BTreeMap::from([(0, 333), (1, 334), (2, 333)])]);
    assert_eq!(books(&report, "sum"), (1000, 1000, 0, 0, 1));
    ended(pipeline(0).run().await);
    assert_eq!(sums.take(), [0], "also of an empty input");
}

fn in_order<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}

fn sums_by_last_digit(upto: u64) -> Vec<(u64, u64)> {
    (0..10).map(|digit| (digit, (1..=upto).filter(|n| n % 10 == digit).sum())).collect()
}

#[tokio::test]
async fn by_key_it_emits_each_key_with_its_state() {
    pipeline! {
        struct Sums { upto: u64, seen: Seen<(u64, u64)> }
        numbers(&upto) => sum(&mut 0) { by: |n| n % 10 } => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Sums { upto: 1000, seen: seen.clone() }.run().await);
    assert_eq!(in_order(seen.take()), sums_by_last_digit(1000));
    assert_eq!(books(&report, "sum"), (1000, 1000, 0, 0, 10));
}

#[tokio::test]
async fn by_key_over_workers_each_key_is_counted_by_one() {
    pipeline! {
        struct Sums { upto: u64, seen: Seen<(u64, u64)> }
        numbers(&upto) => sum(&mut 0) { by: |n| n % 10, workers: 4 } => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    ended(Sums { upto: 5000, seen: seen.clone() }.run().await);
    assert_eq!(in_order(seen.take()), sums_by_last_digit(5000));
}

#[derive(Clone)]
struct Word {
    text: String,
}

#[fold]
fn count(n: &mut u64, _word: Word) {
    *n += 1;
}

#[tokio::test]
async fn a_lent_key_is_owned_once() {
    pipeline! {
        struct Words { upto: u64, seen: Seen<(String, u64)> }
        numbers(&upto)
            => map(|n| Word { text: format!("word {}", n % 3) })
            => count(&mut 0) { by: |w| &w.text }
            => keep::<(String, u64)>(&seen);
    }
    let seen = Seen::default();
    ended(Words { upto: 10, seen: seen.clone() }.run().await);
    let expected = [("word 0", 3), ("word 1", 4), ("word 2", 3)].map(|(word, n)| (word.to_owned(), n));
    assert_eq!(in_order(seen.take()), expected);
}

#[tokio::test]
async fn what_a_fold_refuses_is_routed_and_not_folded() {
    pipeline! {
        struct Sums { upto: u64, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto) => sum_small(&mut 0) { else: bad } => keep::<u64>(&seen);
        bad => fallen::<u64>(&fell);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let report = ended(Sums { upto: 5, seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(seen.take(), [6]);
    let large = |n| Fell(n, "sum_small", "too large".to_owned(), 1);
    assert_eq!(fell.take(), [large(4), large(5)]);
    assert_eq!(books(&report, "sum_small"), (5, 3, 0, 2, 1));
}

/// Pairs up; `flush` gives out what is still open at the end of the input.
#[stage(flush = rest)]
fn pairs(open: &mut Option<u64>, n: u64) -> Option<(u64, Option<u64>)> {
    match open.take() {
        Some(first) => Some((first, Some(n))),
        None => {
            *open = Some(n);
            None
        }
    }
}

fn rest(open: &mut Option<u64>) -> Option<(u64, Option<u64>)> {
    open.take().map(|last| (last, None))
}

#[stage(flush = rest)]
async fn pairs_later(open: &mut Option<u64>, n: u64) -> Option<(u64, Option<u64>)> {
    tokio::task::yield_now().await;
    pairs(open, n)
}

type Pair = (u64, Option<u64>);

#[tokio::test]
async fn flush_gives_out_what_the_state_holds_at_the_end() {
    pipeline! {
        struct Pairs { upto: u64, sync: Seen<Pair>, later: Seen<Pair>, keyed: Seen<Pair> }
        numbers(&upto) => [
            pairs(&mut None) => keep::<Pair>(&sync) { name: a },
            pairs_later(&mut None) => keep::<Pair>(&later) { name: b },
            pairs(&mut None) { by: |n| n % 2, name: keyed_pairs } => keep::<Pair>(&keyed) { name: c },
        ];
    }
    let (sync, later, keyed) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Pairs { upto: 5, sync: sync.clone(), later: later.clone(), keyed: keyed.clone() };
    ended(pipeline.run().await);
    let expected = [(1, Some(2)), (3, Some(4)), (5, None)];
    assert_eq!(sync.take(), expected);
    assert_eq!(later.take(), expected);
    assert_eq!(in_order(keyed.take()), [(1, Some(3)), (2, Some(4)), (5, None)]);
}
