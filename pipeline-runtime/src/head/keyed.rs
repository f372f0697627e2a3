//! Several workers that serve keys: one unit of a key in work at a time, and a key that waits holds back only itself.
//!
//! The stage before pushes into a [`KeyedQueue`]; the workers take from it whatever key is ready. A unit that backs off and a
//! key that must wait for its rate are parked there, so that no worker waits with them.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::time::{Instant, Sleep};

use super::stage::{Again, Policy, Worker};
use super::tries::{ErrOf, OutOf, StateOf, UnitOf};
use super::{Down, Head, Try};
use crate::chain::{BatchOptions, Weigh};
use crate::failure::Exit;
use crate::keys::{Agenda, KeepOptions, KeyBy, KeyMap};
use crate::node::{Bind, Node, Shape};
use crate::outcome::Keeping;
use crate::push::{Push, Tail};
use crate::rate::Rate;
use crate::state::Books;

/// How keys are served.
pub struct QueueOptions {
    pub(crate) capacity: usize,
    pub(crate) batch: Option<BatchOptions>,
    pub(crate) keep: KeepOptions,
    pub(crate) rate: Option<Rate>,
    pub(crate) rate_per_key: bool,
}

pub struct KeyedQueue<I, Sh: Shape<I>, Q: KeyBy<I>, W, S> {
    inner: Mutex<Inner<I, Sh::Unit, Q::Key, S>>,
    by: Q,
    weigh: W,
    options: QueueOptions,
    _shape: PhantomData<fn() -> Sh>,
}

struct Inner<I, U, K, S> {
    keys: KeyMap<K, Slot<I, U, S>>,
    ready: VecDeque<K>,
    /// Keys that may become ready: parked ones, and open batches that come of age.
    due: Agenda<K>,
    /// Keys that may be forgotten or flushed.
    silent: Agenda<K>,
    /// States to be flushed: of forgotten keys.
    flushes: VecDeque<S>,
    waiting: usize,
    busy: usize,
    closed: bool,
    /// The node cannot go on.
    dead: bool,
    workers: Vec<Option<Waker>>,
    feeder: Option<Waker>,
}

struct Slot<I, U, S> {
    state: Option<S>,
    queue: VecDeque<I>,
    weight: u64,
    again: Option<Again<U>>,
    phase: Phase,
    /// Since when the oldest waiting item waits.
    oldest: Option<Instant>,
    used: Instant,
    flushed: bool,
    rate: Option<Rate>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing to do now; perhaps an open batch.
    Idle,
    Ready,
    Busy,
    Parked(Instant),
}

/// A unit of a key, with the key's state.
struct Job<U, K, S> {
    key: K,
    unit: U,
    attempts: u32,
    state: Option<S>,
}

enum Take<U, K, S> {
    Job(Job<U, K, S>),
    Flush(Option<K>, S),
    /// Nothing until then, unless woken.
    Wait(Option<Instant>),
    End,
}

