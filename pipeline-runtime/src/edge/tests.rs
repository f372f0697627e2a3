//! Edges under every interleaving a random scheduler finds: tasks are polled only when they were woken, so a lost wake-up is a
//! run that comes to a halt.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::core::{Edge, EdgeView};
use super::{EdgeOptions, In, OutPort, Overflow, Rx, Tx, WorkerRx};
use crate::input::{Input, Ordered, next_run};

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct Scheduler {
    tasks: Vec<(Pin<Box<dyn Future<Output = ()>>>, Arc<Flag>)>,
}

impl Scheduler {
    fn spawn(&mut self, task: impl Future<Output = ()> + 'static) {
        self.tasks.push((Box::pin(task), Arc::new(Flag(AtomicBool::new(true)))));
    }

    /// Polls whoever is woken, in random order, until all are done.
    fn run(mut self, random: &mut fastrand::Rng) {
        while !self.tasks.is_empty() {
            let woken: Vec<usize> =
                (0..self.tasks.len()).filter(|at| self.tasks[*at].1.0.load(Ordering::Relaxed)).collect();
            assert!(!woken.is_empty(), "{} tasks wait, and nobody wakes them", self.tasks.len());
            let at = woken[random.usize(..woken.len())];
            let (task, flag) = &mut self.tasks[at];
            flag.0.store(false, Ordering::Relaxed);
            let waker = Waker::from(Arc::clone(flag));
            if task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                drop(self.tasks.swap_remove(at));
            }
        }
    }
}

