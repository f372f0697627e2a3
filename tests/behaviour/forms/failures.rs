//! `else`, in all its forms.

use std::sync::atomic::{AtomicU64, Ordering};

use aqueduct::prelude::*;

use crate::common::{Fell, Seen, books, ended, failed, fallen, keep, numbers};

#[stage]
fn check(n: &u64) -> Result<(), String> {
    if n.is_multiple_of(3) { Err(format!("{n} is a multiple of three")) } else { Ok(()) }
}

#[stage]
async fn charge(n: u64) -> Result<u64, std::fmt::Error> {
    tokio::task::yield_now().await;
    if n.is_multiple_of(5) { Err(std::fmt::Error) } else { Ok(n * 10) }
}

#[stage]
fn panics_at_seven(n: u64) -> u64 {
    assert_ne!(n, 7, "seven");
    n
}

#[sink]
fn note(notes: &Seen<String>, failure: Failure) {
    assert!(!failure.error().to_string().is_empty() && failure.attempts() == 1);
    notes.push(format!("{} {failure}", failure.stage()));
}

fn three(n: u64) -> Fell {
    Fell(n, "check", format!("{n} is a multiple of three"), 1)
}

const FMT: &str = "an error occurred when formatting an argument";

#[tokio::test]
async fn one_name_gathers_the_failures_of_several_nodes() {
    pipeline! {
        struct Gathers { upto: u64, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto)
            => check { else: bad }
            => charge { else: bad }
            => map(|n| n / 10)
            => panics_at_seven { else: bad }
            => keep::<u64>(&seen);
        bad => fallen::<u64>(&fell);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let report = ended(Gathers { upto: 8, seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 4, 8]);
    let panicked = Fell(7, "panics_at_seven", "panicked".to_owned(), 1);
    assert_eq!(fell.sorted(), [three(3), Fell(5, "charge", FMT.to_owned(), 1), three(6), panicked]);
    assert_eq!(books(&report, "panics_at_seven"), (5, 4, 0, 1, 4));
    assert!(report.nodes.iter().all(|node| node.lost == 0), "{report}");
}

#[tokio::test]
async fn inline_skipped_and_with_a_chain_of_its_own() {
    pipeline! {
        struct Inline { upto: u64, seen: Seen<u64>, notes: Seen<String>, items: Seen<u64> }
        numbers(&upto)
            => check { else: [map(|failed| failed.item) => keep::<u64>(&items) { name: keep_items }] }
            => charge { else: [note(&notes), map(|failed| failed.item + 1000) => keep::<u64>(&items) { name: keep_more }] }
            => check { name: check_again, else: skip }
            => keep::<u64>(&seen);
    }
    let (seen, notes, items) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Inline { upto: 6, seen: seen.clone(), notes: notes.clone(), items: items.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(seen.take(), [10, 20, 40]);
    assert_eq!(items.sorted(), [3, 6, 1005]);
    assert_eq!(notes.take(), [format!("charge `charge` failed after 1 attempt(s): {FMT}")]);
    assert_eq!(books(&report, "check_again"), (3, 3, 0, 0, 3));
}

#[tokio::test]
async fn what_is_skipped_is_counted() {
    pipeline! {
        struct Skips { upto: u64, seen: Seen<u64> }
        numbers(&upto) => check { else: skip } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Skips { upto: 6, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 4, 5]);
    assert_eq!(books(&report, "check"), (6, 4, 0, 2, 4));
}

#[tokio::test]
async fn stop_drains_and_says_which_item() {
    pipeline! {
        struct Stops { upto: u64, seen: Seen<u64> }
        in items: u64;
        items => check { else: stop } => keep::<u64>(&seen);
        numbers(&upto) => _;
    }
    let seen = Seen::default();
    let running = Stops { upto: 1, seen: seen.clone() }.start().unwrap();
    for n in [1, 2, 3] {
        running.items.send(n).await.unwrap();
    }
    let error = failed(running.join().await);
    assert_eq!(seen.take(), [1, 2]);
    assert_eq!((error.stage(), error.position()), (Some("check"), Some(3)));
    let expected = "`check` failed at its item 3, and nothing takes its failures: 3 is a multiple of three";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected, "what `main` prints");
    let source = std::error::Error::source(&error).expect("a cause");
    assert_eq!(source.to_string(), "3 is a multiple of three");
    assert_eq!(books(error.report().unwrap(), "check").3, 1);
}

#[tokio::test]
async fn a_panic_nobody_takes_stops_the_pipeline() {
    pipeline! {
        struct Panics { upto: u64, seen: Seen<u64> }
        numbers(&upto) => panics_at_seven => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let error = failed(Panics { upto: 7, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(error.to_string(), "`panics_at_seven` failed at its item 7, and nothing takes its failures: panicked");
}

#[tokio::test]
async fn the_else_statement_takes_what_no_node_routed() {
    pipeline! {
        struct Global { upto: u64, seen: Seen<u64>, fell: Seen<Fell>, notes: Seen<String> }
        numbers(&upto) => check => charge => check { name: again, else: bad } => keep::<u64>(&seen);
        bad => fallen::<u64>(&fell);
        else => note(&notes);
    }
    let (seen, fell, notes) = (Seen::default(), Seen::default(), Seen::default());
    let pipeline = Global { upto: 10, seen: seen.clone(), fell: fell.clone(), notes: notes.clone() };
    ended(pipeline.run().await);
    assert_eq!(seen.take(), [10, 20, 40, 70, 80]);
    assert_eq!(fell.take(), []);
    let mut expected: Vec<_> =
        [3, 6, 9].map(|n| format!("check `check` failed after 1 attempt(s): {n} is a multiple of three")).to_vec();
    expected.extend([5, 10].map(|_| format!("charge `charge` failed after 1 attempt(s): {FMT}")));
    expected.sort();
    assert_eq!(notes.sorted(), expected);
}

#[tokio::test]
async fn failures_may_leave_by_an_out_port() {
    pipeline! {
        struct Leaves { upto: u64 }
        out good: u64;
        out bad: Failure;
        out worse: Fell;
        numbers(&upto) => check { else: bad } => charge { else: worse } => good;
    }
    let running = Leaves { upto: 5 }.start().unwrap();
    let (mut good, mut bad, mut worse) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(n) = running.good.recv().await {
        good.push(n);
    }
    while let Some(failure) = running.bad.recv().await {
        bad.push(failure.to_string());
    }
    while let Some(fell) = running.worse.recv().await {
        worse.push(fell);
    }
    ended(running.join().await);
    assert_eq!(good, [10, 20, 40]);
    assert_eq!(bad, ["`check` failed after 1 attempt(s): 3 is a multiple of three"]);
    assert_eq!(worse, [Fell(5, "charge", FMT.to_owned(), 1)]);
}

#[derive(Default)]
pub struct Flaky {
    calls: AtomicU64,
}

#[sink]
async fn record(flaky: &Flaky, fell: &Seen<Fell>, failed: &Failed<u64, String>) -> Result<(), String> {
    if flaky.calls.fetch_add(1, Ordering::Relaxed) < 4 {
        return Err("the record is away".to_owned());
    }
    fell.push(Fell(failed.item, failed.stage, failed.cause.to_string(), failed.attempts));
    Ok(())
}

/// A node fed by failures alone needs no `else`: it retries until it gets through.
#[tokio::test(start_paused = true)]
async fn what_takes_failures_retries_until_it_gets_through() {
    pipeline! {
        struct Records { upto: u64, flaky: Flaky, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto) => check { else: bad } => keep::<u64>(&seen);
        bad => record(&flaky, &fell);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let pipeline = Records { upto: 6, flaky: Flaky::default(), seen: seen.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(seen.take(), [1, 2, 4, 5]);
    assert_eq!(fell.take(), [three(3), three(6)]);
    assert_eq!(report.node("record").unwrap().retried, 4);
}

/// Not even `Clone`: it is lent, so it survives; where it is moved, it can still be skipped.
pub struct Unique(u64);

#[stage]
fn make(n: u64) -> Unique {
    Unique(n)
}

#[stage]
fn refuse_lent(unique: &Unique) -> Result<u64, String> {
    if unique.0 == 2 { Err("two".to_owned()) } else { Ok(unique.0) }
}

#[stage]
fn refuse_moved(unique: Unique) -> Result<u64, String> {
    refuse_lent(&unique)
}

impl From<Failed<Unique, String>> for Fell {
    fn from(failed: Failed<Unique, String>) -> Self {
        Self(failed.item.0, failed.stage, failed.cause.to_string(), failed.attempts)
    }
}

#[tokio::test]
async fn a_lent_item_needs_no_clone_to_be_routed() {
    pipeline! {
        struct Lends { upto: u64, seen: Seen<u64>, fell: Seen<Fell> }
        numbers(&upto) => make => refuse_lent { else: bad } => keep::<u64>(&seen);
        bad => fallen::<u64>(&fell);
    }
    pipeline! {
        struct Moves { upto: u64, seen: Seen<u64> }
        numbers(&upto) => make => refuse_moved { else: skip } => keep::<u64>(&seen);
    }
    let (seen, fell) = (Seen::default(), Seen::default());
    let report = ended(Lends { upto: 3, seen: seen.clone(), fell: fell.clone() }.run().await);
    assert_eq!((seen.take(), fell.take()), (vec![1, 3], vec![Fell(2, "refuse_lent", "two".to_owned(), 1)]));
    assert_eq!(report.node("refuse_lent").unwrap().lost, 0);
    let report = ended(Moves { upto: 3, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 3]);
    assert_eq!(books(&report, "refuse_moved"), (3, 2, 0, 1, 2), "skipped on purpose, whatever became of it");
}
