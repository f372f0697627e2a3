//! What both ends of an edge share, behind one lock that is taken once a run of items.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Waker};

use tokio::sync::Semaphore;

use super::queue::Queue;
use super::{EdgeOptions, Overflow, chunk_of};
use crate::circle::Busy;
use crate::report::EdgeReport;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, MutexGuard};
use crate::time::{Least, Mark};

pub struct Edge<T> {
    core: Mutex<Core<T>>,
    /// Nobody takes any more. Set under the lock, read without.
    abandoned: AtomicBool,
}

pub(super) struct Core<T> {
    pub(super) queue: Queue<T>,
    /// Items whose room is taken: published and not yet released by the receiver.
    pub(super) held: usize,
    pub(super) options: EdgeOptions,
    pub(super) senders: usize,
    pub(super) receivers: usize,
    pub(super) tx_wakers: Wakers,
    pub(super) rx_wakers: Wakers,
    /// Senders that wait for something else and must hear when nobody takes any more.
    pub(super) end_wakers: Wakers,
    /// Which worker took which run, in order, where the order must be restored behind the workers.
    pub(super) deals: Option<Deals>,
    /// After how many items runs end that were dealt to the worker who writes here.
    pub(super) ends: VecDeque<u64>,
    /// What is said of the stream's time, each behind so many items of it.
    pub(super) marks: VecDeque<(u64, Mark)>,
    /// What the senders say together.
    pub(super) least: Least,
    /// How many marks the receivers have reached, and the last of them.
    pub(super) reached: (u64, Option<Mark>),
    /// Room of an `in` port, whose senders wait in line for it.
    pub(super) port: Option<Arc<Semaphore>>,
    /// An `in` or `loop` port: its options are its own.
    pub(super) is_port: bool,
    /// A `loop` port that takes no more: what still comes is left.
    pub(super) closed: bool,
    /// Cycles into which this `in` port leads, until its reader has seen its end.
    pub(super) before: Vec<Busy>,
    from: String,
    to: String,
    pub(super) counts: Counts,
}

/// What comes next behind workers whose outputs are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    /// A run of this worker.
    Run(usize),
    /// A mark that stood between two runs.
    Mark(Mark),
}

#[derive(Default)]
pub(super) struct Deals {
    pub(super) order: VecDeque<Deal>,
    /// The workers hear of marks, too, and say them where their failures go.
    pub(super) heard: bool,
    pub(super) waker: Option<Waker>,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) emitted: u64,
    pub(super) taken: u64,
    pub(super) dropped: u64,
    pub(super) unread: u64,
    pub(super) left: u64,
}

/// Seen without its item type: what reports and the end of a pipeline need of an edge.
pub trait EdgeView: Send + Sync {
    fn report(&self) -> EdgeReport;
}

/// The edge of a port, without its item type.
pub trait PortEdge: Send + Sync {
    /// The cycle behind an `in` port does not end before the port has.
    fn lead_into(&self, circle: Busy);
    /// Ends a `loop` port: what is in it is taken, what still comes is left.
    fn close(&self);
}

impl<T: Send> PortEdge for Edge<T> {
    fn lead_into(&self, circle: Busy) {
        self.lock().before.push(circle);
    }

    fn close(&self) {
        let mut core = self.lock();
        core.closed = true;
        let wakers = core.rx_wakers.take_all();
        drop(core);
        wakers.wake();
    }
}

