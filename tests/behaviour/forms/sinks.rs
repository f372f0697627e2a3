//! Sinks: by item and by batch, moved and lent, of every kind, with and without `Result`.

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, ended, fallen, numbers};

fn log(seen: &Seen<String>, text: String) -> Result<(), String> {
    if text.contains('3') {
        return Err("no threes".to_owned());
    }
    seen.push(text);
    Ok(())
}

#[sink]
fn moved(seen: &Seen<String>, n: u64) {
    seen.push(format!("moved {n}"));
}

#[sink]
async fn lent_later(seen: &Seen<String>, n: &u64) -> Result<(), String> {
    tokio::task::yield_now().await;
    log(seen, format!("lent_later {n}"))
}

#[sink(blocking)]
fn moved_blocking(seen: &Seen<String>, n: u64) -> Result<(), String> {
    log(seen, format!("moved_blocking {n}"))
}

#[sink]
async fn batch_lent_later(seen: &Seen<String>, batch: &[u64]) -> Result<(), String> {
    tokio::task::yield_now().await;
    log(seen, format!("batch_lent_later {batch:?}"))
}

#[sink]
fn batch_moved(seen: &Seen<String>, calls: &mut u64, batch: Vec<u64>) {
    *calls += 1;
    seen.push(format!("batch_moved {calls}: {batch:?}"));
}

#[sink]
fn batch_each(seen: &Seen<String>, batch: &[u64]) -> Vec<Result<(), String>> {
    batch.iter().map(|n| log(seen, format!("batch_each {n}"))).collect()
}

#[tokio::test]
async fn sinks_of_every_kind() {
    pipeline! {
        struct Sinks { upto: u64, seen: Seen<String>, fell: Seen<Fell> }
        numbers(&upto) => [
            moved(&seen),
            lent_later(&seen) { else: bad },
            moved_blocking(&seen) { else: bad },
            batch_lent_later(&seen) { batch: 2, else: bad },
            batch_moved(&seen, &mut 0) { batch: 3 },
            batch_each(&seen) { batch: 2, else: bad },
        ];
        bad => fallen::<u64>(&fell);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let report = ended(Sinks { upto: 4, seen: seen.clone(), fell: fell.clone() }.run().await);
    let expected = [
        "batch_each 1",
        "batch_each 2",
        "batch_each 4",
        "batch_lent_later [1, 2]",
        "batch_moved 1: [1, 2, 3]",
        "batch_moved 2: [4]",
        "lent_later 1",
        "lent_later 2",
        "lent_later 4",
        "moved 1",
        "moved 2",
        "moved 3",
        "moved 4",
        "moved_blocking 1",
        "moved_blocking 2",
        "moved_blocking 4",
    ];
    assert_eq!(seen.sorted(), expected);
    let bad = |n, stage| Fell(n, stage, "no threes".to_owned(), 1);
    let expected = [
        bad(3, "batch_each"),
        bad(3, "batch_lent_later"),
        bad(3, "lent_later"),
        bad(3, "moved_blocking"),
        bad(4, "batch_lent_later"),
    ];
    assert_eq!(fell.sorted(), expected);
    let (taken, done, filtered, failed, _) = books(&report, "batch_lent_later");
    assert_eq!((taken, done, filtered, failed), (4, 2, 0, 2), "in items, not batches");
    let (taken, done, filtered, failed, _) = books(&report, "batch_each");
    assert_eq!((taken, done, filtered, failed), (4, 3, 0, 1));
}
