//! `else` at `join`: items of either side that come too late.

use std::convert::Infallible;
use std::time::Duration;

use aqueduct::drawing::Carries;
use aqueduct::prelude::*;

use super::has_taken;
use crate::common::{Fell, Seen, fallen};

/// Time in seconds, key, number.
type Item = (i64, u8, u32);
type Late = Side<Item, Item>;

fn time((seconds, ..): &Item) -> Timestamp {
    Timestamp::from_secs(*seconds)
}

/// The left one and the right one that come last are late, by whatever they are joined.
macro_rules! run {
    ($pipeline:expr) => {{
        let running = $pipeline.start().unwrap();
        for (at, number) in [(20, 1), (21, 2)] {
            running.rights.send((at, 0, number)).await.unwrap();
        }
        has_taken(2, || running.nodes.joined.stats()).await;
        for (at, number) in [(20, 3), (21, 4), (1, 5)] {
            running.lefts.send((at, 0, number)).await.unwrap();
        }
        has_taken(5, || running.nodes.joined.stats()).await;
        running.rights.send((1, 0, 6)).await.unwrap();
        running.lefts.close();
        running.rights.close();
        running.join().await
    }};
}

const LATE: [Late; 2] = [Side::Left((1, 0, 5)), Side::Right((1, 0, 6))];

/// Taken, done, late, dropped, failed.
fn books(report: &aqueduct::Report) -> (u64, u64, u64, u64, u64) {
    assert!(report.balances(), "{report}");
    let node = report.node("joined").unwrap();
    (node.taken, node.done, node.late, node.dropped, node.failed)
}

macro_rules! forms {
    ($($form:ident: { $($in_time:tt)+ };)+) => {$(
        mod $form {
            use super::*;

            pipeline! {
                struct Routed { fell: Seen<Fell<Late>> }

                in lefts: Item { time: time };
                in rights: Item { time: time };

                join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), $($in_time)+, name: joined, else: late } => _;
                late => fallen::<Late>(&fell);
            }

            #[tokio::test]
            async fn late_items_of_either_side_go_to_else() {
                let fell = Seen::default();
                let report = run!(Routed { fell: fell.clone() }).unwrap();
                let late = LATE.map(|item| Fell(item, "joined", "came too late".to_owned(), 0));
                assert_eq!(fell.take(), late);
                assert_eq!(books(&report), (6, 4, 2, 0, 2));
            }

            pipeline! {
                struct Counted;

                in lefts: Item { time: time };
                in rights: Item { time: time };

                join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), $($in_time)+, name: joined } => _;
            }

            #[tokio::test]
            async fn without_else_they_are_dropped_and_counted() {
                let report = run!(Counted).unwrap();
                assert_eq!(books(&report), (6, 4, 2, 2, 0));
            }
        }
    )+};
}

forms! {
    near: { apart: 5s };
    as_of: { as_of };
    in_windows: { window: tumbling(10s) };
}

pipeline! {
    struct Skipped;

    in lefts: Item { time: time };
    in rights: Item { time: time };

    join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), as_of, name: joined, else: skip } => _;
}

#[tokio::test]
async fn they_may_be_skipped() {
    assert_eq!(books(&run!(Skipped).unwrap()), (6, 4, 2, 0, 2));
}

pipeline! {
    struct Stopped;

    in lefts: Item { time: time };
    in rights: Item { time: time };

    join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), apart: 5s, name: joined, else: stop } => _;
}

#[tokio::test]
async fn they_may_end_the_pipeline() {
    let running = Stopped.start().unwrap();
    for (at, number) in [(20, 1), (21, 2)] {
        running.rights.send((at, 0, number)).await.unwrap();
    }
    has_taken(2, || running.nodes.joined.stats()).await;
    for (at, number) in [(20, 3), (21, 4), (1, 5)] {
        running.lefts.send((at, 0, number)).await.unwrap();
    }
    let error = running.join().await.unwrap_err();
    assert_eq!(error.to_string(), "`joined` failed at its item 5, and nothing takes its failures: came too late");
}

#[sink]
fn say(said: &Seen<String>, failure: Failure) {
    said.push(failure.to_string());
}

pipeline! {
    struct Global { said: Seen<String> }

    in lefts: Item { time: time };
    in rights: Item { time: time };

    join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), window: tumbling(10s), name: joined } => _;
    else => say(&said);
}

#[tokio::test]
async fn they_go_where_all_failures_go() {
    let said = Seen::default();
    assert_eq!(books(&run!(Global { said: said.clone() }).unwrap()), (6, 4, 2, 0, 2));
    assert_eq!(said.take(), ["`joined` failed after 0 attempt(s): came too late"; 2]);
}

/// What each was, once it has been looked at for long.
#[sink]
async fn look_at(seen: &Seen<u32>, late: Failed<Late, Infallible>) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    match late.item {
        Side::Left((.., number)) | Side::Right((.., number)) => seen.push(number),
    }
}

pipeline! {
    struct Slow { seen: Seen<u32> }

    options { channel: 2 }

    in lefts: Item { time: time };
    in rights: Item { time: time };

    join(lefts, rights) { on: (|(_, key, _)| *key, |(_, key, _)| *key), apart: 5s, name: joined, else: [look_at(&seen)] } => _;
}

/// A join waits for who takes its late items, as any node does: none is lost, and no more of them are kept than is drawn.
#[tokio::test(start_paused = true)]
async fn it_waits_for_who_takes_them() {
    let seen = Seen::default();
    let running = Slow { seen: seen.clone() }.start().unwrap();
    for at in [20, 21] {
        running.rights.send((at, 0, 0)).await.unwrap();
    }
    has_taken(2, || running.nodes.joined.stats()).await;
    running.lefts.send((20, 0, 0)).await.unwrap();
    for number in 0..100 {
        running.lefts.send((1, 0, number)).await.unwrap();
        let waiting = number as usize - seen.len();
        assert!(waiting <= Slow::MAX_IN_FLIGHT, "{waiting}");
    }
    running.lefts.close();
    running.rights.close();
    assert_eq!(books(&running.join().await.unwrap()), (103, 1 + 2, 100, 0, 100));
    assert_eq!(seen.take(), (0..100).collect::<Vec<_>>());
}

#[test]
fn the_way_there_is_drawn() {
    let late: Vec<_> = Slow::GRAPH.edges.iter().filter(|edge| edge.carries == Carries::Failures).collect();
    let names = |edge: &aqueduct::drawing::Edge| [edge.from, edge.to].map(|node| Slow::GRAPH.nodes[node].name);
    assert_eq!(late.iter().map(|edge| names(edge)).collect::<Vec<_>>(), [["joined", "look_at"]]);
    assert_eq!(late[0].item.to_string(), "Failed<_, Infallible>");
}
