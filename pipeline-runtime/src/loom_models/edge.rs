//! Edges: what is sent arrives once and in order, and nobody who waits is forgotten.

use super::*;
use crate::edge::{Edge, EdgeOptions, EdgeView, Overflow, PortEdge, WorkerRx};
use crate::input::Ordered;
use crate::time::{Mark, Timestamp};

fn edge(capacity: usize) -> Arc<Edge<u32>> {
    Edge::new("a", EdgeOptions::blocking(capacity))
}

fn worker(edge: &Arc<Edge<u32>>, at: usize) -> WorkerRx<u32> {
    // Longer runs come of quick ones, by the clock.
    WorkerRx::new(edge, at).one_by_one()
}

fn assert_balances(edge: &Edge<u32>, emitted: u64) {
    let report = edge.report();
    let went = report.taken + report.dropped + report.unread + report.left;
    assert_eq!((report.emitted, report.queued, went), (emitted, 0, emitted));
}

#[test]
fn one_sender_and_one_receiver() {
    for capacity in 1..3 {
        model(3, move || {
            let edge = edge(capacity);
            let (tx, rx) = (Tx::new(&edge), Rx::new(&edge));
            let sender = task(|| send_all(tx, 0..3));
            assert_eq!(block_on(all_of(rx)), [0, 1, 2]);
            joined(sender);
            assert_balances(&edge, 3);
        });
    }
}

#[test]
fn items_sent_one_by_one_as_soon_as_there_is_room() {
    model(3, || {
        let edge = edge(1);
        let (mut tx, rx) = (Tx::new(&edge), Rx::new(&edge));
        let sender = task(|| async move {
            for item in 0..3 {
                let mut item = Some(item);
                poll_fn(|cx| tx.poll_send(&mut item, cx)).await;
            }
        });
        assert_eq!(block_on(all_of(rx)), [0, 1, 2]);
        joined(sender);
        assert_balances(&edge, 3);
    });
}

#[test]
fn one_sender_and_two_receivers() {
    model(2, || {
        let edge = edge(2);
        let (tx, first, second) = (Tx::new(&edge), worker(&edge, 0), worker(&edge, 1));
        let first = task(|| all_of(first));
        let second = task(|| all_of(second));
        block_on(send_all(tx, 0..3));
        let seen = [joined(first), joined(second)];
        assert!(seen.iter().all(|seen| seen.is_sorted()), "{seen:?}");
        assert_eq!(sorted(seen.concat()), [0, 1, 2]);
        assert_balances(&edge, 3);
    });
}

#[test]
fn two_senders_and_one_receiver() {
    model(2, || {
        let edge = edge(1);
        let (first, second, rx) = (Tx::shared(&edge), Tx::shared(&edge), Rx::new(&edge));
        let first = task(|| send_all(first, [0, 1]));
        let second = task(|| send_all(second, [2]));
        assert_eq!(sorted(block_on(all_of(rx))), [0, 1, 2]);
        joined(first);
        joined(second);
        assert_balances(&edge, 3);
    });
}

/// A receiver that leaves may have been woken for an item: then another is.
#[test]
fn one_of_two_receivers_leaves() {
    model(3, || {
        let edge = edge(2);
        let (mut tx, mut leaving, mut staying) = (Tx::new(&edge), worker(&edge, 0), worker(&edge, 1));
        let leaves = task(|| async move {
            let mut run = VecDeque::new();
            let _ = poll_fn(|cx| Poll::Ready(leaving.poll_run(cx, &mut run, 1))).await;
            run
        });
        let stays = task(|| async move {
            let mut run = VecDeque::new();
            next_run(&mut staying, &mut run, 1).await;
            run
        });
        tx.push(0);
        tx.publish();
        let left = joined(leaves);
        // The end wakes all: it must not come before the other has the item.
        let mut tx = Some(tx).filter(|_| left.is_empty());
        let stayed = joined(stays);
        tx.take();
        assert_eq!(left.len() + stayed.len(), 1);
        assert_balances(&edge, 1);
    });
}

/// Who waits for room, and who waits for something else, hears that nobody takes any more.
#[test]
fn the_receiver_leaves() {
    model(3, || {
        let edge = edge(1);
        let (mut tx, mut rx) = (Tx::new(&edge), Rx::new(&edge));
        let receiver = task(|| async move {
            let mut run = VecDeque::new();
            next_run(&mut rx, &mut run, usize::MAX).await;
            run.len()
        });
        block_on(async {
            for item in 0..2 {
                tx.push(item);
                poll_fn(|cx| tx.poll_settle(cx)).await;
            }
            poll_fn(|cx| {
                tx.listen(cx);
                if tx.is_open() { Poll::Pending } else { Poll::Ready(()) }
            })
            .await;
        });
        assert_eq!(joined(receiver), 1);
        drop(tx);
        assert_balances(&edge, 2);
    });
}

