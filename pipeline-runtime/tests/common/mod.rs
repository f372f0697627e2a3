//! Stages of every kind over `u64`, which do what their `World` says: so that a test is a graph and a behaviour.
#![allow(dead_code, missing_docs, non_camel_case_types, unreachable_pub, unused_macros)]
// Written out as the macros write it.
#![allow(clippy::manual_async_fn, clippy::redundant_closure)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aqueduct_runtime::__private as aq;
use aqueduct_runtime::{OutPort, PipelineError, Report};

/// What a stage does with an item.
#[derive(Clone, Debug)]
pub enum Act {
    Give(Vec<u64>),
    Fail,
    Panic,
    /// Asynchronous stages only.
    Sleep(Duration, Box<Act>),
    /// Gives so many yields first; asynchronous stages only.
    Yield(u32, Box<Act>),
}

pub type Behaviour = dyn Fn(u64, u32) -> Act + Send + Sync;

/// What the stages of a test share.
pub struct World {
    act: Box<Behaviour>,
    /// Calls in order: the items each took.
    pub calls: Mutex<Vec<Vec<u64>>>,
    pub attempts: Mutex<HashMap<u64, u32>>,
    pub working: Mutex<(usize, usize)>,
    /// Told of each item a stage has begun with.
    pub begun: tokio::sync::watch::Sender<u64>,
}

impl World {
    pub fn new(act: impl Fn(u64, u32) -> Act + Send + Sync + 'static) -> Arc<Self> {
        let (calls, attempts, working) = Default::default();
        Arc::new(Self { act: Box::new(act), calls, attempts, working, begun: tokio::sync::watch::Sender::new(0) })
    }

    /// Every stage gives its item on.
    pub fn plain() -> Arc<Self> {
        Self::new(|item, _| Act::Give(vec![item]))
    }

    pub fn seen(&self) -> Vec<u64> {
        self.calls.lock().unwrap().concat()
    }

    pub fn most_at_work(&self) -> usize {
        self.working.lock().unwrap().1
    }

    /// Waits until so many items were begun.
    pub async fn has_begun(&self, items: u64) {
        within(self.begun.subscribe().wait_for(|begun| *begun >= items)).await.unwrap();
    }

    fn begin(&self, items: &[u64]) -> Act {
        self.calls.lock().unwrap().push(items.to_vec());
        self.begun.send_modify(|begun| *begun += items.len() as u64);
        combined(items.iter().map(|item| (self.act)(*item, self.attempt(*item))).collect())
    }

    fn attempt(&self, item: u64) -> u32 {
        let mut attempts = self.attempts.lock().unwrap();
        let attempt = attempts.entry(item).or_default();
        *attempt += 1;
        *attempt
    }

    pub fn now(&self, items: &[u64]) -> Result<Vec<u64>, String> {
        match self.begin(items) {
            Act::Give(outputs) => Ok(outputs),
            Act::Fail => Err(format!("failed at {items:?}")),
            Act::Panic => meant(items),
            act => panic!("not in a synchronous stage: {act:?}"),
        }
    }

    pub async fn later(&self, items: &[u64]) -> Result<Vec<u64>, String> {
        let _at_work = AtWork::new(self);
        let mut act = self.begin(items);
        loop {
            act = match act {
                Act::Give(outputs) => return Ok(outputs),
                Act::Fail => return Err(format!("failed at {items:?}")),
                Act::Panic => meant(items),
                Act::Sleep(time, next) => {
                    tokio::time::sleep(time).await;
                    *next
                }
                Act::Yield(times, next) => {
                    for _ in 0..times {
                        tokio::task::yield_now().await;
                    }
                    *next
                }
            }
        }
    }
}

/// A panic that is part of the test, without its message.
fn meant(items: &[u64]) -> ! {
    std::panic::resume_unwind(Box::new(format!("meant to: {items:?}")))
}