impl<I, Sh, Q, W, S> KeyedQueue<I, Sh, Q, W, S>
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    pub(crate) fn new(by: Q, weigh: W, options: QueueOptions, workers: usize) -> Arc<Self> {
        let inner = Inner {
            keys: KeyMap::new(options.keep.max_keys),
            ready: VecDeque::new(),
            due: Agenda::new(),
            silent: Agenda::new(),
            flushes: VecDeque::new(),
            waiting: 0,
            busy: 0,
            closed: false,
            dead: false,
            workers: vec![None; workers],
            feeder: None,
        };
        Arc::new(Self { inner: Mutex::new(inner), by, weigh, options, _shape: PhantomData })
    }

    fn lock(&self) -> MutexGuard<'_, Inner<I, Sh::Unit, Q::Key, S>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, item: I) {
        let now = Instant::now();
        let (key, weight) = (self.by.key(&item), self.weigh.weigh(&item));
        let mut inner = self.lock();
        inner.waiting += 1;
        let new = inner.keys.touch::<Q::Key>(&key).is_none();
        if new {
            self.open(&mut inner, key.clone(), now);
        }
        let Some(slot) = inner.keys.get(&key) else { return };
        slot.queue.push_back(item);
        slot.weight = slot.weight.saturating_add(weight);
        (slot.used, slot.flushed) = (now, false);
        let oldest = *slot.oldest.get_or_insert(now);
        let first = slot.queue.len() == 1;
        if slot.phase == Phase::Idle {
            if self.is_full(slot) {
                inner.make_ready(&key);
            } else if let (true, Some(batch)) = (first, &self.options.batch) {
                inner.due.add(oldest + batch.within, key);
                inner.wake_one();
            }
        }
        if new {
            // Not before: a new key that has no item yet would be the first to be forgotten.
            inner.evict();
        }
    }

    fn open(&self, inner: &mut Inner<I, Sh::Unit, Q::Key, S>, key: Q::Key, now: Instant) {
        let rate = self.options.rate.as_ref().filter(|_| self.options.rate_per_key).map(Rate::fresh);
        let slot = Slot {
            state: None,
            queue: VecDeque::new(),
            weight: 0,
            again: None,
            phase: Phase::Idle,
            oldest: None,
            used: now,
            flushed: false,
            rate,
        };
        if let Some(silence) = [self.options.keep.keep, self.options.keep.idle].into_iter().flatten().min() {
            inner.silent.add(now + silence, key.clone());
        }
        inner.keys.insert(key, slot);
    }

    /// Whether what waits of a key makes a unit.
    fn is_full(&self, slot: &Slot<I, Sh::Unit, S>) -> bool {
        match &self.options.batch {
            None => !slot.queue.is_empty(),
            Some(batch) => slot.queue.len() >= batch.size || slot.weight >= batch.max_weight,
        }
    }

    fn take(&self, worker: usize, cx: &Context<'_>) -> Take<Sh::Unit, Q::Key, S> {
        let now = Instant::now();
        let mut inner = self.lock();
        inner.workers[worker] = None;
        if inner.dead {
            return Take::End;
        }
        self.look(&mut inner, now);
        if let Some(state) = inner.flushes.pop_front() {
            return Take::Flush(None, state);
        }
        if let Some(take) = self.take_silent(&mut inner, now) {
            return take;
        }
        while let Some(key) = inner.ready.pop_front() {
            if let Some(job) = self.take_key(&mut inner, key, now) {
                return Take::Job(job);
            }
        }
        if inner.closed && inner.busy == 0 && inner.waiting == 0 {
            return inner.take_rest();
        }
        inner.workers[worker] = Some(cx.waker().clone());
        Take::Wait([inner.due.next(), inner.silent.next()].into_iter().flatten().min())
    }

    /// Makes ready what is due.
    fn look(&self, inner: &mut Inner<I, Sh::Unit, Q::Key, S>, now: Instant) {
        while let Some(key) = inner.due.take_due(now) {
            let Some(slot) = inner.keys.get(&key) else { continue };
            let ready = match slot.phase {
                Phase::Parked(until) => until <= now,
                Phase::Idle => self.is_of_age(slot, now),
                Phase::Ready | Phase::Busy => false,
            };
            if ready {
                inner.make_ready(&key);
            }
        }
    }

    fn is_of_age(&self, slot: &Slot<I, Sh::Unit, S>, now: Instant) -> bool {
        match (&self.options.batch, slot.oldest) {
            (Some(batch), Some(oldest)) => oldest + batch.within <= now,
            _ => false,
        }
    }

    /// A key that was silent long enough to be flushed or forgotten.
    fn take_silent(
        &self,
        inner: &mut Inner<I, Sh::Unit, Q::Key, S>,
        now: Instant,
    ) -> Option<Take<Sh::Unit, Q::Key, S>> {
        let KeepOptions { keep, idle, .. } = self.options.keep;
        while let Some(key) = inner.silent.take_due(now) {
            let Some(slot) = inner.keys.get(&key) else { continue };
            let resting = slot.phase == Phase::Idle && slot.queue.is_empty();
            let since = if resting { slot.used } else { now };
            if keep.is_some_and(|keep| since + keep <= now) {
                let state = inner.keys.remove(&key).and_then(|slot| slot.state);
                match state {
                    Some(state) => return Some(Take::Flush(None, state)),
                    None => continue,
                }
            }
            let flush = idle.is_some_and(|idle| since + idle <= now) && !slot.flushed;
            let next = [keep, idle].into_iter().flatten().map(|s| since + s).filter(|at| *at > now).min();
            let state = if flush { slot.state.take() } else { None };
            slot.flushed |= flush;
            if state.is_some() {
                slot.phase = Phase::Busy;
                inner.busy += 1;
            }
            if let Some(next) = next.or(idle.map(|idle| now + idle)) {
                inner.silent.add(next, key.clone());
            }
            if let Some(state) = state {
                return Some(Take::Flush(Some(key), state));
            }
        }
        None
    }

    /// The next unit of a ready key, unless its rate makes it wait.
    fn take_key(
        &self,
        inner: &mut Inner<I, Sh::Unit, Q::Key, S>,
        key: Q::Key,
        now: Instant,
    ) -> Option<Job<Sh::Unit, Q::Key, S>> {
        let slot = inner.keys.get(&key)?;
        let items = match &slot.again {
            Some((unit, _)) => Sh::items(unit),
            None => self.unit_size(slot),
        };
        let rate = slot.rate.as_ref().or(self.options.rate.as_ref().filter(|_| !self.options.rate_per_key));
        if let Some(Err(at)) = rate.map(|rate| rate.take(items)) {
            slot.phase = Phase::Parked(at.max(now));
            inner.due.add(at, key);
            return None;
        }
        let (unit, attempts) = match slot.again.take() {
            Some(again) => again,
            None => (self.gather(slot, items)?, 0),
        };
        slot.phase = Phase::Busy;
        let state = slot.state.take();
        inner.busy += 1;
        inner.took(items);
        Some(Job { key, unit, attempts, state })
    }

    fn unit_size(&self, slot: &Slot<I, Sh::Unit, S>) -> usize {
        let Some(batch) = &self.options.batch else { return 1 };
        let mut weight = 0u64;
        let fits = |item: &I| {
            weight = weight.saturating_add(self.weigh.weigh(item));
            weight
        };
        let light = slot.queue.iter().map(fits).take_while(|weight| *weight <= batch.max_weight).count();
        light.clamp(1, batch.size).min(slot.queue.len())
    }

    fn gather(&self, slot: &mut Slot<I, Sh::Unit, S>, items: usize) -> Option<Sh::Unit> {
        let items: Vec<I> = slot.queue.drain(..items.min(slot.queue.len())).collect();
        let weight: u64 = items.iter().map(|item| self.weigh.weigh(item)).sum();
        slot.weight = slot.weight.saturating_sub(weight);
        slot.oldest = if slot.queue.is_empty() { None } else { Some(Instant::now()) };
        Sh::of(items)
    }

    /// A unit is done: its key may go on.
    fn done(&self, key: &Q::Key, state: Option<S>) {
        let mut inner = self.lock();
        inner.busy -= 1;
        let closed = inner.closed;
        let Some(slot) = inner.keys.get(key) else { return inner.wake_all_if_over() };
        slot.state = state;
        slot.phase = Phase::Idle;
        let forget = slot.queue.is_empty() && size_of::<S>() == 0 && slot.rate.is_none();
        let ready = self.is_full(slot) || (closed && !slot.queue.is_empty());
        if ready {
            inner.make_ready(key);
        } else if forget && self.options.keep.keep.is_none() {
            inner.keys.remove(key);
        } else if let (Some(oldest), Some(batch)) = (slot.oldest, &self.options.batch) {
            let at = oldest + batch.within;
            inner.due.add(at, key.clone());
        }
        inner.evict();
        inner.wake_all_if_over();
    }

    /// A unit failed and is tried again at `at`; its key waits.
    fn park(&self, job: Job<Sh::Unit, Q::Key, S>, at: Instant) {
        let mut inner = self.lock();
        inner.busy -= 1;
        inner.waiting += Sh::items(&job.unit);
        if let Some(slot) = inner.keys.get(&job.key) {
            slot.state = job.state;
            slot.again = Some((job.unit, job.attempts));
            slot.phase = Phase::Parked(at);
        }
        inner.due.add(at, job.key);
        inner.wake_one();
    }

    fn give_up(&self) {
        let mut inner = self.lock();
        inner.dead = true;
        inner.wake_all();
        if let Some(feeder) = inner.feeder.take() {
            feeder.wake();
        }
    }

    fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.ready_all();
        inner.wake_all();
    }
}

