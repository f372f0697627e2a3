//! The handle: ports, `join`, `stop`, `abort`, pause, stats, the report; and what is wrong at run time, told plainly.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use aqueduct::{In, OutPort, StartError, TrySendError};
use futures::{SinkExt, StreamExt};
use tokio::sync::{Notify, Semaphore};

use crate::common::{Seen, balanced, books, ended, failed, keep, numbers};

/// Holds its item until the gate lets one in.
#[stage]
async fn gated(gate: &Semaphore, n: u64) -> u64 {
    gate.acquire().await.unwrap().forget();
    n
}

/// Never lets its item go, and says when it has one.
#[stage]
async fn stuck(at_work: &Notify, n: u64) -> u64 {
    at_work.notify_one();
    std::future::pending::<()>().await;
    n
}

pipeline! {
    struct Doubles;
    in numbers: u64 { buffer: 4 };
    out doubled: u64 { buffer: 4 };
    numbers => map(|n| n * 2) => doubled;
}

fn can_be_shared<T: Clone + Send + Sync + 'static>(_: &T) {}

#[tokio::test]
async fn ports_are_clone_send_sync_and_shared() {
    let running = Doubles.start().unwrap();
    can_be_shared(&running.numbers);
    can_be_shared(&running.doubled);
    can_be_shared(&running.nodes);
    let (one, two): (In<u64>, OutPort<u64>) = (running.numbers.clone(), running.doubled.clone());
    let sender = tokio::spawn(async move {
        for n in 1..=100 {
            one.send(n).await.unwrap();
        }
    });
    let take = |out: OutPort<u64>| async move {
        let mut got = Vec::new();
        while let Some(n) = out.recv().await {
            got.push(n);
        }
        got
    };
    let (a, b) = (tokio::spawn(take(two)), tokio::spawn(take(running.doubled.clone())));
    sender.await.unwrap();
    ended(running.join().await);
    let mut all = [a.await.unwrap(), b.await.unwrap()].concat();
    all.sort_unstable();
    assert_eq!(all, (1..=100).map(|n| n * 2).collect::<Vec<_>>(), "each item to one taker");
}

#[tokio::test]
async fn ports_are_sink_and_stream() {
    let running = Doubles.start().unwrap();
    let (mut numbers, doubled) = (running.numbers.clone(), running.doubled.clone());
    let feed = async {
        numbers.send_all(&mut futures::stream::iter((1..=50).map(Ok))).await.unwrap();
        SinkExt::close(&mut numbers).await.unwrap();
    };
    let ((), got) = tokio::join!(feed, doubled.collect::<Vec<_>>());
    assert_eq!(got, (1..=50).map(|n| n * 2).collect::<Vec<_>>());
    ended(running.join().await);
}

#[tokio::test]
async fn try_send_says_full_and_closed() {
    pipeline! {
        struct Gated { gate: Semaphore }
        in items: u64 { buffer: 4 };
        items => gated(&gate) => _;
    }
    let running = Gated { gate: Semaphore::new(0) }.start().unwrap();
    let items = running.items.clone();
    let mut sent = 0;
    let full = loop {
        match items.try_send(sent) {
            Ok(()) => sent += 1,
            Err(error) => break error,
        }
        assert!(sent <= 4, "nothing has run yet");
    };
    assert!(matches!(full, TrySendError::Full(4)));
    assert_eq!(full.to_string(), "the port has no room now; `send` waits for it");
    assert!(!items.is_closed());
    running.items.close();
    assert!(items.is_closed(), "for all its clones");
    let closed = items.try_send(9).unwrap_err();
    assert!(matches!(closed, TrySendError::Closed(9)));
    assert_eq!(closed.to_string(), "the port is closed: the pipeline has stopped, or `close` was called");
    assert_eq!(items.send(10).await.unwrap_err().0, 10);
    running.abort().await;
}

#[tokio::test]
async fn a_send_waits_for_room_and_a_dropped_send_sends_nothing() {
    pipeline! {
        struct Gated { gate: std::sync::Arc<Semaphore>, seen: Seen<u64> }
        in items: u64 { buffer: 2 };
        items => gated(&gate) => keep::<u64>(&seen);
    }
    let (gate, seen) = (std::sync::Arc::new(Semaphore::new(0)), Seen::default());
    let running = Gated { gate: gate.clone(), seen: seen.clone() }.start().unwrap();
    let mut sent = Vec::new();
    for n in 0.. {
        // Polled a hundred times while everything else runs: it waits.
        let mut send = std::pin::pin!(running.items.send(n));
        let mut polls = 0;
        let done = std::future::poll_fn(|cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            match send.as_mut().poll(cx) {
                std::task::Poll::Ready(result) => std::task::Poll::Ready(Some(result)),
                std::task::Poll::Pending if polls > 100 => std::task::Poll::Ready(None),
                std::task::Poll::Pending => std::task::Poll::Pending,
            }
        })
        .await;
        match done {
            Some(result) => result.unwrap(),
            None => break,
        }
        sent.push(n);
        assert!(sent.len() < 100, "bounded");
    }
    gate.add_permits(1000);
    ended(running.stop().await);
    assert_eq!(seen.take(), sent);
}

