//! Out to several workers and back into one sink: without work, with 1 us and with 100 us of it; unordered, in the order of the
//! input, in the order of each key.

mod threads;

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use futures::{StreamExt, stream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::CAPACITY;
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::{Tally, pass, send_numbers};

pub(crate) const NAME: &str = "fanout";
/// Items are of this many keys.
pub(crate) const KEYS: u64 = 64;

/// What must be kept of the input's order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Order {
    None,
    Whole,
    Key,
}

/// One of the works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Job {
    pub(crate) items: u64,
    pub(crate) workers: usize,
    pub(crate) work: Duration,
    pub(crate) order: Order,
}

/// Rounds of `mix` that take a microsecond on an idle core. The fastest of many short samples: others may use the machine.
pub(crate) static ROUNDS_A_MICRO: LazyLock<u32> = LazyLock::new(|| {
    const ROUNDS: u32 = 20_000;
    let sample = || {
        let start = Instant::now();
        mix(black_box(1), ROUNDS);
        start.elapsed()
    };
    let fastest = (0..500).map(|_| sample()).min().unwrap_or_default();
    (f64::from(ROUNDS) / (fastest.as_secs_f64() * 1e6).max(1.0)) as u32
});

fn mix(seed: u64, rounds: u32) -> u64 {
    black_box((0..rounds).fold(seed, |mixed, _| black_box(mixed.wrapping_mul(0x5851_f42d_4c95_7f2d).rotate_left(7))))
}

/// Keeps a core busy with as many instructions as `work` takes on an idle one. Not until a time has come: that would count as
/// work what a preempted worker only waited.
pub(crate) fn toil(item: u64, work: Duration) -> u64 {
    if !work.is_zero() {
        mix(item, *ROUNDS_A_MICRO * work.as_micros() as u32);
    }
    pass(item)
}

pub(crate) fn key(item: u64) -> u64 {
    item % KEYS
}

/// What the sink saw: how much, and whether each item came behind the ones that must be before it.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Arrived {
    tally: Tally,
    latest: u64,
    latest_of: Vec<u64>,
    out_of_order: u64,
    out_of_order_in_key: u64,
}

impl Arrived {
    pub(crate) fn add(&mut self, item: u64) {
        self.latest_of.resize(KEYS as usize, 0);
        let latest_of_key = &mut self.latest_of[key(item) as usize];
        self.tally.add(item);
        self.out_of_order += u64::from(item < self.latest);
        self.out_of_order_in_key += u64::from(item < *latest_of_key);
        self.latest = item;
        *latest_of_key = item;
    }

    /// Of two that each saw a part: what came before what is not known between them.
    fn merged(mut self, other: Self) -> Self {
        self.tally.merge(other.tally);
        self
    }

    fn check(&self, job: Job) -> Result<(), Failure> {
        let wrong = match job.order {
            Order::None => 0,
            Order::Whole => self.out_of_order,
            Order::Key => self.out_of_order_in_key,
        };
        expect_equal(&(self.tally, wrong), &(Tally::of_numbers_below(job.items), 0))
    }
}

pub(crate) fn works<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let mut works = Vec::new();
    for (micros, fewer) in [(0, 10), (1, 50), (100, 5_000)] {
        for workers in [2, 5] {
            for (order, called) in [(Order::None, "unordered"), (Order::Whole, "ordered"), (Order::Key, "by_key")] {
                let job = Job { items: args.items / fewer, workers, work: Duration::from_micros(micros), order };
                works.push(work(format!("{NAME}{workers}_{micros}us_{called}"), job, runtime)?);
            }
        }
    }
    Ok(works)
}

fn work(name: String, job: Job, runtime: &Runtime) -> Result<Work<'_>, Failure> {
    let check = move |arrived: Arrived| arrived.check(job);
    LazyLock::force(&ROUNDS_A_MICRO);
    let mut systems = vec![
        System::new("plain_loop", move || Ok(plain_loop(job)), check),
        System::new("tokio_mpsc", move || runtime.block_on(tokio_mpsc(job)), check),
        System::new("crossbeam_threads", move || threads::crossbeam(job), check),
    ];
    systems.extend(with_futures(job, runtime));
    systems.extend(with_rayon(job)?);
    #[cfg(feature = "aqueduct")]
    systems.push(System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::fanout(job)), check));
    Ok(Work { systems, ..Work::new(name, job.items, &["plain_loop", "tokio_mpsc"]) })
}

