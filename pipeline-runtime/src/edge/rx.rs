//! The receiving ends: one reader, or several workers that take by demand.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::core::{Core, Deal, Edge, ToWake};
use super::{EdgeOptions, Overflow};
use crate::input::Input;
use crate::time::Mark;

/// The only reader of an edge.
pub struct Rx<T> {
    edge: Arc<Edge<T>>,
    place: usize,
    /// Items of the last run, released when the next one is asked for.
    taken: usize,
    /// Items of all runs.
    read: u64,
    hearing: Hearing,
    turns: Turns,
    /// Empty between two polls.
    wakers: ToWake,
}

/// When senders that were woken for room get their turn before the reader goes on. tokio runs a woken task next on the same
/// thread, and no other thread takes it from there: while a reader worked off one run after the other its sender would wait, until
/// the edge is empty and all readers wait for the sender.
#[derive(Default)]
struct Turns {
    /// When senders were woken last, as far as somebody looked at the clock.
    woken: Option<Instant>,
    /// How many wakes more nobody looks: items were quick, and looking takes longer than they do.
    unseen: u32,
    owed: bool,
}

/// Between two wakes: what is quicker is not worth a turn, since who waits for room waits no longer than that. Under loom nothing
/// depends on the time.
const WORTH_A_TURN: Duration = if cfg!(aqueduct_loom) { Duration::MAX } else { Duration::from_micros(20) };
const WAKES_BETWEEN_LOOKS: u32 = 16;

impl Turns {
    /// Senders have been woken, again.
    fn woke(&mut self) {
        if self.unseen > 0 {
            self.unseen -= 1;
            return;
        }
        let now = Instant::now();
        match self.woken.replace(now) {
            Some(before) if now.duration_since(before) >= WORTH_A_TURN => self.owed = true,
            Some(_) => (self.woken, self.unseen) = (None, WAKES_BETWEEN_LOOKS),
            None => {}
        }
    }

    /// Whether the turn is theirs: the reader runs again after them.
    fn give(&mut self, cx: &Context<'_>) -> bool {
        let gives = mem::take(&mut self.owed);
        if gives {
            cx.waker().wake_by_ref();
        }
        gives
    }
}

/// What a reader has heard of the stream's time.
#[derive(Default)]
struct Hearing {
    marks: u64,
    /// The last, as far as nobody has asked for it.
    mark: Option<Mark>,
}

impl Hearing {
    /// What is said before the next item.
    fn hear<T>(&mut self, core: &mut Core<T>, wakers: &mut ToWake) {
        if !core.marks.is_empty() {
            core.reach_marks(wakers);
        }
        if core.reached.0 != self.marks {
            (self.marks, self.mark) = core.reached;
        }
    }
}

/// What a reader found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// There will be more.
    pub(crate) more: bool,
    /// A run ends here that was dealt to the worker who wrote it.
    pub(crate) end_of_run: bool,
}

impl<T: Send + 'static> Rx<T> {
    pub(crate) fn new(edge: &Arc<Edge<T>>) -> Self {
        let mut core = edge.lock();
        let place = core.receivers;
        core.receivers += 1;
        drop(core);
        let (hearing, turns, wakers) = (Hearing::default(), Turns::default(), ToWake::default());
        Self { edge: Arc::clone(edge), place, taken: 0, read: 0, hearing, turns, wakers }
    }

    fn poll_take(&mut self, cx: &Context<'_>, run: &mut VecDeque<T>, most: usize, worker: Option<usize>) -> Poll<bool> {
        self.poll_find(cx, run, most, worker).map(|found| found.more)
    }

    /// The next items, but none behind the end of a run.
    pub(crate) fn poll_dealt(&mut self, cx: &Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<Found> {
        self.poll_find(cx, run, most, None)
    }

    fn poll_find(
        &mut self,
        cx: &Context<'_>,
        run: &mut VecDeque<T>,
        most: usize,
        worker: Option<usize>,
    ) -> Poll<Found> {
        let Self { edge, place, taken, read, hearing, turns, wakers } = self;
        if turns.give(cx) {
            return Poll::Pending;
        }
        let mut core = edge.lock();
        if core.release(mem::take(taken), wakers) {
            turns.woke();
            if turns.give(cx) {
                drop(core);
                wakers.wake_now();
                return Poll::Pending;
            }
        }
        hearing.hear(&mut core, wakers);
        let to_end = core.ends.front().map_or(u64::MAX, |end| end - *read);
        let most = most.min(core.longest_run()).min(usize::try_from(to_end).unwrap_or(usize::MAX)).min(core.to_mark());
        let items = core.queue.take(run, most);
        *read += items as u64;
        let end_of_run = core.ends.front() == Some(&*read);
        if end_of_run {
            core.ends.pop_front();
        }
        if items > 0 {
            core.rx_wakers.clear(*place);
            let woke;
            (*taken, woke) = core.account(items, worker, wakers);
            if woke {
                turns.woke();
            }
        }
        let comes = items > 0 || end_of_run || hearing.mark.is_some();
        let found = Found { more: comes || !core.has_ended(), end_of_run };
        if !found.more {
            let before = mem::take(&mut core.before);
            drop(core);
            wakers.wake_now();
            drop(before);
            return Poll::Ready(found);
        }
        if !comes {
            core.rx_wakers.set(*place, cx);
        }
        drop(core);
        wakers.wake_now();
        if comes { Poll::Ready(found) } else { Poll::Pending }
    }
}

