//! Folds with `finish`: what is emitted in place of the state.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::sleep;

use crate::common::{Seen, books, ended, keep, numbers};

/// The sum of the numbers and how many they were.
type Mean = (u64, u64);

#[fold(finish = mean -> f64)]
fn average(sum: &mut Mean, n: u64) {
    sum.0 += n;
    sum.1 += 1;
}

fn mean((sum, items): Mean) -> f64 {
    if items == 0 { 0.0 } else { sum as f64 / items as f64 }
}

/// The type after the arrow may have commas in it, and the function may be generic.
#[fold(finish = sorted::<u64, std::vec::Vec<u64>> -> std::result::Result<Vec<u64>, std::collections::BTreeMap<u8, u8>>, merge = both)]
fn gathered(all: &mut Vec<u64>, n: u64) {
    all.push(n);
}

fn sorted<T: Ord, C: AsMut<[T]>>(mut all: C) -> Result<C, std::collections::BTreeMap<u8, u8>> {
    all.as_mut().sort();
    Ok(all)
}

fn both(all: &mut Vec<u64>, more: Vec<u64>) {
    all.extend(more);
}

#[tokio::test]
async fn what_finish_returns_is_emitted_in_place_of_the_state() {
    pipeline! {
        struct Means { upto: u64, seen: Seen<f64>, all: Seen<Result<Vec<u64>, std::collections::BTreeMap<u8, u8>>> }
        numbers(&upto) => [
            average => keep::<f64>(&seen) { name: a },
            map(|n| 100 - n) => gathered => keep::<Result<Vec<u64>, std::collections::BTreeMap<u8, u8>>>(&all) { name: b },
        ];
    }
    let (seen, all) = (Seen::default(), Seen::default());
    let pipeline = |upto| Means { upto, seen: seen.clone(), all: all.clone() };
    let report = ended(pipeline(4).run().await);
    assert_eq!(seen.take(), [2.5]);
    assert_eq!(all.take(), [Ok(vec![96, 97, 98, 99])]);
    assert_eq!(books(&report, "average"), (4, 4, 0, 0, 1));
    ended(pipeline(0).run().await);
    assert_eq!(seen.take(), [0.0], "also of an empty input");
}

#[tokio::test]
async fn by_key_it_stands_beside_the_key() {
    pipeline! {
        struct Means { upto: u64, seen: Seen<(u64, f64)>, more: Seen<(u64, f64)> }
        numbers(&upto) => [
            average { by: |n| n % 2 } => keep::<(u64, f64)>(&seen) { name: a },
            average { by: |n| n % 2, workers: 2, name: in_lanes } => keep::<(u64, f64)>(&more) { name: b },
        ];
    }
    let (seen, more) = (Seen::default(), Seen::default());
    ended(Means { upto: 4, seen: seen.clone(), more: more.clone() }.run().await);
    for seen in [seen, more] {
        let mut means = seen.take();
        means.sort_by_key(|(key, _)| *key);
        assert_eq!(means, [(0, 3.0), (1, 2.0)]);
    }
}

#[tokio::test(start_paused = true)]
async fn also_where_a_key_is_forgotten() {
    pipeline! {
        struct Means;
        in  few: u64;
        out fewest: (u64, f64);
        in  old: u64;
        out oldest: (u64, f64);
        few => average { by: |n| n % 10, max_keys: 1 } => fewest;
        old => average { by: |n| n % 10, keep: 1s, name: aged } => oldest;
    }
    let running = Means.start().expect("it starts");
    for n in [11, 21, 32] {
        running.few.send(n).await.expect("it runs");
        running.old.send(n).await.expect("it runs");
    }
    assert_eq!(running.fewest.recv().await, Some((1, 16.0)), "of two keys one is kept");
    sleep(Duration::from_secs(2)).await;
    let mut old = [running.oldest.recv().await, running.oldest.recv().await].map(Option::unwrap);
    old.sort_by_key(|(key, _)| *key);
    assert_eq!(old, [(1, 16.0), (2, 32.0)]);
    let (fewest, oldest) = (running.fewest.clone(), running.oldest.clone());
    let report = running.stop().await.expect("it stops");
    assert_eq!(fewest.recv().await, Some((2, 32.0)));
    assert_eq!(oldest.recv().await, None);
    assert_eq!(books(&report, "average"), (3, 3, 0, 0, 2));
}

fn fails((_, items): Mean) -> u64 {
    panic!("there were {items}")
}

#[fold(finish = fails -> u64)]
fn broken(sum: &mut Mean, n: u64) {
    average(sum, n);
}

#[tokio::test]
async fn a_panic_in_finish_ends_the_pipeline_with_the_name_of_the_node() {
    pipeline! {
        struct Means { upto: u64, seen: Seen<u64> }
        numbers(&upto) => broken => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let error = Means { upto: 3, seen: seen.clone() }.run().await.expect_err("finish panics");
    assert!(error.to_string().contains("broken"), "{error}");
    assert!(seen.take().is_empty());
}
