//! The gate of `pause`, a stop, and the books.

use super::*;
use crate::builder::NodeCell;
use crate::control::{Control, Gate};
use crate::error::PipelineError;
use crate::running::Node;
use crate::stats::{NodeStats, Tally};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicUsize, Ordering};

fn passing(gate: &Arc<Gate>) -> JoinHandle<()> {
    let gate = Arc::clone(gate);
    task(|| async move { gate.pass().await })
}

#[test]
fn a_gate_that_opens_lets_pass() {
    model(3, || {
        let gate = Arc::new(Gate::default());
        gate.close();
        let passing = passing(&gate);
        gate.open();
        joined(passing);
    });
}

/// Two nodes of the task are paused: the gate opens with the second.
#[test]
fn a_gate_that_is_closed_twice_opens_with_the_last() {
    model(3, || {
        let (gate, opened) = (Arc::new(Gate::default()), Arc::new(AtomicUsize::new(0)));
        gate.close();
        gate.close();
        let task = {
            let (gate, opened) = (Arc::clone(&gate), Arc::clone(&opened));
            task(|| async move {
                gate.pass().await;
                assert_eq!(opened.load(Ordering::Relaxed), 2, "it is open and nobody opened it");
            })
        };
        let other = {
            let (gate, opened) = (Arc::clone(&gate), Arc::clone(&opened));
            loom::thread::spawn(move || {
                opened.fetch_add(1, Ordering::Relaxed);
                gate.open();
            })
        };
        opened.fetch_add(1, Ordering::Relaxed);
        gate.open();
        joined(task);
        joined(other);
    });
}

/// However pauses and resumptions meet: what is not paused in the end goes on.
#[test]
fn a_node_is_paused_and_resumed_by_two() {
    model(3, || {
        let gate = Arc::new(Gate::default());
        let gates = Arc::new(Mutex::new(vec![Arc::clone(&gate)]));
        let node = Node::new(String::new(), Some(&NodeCell { name: "", stats: Arc::default(), gates }));
        let other = node.clone();
        let passing = passing(&gate);
        let pausing = loom::thread::spawn(move || other.pause());
        node.resume();
        joined(pausing);
        node.resume();
        joined(passing);
    });
}

/// A stop, with what it closes, happens once; who waits at a gate or for the stop goes on; the first error stands.
#[test]
fn two_failures_and_tasks_that_wait() {
    model(2, || {
        let (control, closed) = (Control::new(), Arc::new(AtomicUsize::new(0)));
        let (gate, count) = (control.gate(), Arc::clone(&closed));
        gate.close();
        control.on_stop(Box::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
        }));
        let (passing, stopping) = (passing(&gate), control.stopping());
        let other = Arc::clone(&control);
        let failing = loom::thread::spawn(move || other.fail(PipelineError::internal("a")));
        control.fail(PipelineError::internal("b"));
        block_on(stopping);
        joined(passing);
        joined(failing);
        assert!(control.is_stopping() && gate.is_open());
        assert!(control.take_error().is_some() && control.take_error().is_none());
        assert_eq!(closed.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn two_tasks_count_for_one_node() {
    model(3, || {
        let stats = Arc::new(NodeStats::default());
        let count = |stats: &NodeStats| {
            let mut tally = Tally { taken: 1, passed: 1, ..Tally::default() };
            stats.add(&mut tally);
            stats.add(&mut tally);
        };
        let other = Arc::clone(&stats);
        let task = loom::thread::spawn(move || count(&other));
        count(&stats);
        joined(task);
        let report = stats.report("");
        assert_eq!((report.taken, report.done, report.out, report.left), (4, 2, 2, 2));
    });
}
