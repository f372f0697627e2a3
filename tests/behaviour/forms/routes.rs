//! `match` routes.

use aqueduct::prelude::*;

use crate::common::{Seen, books, each, ended, keep};

#[derive(Clone)]
pub enum Payment {
    Card(u64),
    Pix(Pix),
    Order { id: u64, total: u64, note: String },
    Cash,
    Nothing,
}

#[derive(Clone)]
pub struct Pix {
    ok: bool,
    id: u64,
}

#[stage]
fn charge(card: u64) -> String {
    format!("charge {card}")
}

#[stage]
fn settle(pix: &Pix) -> String {
    format!("settle {}", pix.id)
}

#[stage]
fn review((id, total): (u64, u64)) -> String {
    format!("review {id} of {total}")
}

#[stage]
fn whole(payment: Payment) -> String {
    match payment {
        Payment::Cash => "cash".to_owned(),
        _ => unreachable!("only cash comes here"),
    }
}

fn payments() -> Vec<Payment> {
    let order = |id, total, note: &str| Payment::Order { id, total, note: note.to_owned() };
    let pix = |id, ok| Payment::Pix(Pix { ok, id });
    vec![
        Payment::Card(1),
        pix(2, true),
        pix(3, false),
        order(4, 40, "a"),
        Payment::Cash,
        Payment::Nothing,
        order(5, 1, "b"),
        Payment::Card(6),
    ]
}

#[tokio::test]
async fn every_kind_of_arm() {
    pipeline! {
        struct Routes { payments: Vec<Payment>, limit: u64, seen: Seen<String> }
        each::<Payment>(&payments)
            => match {
                Payment::Card(card) => charge,
                Payment::Pix(pix) if pix.ok => settle,
                Payment::Pix(Pix { id, .. }) => map(|id| format!("refused {id}")),
                Payment::Order { id, total, .. } if total > *limit => (id, total) => review,
                Payment::Order { note, total: _, .. } => note,
                Payment::Cash => whole,
                _ => _,
            }
            => keep::<String>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Routes { payments: payments(), limit: 10, seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), ["b", "cash", "charge 1", "charge 6", "refused 3", "review 4 of 40", "settle 2"]);
    assert_eq!(books(&report, "route_1").0, 8);
    assert!(report.node("route_1").unwrap().done >= 7, "{report}");
}

#[tokio::test]
async fn what_flows_may_be_said_before_another_arrow() {
    pipeline! {
        struct Says { list: Vec<Option<(u64, u64)>>, seen: Seen<u64> }
        each::<Option<(u64, u64)>>(&list) => match {
            Some((a, b)) if a > b => a,
            Some((a, b)) if a == b => (a + b) => map(|n| n * 1000),
            Some((_, b)) => b => map(|n| n + 1),
            None => (u64::MAX),
        } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Says { list: vec![Some((9, 1)), Some((2, 2)), Some((1, 5)), None], seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [6, 9, 4000, u64::MAX]);
}

#[tokio::test]
async fn arms_with_routes_and_brackets_inside() {
    pipeline! {
        struct Nested { list: Vec<u64>, seen: Seen<u64> }
        each::<u64>(&list) => match {
            0 => _,
            n if n < 10 => match {
                1 | 2 => map(|n| n * 10),
                n @ 3..=5 => [map(|n| n * 100), map(|n| n * 1000) => match { 4000 => _, n => n }],
                _ => _,
            },
            n => [map(|n| n + 1), map(|n| n + 2)],
        } => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Nested { list: vec![0, 1, 2, 3, 4, 9, 50], seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [10, 20, 51, 52, 300, 400, 3000]);
}

/// Constants and literals as patterns, and a route that only ends.
#[tokio::test]
async fn a_route_may_end_all_its_arms() {
    const SEVEN: u64 = 7;
    pipeline! {
        struct Ends { list: Vec<u64>, sevens: Seen<u64>, rest: Seen<u64> }
        each::<u64>(&list) => match {
            SEVEN => keep::<u64>(&sevens) { name: keep_sevens },
            8.. => _,
            _ => keep::<u64>(&rest) { name: keep_rest },
        };
    }
    let (sevens, rest) = (Seen::default(), Seen::default());
    ended(Ends { list: vec![7, 1, 9, 7], sevens: sevens.clone(), rest: rest.clone() }.run().await);
    assert_eq!((sevens.take(), rest.take()), (vec![7, 7], vec![1]));
}
