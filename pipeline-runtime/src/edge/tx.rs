//! The sending end.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use super::Overflow;
use super::core::{Core, Edge, ToWake};
use crate::chain::move_on;
use crate::sync::MutexGuard;
use crate::time::{Mark, Timestamp};

/// One sender of an edge, owned by the task that writes to it.
pub struct Tx<T> {
    edge: Arc<Edge<T>>,
    hand: Hand<T>,
}

/// What a sender has in hand, and knows of its edge.
struct Hand<T> {
    place: usize,
    local: Vec<T>,
    /// Room beyond what is written. An item written when the edge is full makes it negative: it stays here, in hand, until
    /// [`Tx::poll_settle`] finds room. So a task waits for the edge its item goes to, never for one it might go to.
    room: isize,
    chunk: usize,
    /// Several senders write to this edge, so that room seen once may be gone.
    shared: bool,
    /// Of a worker whose outputs are put in order: after how many items its runs end, as far as that is not published.
    ends: Option<Vec<u64>>,
    published: u64,
    /// What was said of the stream's time, each behind so many items, as far as that is not published.
    marks: Vec<(u64, Mark)>,
    on_full: Option<Box<dyn FullExit<T>>>,
    /// The last mark that was published, as far as it is not said where items go that found no room before it.
    full_mark: Option<Mark>,
    /// Leads out of the pipeline: what nobody takes is discarded, and no reason to end.
    outward: bool,
    /// Whom the edge wakes when nobody takes from it any more.
    listening: Option<Waker>,
}

/// Where items go that found no room, with `overflow: fail`.
pub trait FullExit<T>: Send {
    fn push(&mut self, item: T);
    /// What is pushed from now on has this time, where items do not say theirs.
    fn note(&mut self, _at: Timestamp) {}
    fn mark(&mut self, _mark: Mark) {}
    fn ready(&self) -> bool;
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    fn publish(&mut self);
}