impl<T> Edge<T> {
    pub(crate) fn new(from: &str, options: EdgeOptions) -> Arc<Self> {
        let core = Core {
            queue: Queue::new(chunk::<T>(options)),
            held: 0,
            options,
            senders: 0,
            receivers: 0,
            tx_wakers: Wakers::default(),
            rx_wakers: Wakers::default(),
            end_wakers: Wakers::default(),
            deals: None,
            ends: VecDeque::new(),
            marks: VecDeque::new(),
            least: Least::of(0),
            reached: (0, None),
            port: None,
            is_port: false,
            closed: false,
            before: Vec::new(),
            from: from.to_owned(),
            to: String::new(),
            counts: Counts::default(),
        };
        Arc::new(Self { core: Mutex::new(core), abandoned: AtomicBool::new(false) })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Core<T>> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A `loop` port: nobody may change how it overflows.
    pub(crate) fn looping(from: &str, options: EdgeOptions) -> Arc<Self> {
        let edge = Self::new(from, options);
        edge.lock().is_port = true;
        edge
    }

    pub(crate) fn leads_to(&self, node: &str) {
        node.clone_into(&mut self.lock().to);
    }

    pub(crate) fn keep_deals(&self) {
        self.lock().deals = Some(Deals::default());
    }

    /// Where deals are kept: the workers have to hear of marks all the same.
    pub(crate) fn tell_workers(&self) {
        if let Some(deals) = &mut self.lock().deals {
            deals.heard = true;
        }
    }

    /// Whether nobody takes any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    /// The worker lets out something that belongs to no run of its inputs; its place in the order is here.
    pub(super) fn deal(&self, worker: usize) {
        let waker = self.lock().deals.as_mut().and_then(|deals| deals.deal(Deal::Run(worker)));
        waker.into_iter().for_each(Waker::wake);
    }

    /// What comes next, `None` while nobody knows; `Err` when there will be nothing further.
    pub(crate) fn next_deal(&self, cx: &Context<'_>) -> Result<Option<Deal>, Ended> {
        let mut core = self.lock();
        let over = core.over();
        let Some(deals) = core.deals.as_mut() else { return Err(Ended) };
        match deals.order.pop_front() {
            Some(deal) => Ok(Some(deal)),
            None if over => Err(Ended),
            None => {
                deals.waker = Some(cx.waker().clone());
                Ok(None)
            }
        }
    }

    pub(super) fn sender_gone(&self) {
        let mut core = self.lock();
        core.senders -= 1;
        if core.senders == 0 {
            let mut wakers = core.rx_wakers.take_all();
            wakers.extend(core.deals.as_mut().and_then(|d| d.waker.take()));
            drop(core);
            wakers.wake();
        }
    }

    pub(super) fn receiver_gone(&self, place: usize) {
        let mut core = self.lock();
        core.receivers -= 1;
        core.rx_wakers.clear(place);
        if core.receivers > 0 {
            // It may have been woken for an item that it did not take.
            let next = if core.queue.is_empty() { None } else { core.rx_wakers.take_one() };
            drop(core);
            return next.into_iter().for_each(Waker::wake);
        }
        // Who leads into a closed loop goes on: it is left what still comes of the drain.
        self.abandoned.store(!core.closed, Ordering::Release);
        let before = mem::take(&mut core.before);
        let left = mem::replace(&mut core.queue, Queue::new(1));
        core.gone(left.len());
        let mut wakers = core.tx_wakers.take_all();
        wakers.extend(core.end_wakers.0.iter_mut().filter_map(Option::take));
        wakers.extend(core.deals.as_mut().and_then(|d| d.waker.take()));
        if let Some(port) = &core.port {
            port.close();
        }
        drop(core);
        wakers.wake();
        drop((left, before));
    }
}

impl Deals {
    pub(super) fn deal(&mut self, deal: Deal) -> Option<Waker> {
        self.order.push_back(deal);
        self.waker.take()
    }
}

/// Nothing further will come.
#[derive(Debug)]
pub struct Ended;

impl<T> Core<T> {
    /// Nothing is queued and nothing can come, or nobody takes.
    pub(super) fn over(&self) -> bool {
        (self.queue.is_empty() && self.has_ended()) || self.receivers == 0
    }

    /// Nothing further can come.
    pub(super) fn has_ended(&self) -> bool {
        self.senders == 0 || self.closed
    }

    /// Items that have gone out at the front.
    fn front(&self) -> u64 {
        let dropped = if self.options.overflow == Overflow::DropOldest { self.counts.dropped } else { 0 };
        self.counts.taken + dropped
    }

    /// A sender says something of its time, `before` items before its last; what that makes of all senders stands in the queue.
    pub(super) fn mark(&mut self, sender: usize, mark: Mark, before: u64) {
        let news = self.least.hear(sender, mark);
        self.stand(news, before);
    }

    pub(super) fn stand(&mut self, news: Option<Mark>, before: u64) {
        let end = self.front() + self.queue.len() as u64;
        self.marks.extend(news.map(|mark| (end - before, mark)));
    }

    /// The newest items are gone: no mark stands behind them.
    pub(super) fn draw_in_marks(&mut self) {
        let end = self.front() + self.queue.len() as u64;
        self.marks.iter_mut().for_each(|(at, _)| *at = (*at).min(end));
    }

    /// Marks that all items before have left behind are reached: the receivers hear of it, or who puts their outputs in order.
    pub(super) fn reach_marks(&mut self, wakers: &mut ToWake) {
        let front = self.front();
        while let Some((_, mark)) = self.marks.front().copied().filter(|(at, _)| *at <= front) {
            self.marks.pop_front();
            wakers.extend(self.deals.as_mut().and_then(|deals| deals.deal(Deal::Mark(mark))));
            if self.deals.as_ref().is_none_or(|deals| deals.heard) {
                self.reached = (self.reached.0 + 1, Some(mark));
                self.rx_wakers.wake_by(wakers);
            }
        }
    }