/// One act for several items: all their waits, then the worst of their ends.
fn combined(acts: Vec<Act>) -> Act {
    let (mut given, mut worst, mut waits) = (Vec::new(), None, Vec::new());
    for mut act in acts {
        loop {
            act = match act {
                Act::Give(outputs) => {
                    given.extend(outputs);
                    break;
                }
                Act::Sleep(time, next) => {
                    waits.push(Act::Sleep(time, Box::new(Act::Fail)));
                    *next
                }
                Act::Yield(times, next) => {
                    waits.push(Act::Yield(times, Box::new(Act::Fail)));
                    *next
                }
                end => {
                    worst = Some(end);
                    break;
                }
            }
        }
    }
    waits.into_iter().fold(worst.unwrap_or(Act::Give(given)), |end, wait| match wait {
        Act::Sleep(time, _) => Act::Sleep(time, Box::new(end)),
        Act::Yield(times, _) => Act::Yield(times, Box::new(end)),
        _ => end,
    })
}

struct AtWork<'a>(&'a World);

impl<'a> AtWork<'a> {
    fn new(world: &'a World) -> Self {
        let mut working = world.working.lock().unwrap();
        working.0 += 1;
        working.1 = working.1.max(working.0);
        Self(world)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.working.lock().unwrap().0 -= 1;
    }
}

/// What stages of all kinds have in common: `name: Kind Mode Shape (State) In => Out, Yield`.
macro_rules! node {
    ($name:ident: $kind:ident $mode:ident $shape:ident ($state:ty) $out:ty, $yield:ty $(, flush $flush:expr)?) => {
        pub struct $name {}
        impl aq::Accepts for $name {
            type Taken = u64;
            type In<E: Send + 'static> = u64;
            type Merged = u64;
            type Res<'a> = (&'a World, ());
            fn lend<E: 'static>(item: &E) -> &u64 {
                aq::lent_as(item).unwrap_or_else(|| aq::lends_nothing())
            }
        }
        impl aq::Node<u64> for $name {
            type Shape = aq::$shape;
            type Mode = aq::$mode;
            type Kind = aq::$kind;
            type Fails = aq::CanFail;
            type Out = $out;
            type Err = String;
            type State = $state;
            type Yield = $yield;
            $(
                const FLUSHES: bool = true;
                fn flush(state: &mut $state) -> Option<$out> {
                    ($flush)(state)
                }
            )?
        }
        impl<From> aq::Takes<u64, From, u64> for $name {}
    };
}

/// The items of a slot; they leave it where they are moved.
pub trait Slotted<Mode> {
    fn items(slot: &mut Option<Self>) -> Vec<u64>
    where
        Self: Sized;
}

impl Slotted<aq::Lent> for u64 {
    fn items(slot: &mut Option<u64>) -> Vec<u64> {
        vec![*aq::held(slot)]
    }
}

impl Slotted<aq::Moved> for u64 {
    fn items(slot: &mut Option<u64>) -> Vec<u64> {
        vec![aq::take(slot)]
    }
}

impl Slotted<aq::Lent> for Vec<u64> {
    fn items(slot: &mut Option<Vec<u64>>) -> Vec<u64> {
        aq::held(slot).clone()
    }
}

impl Slotted<aq::Moved> for Vec<u64> {
    fn items(slot: &mut Option<Vec<u64>>) -> Vec<u64> {
        aq::take(slot)
    }
}

macro_rules! sync_node {
    ($name:ident: $kind:ident $mode:ident $shape:ident ($state:ty) $out:ty, |$count:ident, $items:ident, $result:ident| $body:expr $(, flush $flush:expr)?) => {
        node!($name: $kind $mode $shape ($state) $out, Vec<$out> $(, flush $flush)?);
        impl aq::CallSync<u64> for $name {
            fn call(
                (world, ()): (&World, ()),
                $count: &mut $state,
                slot: &mut Option<aq::Unit<Self, u64>>,
            ) -> aq::VerdictOf<Self, u64> {
                let $items = Slotted::<aq::$mode>::items(slot);
                let $result = world.now(&$items);
                aq::Verdict::from($body)
            }
        }
    };
}

macro_rules! async_node {
    ($name:ident: $mode:ident $shape:ident ($state:ty) $out:ty, |$count:ident, $items:ident, $result:ident| $body:expr $(, flush $flush:expr)?) => {
        node!($name: Async $mode $shape ($state) $out, Vec<$out> $(, flush $flush)?);
        impl aq::CallAsync<u64> for $name {
            fn call<'a>(
                (world, ()): (&'a World, ()),
                $count: &'a mut $state,
                slot: &'a mut Option<aq::Unit<Self, u64>>,
            ) -> impl Future<Output = aq::VerdictOf<Self, u64>> + Send + 'a {
                async move {
                    let $items = Slotted::<aq::$mode>::items(slot);
                    let $result = world.later(&$items).await;
                    aq::Verdict::from($body)
                }
            }
        }
    };
}

