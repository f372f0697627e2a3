//! What a keyed queue holds: a slot a key, found by the key once an item, by number from then on.

use std::collections::VecDeque;
use std::task::{Context, Waker};

use tokio::time::Instant;

use super::passage::{Entry, Passage};
use crate::beat::Beat;
use crate::head::stage::Again;
use crate::keys::{Agenda, Alarm, KeyMap, after};
use crate::rate::Turn;
use crate::time::Timestamp;

/// Everything behind the lock of a queue: items `I`, units `U`, keys `K`, states `S`.
pub(super) struct Inner<I, U, K, S> {
    pub(super) keys: KeyMap<K, usize>,
    slots: Vec<Option<Slot<I, U, K, S>>>,
    free: Vec<usize>,
    pub(super) ready: VecDeque<usize>,
    /// Keys that become ready by themselves: parked ones, and open batches that come of age.
    pub(super) due: Agenda<usize>,
    /// Keys that may be forgotten or flushed.
    pub(super) silent: Agenda<usize>,
    /// States that are to let something out, before their keys go on or are forgotten.
    pub(super) asked: VecDeque<(usize, S, Ask)>,
    /// When all states tick.
    pub(super) beat: Beat,
    /// Items whose key could not be told.
    pub(super) keyless: VecDeque<(I, Entry)>,
    /// Keys that are about to be forgotten.
    pub(super) leaving: usize,
    pub(super) waiting: usize,
    pub(super) busy: usize,
    pub(super) closed: bool,
    /// Nobody serves any more.
    pub(super) dead: bool,
    /// Those who wait, and until when.
    pub(super) workers: Vec<Option<(Waker, Option<Instant>)>>,
    pub(super) feeder: Option<Waker>,
    pub(super) counts: Counts,
    /// Where items carry their times.
    pub(super) passage: Option<Passage>,
}

#[derive(Default)]
pub(super) struct Counts {
    pub(super) emitted: u64,
    pub(super) taken: u64,
    pub(super) unread: u64,
    pub(super) from: String,
    pub(super) to: String,
}

pub(super) struct Slot<I, U, K, S> {
    pub(super) key: K,
    pub(super) state: Option<S>,
    pub(super) queue: VecDeque<Queued<I>>,
    pub(super) weight: u64,
    pub(super) again: Option<(Again<U>, Entry)>,
    pub(super) phase: Phase,
    pub(super) used: Instant,
    pub(super) flushed: bool,
    /// Its state ticks as soon as nobody works on it.
    pub(super) ticks: bool,
    /// It is forgotten as soon as nobody works on it, unless items come until then.
    pub(super) leaving: bool,
    pub(super) turn: Turn,
    pub(super) alarm: Option<Alarm>,
    pub(super) silence: Option<Alarm>,
}

pub(super) struct Queued<I> {
    pub(super) item: I,
    pub(super) entry: Entry,
    pub(super) weight: u64,
    pub(super) since: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing to do now; perhaps an open batch.
    Idle,
    Ready,
    Busy,
    /// Until its alarm.
    Parked,
}

/// What a state is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Flush,
    Tick,
}

impl<I, U, K: crate::keys::Key, S> Inner<I, U, K, S> {
    pub(super) fn new(max_keys: Option<usize>, workers: usize, beat: Beat) -> Self {
        Self {
            keys: KeyMap::new(max_keys),
            slots: Vec::new(),
            free: Vec::new(),
            ready: VecDeque::new(),
            due: Agenda::new(),
            silent: Agenda::new(),
            asked: VecDeque::new(),
            beat,
            keyless: VecDeque::new(),
            leaving: 0,
            waiting: 0,
            busy: 0,
            closed: false,
            dead: false,
            workers: (0..workers).map(|_| None).collect(),
            feeder: None,
            counts: Counts::default(),
            passage: None,
        }
    }

    /// An item comes in.
    pub(super) fn enter(&mut self, at: Option<Timestamp>) -> Entry {
        self.passage.as_mut().zip(at).map_or_else(Entry::default, |(passage, at)| passage.enter(at))
    }

    /// Something comes out by itself.
    pub(super) fn enter_by_itself(&mut self) -> Entry {
        self.passage.as_mut().map_or_else(Entry::default, Passage::enter_by_itself)
    }

    /// So many items of a key go on as one unit.
    pub(super) fn gather(&mut self, at: usize, items: usize) -> Entry {
        let (Some(passage), Some(slot)) = (&mut self.passage, &self.slots[at]) else { return Entry::default() };
        passage.gather(slot.queue.iter().take(items).map(|queued| queued.entry))
    }

    pub(super) fn leave(&mut self, entry: Entry) {
        if let Some(passage) = &mut self.passage {
            passage.leave(entry);
        }
    }

    pub(super) fn open(&mut self, key: K, now: Instant) -> usize {
        let slot = Slot {
            key: key.clone(),
            state: None,
            queue: VecDeque::new(),
            weight: 0,
            again: None,
            phase: Phase::Idle,
            used: now,
            flushed: false,
            ticks: false,
            leaving: false,
            turn: Turn::default(),
            alarm: None,
            silence: None,
        };
        let at = self.free.pop().unwrap_or(self.slots.len());
        match self.slots.get_mut(at) {
            Some(empty) => *empty = Some(slot),
            None => self.slots.push(Some(slot)),
        }
        self.keys.insert(key, at);
        at
    }

    /// The slot of this number; every number that is kept anywhere has one.
    pub(super) fn slot(&mut self, at: usize) -> &mut Slot<I, U, K, S> {
        self.slots[at].as_mut().expect("aqueduct: a key is forgotten only where nothing refers to it")
    }