#[tokio::test]
async fn a_port_ends_with_its_last_sender() {
    let running = Doubles.start().unwrap();
    let (numbers, doubled) = (running.numbers.clone(), running.doubled.clone());
    let joined = tokio::spawn(running.join());
    numbers.send(1).await.unwrap();
    assert_eq!(doubled.recv().await, Some(2), "the clone keeps it open");
    let another = numbers.clone();
    drop(numbers);
    another.send(2).await.unwrap();
    assert_eq!(doubled.recv().await, Some(4));
    drop(another);
    assert_eq!(doubled.recv().await, None);
    ended(joined.await.unwrap());
}

#[tokio::test]
async fn a_send_to_a_stopped_pipeline_gives_the_item_back() {
    let running = Doubles.start().unwrap();
    let numbers = running.numbers.clone();
    ended(running.stop().await);
    let error = numbers.send(7).await.unwrap_err();
    assert_eq!(error.0, 7);
    assert_eq!(
        error.to_string(),
        "the port takes no item: the pipeline has stopped, the port was closed, or it is full with `overflow: fail`",
    );
    assert!(numbers.is_closed());
}

#[tokio::test]
async fn an_out_that_nobody_reads_is_discarded_and_counted_unread() {
    let running = Doubles.start().unwrap();
    let numbers = running.numbers.clone();
    let joined = tokio::spawn(running.join());
    for n in 0..1000 {
        numbers.send(n).await.unwrap();
    }
    drop(numbers);
    let report = ended(joined.await.unwrap());
    let unread: u64 = report.edges.iter().map(|edge| edge.unread).sum();
    assert_eq!(unread, 1000);
    assert!(report.to_string().contains("unread"), "{report}");
}

#[tokio::test]
async fn a_clone_of_an_out_still_reads_what_was_drained() {
    let running = Doubles.start().unwrap();
    let doubled = running.doubled.clone();
    for n in 1..=3 {
        running.numbers.send(n).await.unwrap();
    }
    let (report, got) = tokio::join!(running.stop(), doubled.collect::<Vec<_>>());
    let report = ended(report);
    assert_eq!(got, [2, 4, 6]);
    assert_eq!(report.edges.iter().map(|edge| edge.unread).sum::<u64>(), 0);
}

#[tokio::test]
async fn stop_ends_an_endless_source_and_drains() {
    pipeline! {
        struct Endless { seen: Seen<u64>, first: std::sync::Arc<Notify> }
        numbers(&u64::MAX) => inspect(|_| first.notify_one()) => gated(&Semaphore::new(1_000_000_000)) => keep::<u64>(&seen);
    }
    let (seen, first) = (Seen::default(), std::sync::Arc::new(Notify::new()));
    let running = Endless { seen: seen.clone(), first: first.clone() }.start().unwrap();
    first.notified().await;
    let report = ended(running.stop().await);
    let read = report.node("numbers").unwrap().taken;
    assert!(read > 0);
    assert_eq!(seen.take(), (1..=read).collect::<Vec<_>>(), "all that was read, in order");
}

#[tokio::test]
async fn abort_counts_what_was_left() {
    pipeline! {
        struct Stuck { at_work: std::sync::Arc<Notify> }
        in items: u64;
        items => stuck(&at_work) => _;
    }
    let at_work = std::sync::Arc::new(Notify::new());
    let running = Stuck { at_work: at_work.clone() }.start().unwrap();
    for n in 0..10 {
        running.items.send(n).await.unwrap();
    }
    at_work.notified().await;
    let report = running.abort().await;
    assert!(report.balances(), "{report:#?}");
    assert_eq!(report.left(), 10, "{report:#?}");
    assert_eq!(report.node("stuck").unwrap().done, 0);
}

#[tokio::test(start_paused = true)]
async fn a_drain_past_its_deadline_says_what_was_left() {
    pipeline! {
        struct Stuck { at_work: std::sync::Arc<Notify> }
        options { drain: 5s }
        in items: u64;
        items => stuck(&at_work) => _;
    }
    let at_work = std::sync::Arc::new(Notify::new());
    let running = Stuck { at_work: at_work.clone() }.start().unwrap();
    running.items.send(1).await.unwrap();
    at_work.notified().await;
    running.items.send(2).await.unwrap();
    let start = tokio::time::Instant::now();
    let error = failed(running.stop().await);
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    let text = error.to_string();
    assert!(text.starts_with("not drained after 5s; left: "), "{text}");
    assert!(text.contains("in `stuck`"), "{text}");
    assert_eq!((error.stage(), error.position()), (None, None));
    assert_eq!(error.report().unwrap().left(), 2);
}

