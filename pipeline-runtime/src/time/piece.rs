//! Fused pieces on a stream with times.

use std::collections::VecDeque;
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::{Mark, Stamped, Timestamp};
use crate::chain::Chain;
use crate::push::{BoxPush, Push, to_next};

/// A fused piece that does not look at the time. What comes out with an item has that item's time: the piece says so of a whole run,
/// or is given one item at a time. What comes out by itself, later, has the latest time this piece has seen, so it is never late.
pub struct TimedPiece<I, C: Chain<I>> {
    chain: C,
    one: Vec<I>,
    came: Vec<C::Out>,
    out: Vec<Stamped<C::Out>>,
    latest: Timestamp,
    /// The time of an item after which the piece had no room: it may wait in there for its state.
    stuck: Option<Timestamp>,
    /// What came behind that: the piece itself would not know their times any more.
    waiting: VecDeque<Result<Stamped<I>, Mark>>,
    next: BoxPush<Stamped<C::Out>>,
    is_over: bool,
}

impl<I, C: Chain<I>> TimedPiece<I, C> {
    pub(crate) fn new(chain: C, next: BoxPush<Stamped<C::Out>>) -> Self {
        let (one, came, out) = (Vec::new(), Vec::new(), Vec::new());
        let (stuck, waiting) = (None, VecDeque::new());
        Self { chain, one, came, out, latest: Timestamp::MIN, stuck, waiting, next, is_over: false }
    }

    /// Works on an item of this time, or on what waits in the piece of the last.
    fn work(&mut self, at: Timestamp, item: Option<I>) {
        self.one.extend(item);
        self.chain.note(at);
        self.chain.run(&mut self.one, &mut self.came);
        self.stamp(at);
        self.stuck = (!self.takes()).then_some(at);
    }

    /// The piece has room, or wants nothing further and counts what still comes.
    fn takes(&self) -> bool {
        self.chain.room() > 0 || self.chain.ended()
    }

    fn item(&mut self, Stamped { at, item }: Stamped<I>) {
        self.latest = self.latest.max(at);
        self.work(at, Some(item));
    }

    fn told(&mut self, mark: Mark) {
        if let Mark::Reached(at) = mark {
            self.latest = self.latest.max(at);
        }
        self.pass_on();
        self.chain.mark(mark);
        self.next.mark(mark);
    }

    /// Whether something waits, after as much of it is done as there is room for.
    fn is_behind(&mut self) -> bool {
        while let Some(at) = self.stuck.filter(|_| self.takes()) {
            self.work(at, None);
            while self.stuck.is_none()
                && let Some(next) = self.waiting.pop_front()
            {
                match next {
                    Ok(of) => self.item(of),
                    Err(mark) => self.told(mark),
                }
            }
        }
        self.pass_on();
        self.stuck.is_some()
    }

    /// Works off what the piece takes as a whole.
    fn whole(&mut self, run: &mut Vec<Stamped<I>>) {
        let Some(last) = run.last().map(|of| of.at) else { return };
        self.latest = run.iter().fold(self.latest, |latest, of| latest.max(of.at));
        self.chain.run_timed(run, &mut self.out);
        if run.is_empty() {
            self.stuck = (!self.takes()).then_some(last);
        }
    }

    fn stamp(&mut self, at: Timestamp) {
        self.out.extend(self.came.drain(..).map(|item| Stamped { at, item }));
    }

    /// Passes on what came out by itself.
    fn pass_on_late(&mut self) {
        self.stamp(self.latest);
        self.pass_on();
    }

    fn pass_on(&mut self) {
        if !self.out.is_empty() {
            self.next.push_run(&mut self.out);
        }
    }
}

impl<I: Send + 'static, C: Chain<I>> Push<Stamped<I>> for TimedPiece<I, C> {
    fn push_run(&mut self, run: &mut Vec<Stamped<I>>) {
        let mut is_behind = self.is_behind();
        if !is_behind {
            self.whole(run);
            is_behind = self.stuck.is_some();
        }
        for of in run.drain(..) {
            match is_behind {
                true => self.waiting.push_back(Ok(of)),
                false => self.item(of),
            }
            is_behind = self.stuck.is_some();
        }
        self.pass_on();
    }

    fn mark(&mut self, mark: Mark) {
        match self.is_behind() {
            true => self.waiting.push_back(Err(mark)),
            false => self.told(mark),
        }
    }

    fn room(&self) -> usize {
        if self.waiting.is_empty() { self.next.room().min(self.chain.room()) } else { 0 }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let next = self.next.poll_settle(cx);
            let chain = self.chain.poll_settle(cx);
            if next.is_pending() || chain.is_pending() {
                return Poll::Pending;
            }
            if self.waiting.is_empty() || !self.is_behind() {
                return Poll::Ready(());
            }
        }
    }

    fn publish(&mut self) {
        self.next.publish();
        self.chain.publish();
    }

    fn ended(&self) -> bool {
        self.chain.ended() || self.next.ended()
    }

    fn finish(&mut self) -> bool {
        if self.is_behind() && !self.waiting.is_empty() {
            return true;
        }
        if !self.is_over {
            self.chain.note(self.latest);
            self.is_over = !self.chain.finish(&mut self.came);
            self.pass_on_late();
        }
        !self.is_over || self.next.finish()
    }

    fn deadline(&self) -> Option<Instant> {
        [self.chain.deadline(), self.next.deadline()].into_iter().flatten().min()
    }

    fn holds(&self) -> bool {
        !self.waiting.is_empty() || self.chain.holds() || self.next.holds()
    }

    fn tick(&mut self, now: Instant) {
        self.is_behind();
        self.chain.note(self.latest);
        self.chain.tick(now, &mut self.came);
        self.pass_on_late();
        self.next.tick(now);
    }

    to_next!(listen end_of_run);
}

/// What waits when the task ends was taken, and is left.
impl<I, C: Chain<I>> Drop for TimedPiece<I, C> {
    fn drop(&mut self) {
        let left = self.waiting.drain(..).flatten().map(|of| of.item);
        self.chain.leave(left.collect());
    }
}