impl<T: Send + 'static> Tx<T> {
    pub(crate) fn new(edge: &Arc<Edge<T>>) -> Self {
        let mut core = edge.lock();
        let place = core.senders;
        core.senders += 1;
        core.least.add();
        let chunk = core.chunk();
        drop(core);
        let hand = Hand {
            place,
            local: Vec::new(),
            room: 0,
            chunk,
            shared: false,
            ends: None,
            published: 0,
            marks: Vec::new(),
            on_full: None,
            full_mark: None,
            outward: false,
            listening: None,
        };
        Self { edge: Arc::clone(edge), hand }
    }

    /// One of several senders to the same edge.
    pub(crate) fn shared(edge: &Arc<Edge<T>>) -> Self {
        let mut tx = Self::new(edge);
        (tx.hand.shared, tx.hand.chunk) = (true, 1);
        tx
    }

    /// Of a worker whose outputs are put in order.
    pub(crate) fn dealt(edge: &Arc<Edge<T>>) -> Self {
        let mut tx = Self::new(edge);
        tx.hand.ends = Some(Vec::new());
        tx
    }

    /// The outputs of one run have been written.
    pub(crate) fn end_of_run(&mut self) {
        let Some(ends) = &mut self.hand.ends else { return };
        ends.push(self.hand.published + self.hand.local.len() as u64);
        if ends.len() >= self.hand.chunk {
            self.publish();
        }
    }

    /// Says something of the stream's time, behind what has been written; where outputs are put in order, that stands among the deals.
    pub(crate) fn mark(&mut self, mark: Mark) {
        if self.hand.ends.is_some() {
            return;
        }
        let behind = self.hand.published + self.hand.local.len() as u64;
        self.hand.marks.push((behind, mark));
    }

    /// So many senders to one edge.
    pub(crate) fn several(edge: &Arc<Edge<T>>, senders: usize) -> Vec<Self> {
        match senders {
            1 => vec![Self::new(edge)],
            senders => (0..senders).map(|_| Self::shared(edge)).collect(),
        }
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.hand.shared
    }

    /// To an `out` port.
    pub(crate) fn outward(edge: &Arc<Edge<T>>) -> Self {
        let mut tx = Self::new(edge);
        tx.hand.outward = true;
        tx
    }

    pub(crate) fn on_full(&mut self, exit: Box<dyn FullExit<T>>) {
        self.hand.on_full = Some(exit);
    }

    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        self.hand.local.push(item);
        self.hand.room -= 1;
        if self.hand.local.len() >= self.hand.chunk {
            self.publish();
        }
    }

    /// Writes a run, which is empty afterwards.
    pub(crate) fn push_run(&mut self, run: &mut Vec<T>) {
        self.hand.room -= run.len() as isize;
        move_on(run, &mut self.hand.local);
        if self.hand.local.len() >= self.hand.chunk {
            self.publish();
        }
    }

    /// How many items may be written before `ready` must be asked again. The last of them may have to wait in hand.
    #[inline]
    pub(crate) fn room(&self) -> usize {
        usize::try_from(self.hand.room.saturating_add(1)).unwrap_or(0).min(self.hand.chunk)
    }

    /// Whether everything written has its room.
    #[inline]
    pub(crate) fn ready(&self) -> bool {
        self.hand.ready()
    }

    /// Whether items are still wanted here.
    pub(crate) fn is_open(&self) -> bool {
        self.hand.outward || !self.edge.is_abandoned()
    }

    /// Hands everything written so far that has its room to the receiver. Never waits.
    #[inline]
    pub(crate) fn publish(&mut self) {
        let Hand { local, marks, ends, .. } = &self.hand;
        if !local.is_empty() || !marks.is_empty() || ends.as_ref().is_some_and(|ends| !ends.is_empty()) {
            self.publish_some();
        }
        if let Some(exit) = &mut self.hand.on_full {
            exit.publish();
        }
    }

    fn publish_some(&mut self) {
        self.hand.publish_to(self.edge.lock());
    }

    /// Sends `item` as soon as there is room; it stays there until then. Nothing written before may wait here.
    pub(crate) fn poll_send(&mut self, item: &mut Option<T>, cx: &Context<'_>) -> Poll<()> {
        let Self { edge, hand } = self;
        let mut core = edge.lock();
        if core.is_full() {
            core.tx_wakers.set(hand.place, cx);
            return Poll::Pending;
        }
        hand.local.extend(item.take());
        hand.publish_to(core);
        Poll::Ready(())
    }

    /// Wakes the task when nobody takes from this edge any more.
    pub(crate) fn listen(&mut self, cx: &Context<'_>) {
        if self.hand.listening.as_ref().is_none_or(|waker| !waker.will_wake(cx.waker())) {
            self.edge.lock().end_wakers.set(self.hand.place, cx);
            self.hand.listening = Some(cx.waker().clone());
        }
    }

    /// Publishes and waits until everything written has its room. Nothing is lost if the wait is given up.
    pub(crate) fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Self { edge, hand } = self;
        let mut core = edge.lock();
        let wakers = hand.hand_over(&mut core);
        let refused = hand.enforce(&mut core);
        hand.learn_room(&core);
        match hand.ready() {
            true => core.tx_wakers.clear(hand.place),
            false => core.tx_wakers.set(hand.place, cx),
        }
        drop(core);
        wakers.wake();
        hand.refuse(refused);
        if let Some(exit) = hand.on_full.as_mut().filter(|exit| !exit.ready()) {
            ready!(exit.poll_settle(cx));
            hand.room = isize::MAX;
        }
        if hand.ready() { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Says for a sender that publishes each item at once how far its stream has come.
pub trait SaysMarks: Send {
    fn mark(&self, mark: Mark);
}

struct MarkTx<T> {
    edge: Arc<Edge<T>>,
    place: usize,
}

impl<T: Send + 'static> Tx<T> {
    pub(crate) fn marks(&self) -> Box<dyn SaysMarks> {
        Box::new(MarkTx { edge: Arc::clone(&self.edge), place: self.hand.place })
    }
}

impl<T: Send> SaysMarks for MarkTx<T> {
    fn mark(&self, mark: Mark) {
        let mut core = self.edge.lock();
        if core.receivers == 0 || core.closed {
            return;
        }
        core.mark(self.place, mark, 0);
        let wakers = core.rx_wakers.take_all();
        drop(core);
        wakers.wake();
    }
}