#[test]
fn a_start_outside_a_runtime() {
    let error = Doubles.start().unwrap_err();
    assert!(matches!(error, StartError::NoRuntime));
    assert_eq!(
        error.to_string(),
        "a pipeline starts on a tokio runtime, and there is none here: call it inside `#[tokio::main]`, or use \
         `run_blocking()`",
    );
}

#[test]
fn run_blocking_brings_its_own_runtime() {
    pipeline! {
        struct Blocking { upto: u64, seen: Seen<u64> }
        numbers(&upto) => gated(&Semaphore::new(100)) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Blocking { upto: 100, seen: seen.clone() }.run_blocking());
    assert_eq!(seen.take(), (1..=100).collect::<Vec<_>>());
}

/// Ends with the last field of the pipeline: when nothing holds it any more.
pub struct Gone(std::sync::Arc<Notify>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn dropping_the_handle_drains_in_the_background() {
    pipeline! {
        struct Dropped { gate: std::sync::Arc<Semaphore>, seen: Seen<u64>, gone: Gone }
        in items: u64;
        items => gated(&gate) => keep::<u64>(&seen);
        numbers(&u64::MAX) => inspect(|_| { let _ = &gone; }) => _;
    }
    let (gate, seen, gone) =
        (std::sync::Arc::new(Semaphore::new(0)), Seen::default(), std::sync::Arc::new(Notify::new()));
    let running = Dropped { gate: gate.clone(), seen: seen.clone(), gone: Gone(gone.clone()) }.start().unwrap();
    for n in 1..=3 {
        running.items.send(n).await.unwrap();
    }
    drop(running);
    gate.add_permits(3);
    gone.notified().await;
    assert_eq!(seen.take(), [1, 2, 3]);
}

#[tokio::test]
async fn a_paused_node_holds_back_until_it_is_resumed() {
    let running = Doubles.start().unwrap();
    let (numbers, doubled) = (running.numbers.clone(), running.doubled.clone());
    numbers.send(1).await.unwrap();
    assert_eq!(doubled.recv().await, Some(2));
    let node = running.nodes.map_1.clone();
    node.pause();
    let done = std::sync::Arc::new(AtomicBool::new(false));
    let receiver = tokio::spawn({
        let done = done.clone();
        async move {
            let item = doubled.recv().await;
            done.store(true, Ordering::Relaxed);
            item
        }
    });
    numbers.send(2).await.unwrap();
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(!done.load(Ordering::Relaxed), "held back");
    assert_eq!(node.stats().taken, 1);
    node.resume();
    assert_eq!(receiver.await.unwrap(), Some(4));
    node.pause();
    numbers.send(3).await.unwrap();
    let doubled = running.doubled.clone();
    let (report, item) = tokio::join!(running.stop(), doubled.recv());
    assert_eq!(item, Some(6), "a stop opens what was paused");
    assert_eq!(ended(report).node("map_1").unwrap().taken, 3);
}

#[tokio::test]
async fn stats_are_there_while_it_runs() {
    let running = Doubles.start().unwrap();
    for n in 1..=3 {
        running.numbers.send(n).await.unwrap();
        assert_eq!(running.doubled.recv().await, Some(n * 2));
    }
    let stats = running.stats();
    assert_eq!(stats.pipeline, "Doubles");
    assert_eq!(books(&stats, "map_1"), (3, 3, 0, 0, 3));
    assert_eq!(running.nodes.map_1.stats(), *stats.node("map_1").unwrap());
    balanced(stats);
    ended(running.stop().await);
}

#[tokio::test]
async fn the_report_prints_as_a_table() {
    #[stage]
    fn no_threes(n: u64) -> Result<u64, String> {
        if n.is_multiple_of(3) { Err("three".to_owned()) } else { Ok(n) }
    }
    pipeline! {
        struct Table { upto: u64 }
        numbers(&upto) => filter(|n| *n > 1) => no_threes { else: skip } => _;
    }
    let report = ended(Table { upto: 10 }.run().await);
    let table = report.to_string();
    let (table, after) = table.rsplit_once('\n').unwrap();
    let expected = "\
Table             in       done   filtered     failed        out
numbers           10         10          0          0         10
filter_1          10          9          1          0          9
no_threes          9          6          0          3          6
discard_1          6          6          0          0          0";
    assert_eq!(table, expected);
    assert!(after.starts_with("after ") && after.ends_with('s'), "{after}");
}