fn counted(count: &mut u64, result: Result<Vec<u64>, String>) -> Result<Vec<u64>, String> {
    *count += 1;
    result
}

/// What a counting stage flushes: the number of its calls since it last did.
fn rest(count: &mut u64) -> Option<u64> {
    if *count == 13 {
        meant(&[13]);
    }
    Some(std::mem::take(count)).filter(|count| *count > 0).map(|count| 1_000_000 + count)
}

sync_node!(quick: Sync Moved One (u64) u64, |count, items, result| counted(count, result));
sync_node!(lent: Sync Lent One (u64) u64, |count, items, result| counted(count, result));
sync_node!(flushing: Sync Lent One (u64) u64, |count, items, result| counted(count, result), flush rest);
sync_node!(batched: Sync Lent Batch (u64) u64, |count, items, result| counted(count, result));
sync_node!(blocking: Blocking Lent One (u64) u64, |count, items, result| counted(count, result));
async_node!(slow: Lent One (u64) u64, |count, items, result| counted(count, result));
async_node!(moved: Moved One (u64) u64, |count, items, result| counted(count, result));
async_node!(slow_flushing: Lent One (u64) u64, |count, items, result| counted(count, result), flush rest);
async_node!(slow_batched: Lent Batch (u64) u64, |count, items, result| counted(count, result));
async_node!(sink: Lent One (()) (), |_count, items, result| result.map(|_| vec![()]));

// A result for each item of its batch, and `world`'s `Give` of more or fewer makes it break that promise.
node!(each: Async Lent Batch (()) u64, Vec<u64>);
impl aq::CallAsync<u64> for each {
    fn call<'a>(
        (world, ()): (&'a World, ()),
        (): &'a mut (),
        slot: &'a mut Option<Vec<u64>>,
    ) -> impl Future<Output = aq::VerdictOf<Self, u64>> + Send + 'a {
        async move {
            let mut results = Vec::new();
            for item in Slotted::<aq::Lent>::items(slot) {
                match world.later(&[item]).await {
                    Ok(outputs) => results.extend(outputs.into_iter().map(Ok)),
                    Err(error) => results.push(Err(error)),
                }
            }
            aq::Verdict::Each(results)
        }
    }
}

// Gives its outputs one by one.
node!(many: Many Lent One (()) u64, Vec<u64>);
impl aq::CallMany<u64> for many {
    fn call<'a>(
        (world, ()): (&'a World, ()),
        (): &'a mut (),
        slot: &'a mut Option<u64>,
    ) -> impl aq::Stream<Item = Result<u64, String>> + Send + 'a {
        aq::many::iter(move || world.now(&[*aq::held(slot)]))
    }
}

// Even items to one port, odd ones to the other.
node!(split: Ports Lent One (()) (), Vec<()>);
pub struct SplitPorts {
    even: aqueduct_runtime::Out<u64>,
    odd: aqueduct_runtime::Out<u64>,
}
impl aq::PortSet for SplitPorts {
    type Flows<S: aq::Stamping> = (aq::EdgeFlow<u64, (), S>, aq::EdgeFlow<u64, (), S>);
    const NAMES: &'static [&'static str] = &["even", "odd"];
    fn open<S: aq::Stamping>(opener: &mut aq::PortOpener<'_, S>) -> (Vec<Self>, Self::Flows<S>) {
        let (even, odd) = (opener.port(), opener.port());
        let ports = even.0.into_iter().zip(odd.0).map(|(even, odd)| Self { even, odd }).collect();
        (ports, (even.1, odd.1))
    }
    fn sent(&self) -> u64 {
        self.even.sent() + self.odd.sent()
    }
}
impl aq::CallPorts<u64> for split {
    type Ports = SplitPorts;
    fn call<'a>(
        (world, ()): (&'a World, ()),
        (): &'a mut (),
        ports: &'a mut SplitPorts,
        slot: &'a mut Option<u64>,
    ) -> impl Future<Output = Result<(), String>> + Send + 'a {
        async move {
            for item in world.later(&[*aq::held(slot)]).await? {
                match item % 2 {
                    0 => ports.even.send(item).await,
                    _ => ports.odd.send(item).await,
                }
            }
            Ok(())
        }
    }
}