impl<T: Send + 'static> Hand<T> {
    fn ready(&self) -> bool {
        self.room >= 0
    }

    fn publish_to(&mut self, mut core: MutexGuard<'_, Core<T>>) {
        let wakers = self.hand_over(&mut core);
        let refused = self.enforce(&mut core);
        self.learn_room(&core);
        drop(core);
        wakers.wake();
        self.refuse(refused);
    }

    /// Moves the local run into the queue (or swaps the two buffers) and says whom to wake.
    fn hand_over(&mut self, core: &mut Core<T>) -> ToWake {
        let written = self.local.len();
        if core.receivers == 0 || core.closed {
            core.counts.emitted += written as u64;
            core.gone(written);
            self.local.clear();
            self.ends.iter_mut().for_each(Vec::clear);
            self.marks.clear();
            return ToWake::default();
        }
        let items = match core.options.overflow {
            Overflow::Block => written.min(core.room()),
            _ => written,
        };
        core.counts.emitted += items as u64;
        core.held += items;
        self.published += items as u64;
        match items == written {
            true => core.queue.publish(&mut self.local),
            false => core.queue.publish_some(&mut self.local, items),
        }
        let mut wakers = ToWake::default();
        let ends = self.tell_ends(core);
        wakers.extend((0..items.max(ends)).map_while(|_| core.rx_wakers.take_one()));
        if !self.marks.is_empty() {
            self.tell_marks(core, &mut wakers);
        }
        wakers
    }

    /// Publishes the marks before which everything is.
    #[cold]
    fn tell_marks(&mut self, core: &mut Core<T>, wakers: &mut ToWake) {
        let told = self.marks.partition_point(|(at, _)| *at <= self.published);
        for (at, mark) in self.marks.drain(..told) {
            core.mark(self.place, mark, self.published - at);
            self.full_mark = Some(mark);
        }
        core.rx_wakers.wake_by(wakers);
    }

    /// Publishes the ends of runs whose items are; says how many.
    fn tell_ends(&mut self, core: &mut Core<T>) -> usize {
        let Some(ends) = self.ends.as_mut().filter(|ends| !ends.is_empty()) else { return 0 };
        let told = ends.partition_point(|end| *end <= self.published);
        core.ends.extend(ends.drain(..told));
        told
    }

    /// Applies the overflow policy; gives back what a dropping policy took out.
    fn enforce(&mut self, core: &mut Core<T>) -> VecDeque<T> {
        let excess = match core.options.overflow {
            Overflow::Block => 0,
            _ => core.queue.len().saturating_sub(core.options.capacity),
        };
        let out = match core.options.overflow {
            _ if excess == 0 => return VecDeque::new(),
            Overflow::DropOldest => (0..excess).map_while(|_| core.queue.pop_front()).collect(),
            _ => drop_newest(core, excess),
        };
        core.draw_in_marks();
        core.held = core.held.saturating_sub(excess);
        core.counts.dropped += excess as u64;
        out
    }

    fn refuse(&mut self, refused: VecDeque<T>) {
        let Some(exit) = &mut self.on_full else { return };
        refused.into_iter().for_each(|item| exit.push(item));
        if let Some(mark) = self.full_mark.take() {
            exit.mark(mark);
        }
        if !exit.ready() {
            // The sender waits for room there, or what is refused would pile up.
            self.room = -1;
        }
    }

    fn learn_room(&mut self, core: &Core<T>) {
        self.chunk = if self.shared { 1 } else { core.chunk() };
        let room = match core.options.overflow {
            Overflow::Block if core.receivers > 0 => {
                if self.shared {
                    0
                } else {
                    core.room()
                }
            }
            _ => isize::MAX as usize,
        };
        self.room = room as isize - self.local.len() as isize;
    }
}

/// The newest items, oldest first.
fn drop_newest<T>(core: &mut Core<T>, items: usize) -> VecDeque<T> {
    let mut out = VecDeque::new();
    (0..items).map_while(|_| core.queue.pop_back()).for_each(|item| out.push_front(item));
    out
}

impl<T> Drop for Tx<T> {
    fn drop(&mut self) {
        // What was written and not published is left; it is counted, so that the books show it.
        let left = self.hand.local.len();
        let wakers = {
            let mut core = self.edge.lock();
            core.counts.emitted += left as u64;
            core.gone(left);
            core.tx_wakers.clear(self.hand.place);
            core.end_wakers.clear(self.hand.place);
            let news = core.least.end(self.hand.place);
            core.stand(news, 0);
            core.rx_wakers.take_all()
        };
        wakers.wake();
        self.edge.sender_gone();
    }
}