    /// How many items there are before the next mark.
    pub(super) fn to_mark(&self) -> usize {
        self.marks.front().map_or(usize::MAX, |(at, _)| (at - self.front()) as usize)
    }

    /// Senders publish after this many items at the latest.
    pub(super) fn chunk(&self) -> usize {
        chunk::<T>(self.options)
    }

    /// Receivers take at most this many at once, so that the sender has room to go on meanwhile.
    pub(super) fn longest_run(&self) -> usize {
        match self.options.overflow {
            Overflow::Block => (self.options.capacity / 2).max(1),
            _ => 1,
        }
    }

    /// Items that were written and will not be read.
    pub(super) fn gone(&mut self, items: usize) {
        let count = if self.closed { &mut self.counts.left } else { &mut self.counts.unread };
        *count += items as u64;
    }

    /// Whether one item more must wait.
    pub(super) fn is_full(&self) -> bool {
        self.options.overflow == Overflow::Block && self.receivers > 0 && self.room() == 0
    }

    pub(super) fn room(&self) -> usize {
        self.options.capacity.saturating_sub(self.held)
    }

    /// Gives room back, and says whom to wake for it, if any. Blocked senders are woken when half the edge is free, not for each item.
    pub(super) fn release(&mut self, items: usize, wakers: &mut ToWake) -> bool {
        if items == 0 {
            return false;
        }
        if let Some(port) = &self.port {
            port.add_permits(items);
            return false;
        }
        self.held = self.held.saturating_sub(items);
        let is_time = self.room() * 2 >= self.options.capacity || self.queue.is_empty();
        is_time && self.tx_wakers.wake_by(wakers)
    }
}

impl<T: Send> EdgeView for Edge<T> {
    fn report(&self) -> EdgeReport {
        let core = self.lock();
        EdgeReport {
            from: core.from.clone(),
            to: core.to.clone(),
            capacity: core.options.capacity,
            emitted: core.counts.emitted,
            taken: core.counts.taken,
            dropped: core.counts.dropped,
            unread: core.counts.unread,
            left: core.counts.left,
            queued: core.queue.len() as u64,
        }
    }
}

fn chunk<T>(options: EdgeOptions) -> usize {
    (options.capacity / 2).clamp(1, chunk_of::<T>())
}

/// Tasks that wait, each in a place of its own, so that a wake-up never goes to one that does not wait any more.
#[derive(Default)]
pub(super) struct Wakers(Vec<Option<Waker>>);

impl Wakers {
    pub(super) fn set(&mut self, place: usize, cx: &Context<'_>) {
        if self.0.len() <= place {
            self.0.resize(place + 1, None);
        }
        match &mut self.0[place] {
            Some(waker) => waker.clone_from(cx.waker()),
            empty => *empty = Some(cx.waker().clone()),
        }
    }

    pub(super) fn clear(&mut self, place: usize) {
        if let Some(waker) = self.0.get_mut(place) {
            *waker = None;
        }
    }

    pub(super) fn take_one(&mut self) -> Option<Waker> {
        self.0.iter_mut().find_map(Option::take)
    }

    pub(super) fn take_all(&mut self) -> ToWake {
        let mut all = ToWake::default();
        self.wake_by(&mut all);
        all
    }

    /// All of them are to be woken with others; whether there are any.
    pub(super) fn wake_by(&mut self, wakers: &mut ToWake) -> bool {
        let waiting = self.0.iter().any(Option::is_some);
        wakers.extend(self.0.iter_mut().filter_map(Option::take));
        waiting
    }
}

/// Whom to wake once the lock is released. Two of them, which is what a run of items usually wakes, need no memory; more of them use
/// again what was needed before.
#[derive(Default)]
pub(super) struct ToWake {
    first: [Option<Waker>; 2],
    others: Vec<Waker>,
}

impl ToWake {
    pub(super) fn extend(&mut self, wakers: impl IntoIterator<Item = Waker>) {
        for waker in wakers {
            match self.first.iter_mut().find(|place| place.is_none()) {
                Some(place) => *place = Some(waker),
                None => self.others.push(waker),
            }
        }
    }

    #[inline]
    pub(super) fn wake(mut self) {
        self.wake_now();
    }

    /// The same, to be filled again.
    #[inline]
    pub(super) fn wake_now(&mut self) {
        // The places are filled in turn.
        let Some(first) = self.first[0].take() else { return };
        first.wake();
        self.first[1].take().into_iter().chain(self.others.drain(..)).for_each(Waker::wake);
    }
}
