//! Without tokio: a thread a worker over crossbeam's channels, and rayon's pool.

use std::time::Duration;
use std::{io, thread};

use crossbeam_channel::{Receiver, Sender, bounded};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{Arrived, Job, Order, key, toil};
use crate::CAPACITY;
use crate::measure::Failure;

/// Items rayon is given at once where their order counts: all of them at once would all have to be kept.
const BLOCK: u64 = 8 * CAPACITY as u64;

/// A thread is the source and deals, a thread a worker, and this one collects.
pub(super) fn crossbeam(job: Job) -> Result<Arrived, Failure> {
    let (edges, inboxes) = lanes(job.workers, job.order == Order::None);
    // In order, each worker has its own way back, or nobody could tell whose turn it is.
    let (backs, results) = lanes(job.workers, job.order != Order::Whole);
    thread::scope(|scope| {
        scope.spawn(move || deal(job, &edges));
        for (inbox, back) in inboxes.into_iter().zip(backs) {
            scope.spawn(move || labour(&inbox, &back, job.work));
        }
        Ok(if job.order == Order::Whole { collect_in_turns(&results) } else { collect(&results[0]) })
    })
}

/// As many ends as there are workers: of one channel they share, or of one for each.
fn lanes(workers: usize, shared: bool) -> (Vec<Sender<u64>>, Vec<Receiver<u64>>) {
    if shared {
        let (edge, inbox) = bounded(CAPACITY);
        return (vec![edge; workers], vec![inbox; workers]);
    }
    (0..workers).map(|_| bounded(CAPACITY)).unzip()
}

/// A send fails only where the worker has panicked, which the scope reports.
fn deal(job: Job, edges: &[Sender<u64>]) {
    for item in 0..job.items {
        let worker = if job.order == Order::Key { key(item) } else { item };
        if edges[worker as usize % edges.len()].send(item).is_err() {
            return;
        }
    }
}

fn labour(inbox: &Receiver<u64>, back: &Sender<u64>, work: Duration) {
    for item in inbox {
        if back.send(toil(item, work)).is_err() {
            return;
        }
    }
}

fn collect(results: &Receiver<u64>) -> Arrived {
    let mut arrived = Arrived::default();
    results.iter().for_each(|item| arrived.add(item));
    arrived
}

fn collect_in_turns(results: &[Receiver<u64>]) -> Arrived {
    let mut arrived = Arrived::default();
    let items = results.iter().cycle().map_while(|worker| worker.recv().ok());
    items.for_each(|item| arrived.add(item));
    arrived
}

/// As large as there are workers; made before the clock starts, as programs with rayon have theirs.
pub(super) fn pool(workers: usize) -> Result<ThreadPool, Failure> {
    let pool = ThreadPoolBuilder::new().num_threads(workers).build();
    pool.map_err(|failure| io::Error::other(failure).into())
}

/// No sink: each thread has its own sum, and they are merged.
pub(super) fn rayon_unordered(pool: &ThreadPool, job: Job) -> Arrived {
    let add = |mut arrived: Arrived, item| {
        arrived.add(item);
        arrived
    };
    let toiled = (0..job.items).into_par_iter().map(|item| toil(item, job.work));
    pool.install(|| toiled.fold(Arrived::default, add).reduce(Arrived::default, Arrived::merged))
}

/// A block is worked on by all threads, then read by one.
pub(super) fn rayon_ordered(pool: &ThreadPool, job: Job) -> Arrived {
    let mut arrived = Arrived::default();
    let mut done = Vec::new();
    for start in (0..job.items).step_by(BLOCK as usize) {
        // Only numbers of usize have a length rayon trusts, without which it cannot keep the order.
        let block = (0..BLOCK.min(job.items - start) as usize).into_par_iter();
        let toiled = block.map(|nth| toil(start + nth as u64, job.work));
        pool.install(|| toiled.collect_into_vec(&mut done));
        done.drain(..).for_each(|item| arrived.add(item));
    }
    arrived
}
