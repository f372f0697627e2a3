//! `distinct` within a window.

use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use super::begin::WallClock;
use super::firing::Firing;
use super::window::{Open, Windows};
use super::{Mark, Stamped, Timestamp};
use crate::attempt::{Attempted, caught};
use crate::failure::{Cause, Exit};
use crate::keys::KeyBy;
use crate::node::{Accepts, Bind, CannotFail, Lent, Made, Node, One, Sync};
use crate::outcome::Failing;
use crate::push::{BoxPush, Push, to_next};
use crate::state::Books;
use crate::takes::{Is, fact};

/// `distinct`, as what a node calls: its items are passed on as they are, so nothing is kept of them.
pub struct Firsts;

impl Accepts for Firsts {
    type Taken = ();
    type Res<'a> = ();
    type In<E: Send + 'static> = E;
    type Merged = ();
}

impl Is<fact::NeverFails> for Firsts {}

impl<I: Send + 'static> Node<I> for Firsts {
    type Shape = One;
    type Mode = Lent;
    type Kind = Sync;
    type Fails = CannotFail;
    type Out = I;
    type Err = Infallible;
    type State = ();
    type Yield = Option<I>;
}

/// It has no arguments.
pub struct FirstsOf;

impl<I: Send + 'static> Bind<I> for FirstsOf {
    type Stage = Firsts;

    fn res(&self) {}

    fn make(&self) -> Made<()> {
        Made::Now(Ok(()))
    }
}

/// Of each key the first item in each window, passed on as it comes.
pub struct Distinct<I, Q, W, X> {
    by: Q,
    /// The keys that have come, by window.
    seen: W,
    max_keys: usize,
    lateness: Duration,
    exit: X,
    books: Books,
    watermark: Timestamp,
    /// Where the clock says the time.
    clock: Option<WallClock>,
    out: Vec<Stamped<I>>,
    next: BoxPush<Stamped<I>>,
}

impl<I, Q, W, X> Distinct<I, Q, W, X>
where
    I: Send + 'static,
    Q: KeyBy<I>,
    W: Windows<Q::Key, ()>,
    X: Exit<I, Infallible>,
{
    pub(crate) fn new(
        by: Q,
        seen: W,
        firing: &Firing<()>,
        exit: X,
        books: Books,
        clock: Option<WallClock>,
        next: BoxPush<Stamped<I>>,
    ) -> Self {
        let (max_keys, lateness, watermark, out) = (firing.max_windows, firing.lateness, Timestamp::MIN, Vec::new());
        Self { by, seen, max_keys, lateness, exit, books, watermark, clock, out, next }
    }

    fn item(&mut self, at: Timestamp, item: I) {
        self.exit.note(at);
        let window = self.seen.windows(at, self.watermark).next().filter(|_| at < Timestamp::MAX);
        let Some(window) = window.filter(|window| window.end + self.lateness > self.watermark) else {
            return self.late(item);
        };
        let Self { by, seen, .. } = self;
        let is_first = caught(|| match by.query(&item, |key| seen.find(window, key).is_some()) {
            true => false,
            false => {
                seen.open(window, by.key(&item), Open::new(()));
                true
            }
        });
        match is_first {
            Attempted::Returned(true) => {
                self.books.tally.passed += 1;
                self.out.push(Stamped { at, item });
                self.forget_excess();
            }
            Attempted::Returned(false) => self.books.tally.filter(1),
            Attempted::Panicked | Attempted::TimedOut => self.fail(item, Cause::Panic, 1),
        }
    }

    /// There are too many keys: one of the earliest window goes.
    fn forget_excess(&mut self) {
        while self.seen.len() > self.max_keys {
            self.books.tally.forgotten += 1;
            self.seen.evict();
        }
    }

    #[cold]
    fn late(&mut self, item: I) {
        self.books.tally.late += 1;
        match X::TAKES_LATE {
            true => self.fail(item, Cause::Late, 0),
            false => {
                self.books.tally.taken += 1;
                self.books.tally.dropped += 1;
            }
        }
    }

    #[cold]
    fn fail(&mut self, item: I, cause: Cause<Infallible>, attempts: u32) {
        let Self { books, exit, .. } = self;
        books.tally.taken += 1;
        Failing { books, exit }.item(Some(item), cause, attempts);
    }

    /// Forgets the windows that are over.
    fn reach(&mut self, watermark: Timestamp) {
        self.watermark = self.watermark.max(watermark);
        while self.seen.pop(self.watermark - self.lateness).is_some() {}
    }

    fn pass_on(&mut self) {
        if !self.out.is_empty() {
            self.next.push_run(&mut self.out);
        }
    }
}

impl<I, Q, W, X> Push<Stamped<I>> for Distinct<I, Q, W, X>
where
    I: Send + 'static,
    Q: KeyBy<I>,
    W: Windows<Q::Key, ()>,
    X: Exit<I, Infallible>,
{
    fn push_run(&mut self, run: &mut Vec<Stamped<I>>) {
        run.drain(..).for_each(|Stamped { at, item }| self.item(at, item));
        self.pass_on();
    }

    fn mark(&mut self, mark: Mark) {
        if let Mark::Reached(at) = mark {
            self.reach(at);
        }
        self.exit.mark(mark);
        self.next.mark(mark);
    }

    fn room(&self) -> usize {
        self.next.room().min(self.exit.room())
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let next = self.next.poll_settle(cx);
        let exit = if self.exit.ready() { Poll::Ready(()) } else { self.exit.poll_settle(cx) };
        if next.is_ready() && exit.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.next.publish();
        self.books.publish();
        self.exit.publish();
    }

    fn deadline(&self) -> Option<Instant> {
        let ends = self.clock.zip(self.seen.earliest()).map(|(clock, end)| clock.instant(end + self.lateness));
        [ends, self.next.deadline()].into_iter().flatten().min()
    }

    fn tick(&mut self, now: Instant) {
        if let Some(clock) = self.clock {
            self.reach(clock.time(now));
        }
        self.next.tick(now);
    }

    to_next!(ended listen finish holds end_of_run);
}
