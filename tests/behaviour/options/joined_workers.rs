//! A fold whose states can be merged, on as many workers as the stage before it has, which lets its outputs out as they come: each
//! worker of the stage folds what it makes.

use std::collections::BTreeMap;

use aqueduct::drawing::Buffer;
use aqueduct::prelude::*;

use super::dead;
use crate::common::{Fell, Seen, books, each, ended, keep};

/// Nothing of every fifth, two of every third, and an error of every seventh.
#[stage]
fn spread(n: &u64) -> Result<impl Iterator<Item = u64> + use<>, String> {
    let outputs = match n % 15 {
        0 | 5 | 10 => 0,
        n if n.is_multiple_of(3) => 2,
        _ => 1,
    };
    if n.is_multiple_of(7) { Err(format!("not {n}")) } else { Ok(std::iter::repeat_n(*n, outputs)) }
}

fn spread_all(items: &[u64]) -> Vec<u64> {
    items.iter().flat_map(|n| spread(n).into_iter().flatten()).collect()
}

#[fold(merge = add)]
fn sum(sum: &mut u64, n: u64) {
    *sum += n;
}

fn add(sum: &mut u64, other: u64) {
    *sum += other;
}

pipeline! {
    struct Whole { items: Vec<u64>, before: usize, workers: usize, sums: Seen<u64>, fell: Seen<Fell<u64>> }
    each::<u64>(&items)
        => spread { workers: *before, unordered, else: fell_out }
        => sum { workers: *workers }
        => keep::<u64>(&sums);
    fell_out => dead::<u64, String>(&fell);
}

pipeline! {
    struct ByKey { items: Vec<u64>, before: usize, workers: usize, sums: Seen<(u64, u64)>, fell: Seen<Fell<u64>> }
    each::<u64>(&items)
        => spread { workers: *before, unordered, else: fell_out }
        => sum { by: |n| n % 10, workers: *workers }
        => keep::<(u64, u64)>(&sums);
    fell_out => dead::<u64, String>(&fell);
}

/// Whether an edge leads from the stage to the fold.
fn are_apart(report: &aqueduct::Report) -> bool {
    report.edges.iter().any(|edge| edge.from == "spread" && edge.to == "sum")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_come_to_the_same_as_others() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    for round in 0..60 {
        let (before, workers, count) = (random.usize(1..5), random.usize(1..5), random.usize(0..3_000));
        let items: Vec<u64> = (0..count).map(|_| random.u64(0..1_000)).collect();
        let (outputs, failing) = (spread_all(&items), items.iter().filter(|n| n.is_multiple_of(7)).count());
        let note = format!("seed {seed}, round {round}: {before} and {workers} workers");

        let (sums, fell) = (Seen::default(), Seen::default());
        let whole = Whole { items: items.clone(), before, workers, sums: sums.clone(), fell: fell.clone() };
        let report = ended(whole.run().await);
        assert_eq!(sums.take(), [outputs.iter().sum::<u64>()], "{note}");
        assert_eq!(fell.take().len(), failing, "{note}");
        let n = outputs.len() as u64;
        assert_eq!(books(&report, "sum"), (n, n, 0, 0, 1), "{note}");
        assert_eq!(are_apart(&report), before != workers, "{note}");

        let (sums, mut expected) = (Seen::default(), BTreeMap::new());
        outputs.iter().for_each(|n| *expected.entry(n % 10).or_default() += n);
        let by_key = ByKey { items, before, workers, sums: sums.clone(), fell: fell.clone() };
        let report = ended(by_key.run().await);
        assert_eq!(sums.sorted(), expected.into_iter().collect::<Vec<_>>(), "{note}");
        assert_eq!(are_apart(&report), before != workers, "{note}");
        assert_eq!(fell.take().len(), failing, "{note}");
    }
}

/// The edges between the two nodes as they are drawn, and what the pipeline holds.
macro_rules! drawn {
    ($($form:ident: { $($before:tt)* } { $($fold:tt)* };)+) => {$({
        pipeline! {
            struct $form;
            in numbers: u64;
            out sums: u64;
            options { channel: 100 }
            numbers => spread { name: before, else: skip, $($before)* } => sum { $($fold)* } => sums;
        }
        let at = |name| $form::GRAPH.nodes.iter().position(|node| node.name == name).expect("it is drawn");
        let (from, to) = (at("before"), at("sum"));
        let edge = $form::GRAPH.edges.iter().find(|edge| (edge.from, edge.to) == (from, to)).expect("it is drawn");
        (edge.buffer, $form::MAX_IN_FLIGHT)
    }),+};
}

#[test]
fn they_are_drawn_as_one_task() {
    let (joined, holds) = drawn! { Joined: { workers: 3, unordered } { workers: 3 }; };
    assert_eq!(joined, Buffer::Fused);
    let (apart, more) = drawn! { Apart: { workers: 3, unordered } { workers: 2 }; };
    assert!(matches!(apart, Buffer::Holds(_)) && more > holds + 3 * 100, "{apart:?}: {more}, {holds}");
    let (in_order, _) = drawn! { InOrder: { workers: 3 } { workers: 3 }; };
    assert!(matches!(in_order, Buffer::Holds(_)), "what is put in order comes from one edge");
    let (cut, _) = drawn! { Cut: { workers: 3, unordered } { workers: 3, buffer: 10 }; };
    assert!(matches!(cut, Buffer::Holds(_)), "an inbox of its own");
}
