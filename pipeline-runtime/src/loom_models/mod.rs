//! Models: loom runs each under every interleaving of its threads, up to a number of preemptions, and under every value that a
//! read may see. What never ends, since nobody wakes it, is a deadlock and fails.
//!
//! ```sh
//! RUSTFLAGS="--cfg aqueduct_loom" cargo test -p aqueduct-runtime --profile loom --lib --target-dir target/loom loom
//! ```
//!
//! Modelled are our own locks and atomics (`crate::sync`). Not modelled, and trusted, are tokio's `Semaphore` and `watch` (each
//! call of theirs is one step here; what order they give beside that is not relied on), `std`'s `Arc`, and tokio's scheduler:
//! a thread that polls when it was woken stands for a task. tokio's `Notify` is replaced by what its docs promise of it.

mod breaker;
mod circle;
mod control;
mod edge;
mod joined;
pub mod notify;
mod ports;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use loom::sync::Notify;
use loom::thread::JoinHandle;

use crate::edge::{Rx, Tx};
use crate::input::{Input, next_run};

/// Every interleaving with at most so many preemptions: switches away from a thread that could go on.
fn model(preemptions: usize, run: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(preemptions);
    model.check(run);
}

/// Its clones are no step of the model, so that tokio's own locks may be held meanwhile.
struct Bell(Notify);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.notify();
    }
}

/// Polls when it is woken, and once for no reason.
fn block_on<F: Future>(future: F) -> F::Output {
    let bell = Arc::new(Bell(Notify::new()));
    let waker = Waker::from(Arc::clone(&bell));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        bell.0.wait();
    }
}

/// A task.
fn task<F: Future<Output: 'static>>(future: impl FnOnce() -> F + 'static) -> JoinHandle<F::Output> {
    loom::thread::spawn(move || block_on(future()))
}

fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("a thread of a model does not panic")
}

/// Sends all, and waits until each has its room.
async fn send_all(mut tx: Tx<u32>, items: impl IntoIterator<Item = u32>) {
    for item in items {
        tx.push(item);
        if !tx.ready() {
            poll_fn(|cx| tx.poll_settle(cx)).await;
        }
    }
    poll_fn(|cx| tx.poll_settle(cx)).await;
}

/// All that comes.
async fn all_of(mut input: impl Input<Item = u32>) -> Vec<u32> {
    let (mut all, mut run) = (Vec::new(), VecDeque::new());
    while next_run(&mut input, &mut run, usize::MAX).await {
        all.extend(run.drain(..));
    }
    all
}

fn sorted(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items
}
