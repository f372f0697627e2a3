//! Sources: polled, streamed and iterated, synchronous and `async`, and what happens when they fail.

use std::sync::atomic::{AtomicU64, Ordering};

use aqueduct::prelude::*;
use futures::{StreamExt, stream};

use crate::common::{Seen, books, ended, failed, keep};

#[source]
fn polled(n: &mut u64) -> Option<u64> {
    *n += 1;
    (*n <= 3).then_some(*n)
}

#[source]
async fn polled_later(upto: &u64, n: &mut u64) -> Option<u64> {
    tokio::task::yield_now().await;
    *n += 1;
    (*n <= *upto).then_some(*n)
}

#[source]
fn polled_result(n: &mut u64) -> Result<Option<u64>, String> {
    Ok(polled(n))
}

#[source]
async fn polled_result_later(n: &mut u64) -> std::io::Result<Option<u64>> {
    tokio::task::yield_now().await;
    Ok(polled(n))
}

#[source]
fn iterated(upto: &u64) -> impl Iterator<Item = u64> {
    1..=*upto
}

#[source]
async fn iterated_later(upto: &u64) -> impl Iterator<Item = u64> {
    tokio::task::yield_now().await;
    1..=*upto
}

#[source]
fn iterated_results(upto: &u64) -> impl Iterator<Item = Result<u64, String>> {
    (1..=*upto).map(Ok)
}

#[source]
fn iterated_after_result(upto: &u64) -> Result<impl Iterator<Item = u64>, String> {
    Ok(1..=*upto)
}

#[source]
fn streamed(upto: &u64) -> impl Stream<Item = u64> {
    stream::iter(1..=*upto)
}

#[source]
async fn streamed_later(upto: &u64) -> impl Stream<Item = u64> {
    tokio::task::yield_now().await;
    stream::iter(1..=*upto).then(|n| async move {
        tokio::task::yield_now().await;
        n
    })
}

#[source]
fn streamed_results(upto: &u64) -> impl Stream<Item = std::io::Result<u64>> {
    stream::iter((1..=*upto).map(Ok))
}

#[source]
async fn streamed_after_result(upto: &u64) -> Result<impl Stream<Item = u64>, String> {
    tokio::task::yield_now().await;
    Ok(stream::iter(1..=*upto))
}

macro_rules! give_one_to_three {
    ($($test:ident: $source:ident($($arg:tt)*);)+) => {$(
        #[tokio::test]
        async fn $test() {
            pipeline! {
                #[allow(dead_code)]
                struct One { three: u64, seen: Seen<u64> }
                $source($($arg)*) => keep::<u64>(&seen);
            }
            let seen = Seen::default();
            let report = ended(One { three: 3, seen: seen.clone() }.run().await);
            assert_eq!(seen.take(), [1, 2, 3]);
            assert_eq!(books(&report, stringify!($source)), (3, 3, 0, 0, 3));
            assert_eq!(report.node(stringify!($source)).unwrap().restarts, 0);
        }
    )+};
}

give_one_to_three! {
    a_polled_source: polled(&mut 0);
    a_polled_source_later: polled_later(&three, &mut 0);
    a_polled_source_of_results: polled_result(&mut 0);
    a_polled_source_of_results_later: polled_result_later(&mut 0);
    an_iterated_source: iterated(&three);
    an_iterated_source_later: iterated_later(&three);
    an_iterated_source_of_results: iterated_results(&three);
    an_iterated_source_after_a_result: iterated_after_result(&three);
    a_streamed_source: streamed(&three);
    a_streamed_source_later: streamed_later(&three);
    a_streamed_source_of_results: streamed_results(&three);
    a_streamed_source_after_a_result: streamed_after_result(&three);
}

/// How often it was asked to read; it fails at some of the reads.
#[derive(Default)]
struct Log {
    reads: AtomicU64,
}