    fn remove(&mut self, at: usize) {
        if let Some(slot) = self.slots[at].take() {
            self.leaving -= usize::from(slot.leaving);
            self.due.cancel(slot.alarm);
            self.silent.cancel(slot.silence);
            self.keys.remove(&slot.key);
            self.free.push(at);
        }
    }

    pub(super) fn make_ready(&mut self, at: usize) {
        let slot = self.slot(at);
        slot.phase = Phase::Ready;
        let alarm = slot.alarm.take();
        self.due.cancel(alarm);
        self.ready.push_back(at);
        self.wake_one();
    }

    pub(super) fn set_alarm(&mut self, at: usize, time: Instant) {
        let alarm = self.due.add(time, at);
        let old = self.slot(at).alarm.replace(alarm);
        self.due.cancel(old);
    }

    pub(super) fn set_silence(&mut self, at: usize, time: Instant) {
        let alarm = self.silent.add(time, at);
        let old = self.slot(at).silence.replace(alarm);
        self.silent.cancel(old);
    }

    /// The idlest key there is too many.
    pub(super) fn excess(&self) -> Option<usize> {
        let may_go = |at: &usize| self.slots[*at].as_ref().is_some_and(|s| s.phase == Phase::Idle && !s.leaving);
        self.keys.excess(self.leaving, may_go).map(|(_, at)| *at)
    }

    /// Begins to forget an idle key: what waits of it goes first, then its state is flushed.
    pub(super) fn forget(&mut self, at: usize) {
        let slot = self.slot(at);
        slot.leaving = true;
        let empty = slot.queue.is_empty();
        self.leaving += 1;
        match empty {
            true => self.close(at),
            false => self.make_ready(at),
        }
    }

    pub(super) fn close(&mut self, at: usize) {
        if !self.ask(at, Ask::Flush) {
            self.remove(at);
        }
    }

    /// It is time for all states: those of keys that somebody works on, or is about to, follow when that is done.
    pub(super) fn tick_all(&mut self) {
        for at in 0..self.slots.len() {
            match &mut self.slots[at] {
                Some(slot) if slot.phase != Phase::Idle => {
                    slot.ticks = slot.phase == Phase::Busy || slot.state.is_some()
                }
                Some(_) => drop(self.ask(at, Ask::Tick)),
                None => {}
            }
        }
    }

    /// Has the state of a key asked for what it lets out; false where there is none.
    pub(super) fn ask(&mut self, at: usize, ask: Ask) -> bool {
        let slot = self.slot(at);
        let Some(state) = slot.state.take() else { return false };
        slot.phase = Phase::Busy;
        self.busy += 1;
        self.asked.push_back((at, state, ask));
        self.wake_one();
        true
    }

    /// Items of the queue are taken, or will never be.
    pub(super) fn took(&mut self, items: usize) {
        self.waiting = self.waiting.saturating_sub(items);
        if let Some(feeder) = self.feeder.take() {
            feeder.wake();
        }
    }

    /// A key that nothing is known of.
    pub(super) fn drop_blank(&mut self, at: usize, now: Instant) {
        match self.slot(at).turn.next().filter(|next| *next > now) {
            // But for its rate.
            Some(next) => self.set_alarm(at, next),
            None => self.remove(at),
        }
    }

    /// At the end: the states that are left, one by one.
    pub(super) fn next_left(&mut self) -> Option<S> {
        while let Some((_, at)) = self.keys.take_any() {
            let slot = self.slots[at].take();
            if let Some(state) = slot.and_then(|slot| slot.state) {
                return Some(state);
            }
        }
        None
    }

    pub(super) fn is_over(&self) -> bool {
        self.closed && self.busy == 0 && self.waiting == 0
    }

    /// When something is due by itself.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let beat = self.beat.due().filter(|_| !self.closed);
        [self.due.next(), self.silent.next(), beat].into_iter().flatten().min()
    }

    /// Whether something is parked, waits for its age or its rate, or is to be flushed after a silence. (A key that is only
    /// forgotten is not waited for.)
    pub(super) fn holds(&self, flushes: bool) -> bool {
        let to_flush = |slot: &Slot<I, U, K, S>| slot.state.is_some() && !slot.flushed;
        self.due.next().is_some() || flushes && self.slots.iter().flatten().any(to_flush)
    }

    pub(super) fn wait(&mut self, worker: usize, cx: &Context<'_>) -> Option<Instant> {
        let until = self.next_due();
        self.workers[worker] = Some((cx.waker().clone(), until));
        until
    }

    /// Somebody who has nothing else to do waits for what is due next.
    pub(super) fn mind_the_clock(&mut self) {
        let Some(next) = self.next_due() else { return };
        let minds = |(_, until): &(Waker, Option<Instant>)| until.is_some_and(|until| until <= next);
        if !self.workers.iter().flatten().any(minds) {
            self.wake_one();
        }
    }

    pub(super) fn wake_one(&mut self) {
        if let Some((waker, _)) = self.workers.iter_mut().find_map(Option::take) {
            waker.wake();
        }
    }

    pub(super) fn wake_all(&mut self) {
        self.workers.iter_mut().filter_map(Option::take).for_each(|(waker, _)| waker.wake());
    }

    pub(super) fn wake_all_if_over(&mut self) {
        if self.is_over() {
            self.wake_all();
        }
    }
}

impl<I, U, K, S> Slot<I, U, K, S> {
    /// When the oldest item that waits comes of age.
    pub(super) fn of_age(&self, within: std::time::Duration) -> Option<Instant> {
        self.queue.front().map(|first| after(first.since, within))
    }
}