/// The few of them that are drawn as a curve.
#[cfg(feature = "aqueduct")]
pub(crate) fn compared(job: Job, runtime: &Runtime) -> Vec<System<'_>> {
    let check = move |arrived: Arrived| arrived.check(job);
    vec![
        System::new("plain_loop", move || Ok(plain_loop(job)), check),
        System::new("tokio_mpsc", move || runtime.block_on(tokio_mpsc(job)), check),
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::fanout(job)), check),
    ]
}

/// futures knows no keys.
fn with_futures(job: Job, runtime: &Runtime) -> Vec<System<'_>> {
    let check = move |arrived: Arrived| arrived.check(job);
    let (mut systems, spawning) = match job.order {
        Order::None => (
            vec![System::new("futures_buffer_unordered", move || Ok(runtime.block_on(unordered(job))), check)],
            System::new("buffer_unordered_spawn", move || runtime.block_on(unordered_spawn(job)), check),
        ),
        Order::Whole => (
            vec![System::new("futures_buffered", move || Ok(runtime.block_on(ordered(job))), check)],
            System::new("buffered_spawn", move || runtime.block_on(ordered_spawn(job)), check),
        ),
        Order::Key => return Vec::new(),
    };
    // A task an item of no work takes thousands of times as long as the item: not worth the wait.
    if !job.work.is_zero() {
        systems.push(spawning);
    }
    systems
}

/// rayon knows no keys either.
fn with_rayon<'a>(job: Job) -> Result<Vec<System<'a>>, Failure> {
    let check = move |arrived: Arrived| arrived.check(job);
    let pool = threads::pool(job.workers)?;
    Ok(match job.order {
        Order::None => vec![System::new("rayon", move || Ok(threads::rayon_unordered(&pool, job)), check)],
        Order::Whole => vec![System::new("rayon", move || Ok(threads::rayon_ordered(&pool, job)), check)],
        Order::Key => Vec::new(),
    })
}

fn plain_loop(job: Job) -> Arrived {
    let mut arrived = Arrived::default();
    for item in 0..job.items {
        arrived.add(toil(item, job.work));
    }
    arrived
}

/// A task deals, a task a worker, a task collects. In order: dealt and collected in turns. By key: to the key's worker.
async fn tokio_mpsc(job: Job) -> Result<Arrived, Failure> {
    let mut tasks = Vec::new();
    let mut to_workers = Vec::new();
    let mut from_workers = Vec::new();
    let (edge, together) = mpsc::channel(CAPACITY);
    for _ in 0..job.workers {
        let (to_worker, inbox) = mpsc::channel(CAPACITY);
        let (to_sink, own) = if job.order == Order::Whole {
            let (to_sink, own) = mpsc::channel(CAPACITY);
            (to_sink, Some(own))
        } else {
            (edge.clone(), None)
        };
        tasks.push(tokio::spawn(labour(inbox, to_sink, job.work)));
        to_workers.push(to_worker);
        from_workers.extend(own);
    }
    drop(edge);
    let (edge, numbers) = mpsc::channel(CAPACITY);
    tasks.push(tokio::spawn(send_numbers(job.items, edge)));
    tasks.push(tokio::spawn(deal(numbers, to_workers, job.order)));
    let sink = match job.order {
        Order::Whole => tokio::spawn(collect_in_turns(from_workers)),
        Order::None | Order::Key => tokio::spawn(collect(together)),
    };
    for task in tasks {
        task.await??;
    }
    Ok(sink.await?)
}

async fn labour(mut inbox: Receiver<u64>, to_sink: Sender<u64>, work: Duration) -> Result<(), Failure> {
    while let Some(item) = inbox.recv().await {
        to_sink.send(toil(item, work)).await?;
    }
    Ok(())
}