impl<I, U, K: crate::keys::Key, S> Inner<I, U, K, S> {
    fn make_ready(&mut self, key: &K) {
        if let Some(slot) = self.keys.get(key) {
            slot.phase = Phase::Ready;
            self.ready.push_back(key.clone());
            self.wake_one();
        }
    }

    /// Open batches do not wait for their age in a drain.
    fn ready_all(&mut self) {
        let open = self.keys.keys_where(|slot| slot.phase == Phase::Idle && !slot.queue.is_empty());
        open.iter().for_each(|key| self.make_ready(key));
    }

    fn took(&mut self, items: usize) {
        self.waiting = self.waiting.saturating_sub(items);
        if let Some(feeder) = self.feeder.take() {
            feeder.wake();
        }
    }

    fn evict(&mut self) {
        let idle = |slot: &Slot<I, U, S>| slot.phase == Phase::Idle && slot.queue.is_empty();
        if let Some(key) = self.keys.excess(idle).cloned() {
            let state = self.keys.remove(&key).and_then(|slot| slot.state);
            self.flushes.extend(state);
        }
    }

    /// At the end: the states that are left, one by one.
    fn take_rest(&mut self) -> Take<U, K, S> {
        while let Some((_, slot)) = self.keys.take_any() {
            if let Some(state) = slot.state {
                return Take::Flush(None, state);
            }
        }
        Take::End
    }