async fn pause() {
    let paused = Cell::new(false);
    poll_fn(|cx| match paused.replace(true) {
        true => Poll::Ready(()),
        false => {
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await;
}

async fn send<T: Send + 'static>(tx: &mut Tx<T>, item: T) {
    tx.push(item);
    if !tx.ready() {
        poll_fn(|cx| tx.poll_settle(cx)).await;
    }
}

/// Sends, and publishes whenever it suspends, as tasks do.
async fn sender(mut tx: Tx<u32>, items: std::ops::Range<u32>, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    for item in items {
        send(&mut tx, item).await;
        if random.u8(0..4) == 0 {
            tx.publish();
            pause().await;
        }
    }
    poll_fn(|cx| tx.poll_settle(cx)).await;
}

async fn receiver(mut rx: impl Input<Item = u32>, seen: Rc<RefCell<Vec<u32>>>, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut run = VecDeque::new();
    while next_run(&mut rx, &mut run, random.usize(1..20)).await {
        seen.borrow_mut().extend(run.drain(..));
        if random.u8(0..3) == 0 {
            pause().await;
        }
    }
}

fn runs(times: u32, mut run: impl FnMut(&mut fastrand::Rng)) {
    // Miri is some thousand times slower.
    for _ in 0..if cfg!(miri) { 1 } else { times } {
        let seed = fastrand::u64(..);
        println!("seed {seed}");
        run(&mut fastrand::Rng::with_seed(seed));
    }
}

fn assert_balances<T: Send>(edge: &Edge<T>, emitted: u64) {
    let report = edge.report();
    assert_eq!((report.emitted, report.queued), (emitted, 0));
    assert_eq!(report.emitted, report.taken + report.dropped + report.unread);
}

#[test]
fn one_to_one_in_order() {
    runs(300, |random| {
        let items = random.u32(0..300);
        let edge = Edge::new("a", EdgeOptions::blocking(random.usize(1..40)));
        let (tx, rx, seen) = (Tx::new(&edge), Rx::new(&edge), Rc::default());
        let mut tasks = Scheduler::default();
        tasks.spawn(sender(tx, 0..items, random.u64(..)));
        tasks.spawn(receiver(rx, Rc::clone(&seen), random.u64(..)));
        tasks.run(random);
        assert_eq!(*seen.borrow(), (0..items).collect::<Vec<_>>());
        assert_balances(&edge, items.into());
    });
}

#[test]
fn several_senders_to_several_takers() {
    runs(300, |random| {
        let (senders, takers) = (random.u32(1..5), random.usize(1..5));
        let edge = Edge::new("a", EdgeOptions::blocking(random.usize(1..40)));
        let (mut tasks, seen): (Scheduler, Rc<RefCell<Vec<u32>>>) = Default::default();
        let ends: Vec<_> = (0..senders).map(|_| Tx::shared(&edge)).collect();
        for (at, tx) in (0u32..).zip(ends) {
            tasks.spawn(sender(tx, at * 100..at * 100 + 100, random.u64(..)));
        }
        let ends: Vec<_> = (0..takers).map(|at| WorkerRx::new(&edge, at)).collect();
        ends.into_iter().for_each(|rx| tasks.spawn(receiver(rx, Rc::clone(&seen), random.u64(..))));
        tasks.run(random);
        let mut seen = seen.take();
        seen.sort_unstable();
        assert_eq!(seen, (0..senders * 100).collect::<Vec<_>>());
        assert_balances(&edge, u64::from(senders) * 100);
    });
}

/// A reader that goes away, and a taker among several that does.
#[test]
fn takers_that_leave() {
    runs(300, |random| {
        let takers = random.usize(1..4);
        let edge = Edge::new("a", EdgeOptions::blocking(random.usize(1..10)));
        let (mut tasks, seen): (Scheduler, Rc<RefCell<Vec<u32>>>) = Default::default();
        tasks.spawn(sender(Tx::new(&edge), 0..200, random.u64(..)));
        let ends: Vec<_> = (0..takers).map(|at| WorkerRx::new(&edge, at)).collect();
        for mut rx in ends {
            let (most, seen) = (random.usize(0..150), Rc::clone(&seen));
            tasks.spawn(async move {
                let (mut run, mut taken) = (VecDeque::new(), 0);
                while taken < most && next_run(&mut rx, &mut run, 5).await {
                    taken += run.len();
                    seen.borrow_mut().extend(run.drain(..));
                }
            });
        }
        tasks.run(random);
        assert_balances(&edge, 200);
        assert_eq!(edge.report().taken, seen.borrow().len() as u64);
    });
}

/// A worker: what it makes of its runs, with the ends of the runs marked.
async fn worker(mut rx: WorkerRx<u32>, mut tx: Tx<u32>, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut run = VecDeque::new();
    while next_run(&mut rx, &mut run, usize::MAX).await {
        for item in run.drain(..) {
            if random.u8(0..2) == 0 {
                tx.publish();
                pause().await;
            }
            for _ in 0..item % 3 {
                send(&mut tx, item).await;
            }
        }
        tx.end_of_run();
        tx.publish();
    }
    // What it still held at its end.
    send(&mut tx, u32::MAX).await;
    poll_fn(|cx| tx.poll_settle(cx)).await;
}

#[test]
fn ordered_workers() {
    runs(300, |random| {
        let (workers, items) = (random.usize(1..5), random.u32(0..300));
        let edge = Edge::new("a", EdgeOptions::blocking(random.usize(1..20)));
        edge.keep_deals();
        let (mut tasks, seen): (Scheduler, Rc<RefCell<Vec<u32>>>) = Default::default();
        tasks.spawn(sender(Tx::new(&edge), 0..items, random.u64(..)));
        let ends: Vec<_> = (0..workers).map(|at| WorkerRx::new(&edge, at)).collect();
        let mut outputs = Vec::new();
        for rx in ends {
            let behind = Edge::new("b", EdgeOptions::blocking(random.usize(1..20)));
            outputs.push(Rx::new(&behind));
            tasks.spawn(worker(rx, Tx::dealt(&behind), random.u64(..)));
        }
        tasks.spawn(receiver(Ordered::new(&edge, outputs), Rc::clone(&seen), random.u64(..)));
        tasks.run(random);
        let expected = (0..items).flat_map(|item| (0..item % 3).map(move |_| item));
        let last = (0..workers).map(|_| u32::MAX);
        assert_eq!(*seen.borrow(), expected.chain(last).collect::<Vec<_>>());
    });
}

/// Ports: senders and takers that give up and try again lose nothing and do not keep others waiting.
#[test]
fn ports_with_futures_that_are_dropped() {
    runs(300, |random| {
        let options = EdgeOptions::blocking(random.usize(1..6));
        let edge = Edge::new("a", options);
        let (port, out) = (In::new(&edge, options), OutPort::new(Rx::new(&edge)));
        let (mut tasks, seen): (Scheduler, Rc<RefCell<Vec<u32>>>) = Default::default();
        for at in 0..2u32 {
            let (port, mut random) = (port.clone(), random.fork());
            tasks.spawn(async move {
                for item in at * 100..at * 100 + 100 {
                    while patient(port.send(item), random.u8(0..5)).await.is_none_or(|sent| sent.is_err()) {}
                }
            });
        }
        for _ in 0..3 {
            let (out, mut random, seen) = (out.clone(), random.fork(), Rc::clone(&seen));
            tasks.spawn(async move {
                loop {
                    match patient(out.recv(), random.u8(0..5)).await {
                        Some(Some(item)) => seen.borrow_mut().push(item),
                        Some(None) => return,
                        None => {}
                    }
                }
            });
        }
        drop((port, out));
        tasks.run(random);
        let mut seen = seen.take();
        seen.sort_unstable();
        assert_eq!(seen, (0..200).collect::<Vec<_>>());
    });
}

/// Awaits for so many polls, or, with 0, as long as it takes.
async fn patient<F: Future>(future: F, polls: u8) -> Option<F::Output> {
    let (mut future, mut left) = (Box::pin(future), polls);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if polls == 0 => Poll::Pending,
        Poll::Pending if left <= 1 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// Dropping inboxes against a queue that is cut off item by item.
#[test]
fn dropping_inboxes() {
    runs(300, |random| {
        let overflow = if random.bool() { Overflow::DropOldest } else { Overflow::DropNewest };
        let capacity = random.usize(1..30);
        let edge = Edge::new("a", EdgeOptions { capacity, overflow });
        let (mut tx, mut rx) = (Tx::new(&edge), Rx::new(&edge));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(tx.poll_settle(&mut cx).is_ready());
        let (mut model, mut run) = (VecDeque::new(), VecDeque::new());
        let (mut expected, mut seen) = (Vec::new(), Vec::new());
        for item in 0..random.u32(0..500) {
            tx.push(item);
            assert!(tx.ready());
            match overflow {
                Overflow::DropOldest if model.len() == capacity => {
                    model.pop_front();
                    model.push_back(item);
                }
                _ if model.len() < capacity => model.push_back(item),
                _ => {}
            }
            if random.u8(0..10) == 0 {
                tx.publish();
                assert!(edge.report().queued <= capacity as u64);
                let most = random.usize(1..10);
                if rx.poll_run(&mut cx, &mut run, most).is_ready() {
                    expected.extend(model.drain(..run.len()));
                    seen.extend(run.drain(..));
                }
            }
        }
        assert_eq!(seen, expected);
    });
}
