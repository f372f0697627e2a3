//! `buffer` and the four policies of `overflow`, each at ten times what its taker can take, against its closed form.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use aqueduct::{Report, TrySendError};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until};

use super::dead;
use crate::common::{Fell, Seen, ended};

/// Arrivals, and the room for them.
const ARRIVALS: u64 = 1000;
const ROOM: u64 = 5;

/// The k-th comes at 10 k ms.
#[source]
async fn arrivals(started: &Instant, at: &mut u64) -> Option<u64> {
    *at += 1;
    sleep_until(*started + Duration::from_millis(10 * *at)).await;
    (*at <= ARRIVALS).then_some(*at)
}

/// Is done with its items at 105, 205, 305 ms and so on: one for ten arrivals, and never at the moment of one.
#[sink]
async fn slow(started: &Instant, seen: &Seen<u64>, n: u64) {
    let turn = (started.elapsed().as_millis() as u64 + 95) / 100;
    sleep_until(*started + Duration::from_millis(5 + 100 * turn)).await;
    seen.push(n);
}

#[sink]
async fn slow_or_fail(started: &Instant, seen: &Seen<u64>, n: &u64) -> Result<(), &'static str> {
    slow(started, seen, *n).await;
    Ok(())
}

pipeline! {
    struct DropOldest { started: Instant, seen: Seen<u64> }
    arrivals(&started, &mut 0) => slow(&started, &seen) { buffer: ROOM as usize, overflow: drop_oldest };
}

pipeline! {
    struct DropNewest { started: Instant, seen: Seen<u64> }
    arrivals(&started, &mut 0) => slow(&started, &seen) { buffer: ROOM as usize, overflow: drop_newest };
}

pipeline! {
    struct Fail { started: Instant, seen: Seen<u64>, fell: Seen<Fell> }
    arrivals(&started, &mut 0)
        => slow_or_fail(&started, &seen) { buffer: ROOM as usize, overflow: fail, else: full };
    full => dead::<u64, &'static str>(&fell);
}

pipeline! {
    struct Block { started: Instant, seen: Seen<u64> }
    arrivals(&started, &mut 0) => slow(&started, &seen) { buffer: ROOM as usize, overflow: block };
}

fn dropped(report: &Report) -> u64 {
    report.edges.iter().map(|edge| edge.dropped).sum()
}

/// What a dropping buffer lets in: all until it is full, then the first after each item that is done.
fn first_comers() -> Vec<u64> {
    (1..=ROOM + 1).chain((0..ARRIVALS / 10 - 1).map(|done| 11 + 10 * done)).collect()
}

#[tokio::test(start_paused = true)]
async fn drop_oldest_slides() {
    let (started, seen) = (Instant::now(), Seen::default());
    let report = ended(DropOldest { started, seen: seen.clone() }.run().await);
    // When one is done after ten more arrivals, the last ROOM are there, and the oldest of them is next.
    let turns = (1..=ARRIVALS / 10).map(|turn| 10 * turn - ROOM + 1);
    let expected: Vec<u64> = [1].into_iter().chain(turns).chain(ARRIVALS - ROOM + 2..=ARRIVALS).collect();
    assert_eq!(dropped(&report), ARRIVALS - expected.len() as u64);
    assert_eq!(seen.take(), expected);
}

#[tokio::test(start_paused = true)]
async fn drop_newest_takes_the_first_comers() {
    let (started, seen) = (Instant::now(), Seen::default());
    let report = ended(DropNewest { started, seen: seen.clone() }.run().await);
    let expected = first_comers();
    assert_eq!(dropped(&report), ARRIVALS - expected.len() as u64);
    assert_eq!(seen.take(), expected);
}

#[tokio::test(start_paused = true)]
async fn fail_routes_what_finds_no_room() {
    let (started, seen, fell) = (Instant::now(), Seen::default(), Seen::default());
    let report = ended(Fail { started, seen: seen.clone(), fell: fell.clone() }.run().await);
    let expected = first_comers();
    let refused = (1..=ARRIVALS).filter(|n| !expected.contains(n));
    let refused: Vec<_> = refused.map(|n| Fell(n, "slow_or_fail", "no room in the inbox".to_owned(), 0)).collect();
    assert_eq!(fell.take(), refused);
    assert_eq!(report.node("slow_or_fail").map(|node| node.failed), Some(refused.len() as u64));
    assert_eq!(seen.take(), expected);
}