    fn wake_one(&mut self) {
        if let Some(waker) = self.workers.iter_mut().find_map(Option::take) {
            waker.wake();
        }
    }

    fn wake_all(&mut self) {
        self.workers.iter_mut().filter_map(Option::take).for_each(Waker::wake);
    }

    fn wake_all_if_over(&mut self) {
        if self.closed && self.busy == 0 && self.waiting == 0 {
            self.wake_all();
        }
    }
}

/// The way into a keyed queue: the tail of the task before it.
pub struct KeyedTail<I: Send + 'static, Sh: Shape<I>, Q: KeyBy<I>, W: Weigh<I> + Sync, S: Send + 'static> {
    queue: Arc<KeyedQueue<I, Sh, Q, W, S>>,
}

impl<I: Send + 'static, Sh: Shape<I>, Q: KeyBy<I>, W: Weigh<I> + Sync, S: Send + 'static> KeyedTail<I, Sh, Q, W, S> {
    pub(crate) fn new(queue: &Arc<KeyedQueue<I, Sh, Q, W, S>>) -> Self {
        Self { queue: Arc::clone(queue) }
    }
}

impl<I, Sh, Q, W, S> Tail<I> for KeyedTail<I, Sh, Q, W, S>
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    fn push(&mut self, item: I) {
        self.queue.put(item);
    }

    fn ready(&self) -> bool {
        self.queue.lock().waiting < self.queue.options.capacity
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.queue.lock();
        if inner.dead || inner.waiting < self.queue.options.capacity {
            return Poll::Ready(());
        }
        inner.feeder = Some(cx.waker().clone());
        Poll::Pending
    }

    fn publish(&mut self) {}

    fn ended(&self) -> bool {
        self.queue.lock().dead
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.queue.lock().feeder = Some(cx.waker().clone());
    }
}

impl<I: Send + 'static, Sh: Shape<I>, Q: KeyBy<I>, W: Weigh<I> + Sync, S: Send + 'static> Drop
    for KeyedTail<I, Sh, Q, W, S>
{
    fn drop(&mut self) {
        self.queue.close();
    }
}

type QueueOf<I, B, Q, W> = KeyedQueue<I, <<B as Bind<I>>::Stage as Node<I>>::Shape, Q, W, StateOf<B, I>>;