// A sum.
node!(sum: Folds Lent One (u64) (), Option<()>);
impl aq::CallFold<u64> for sum {
    type Emit = u64;
    fn call((world, ()): (&World, ()), state: &mut u64, slot: &mut Option<u64>) -> Result<(), String> {
        *state += world.now(&[*aq::held(slot)])?.into_iter().sum::<u64>();
        Ok(())
    }
    fn finish(state: u64) -> u64 {
        state
    }
}

/// A flow, a function and its options, ready to be placed.
macro_rules! bind {
    ($flow:expr, $stage:ident, $world:expr, $options:expr) => {
        bind!($flow, $stage, $world, $options, |_: &World| Ok(Default::default()))
    };
    ($flow:expr, $stage:ident, $world:expr, $options:expr, $init:expr) => {
        aq::node::<$stage, _, _, _, _, _>(
            $flow,
            stringify!($stage),
            $options,
            $world,
            aq::lending::<$stage, _, _>($world, |world| (world, ())),
            aq::StateNow($init),
            |item| aq::Takes::lend(item),
        )
    };
}

pub fn opts() -> aq::NodeOptions {
    aq::NodeOptions::new()
}

pub fn builder() -> aq::Builder {
    aq::Builder::new("Test", aq::PipelineOptions::default()).unwrap()
}

/// A pipeline whose edges hold `channel` items.
pub fn narrow(channel: usize) -> aq::Builder {
    aq::Builder::new("Test", aq::PipelineOptions { channel, ..Default::default() }).unwrap()
}

/// Everything that comes out.
pub async fn drain<T: Send + 'static>(out: &OutPort<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = out.recv().await {
        all.push(item);
    }
    all
}

/// Ends by itself, balanced, with nothing left.
pub async fn clean(running: aq::Running) -> Report {
    let report = within(running.join()).await.expect("the pipeline ends well");
    assert_clean(&report);
    report
}

pub fn assert_clean(report: &Report) {
    assert!(report.balances(), "{report}\n{report:#?}");
    assert_eq!(report.left(), 0, "{report}");
}

/// Ends, balanced, with an error.
pub async fn fails(running: aq::Running) -> PipelineError {
    let error = within(running.join()).await.expect_err("the pipeline ends with an error");
    assert!(error.report().unwrap().balances(), "{}", error.report().unwrap());
    error
}

/// A hang is a failure; the clock is the real one, also in tests that pause tokio's.
pub async fn within<F: Future>(future: F) -> F::Output {
    let (stop, mut watchdog) = tokio::sync::oneshot::channel::<()>();
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let end = std::time::Instant::now() + Duration::from_secs(20);
        while std::time::Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
            if watchdog.try_recv() != Err(tokio::sync::oneshot::error::TryRecvError::Empty) {
                return;
            }
        }
        let _ = tell.send(());
    });
    let ended = tokio::select! {
        output = future => output,
        Ok(()) = told => panic!("hangs"),
    };
    drop(stop);
    ended
}

/// 1, 2, 3, .. up to where its world gives nothing.
pub struct numbers {}
impl aq::Source for numbers {
    type Kind = aq::PolledSource;
    type Out = u64;
    type Err = String;
    type Res<'a> = &'a World;
    type State = u64;
    fn remember(state: &u64) -> Option<u64> {
        Some(*state)
    }
}
impl aq::Polled for numbers {
    async fn next<'a>(world: &'a World, at: &'a mut u64) -> Result<Option<u64>, String> {
        // A panic after this must find the old position.
        *at += 1;
        let next = world.later(&[*at]).await;
        if next.is_err() {
            *at -= 1;
        }
        Ok(next?.first().copied())
    }
}

/// A source of numbers.
macro_rules! numbers {
    ($world:expr, $options:expr) => {
        aq::source::<numbers, _, _, _>("numbers", $world, |world| world, aq::StateNow(|_: &World| Ok(0)), $options)
    };
}