#[tokio::test(start_paused = true)]
async fn block_drops_nothing_and_holds_the_source_back() {
    let (started, seen) = (Instant::now(), Seen::default());
    let report = ended(Block { started, seen: seen.clone() }.run().await);
    assert_eq!(dropped(&report), 0);
    assert_eq!(seen.take(), (1..=ARRIVALS).collect::<Vec<_>>());
    assert_eq!(started.elapsed().as_millis() as u64, 5 + 100 * ARRIVALS, "one a turn");
}

/// As fast as it can.
#[source]
async fn eager(made: &Arc<AtomicU64>) -> Option<u64> {
    Some(made.fetch_add(1, Ordering::SeqCst) + 1)
}

#[sink]
async fn permitted(gate: &Arc<Semaphore>, seen: &Seen<u64>, n: u64) {
    gate.acquire().await.expect("the gate stays open").forget();
    seen.push(n);
}

macro_rules! holds {
    ($($test:ident, $pipeline:ident: $room:literal { $($options:tt)* };)+) => {$(
        pipeline! {
            struct $pipeline { made: Arc<AtomicU64>, gate: Arc<Semaphore>, seen: Seen<u64> }
            eager(&made) => permitted(&gate, &seen) { $($options)* };
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (made, gate, seen) = (Arc::default(), Arc::new(Semaphore::new(0)), Seen::default());
            let pipeline = $pipeline { made: Arc::clone(&made), gate: Arc::clone(&gate), seen: seen.clone() };
            let running = pipeline.start().expect("it starts");
            // The clock moves when everything waits.
            sleep(Duration::from_millis(1)).await;
            let ahead = made.load(Ordering::SeqCst);
            assert!(($room..=$room + 2).contains(&ahead), "room for {}, and {ahead} were read", $room);
            gate.add_permits(100);
            sleep(Duration::from_millis(1)).await;
            let ahead = made.load(Ordering::SeqCst);
            assert!(ahead > 100 && ahead <= $room + 102, "after 100 more {ahead} were read");
            gate.add_permits(10_000);
            ended(running.stop().await);
        }
    )+};
}

holds! {
    a_buffer_of_one_holds_one, One: 1 { buffer: 1 };
    a_buffer_holds_what_it_says, Seven: 7 { buffer: 7 };
    a_large_buffer_holds_what_it_says, Large: 3000 { buffer: 3000 };
    an_edge_holds_256_unless_said, Default: 256 {};
}

macro_rules! ports {
    ($($pipeline:ident: $policy:ident;)+) => {$(
        pipeline! {
            struct $pipeline {}
            in numbers: u64 { buffer: 10, overflow: $policy };
            out same: u64;
            numbers => same;
        }
    )+};
}

ports! {
    PortBlocks: block;
    PortDropsOldest: drop_oldest;
    PortDropsNewest: drop_newest;
    PortFails: fail;
}

/// Sends a hundred before anybody takes, and gives how many were refused and what came through.
macro_rules! overrun {
    ($pipeline:ident) => {{
        let running = $pipeline {}.start().expect("it starts");
        let refused = (0..100).filter(|n| matches!(running.numbers.try_send(*n), Err(TrySendError::Full(_)))).count();
        running.numbers.close();
        let mut came = Vec::new();
        while let Some(n) = running.same.recv().await {
            came.push(n);
        }
        let report = ended(running.stop().await);
        (refused, dropped(&report), came)
    }};
}

#[tokio::test]
async fn an_in_port_overflows_as_it_says() {
    assert_eq!(overrun!(PortBlocks), (90, 0, (0..10).collect()));
    assert_eq!(overrun!(PortFails), (90, 0, (0..10).collect()));
    assert_eq!(overrun!(PortDropsNewest), (0, 90, (0..10).collect()));
    assert_eq!(overrun!(PortDropsOldest), (0, 90, (90..100).collect()));
}