/// One of the workers of a keyed node.
pub struct KeyedHead<I: Send + 'static, B: Bind<I>, A: Try<I, B>, Q: KeyBy<I>, W, X, K> {
    pub(crate) queue: Arc<QueueOf<I, B, Q, W>>,
    pub(crate) worker: usize,
    pub(crate) bound: Arc<B>,
    pub(crate) extra: A::Extra,
    pub(crate) policy: Policy<ErrOf<B, I>>,
    pub(crate) exit: X,
    pub(crate) books: Books,
    pub(crate) keep: PhantomData<fn() -> K>,
}

impl<I, B, A, Q, W, X, K> Head for KeyedHead<I, B, A, Q, W, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B, Extra: 'static>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    type Out = OutOf<B, I>;

    async fn drive<D: Push<Self::Out> + 'static>(self, mut down: Down<Self::Out, D>) {
        if !down.open().await {
            return;
        }
        let Self { queue, worker: at, bound, extra, policy, exit, books, .. } = self;
        let mut worker = Worker::<I, B, A, X, K, D>::new(bound, extra, policy, exit, books, down);
        let mut sleep = None;
        loop {
            worker.down.pass_gate().await;
            let take = worker.down.wait(poll_fn(|cx| poll_take(&queue, at, &mut sleep, cx))).await;
            match take {
                Take::Job(job) => {
                    if !run(&queue, &mut worker, job).await {
                        queue.give_up();
                        break;
                    }
                }
                Take::Flush(key, state) => {
                    *worker.state.state() = Some(state);
                    worker.flush().await;
                    worker.down.settle().await;
                    let state = worker.state.state().take();
                    if let Some(key) = key {
                        queue.done(&key, state);
                    }
                }
                Take::Wait(_) | Take::End => break,
            }
            worker.books.publish();
            worker.exit.publish();
            tokio::task::coop::consume_budget().await;
        }
        worker.down.finish().await;
    }
}

fn poll_take<I, Sh, Q, W, S>(
    queue: &KeyedQueue<I, Sh, Q, W, S>,
    worker: usize,
    sleep: &mut Option<Pin<Box<Sleep>>>,
    cx: &mut Context<'_>,
) -> Poll<Take<Sh::Unit, Q::Key, S>>
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    loop {
        let due = match queue.take(worker, cx) {
            Take::Wait(Some(due)) => due,
            Take::Wait(None) => return Poll::Pending,
            take => return Poll::Ready(take),
        };
        let sleep = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if sleep.deadline() != due {
            sleep.as_mut().reset(due);
        }
        if sleep.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
    }
}

/// Works on one unit until it is done, or parks it. What it became is out before its key may go on. False when the node is over.
async fn run<I, B, A, Q, W, X, K, D>(
    queue: &QueueOf<I, B, Q, W>,
    worker: &mut Worker<I, B, A, X, K, D>,
    job: Job<UnitOf<B, I>, Q::Key, StateOf<B, I>>,
) -> bool
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
    D: Push<OutOf<B, I>>,
{
    let Job { key, unit, attempts, state } = job;
    *worker.state.state() = state;
    if attempts == 0 {
        worker.books.tally.taken += <B::Stage as Node<I>>::Shape::items(&unit) as u64;
    }
    let (mut next, mut parts) = (Some((unit, attempts)), Vec::new());
    while let Some((unit, attempts)) = next.take().or_else(|| parts.pop()) {
        if !worker.make_state().await {
            return false;
        }
        next = worker.attempt(unit, attempts, &mut parts).await;
        worker.settle_exit().await;
        worker.down.settle().await;
        if let Some(pause) = worker.pause.take() {
            if parts.is_empty() {
                let Some((unit, attempts)) = next.take() else { continue };
                let state = worker.state.state().take();
                queue.park(Job { key, unit, attempts, state }, Instant::now() + pause);
                return true;
            }
            worker.down.wait(tokio::time::sleep(pause)).await;
        }
    }
    let state = worker.state.state().take();
    queue.done(&key, state);
    true
}