impl<T> Core<T> {
    /// A reader has taken so many items; says how many it holds until it asks again, and whether senders are woken. What is in hand
    /// counts as held, but for a dropping inbox (it holds what waits) and for workers (each has one in hand).
    fn account(&mut self, items: usize, worker: Option<usize>, wakers: &mut ToWake) -> (usize, bool) {
        self.counts.taken += items as u64;
        let held = match self.options.overflow {
            Overflow::Block if worker.is_none() => (items, false),
            _ => (0, self.release(items, wakers)),
        };
        if let (Some(worker), Some(deals)) = (worker, self.deals.as_mut()) {
            wakers.extend(deals.deal(Deal::Run(worker)));
        }
        if !self.queue.is_empty() {
            wakers.extend(self.rx_wakers.take_one());
        }
        held
    }
}

impl<T> Rx<T> {
    /// Items that were taken and not used, because the reader ends; says how many of them were not from here.
    pub(crate) fn left(&mut self, items: usize) -> usize {
        let mut core = self.edge.lock();
        let from_here = items.min(usize::try_from(core.counts.taken).unwrap_or(usize::MAX));
        core.counts.taken -= from_here as u64;
        core.gone(from_here);
        items - from_here
    }
}

impl<T: Send + 'static> Input for Rx<T> {
    type Item = T;

    fn leave(&mut self, items: usize) -> usize {
        self.left(items)
    }

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        self.poll_take(cx, run, most, None)
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.hearing.mark.take()
    }

    fn configure(&mut self, options: EdgeOptions) -> bool {
        let mut core = self.edge.lock();
        if core.is_port || options.overflow == Overflow::Fail {
            return false;
        }
        core.options = options;
        true
    }

    fn leads_to(&self, node: &str) {
        self.edge.leads_to(node);
    }
}

impl<T> Drop for Rx<T> {
    fn drop(&mut self) {
        self.edge.receiver_gone(self.place);
    }
}

/// One of several readers of an edge. Runs are short while an item takes long and grow while items are quick, so that one
/// slow item does not keep others waiting behind it, and quick ones do not pay a lock each.
pub struct WorkerRx<T> {
    rx: Rx<T>,
    worker: usize,
    grain: usize,
    longest: usize,
    since: Option<Instant>,
}

/// The most items of a run that a worker takes.
pub const LONGEST_GRAIN: usize = 64;
const QUICK: Duration = Duration::from_micros(50);
const SLOW: Duration = Duration::from_micros(200);

impl<T: Send + 'static> WorkerRx<T> {
    pub(crate) fn new(edge: &Arc<Edge<T>>, worker: usize) -> Self {
        Self { rx: Rx::new(edge), worker, grain: 1, longest: LONGEST_GRAIN, since: None }
    }

    /// One at a time: for batches, each of which is a run already.
    pub(crate) fn one_by_one(self) -> Self {
        Self { longest: 1, ..self }
    }

    fn adapt(&mut self) {
        let Some(since) = self.since.take() else { return };
        let took = since.elapsed();
        if took < QUICK {
            self.grain = (self.grain * 2).min(self.longest);
        } else if took > SLOW {
            self.grain = (self.grain / 2).max(1);
        }
    }
}

impl<T: Send + 'static> Input for WorkerRx<T> {
    type Item = T;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        self.adapt();
        let poll = self.rx.poll_take(cx, run, most.min(self.grain), Some(self.worker));
        if poll == Poll::Ready(true) {
            self.since = Some(Instant::now());
        }
        poll
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.rx.hearing.mark.take()
    }

    fn begin_extra_run(&mut self) {
        self.rx.edge.deal(self.worker);
    }

    fn leave(&mut self, items: usize) -> usize {
        self.rx.left(items)
    }

    fn leads_to(&self, node: &str) {
        self.rx.leads_to(node);
    }
}