#[source]
async fn flaky(log: &Log, offset: &mut u64) -> Result<Option<u64>, String> {
    match log.reads.fetch_add(1, Ordering::Relaxed) {
        3 => return Err("the third read fails".to_owned()),
        5 => panic!("and the fifth panics"),
        _ => {}
    }
    *offset += 1;
    Ok((*offset <= 6).then_some(*offset))
}

#[tokio::test(start_paused = true)]
async fn a_polled_source_goes_on_from_the_offset_it_had() {
    pipeline! {
        struct Flaky { log: Log, seen: Seen<u64> }
        flaky(&log, &mut 0) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Flaky { log: Log::default(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 3, 4, 5, 6], "nothing skipped, nothing read twice");
    assert_eq!(report.node("flaky").unwrap().restarts, 2);
}

/// A panic after the offset moved: the state goes back to what it was before the call.
#[source]
fn moves_then_panics(log: &Log, offset: &mut u64) -> Option<u64> {
    *offset += 1;
    if log.reads.fetch_add(1, Ordering::Relaxed) == 2 {
        panic!("after the offset moved");
    }
    (*offset <= 4).then_some(*offset)
}

#[tokio::test(start_paused = true)]
async fn a_panic_does_not_move_the_offset() {
    pipeline! {
        struct Moves { log: Log, seen: Seen<u64> }
        moves_then_panics(&log, &mut 0) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Moves { log: Log::default(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2, 3, 4]);
    assert_eq!(report.node("moves_then_panics").unwrap().restarts, 1);
}

/// Fails once, in the middle. With its position it goes on behind what it gave, without it starts over.
#[source]
fn broken_stream(log: &Log, position: &mut u64) -> impl Stream<Item = Result<u64, String>> {
    let breaks = log.reads.fetch_add(1, Ordering::Relaxed) == 0;
    stream::unfold((), move |()| {
        *position += 1;
        let n = *position;
        let item = if breaks && n == 3 { Err("broken".to_owned()) } else { Ok(n) };
        if item.is_err() {
            *position -= 1;
        }
        std::future::ready((n <= 4).then_some((item, ())))
    })
}

#[source]
fn broken_anew(log: &Log) -> impl Iterator<Item = Result<u64, String>> {
    let breaks = log.reads.fetch_add(1, Ordering::Relaxed) == 0;
    (1..=4).map(move |n| if breaks && n == 3 { Err("broken".to_owned()) } else { Ok(n) })
}

#[tokio::test(start_paused = true)]
async fn a_streamed_source_is_opened_anew_after_an_error() {
    pipeline! {
        struct Streams { kept: Log, anew: Log, seen: Seen<u64>, over: Seen<u64> }
        broken_stream(&kept, &mut 0) => keep::<u64>(&seen);
        broken_anew(&anew) => keep::<u64>(&over) { name: keep_over };
    }
    let (seen, over) = (Seen::default(), Seen::default());
    let pipeline = Streams { kept: Log::default(), anew: Log::default(), seen: seen.clone(), over: over.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(seen.take(), [1, 2, 3, 4], "its position was kept");
    assert_eq!(over.take(), [1, 2, 1, 2, 3, 4], "it has none, and starts over");
    assert_eq!(report.node("broken_stream").unwrap().restarts, 1);
    assert_eq!(report.node("broken_anew").unwrap().restarts, 1);
}

#[source]
async fn fails_for_good(offset: &mut u64) -> Result<Option<u64>, String> {
    *offset += 1;
    if *offset > 2 { Err(format!("no more after {}", *offset - 1)) } else { Ok(Some(*offset)) }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_for_good_ends_the_pipeline() {
    pipeline! {
        struct Fails { seen: Seen<u64> }
        fails_for_good(&mut 0) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let error = failed(Fails { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [1, 2], "what was read is worked off");
    assert_eq!(error.stage(), Some("fails_for_good"));
    assert_eq!(error.position(), Some(2));
    assert_eq!(
        error.to_string(),
        "`fails_for_good` keeps failing at its item 2, more often than `restart` and `max_restarts` allow; last: no more after 5",
    );
    assert_eq!(error.report().unwrap().left(), 0);
}
