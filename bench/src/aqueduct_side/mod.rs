//! The same works written with aqueduct, as its user would write them.

pub(crate) mod items;
pub(crate) mod overload;
pub(crate) mod words;

use std::sync::Arc;
use std::time::{Duration, Instant};

use aqueduct::prelude::*;

use crate::batching::Store;
use crate::fanout::{Arrived, Job, Order};
use crate::joins::Parcel;
use crate::measure::Failure;
use crate::passthrough::Tally;

/// Runs a pipeline whose one output is its total.
macro_rules! totals {
    ($($function:ident: $pipeline:ident;)*) => {$(
        pub(crate) async fn $function(items: u64) -> Result<Tally, Failure> {
            let running = $pipeline { items }.start()?;
            let total = running.total.recv().await;
            running.join().await?;
            total.ok_or_else(|| "no total came out".into())
        }
    )*};
}
use totals;

#[source]
async fn numbers(end: &u64, next: &mut u64) -> Option<u64> {
    let item = *next;
    *next += 1;
    (item < *end).then_some(item)
}

#[stage]
fn pass(item: u64) -> u64 {
    crate::passthrough::pass(item)
}

#[fold]
fn add(tally: &mut Tally, item: u64) {
    tally.add(item);
}

pipeline! {
    /// Two edges: each `buffer` starts a task, which synchronous stages would not do by themselves.
    struct Passthrough { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => pass { buffer: 1024 }
        => add { buffer: 1024 }
        => total;
}

#[sink]
async fn insert(store: &Store, batch: &[u64]) {
    store.insert(batch);
}

pipeline! {
    struct Batching { items: u64, store: Arc<Store> }

    numbers(&items, &mut 0) => insert(&store) { buffer: 1024, batch: 50, within: 4s };
}

pub(crate) async fn batching(items: u64) -> Result<Arc<Store>, Failure> {
    let store = Arc::new(Store::default());
    Batching { items, store: Arc::clone(&store) }.run().await?;
    Ok(store)
}

#[stage]
fn triple(item: u64) -> u64 {
    crate::fused::triple(item)
}

#[stage]
fn flip(item: u64) -> u64 {
    crate::fused::flip(item)
}

#[stage]
fn raise(item: u64) -> u64 {
    crate::fused::raise(item)
}

pipeline! {
    /// One task: nothing here waits.
    struct Fused { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => pass => triple => flip => raise => add => total;
}

#[stage]
async fn pass_later(item: u64) -> u64 {
    crate::passthrough::pass(item)
}

#[stage]
async fn triple_later(item: u64) -> u64 {
    crate::fused::triple(item)
}

#[stage]
async fn flip_later(item: u64) -> u64 {
    crate::fused::flip(item)
}

#[stage]
async fn raise_later(item: u64) -> u64 {
    crate::fused::raise(item)
}

pipeline! {
    /// Each asynchronous stage is a task.
    struct Asynchronous { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => pass_later => triple_later => flip_later => raise_later => add => total;
}

pipeline! {
    /// The same in one task.
    struct AsynchronousFused { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => pass_later { fuse: true }
        => triple_later { fuse: true }
        => flip_later { fuse: true }
        => raise_later { fuse: true }
        => add
        => total;
}

#[stage]
fn toil(work: &Duration, item: u64) -> u64 {
    crate::fanout::toil(item, *work)
}

#[fold]
fn arrive(arrived: &mut Arrived, item: u64) {
    arrived.add(item);
}

pipeline! {
    struct Unordered { items: u64, workers: usize, work: Duration }

    out arrived: Arrived;

    numbers(&items, &mut 0) => toil(&work) { workers: workers, unordered } => arrive => arrived;
}

pipeline! {
    struct Ordered { items: u64, workers: usize, work: Duration }

    out arrived: Arrived;

    numbers(&items, &mut 0) => toil(&work) { workers: workers } => arrive => arrived;
}

pipeline! {
    struct ByKey { items: u64, workers: usize, work: Duration }

    out arrived: Arrived;

    numbers(&items, &mut 0)
        => toil(&work) { by: |item| crate::fanout::key(*item), workers: workers }
        => arrive
        => arrived;
}

pub(crate) async fn fanout(job: Job) -> Result<Arrived, Failure> {
    let Job { items, workers, work, order } = job;
    macro_rules! run {
        ($pipeline:ident) => {{
            let running = $pipeline { items, workers, work }.start()?;
            let arrived = running.arrived.recv().await;
            running.join().await?;
            arrived
        }};
    }
    let arrived = match order {
        Order::None => run!(Unordered),
        Order::Whole => run!(Ordered),
        Order::Key => run!(ByKey),
    };
    arrived.ok_or_else(|| "nothing came out".into())
}

pipeline! {
    struct FanIn { each: u64 }

    out total: Tally;

    [
        numbers(&each, &mut 0) { name: first },
        numbers(&each, &mut 0) { name: second },
        numbers(&each, &mut 0) { name: third },
        numbers(&each, &mut 0) { name: fourth },
    ] => add => total;
}

pub(crate) async fn fanin(each: u64) -> Result<Tally, Failure> {
    let running = FanIn { each }.start()?;
    let total = running.total.recv().await;
    running.join().await?;
    total.ok_or_else(|| "no total came out".into())
}

pipeline! {
    struct Broadcast { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => [
            add { name: first, buffer: 1024 },
            add { name: second, buffer: 1024 },
            add { name: third, buffer: 1024 },
        ]
        => total;
}

pub(crate) async fn broadcast(items: u64) -> Result<Tally, Failure> {
    let running = Broadcast { items }.start()?;
    let mut all = Tally::default();
    while let Some(tally) = running.total.recv().await {
        all.merge(tally);
    }
    running.join().await?;
    Ok(all)
}

#[stage]
fn parcel(item: u64) -> Parcel {
    Parcel::of(item)
}

pipeline! {
    struct Route { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0)
        => parcel
        => match {
            Parcel::Small(item) => add { name: small, buffer: 1024 },
            Parcel::Middle(item) => add { name: middle, buffer: 1024 },
            Parcel::Large(item) => add { name: large, buffer: 1024 },
        }
        => total;
}

pub(crate) async fn route(items: u64) -> Result<Tally, Failure> {
    let running = Route { items }.start()?;
    let mut all = Tally::default();
    while let Some(tally) = running.total.recv().await {
        all.merge(tally);
    }
    running.join().await?;
    Ok(all)
}

#[source]
async fn departures(items: &u64, next: &mut u64, start: &mut Instant) -> Option<Instant> {
    let nth = *next;
    if nth == *items {
        return None;
    }
    let left = crate::lone::leaves(*start, nth).await;
    *next += 1;
    Some(left)
}

#[stage]
fn pass_on(left: Instant) -> Instant {
    left
}

#[fold]
fn clock(delays: &mut Vec<Duration>, left: Instant) {
    delays.push(left.elapsed());
}

pipeline! {
    struct Lone { items: u64 }

    out taken: Vec<Duration>;

    departures(&items, &mut 0, &mut Instant::now())
        => pass_on { buffer: 1024 }
        => clock { buffer: 1024 }
        => taken;
}

pub(crate) async fn lone(items: u64) -> Result<Vec<Duration>, Failure> {
    let running = Lone { items }.start()?;
    let delays = running.taken.recv().await;
    running.join().await?;
    delays.ok_or_else(|| "no delays came out".into())
}

/// Nothing in these pipelines fails; the type says that it could.
#[derive(Debug)]
struct Never;

impl std::fmt::Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("never")
    }
}

impl std::error::Error for Never {}

#[stage]
async fn try_pass(item: &u64) -> Result<u64, Never> {
    Ok(crate::passthrough::pass(*item))
}

#[sink]
fn discard(_failed: Failed<u64, Never>) {}

pipeline! {
    struct Plainly { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => pass_later => add => total;
}

pipeline! {
    struct WithElse { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => try_pass { else: bad } => add => total;
    bad => discard;
}

pipeline! {
    struct WithRetry { items: u64 }

    out total: Tally;

    numbers(&items, &mut 0) => try_pass { retry: 3, else: bad } => add => total;
    bad => discard;
}

totals! {
    passthrough: Passthrough;
    fused: Fused;
    asynchronous: Asynchronous;
    asynchronous_fused: AsynchronousFused;
    plainly: Plainly;
    with_else: WithElse;
    with_retry: WithRetry;
}

#[stage(blocking)]
fn toil_blocking(work: &Duration, item: u64) -> u64 {
    crate::fanout::toil(item, *work)
}

pipeline! {
    struct Blocks { items: u64, work: Duration }

    out total: Tally;

    numbers(&items, &mut 0) => toil_blocking(&work) => add => total;
}

pub(crate) async fn blocking(items: u64, work: Duration) -> Result<Tally, Failure> {
    let running = Blocks { items, work }.start()?;
    let total = running.total.recv().await;
    running.join().await?;
    total.ok_or_else(|| "no total came out".into())
}
