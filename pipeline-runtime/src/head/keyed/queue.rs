//! The queue that workers of a keyed node take from: whatever key is ready, one unit of a key at a time.

use std::marker::PhantomData;
use std::sync::{Arc, PoisonError};
use std::task::Context;

use tokio::time::Instant;

use super::passage::{Entry, Passage};
pub use super::slots::Ask;
use super::slots::{Inner, Phase, Queued, Slot};
use crate::attempt::{Attempted, caught};
use crate::beat::Beat;
use crate::chain::{BatchOptions, Weigh};
use crate::edge::{EdgeView, SaysMarks};
use crate::keys::{KeepOptions, KeyBy, after};
use crate::node::Shape;
use crate::rate::{HEARING, Rate};
use crate::report::EdgeReport;
use crate::sync::{Mutex, MutexGuard};
use crate::time::{Mark, Timestamp};

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

type InnerOf<I, Sh, Q, S> = Inner<I, <Sh as Shape<I>>::Unit, <Q as KeyBy<I>>::Key, S>;
type SlotOf<I, Sh, Q, S> = Slot<I, <Sh as Shape<I>>::Unit, <Q as KeyBy<I>>::Key, S>;

/// A unit of a key, with the key's state.
pub struct Job<U, S> {
    pub(super) key: usize,
    pub(super) unit: U,
    pub(super) attempts: u32,
    pub(super) state: Option<S>,
    pub(super) entry: Entry,
}

pub enum Take<I, U, S> {
    Job(Job<U, S>),
    /// A state that is to let something out; its key takes it back unless it is forgotten.
    Ask {
        key: Option<usize>,
        state: S,
        ask: Ask,
        forget: bool,
        entry: Entry,
    },
    /// An item whose key could not be told: the closure of `by` or `weight` panicked.
    Keyless(I, Entry),
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
    pub(crate) fn new(by: Q, weigh: W, mut options: QueueOptions, workers: usize) -> Arc<Self> {
        let batch = options.batch.as_ref().map_or(1, |batch| batch.size);
        // A batch of one key has room, or it would never be full.
        options.capacity = options.capacity.max(batch);
        let mut beat = Beat::new(options.keep.tick);
        beat.start();
        let inner = Inner::new(options.keep.max_keys, workers, beat);
        Arc::new(Self { inner: Mutex::new(inner), by, weigh, options, _shape: PhantomData })
    }