/// What was written and not published is counted, and the receiver hears of the end.
#[test]
fn the_sender_is_dropped() {
    model(3, || {
        let edge = edge(4);
        let (mut tx, rx) = (Tx::new(&edge), Rx::new(&edge));
        let sender = loom::thread::spawn(move || {
            tx.push(0);
            tx.publish();
            tx.push(1);
        });
        assert_eq!(block_on(all_of(rx)), [0]);
        joined(sender);
        assert_balances(&edge, 2);
    });
}

/// The log of deals: what two workers make of their runs comes in the order of the inputs.
#[test]
fn two_workers_in_order() {
    model(2, || {
        let edge = edge(2);
        edge.keep_deals();
        let behind = [Edge::new("b", EdgeOptions::blocking(4)), Edge::new("b", EdgeOptions::blocking(4))];
        let mut ordered = Ordered::new(&edge, behind.iter().map(Rx::new).collect());
        let mut tx = Tx::new(&edge);
        let workers: Vec<_> =
            behind.iter().enumerate().map(|(at, behind)| (worker(&edge, at), Tx::dealt(behind))).collect();
        tx.push(0);
        tx.push(1);
        tx.publish();
        for (rx, tx) in workers {
            task(|| marking(rx, tx));
        }
        block_on(async {
            // The end wakes all: it must not come before the items are here.
            let (mut seen, mut run) = (Vec::new(), VecDeque::new());
            while seen.len() < 2 {
                next_run(&mut ordered, &mut run, usize::MAX).await;
                seen.extend(run.drain(..));
            }
            drop(tx);
            assert_eq!((seen, all_of(ordered).await), (vec![0, 1], vec![]));
        });
    });
}

async fn marking(mut rx: WorkerRx<u32>, mut tx: Tx<u32>) {
    let mut run = VecDeque::new();
    while next_run(&mut rx, &mut run, usize::MAX).await {
        run.drain(..).for_each(|item| tx.push(item));
        tx.end_of_run();
        poll_fn(|cx| tx.poll_settle(cx)).await;
    }
}

/// What is in a loop that closes is taken, what comes later is left.
#[test]
fn a_loop_is_closed() {
    model(3, || {
        let edge = Edge::looping("a", EdgeOptions { capacity: 2, overflow: Overflow::DropOldest });
        let (mut tx, rx) = (Tx::shared(&edge), Rx::new(&edge));
        let closing = Arc::clone(&edge);
        let closer = loom::thread::spawn(move || closing.close());
        let receiver = task(|| all_of(rx));
        tx.push(0);
        tx.push(1);
        let seen = joined(receiver);
        joined(closer);
        assert!([0, 1].starts_with(&seen), "{seen:?}");
        assert_balances(&edge, 2);
        assert_eq!(edge.report().left, 2 - seen.len() as u64);
    });
}

/// What is read of an edge, with what is said between.
async fn told(mut input: impl Input<Item = u32>) -> (Vec<Result<u32, Mark>>, Option<Mark>) {
    let (mut all, mut run, mut last) = (Vec::new(), VecDeque::new(), None);
    loop {
        let more = next_run(&mut input, &mut run, usize::MAX).await;
        let mark = input.take_mark();
        last = mark.or(last);
        all.extend(mark.map(Err));
        all.extend(run.drain(..).map(Ok));
        if !more {
            return (all, last);
        }
    }
}

fn mark(nanos: i64) -> Mark {
    Mark::Reached(Timestamp::from_nanos(nanos))
}

/// A mark stands where it was said, also where nothing comes behind it for which anybody would be woken.
#[test]
fn a_mark_between_two_items() {
    model(3, || {
        let edge = edge(1);
        let (mut tx, rx) = (Tx::new(&edge), Rx::new(&edge));
        let reader = task(|| told(rx));
        tx.mark(mark(1));
        tx.publish();
        tx.push(7);
        block_on(poll_fn(|cx| tx.poll_settle(cx)));
        tx.mark(mark(2));
        drop_published(tx);
        let (all, _) = joined(reader);
        assert_eq!(all, [Err(mark(1)), Ok(7), Err(mark(2))]);
    });
}

fn drop_published(mut tx: Tx<u32>) {
    tx.publish();
    drop(tx);
}

/// Every worker hears of a mark, when it has done what was before.
#[test]
fn each_of_two_workers_hears_a_mark() {
    model(2, || {
        let edge = edge(2);
        let (mut tx, first, second) = (Tx::new(&edge), worker(&edge, 0), worker(&edge, 1));
        let first = task(|| told(first));
        let second = task(|| told(second));
        tx.push(7);
        block_on(poll_fn(|cx| tx.poll_settle(cx)));
        tx.mark(mark(1));
        drop_published(tx);
        let (first, second) = (joined(first), joined(second));
        assert_eq!((first.1, second.1), (Some(mark(1)), Some(mark(1))));
        assert_eq!([first.0, second.0].concat().iter().filter(|told| told.is_ok()).count(), 1);
    });
}