async fn deal(mut numbers: Receiver<u64>, to_workers: Vec<Sender<u64>>, order: Order) -> Result<(), Failure> {
    let mut turn = 0;
    while let Some(item) = numbers.recv().await {
        let worker = if order == Order::Key { key(item) as usize } else { turn };
        to_workers[worker % to_workers.len()].send(item).await?;
        turn += 1;
    }
    Ok(())
}

async fn collect(mut together: Receiver<u64>) -> Arrived {
    let mut arrived = Arrived::default();
    while let Some(item) = together.recv().await {
        arrived.add(item);
    }
    arrived
}

async fn collect_in_turns(mut from_workers: Vec<Receiver<u64>>) -> Arrived {
    let mut arrived = Arrived::default();
    loop {
        for worker in &mut from_workers {
            let Some(item) = worker.recv().await else { return arrived };
            arrived.add(item);
        }
    }
}

fn added(mut arrived: Arrived, item: u64) -> Arrived {
    arrived.add(item);
    arrived
}

/// As many at once as there are workers, but all in one task: work that does not wait gains nothing by it.
async fn unordered(job: Job) -> Arrived {
    let stream = stream::iter(0..job.items).map(async |item| toil(item, job.work));
    let stream = stream.buffer_unordered(job.workers);
    stream.fold(Arrived::default(), async |arrived, item| added(arrived, item)).await
}

async fn ordered(job: Job) -> Arrived {
    let stream = stream::iter(0..job.items).map(async |item| toil(item, job.work));
    let stream = stream.buffered(job.workers);
    stream.fold(Arrived::default(), async |arrived, item| added(arrived, item)).await
}

/// A task an item, so that both cores have work.
async fn unordered_spawn(job: Job) -> Result<Arrived, Failure> {
    let stream = stream::iter(0..job.items).map(|item| tokio::spawn(async move { toil(item, job.work) }));
    let mut stream = stream.buffer_unordered(job.workers);
    let mut arrived = Arrived::default();
    while let Some(item) = stream.next().await {
        arrived.add(item?);
    }
    Ok(arrived)
}

async fn ordered_spawn(job: Job) -> Result<Arrived, Failure> {
    let stream = stream::iter(0..job.items).map(|item| tokio::spawn(async move { toil(item, job.work) }));
    let mut stream = stream.buffered(job.workers);
    let mut arrived = Arrived::default();
    while let Some(item) = stream.next().await {
        arrived.add(item?);
    }
    Ok(arrived)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_peer_keeps_the_order_it_promises() {
        for order in [Order::None, Order::Whole, Order::Key] {
            let job = Job { items: 2_003, workers: 3, work: Duration::ZERO, order };
            plain_loop(job).check(job).unwrap();
            tokio_mpsc(job).await.unwrap().check(job).unwrap();
            threads::crossbeam(job).unwrap().check(job).unwrap();
        }
        let pool = threads::pool(3).unwrap();
        let job = Job { items: 2_003, workers: 3, work: Duration::ZERO, order: Order::Whole };
        ordered(job).await.check(job).unwrap();
        let long = Job { items: 20_001, ..job };
        threads::rayon_ordered(&pool, long).check(long).unwrap();
        ordered_spawn(job).await.unwrap().check(job).unwrap();
        let job = Job { order: Order::None, ..job };
        unordered(job).await.check(job).unwrap();
        threads::rayon_unordered(&pool, job).check(job).unwrap();
        unordered_spawn(job).await.unwrap().check(job).unwrap();
    }

    #[test]
    fn a_wrong_order_is_noticed() {
        let job = Job { items: 3, workers: 1, work: Duration::ZERO, order: Order::Whole };
        let mut arrived = Arrived::default();
        [1, 0, 2].into_iter().for_each(|item| arrived.add(item));
        assert!(arrived.check(job).is_err());
        arrived.check(Job { order: Order::Key, ..job }).unwrap();
    }
}