    pub(crate) fn leads(&self, from: &str, to: &str) {
        let mut inner = self.lock();
        (inner.counts.from, inner.counts.to) = (from.to_owned(), to.to_owned());
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, InnerOf<I, Sh, Q, S>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn has_room(&self, inner: &InnerOf<I, Sh, Q, S>) -> bool {
        inner.waiting < self.options.capacity
    }

    /// Times go through, and it is said where failures go how far they have come.
    pub(crate) fn carry_times(&self, ways_out: Vec<Box<dyn SaysMarks>>) {
        self.lock().passage = Some(Passage::new(ways_out));
    }

    /// Further ways out.
    pub(crate) fn say_at(&self, ways_out: Vec<Box<dyn SaysMarks>>) {
        if let Some(passage) = &mut self.lock().passage {
            passage.say_at(ways_out);
        }
    }

    pub(super) fn mark(&self, mark: Mark) {
        if let Some(passage) = &mut self.lock().passage {
            passage.mark(mark);
        }
    }

    pub(super) fn put(&self, item: I, at: Option<Timestamp>) {
        let now = Instant::now();
        let weight = caught(|| self.weigh.weigh(&item));
        let mut inner = self.lock();
        inner.counts.emitted += 1;
        if inner.dead {
            inner.counts.unread += 1;
            return;
        }
        inner.waiting += 1;
        let entry = inner.enter(at);
        match (weight, caught(|| self.find(&mut inner, &item, now))) {
            (Attempted::Returned(weight), Attempted::Returned(at)) => {
                self.queue(&mut inner, at, Queued { item, entry, weight, since: now });
            }
            _ => {
                inner.keyless.push_back((item, entry));
                inner.wake_one();
            }
        }
        while let Some(at) = inner.excess() {
            inner.forget(at);
        }
    }

    fn find(&self, inner: &mut InnerOf<I, Sh, Q, S>, item: &I, now: Instant) -> usize {
        let keys = &mut inner.keys;
        if let Some(at) = self.by.query(item, |key| keys.touch(key).copied()) {
            return at;
        }
        let at = inner.open(self.by.key(item), now);
        if let Some(silence) = [self.options.keep.keep, self.options.keep.idle].into_iter().flatten().min() {
            inner.set_silence(at, after(now, silence));
        }
        at
    }

    fn queue(&self, inner: &mut InnerOf<I, Sh, Q, S>, at: usize, queued: Queued<I>) {
        let slot = inner.slot(at);
        (slot.used, slot.flushed) = (queued.since, false);
        slot.weight = slot.weight.saturating_add(queued.weight);
        slot.queue.push_back(queued);
        if slot.phase == Phase::Idle {
            self.rest(inner, at);
            inner.mind_the_clock();
        }
    }

    /// What nobody works on: ready, or an open batch.
    fn rest(&self, inner: &mut InnerOf<I, Sh, Q, S>, at: usize) {
        let closed = inner.closed;
        let slot = inner.slot(at);
        if self.is_full(slot) || (closed && !slot.queue.is_empty()) {
            return inner.make_ready(at);
        }
        let due = self.options.batch.as_ref().and_then(|batch| slot.of_age(batch.within));
        if let (Some(due), None) = (due, slot.alarm) {
            inner.set_alarm(at, due);
        }
    }

    /// Whether what waits of a key makes a unit.
    fn is_full(&self, slot: &SlotOf<I, Sh, Q, S>) -> bool {
        match &self.options.batch {
            None => !slot.queue.is_empty(),
            Some(batch) => slot.queue.len() >= batch.size || slot.weight >= batch.max_weight,
        }
    }

    /// What a worker does next. `at_rest`, where it is asked for, says whether there is nothing in the queue while it waits.
    pub(super) fn take(&self, worker: usize, cx: &Context<'_>, at_rest: &mut bool) -> Take<I, Sh::Unit, S> {
        let mut inner = self.lock();
        inner.workers[worker] = None;
        match self.next(&mut inner, Instant::now()) {
            Take::Wait(_) => {
                *at_rest = *at_rest && !inner.holds(self.options.keep.idle.is_some());
                Take::Wait(inner.wait(worker, cx))
            }
            Take::End => Take::End,
            take => {
                inner.mind_the_clock();
                take
            }
        }
    }

    fn next(&self, inner: &mut InnerOf<I, Sh, Q, S>, now: Instant) -> Take<I, Sh::Unit, S> {
        if inner.dead {
            return Take::End;
        }
        self.look(inner, now);
        if let Some((item, entry)) = inner.keyless.pop_front() {
            inner.counts.taken += 1;
            inner.took(1);
            return Take::Keyless(item, entry);
        }
        if let Some((at, state, ask)) = inner.asked.pop_front() {
            let forget = inner.slot(at).leaving;
            return Take::Ask { key: Some(at), state, ask, forget, entry: inner.enter_by_itself() };
        }
        self.relieve(inner);
        while let Some(at) = inner.ready.pop_front() {
            if let Some(job) = self.take_key(inner, at, now) {
                return Take::Job(job);
            }
        }
        match (inner.is_over(), inner.is_over().then(|| inner.next_left()).flatten()) {
            (true, Some(state)) => {
                let entry = inner.enter_by_itself();
                Take::Ask { key: None, state, ask: Ask::Flush, forget: true, entry }
            }
            (true, None) => Take::End,
            _ => Take::Wait(None),
        }
    }

    /// Does what has come due.
    fn look(&self, inner: &mut InnerOf<I, Sh, Q, S>, now: Instant) {
        while let Some(at) = inner.due.take_due(now) {
            let slot = inner.slot(at);
            slot.alarm = None;
            match slot.phase {
                Phase::Idle if slot.queue.is_empty() => inner.drop_blank(at, now),
                Phase::Idle | Phase::Parked => inner.make_ready(at),
                Phase::Ready | Phase::Busy => {}
            }
        }
        while let Some(at) = inner.silent.take_due(now) {
            self.silent(inner, at, now);
        }
        if !inner.closed && inner.beat.strikes(now) {
            inner.tick_all();
        }
    }

    /// A key's time has come: it is forgotten, flushed, or was used since and has time again.
    fn silent(&self, inner: &mut InnerOf<I, Sh, Q, S>, at: usize, now: Instant) {
        let KeepOptions { keep, idle, .. } = self.options.keep;
        let slot = inner.slot(at);
        slot.silence = None;
        let since = if slot.phase == Phase::Idle { slot.used } else { now };
        if slot.phase == Phase::Idle && keep.is_some_and(|keep| after(since, keep) <= now) {
            return inner.forget(at);
        }
        let resting = slot.phase == Phase::Idle && slot.queue.is_empty();
        let flush = resting && !slot.flushed && idle.is_some_and(|idle| after(since, idle) <= now);
        slot.flushed |= flush;
        let next = [keep, idle].into_iter().flatten().map(|s| after(since, s)).filter(|at| *at > now).min();
        if let Some(next) = next.or(idle.map(|idle| after(now, idle))) {
            inner.set_silence(at, next);
        }
        if flush {
            inner.ask(at, Ask::Flush);
        }
    }

    /// Open batches that fill the queue: the oldest is let out, since nothing can come to complete them.
    fn relieve(&self, inner: &mut InnerOf<I, Sh, Q, S>) {
        if self.options.batch.is_none() || !inner.ready.is_empty() || self.has_room(inner) {
            return;
        }
        let due: Vec<usize> = inner.due.iter().copied().collect();
        if let Some(at) = due.into_iter().find(|at| inner.slot(*at).phase == Phase::Idle) {
            inner.make_ready(at);
        }
    }

    /// The next unit of a ready key, unless its rate makes it wait.
    fn take_key(&self, inner: &mut InnerOf<I, Sh, Q, S>, at: usize, now: Instant) -> Option<Job<Sh::Unit, S>> {
        let slot = inner.slot(at);
        let items = match &slot.again {
            Some(((unit, _), _)) => Sh::items(unit),
            None => self.unit_size(slot),
        };
        if let Err(turn) = self.take_turn(slot, items) {
            slot.phase = Phase::Parked;
            inner.set_alarm(at, turn.min(now + 10 * HEARING));
            return None;
        }
        let again = slot.again.take();
        let first = again.is_none();
        let ((unit, attempts), entry) = match again {
            Some(again) => again,
            None => {
                let entry = inner.gather(at, items);
                ((gather::<I, Sh, _, _>(inner.slot(at), items)?, 0), entry)
            }
        };
        let slot = inner.slot(at);
        slot.phase = Phase::Busy;
        let state = slot.state.take();
        inner.busy += 1;
        inner.counts.taken += if first { items as u64 } else { 0 };
        inner.took(items);
        Some(Job { key: at, unit, attempts, state, entry })
    }

    fn take_turn(&self, slot: &mut SlotOf<I, Sh, Q, S>, items: usize) -> Result<(), Instant> {
        match &self.options.rate {
            None => Ok(()),
            Some(rate) if self.options.rate_per_key => rate.take_turn(&mut slot.turn, items),
            Some(rate) => rate.take(items),
        }
    }

    fn unit_size(&self, slot: &SlotOf<I, Sh, Q, S>) -> usize {
        let Some(batch) = &self.options.batch else { return 1 };
        let mut weight = 0u64;
        let fits = |queued: &Queued<I>| {
            weight = weight.saturating_add(queued.weight);
            weight <= batch.max_weight
        };
        let light = slot.queue.iter().map(fits).take_while(|fits| *fits).count();
        light.clamp(1, batch.size).min(slot.queue.len())
    }

    /// What came of something that belongs to no key, or to none any more, is out.
    pub(super) fn left(&self, entry: Entry) {
        self.lock().leave(entry);
    }

    /// A unit or a flush is done, and what came of it is out: its key may go on.
    pub(super) fn done(&self, at: usize, state: Option<S>, entry: Entry) {
        let mut inner = self.lock();
        inner.leave(entry);
        inner.busy -= 1;
        let slot = inner.slot(at);
        slot.state = state;
        slot.phase = Phase::Idle;
        let ticks = std::mem::take(&mut slot.ticks) && !slot.leaving;
        if ticks && !inner.closed && inner.ask(at, Ask::Tick) {
            return;
        }
        let slot = inner.slot(at);
        let empty = slot.queue.is_empty();
        match (slot.leaving, empty) {
            (true, true) => inner.close(at),
            (true, false) => {
                slot.leaving = false;
                inner.leaving -= 1;
                self.rest(&mut inner, at);
            }
            (false, true) if size_of::<S>() == 0 && self.options.keep.keep.is_none() => {
                inner.drop_blank(at, Instant::now());
            }
            (false, _) => self.rest(&mut inner, at),
        }
        if let Some(at) = inner.excess() {
            inner.forget(at);
        }
        inner.wake_all_if_over();
    }

    /// A unit failed and is tried again at `until`; its key waits.
    pub(super) fn park(&self, job: Job<Sh::Unit, S>, until: Instant) {
        let mut inner = self.lock();
        inner.busy -= 1;
        inner.waiting += Sh::items(&job.unit);
        let slot = inner.slot(job.key);
        slot.state = job.state;
        slot.again = Some(((job.unit, job.attempts), job.entry));
        slot.phase = Phase::Parked;
        inner.set_alarm(job.key, until);
        inner.mind_the_clock();
    }

    /// Nobody serves any more; what is in the queue stays there, to be counted.
    pub(super) fn give_up(&self) {
        let mut inner = self.lock();
        inner.dead = true;
        inner.wake_all();
        inner.took(0);
    }

    /// Nobody wants what would come of it.
    pub(super) fn unwanted(&self) {
        let mut inner = self.lock();
        let left = inner.counts.emitted - inner.counts.taken - inner.counts.unread;
        inner.counts.unread += left;
        drop(inner);
        self.give_up();
    }

    pub(super) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        // Open batches do not wait for their age in a drain.
        let open: Vec<usize> = inner.due.iter().copied().collect();
        for at in open {
            let slot = inner.slot(at);
            if slot.phase == Phase::Idle && !slot.queue.is_empty() {
                inner.make_ready(at);
            }
        }
        inner.wake_all();
    }
}

fn gather<I, Sh: Shape<I>, K, S>(slot: &mut Slot<I, Sh::Unit, K, S>, items: usize) -> Option<Sh::Unit> {
    let unit = Sh::of(slot.queue.drain(..items).map(|queued| queued.item));
    // Summed anew, since a sum that was cut off at its most cannot be taken from.
    slot.weight = slot.queue.iter().fold(0, |sum, queued| sum.saturating_add(queued.weight));
    unit
}

impl<I, Sh, Q, W, S> EdgeView for KeyedQueue<I, Sh, Q, W, S>
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    fn report(&self) -> EdgeReport {
        let inner = self.lock();
        let counts = &inner.counts;
        EdgeReport {
            from: counts.from.clone(),
            to: counts.to.clone(),
            capacity: self.options.capacity,
            emitted: counts.emitted,
            taken: counts.taken,
            dropped: 0,
            unread: counts.unread,
            left: 0,
            queued: counts.emitted - counts.taken - counts.unread,
        }
    }
}
