//! Loops: they close when nothing is in the circle and nobody can bring anything, never before, and always then.

use super::*;
use crate::circle::{Before, Busy, Circle, Minded};
use crate::control::Gate;
use crate::edge::{Edge, EdgeOptions, EdgeView, In, Overflow, PortEdge};
use crate::input::{BoxInput, Merge};

/// A loop port and its circle.
struct Cycle {
    port: Arc<Edge<u32>>,
    circle: Arc<Circle>,
}

impl Cycle {
    fn new() -> Self {
        let port = Edge::looping("a", EdgeOptions { capacity: 4, overflow: Overflow::DropOldest });
        let closing = Arc::clone(&port);
        Self { circle: Circle::new(vec![Box::new(move || closing.close())]), port }
    }

    /// A task of the circle: each item comes back, one less, until it is nought. What it saw.
    fn counting_down(&self, inputs: Vec<BoxInput<u32>>, back: Tx<u32>) -> JoinHandle<Vec<u32>> {
        let gate = Arc::new(Gate::default());
        let (send, seen) = std::sync::mpsc::channel();
        let run = counting_down(Merge::new(inputs, false), back, Arc::clone(&gate), send);
        let minded = Minded::new(Box::pin(run), &gate, &self.circle);
        loom::thread::spawn(move || {
            block_on(minded);
            seen.try_iter().collect()
        })
    }

    fn assert_all_was_taken(&self, items: u64) {
        let report = self.port.report();
        assert_eq!((report.emitted, report.taken, report.left, report.queued), (items, items, 0, 0));
    }
}

/// As the head of a task does it: publishes, and rests where it has nothing in hand.
async fn counting_down(mut input: Merge<u32>, mut back: Tx<u32>, gate: Arc<Gate>, seen: std::sync::mpsc::Sender<u32>) {
    let mut run = VecDeque::new();
    let mut next = async |back: &mut Tx<u32>, run: &mut VecDeque<u32>| {
        poll_fn(|cx| {
            let poll = input.poll_run(cx, run, usize::MAX);
            if poll.is_pending() {
                let settled = back.poll_settle(cx).is_ready();
                gate.set_resting(settled);
            }
            poll
        })
        .await
    };
    while next(&mut back, &mut run).await {
        for item in run.drain(..) {
            seen.send(item).expect("the channel is open");
            if item > 0 {
                back.push(item - 1);
            }
        }
    }
}

fn boxed(edge: &Arc<Edge<u32>>) -> BoxInput<u32> {
    Box::new(Rx::new(edge))
}

/// Somebody before the circle brings an item; it goes round.
#[test]
fn a_task_that_feeds_itself() {
    model(3, || {
        let (cycle, entry) = (Cycle::new(), Edge::new("b", EdgeOptions::blocking(2)));
        let (back, tx) = (Tx::shared(&cycle.port), Tx::new(&entry));
        let before = Before { run: Box::pin(send_all(tx, [2])), _busy: Busy::new(&cycle.circle) };
        let inside = cycle.counting_down(vec![boxed(&entry), boxed(&cycle.port)], back);
        block_on(before);
        assert_eq!(joined(inside), [2, 1, 0]);
        cycle.assert_all_was_taken(2);
    });
}

/// The item goes from task to task.
#[test]
fn two_tasks_that_feed_each_other() {
    model(2, || {
        let (cycle, entry) = (Cycle::new(), Edge::new("b", EdgeOptions::blocking(2)));
        let between = Edge::new("c", EdgeOptions::blocking(2));
        let (tx, back) = (Tx::new(&entry), Tx::shared(&cycle.port));
        let before = Before { run: Box::pin(send_all(tx, [3])), _busy: Busy::new(&cycle.circle) };
        let first = cycle.counting_down(vec![boxed(&entry), boxed(&cycle.port)], Tx::new(&between));
        let second = cycle.counting_down(vec![boxed(&between)], back);
        block_on(before);
        assert_eq!(joined(first), [3, 1]);
        assert_eq!(joined(second), [2, 0]);
        cycle.assert_all_was_taken(1);
    });
}

/// An `in` port before the circle counts until its reader has seen its end.
#[test]
fn an_in_port_that_leads_into_a_circle() {
    model(2, || {
        let options = EdgeOptions::blocking(2);
        let (cycle, entry) = (Cycle::new(), Edge::new("b", options));
        let port = In::new(&entry, options);
        entry.lead_into(Busy::new(&cycle.circle));
        let back = Tx::shared(&cycle.port);
        let inside = cycle.counting_down(vec![boxed(&entry), boxed(&cycle.port)], back);
        assert!(port.try_send(1).is_ok());
        drop(port);
        assert_eq!(joined(inside), [1, 0]);
        cycle.assert_all_was_taken(1);
    });
}

/// A task of the circle that ends, aborted say, does not count for ever.
#[test]
fn a_task_of_a_circle_is_dropped() {
    model(3, || {
        let (cycle, between) = (Cycle::new(), Edge::new("b", EdgeOptions::blocking(2)));
        let gate = Arc::new(Gate::default());
        let (tx, back) = (Tx::new(&between), Tx::shared(&cycle.port));
        let run = async move {
            send_all(tx, [1]).await;
            std::future::pending::<()>().await;
        };
        let aborted = Minded::new(Box::pin(run), &gate, &cycle.circle);
        let inside = cycle.counting_down(vec![boxed(&between), boxed(&cycle.port)], back);
        let aborting = task(|| async move {
            let mut aborted = Box::pin(aborted);
            poll_fn(|cx| Poll::Ready(aborted.as_mut().poll(cx))).await
        });
        assert!(joined(aborting).is_pending());
        assert_eq!(joined(inside), [1, 0]);
        cycle.assert_all_was_taken(1);
    });
}
