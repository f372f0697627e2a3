//! `join(a, b) { .. }`: pairs by key and time.
//!
//! The time of an item is its own, where items carry times, and what is kept goes when the watermark says so. Otherwise it is when
//! the item came here, by the clock: one reading a run; and what is kept goes when it falls due, also while nothing comes.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::time::{Instant, Sleep};

use super::sides::{Sides, Which};
use super::{Down, Head};
use crate::attempt::{Attempted, caught};
use crate::failure::{Cause, Exit};
use crate::join::{Came, Pairing, Side};
use crate::outcome::Failing;
use crate::state::Books;
use crate::time::{Mark, Stamping, Timestamp, WallClock};

pub struct JoinHead<P: Pairing, S: Stamping, X> {
    sides: Sides<S::Of<P::Left>, S::Of<P::Right>>,
    kept: P,
    came: Came<P::Out>,
    /// How many of those kept have not come out.
    alone: u64,
    clock: Clock,
    /// Where late items go. Without it they are only counted.
    exit: Option<X>,
    books: Books,
}

/// An item of either side.
type SideOf<P> = Side<<P as Pairing>::Left, <P as Pairing>::Right>;

/// The times of items by the clock.
struct Clock {
    wall: WallClock,
    sleep: Option<Pin<Box<Sleep>>>,
}

/// What there is to do.
enum Next {
    /// A run of this side.
    Run(Which),
    /// Something is said of the time.
    Mark,
    /// Something that is kept goes.
    Due,
}

impl Clock {
    fn now(&self) -> Timestamp {
        self.wall.time(Instant::now())
    }

    fn poll_reaches(&mut self, time: Timestamp, cx: &mut Context<'_>) -> Poll<()> {
        let due = self.wall.instant(time);
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if sleep.deadline() != due {
            sleep.as_mut().reset(due);
        }
        sleep.as_mut().poll(cx)
    }
}

impl<P: Pairing, S: Stamping, X: Exit<SideOf<P>, Infallible>> Head for JoinHead<P, S, X> {
    type Out = S::Of<P::Out>;

    async fn drive(mut self, mut down: Down<Self::Out>) {
        if !down.open().await {
            return;
        }
        while !down.ended()
            && let Some(next) = self.next(&mut down).await
        {
            down.pass_gate().await;
            self.step(next, &mut down).await;
            self.publish();
            down.between_runs().await;
        }
        self.kept.end();
        self.let_go(&mut down).await;
        self.publish();
        down.finish().await;
    }
}

impl<P: Pairing, S: Stamping, X: Exit<SideOf<P>, Infallible>> JoinHead<P, S, X> {
    pub(crate) fn new(sides: Sides<S::Of<P::Left>, S::Of<P::Right>>, kept: P, exit: Option<X>, books: Books) -> Self {
        let clock = Clock { wall: WallClock::new(), sleep: None };
        Self { sides, kept, came: Came::new(), alone: 0, clock, exit, books }
    }

    /// Waits for a run of either side, or for the time when something kept goes; `None` when both have ended, or when nobody wants
    /// more.
    async fn next(&mut self, down: &mut Down<S::Of<P::Out>>) -> Option<Next> {
        let Self { sides, kept, clock, .. } = self;
        let due = kept.due().filter(|_| !S::TIMED);
        // In event time nothing comes out but what an input lets out: no loop has to wait for it.
        let may_come_out = !S::TIMED && P::ALONE && self.alone > 0;
        let next = down.rest(|cx, at_rest| {
            if let Poll::Ready(which) = sides.poll_timed(cx) {
                return Poll::Ready(which.map(Next::Run));
            }
            if sides.has_mark() {
                return Poll::Ready(Some(Next::Mark));
            }
            *at_rest = *at_rest && !sides.hold() && !may_come_out;
            match due.map(|due| clock.poll_reaches(due, cx)) {
                Some(Poll::Ready(())) => Poll::Ready(Some(Next::Due)),
                _ => Poll::Pending,
            }
        });
        next.await.flatten()
    }

    async fn step(&mut self, next: Next, down: &mut Down<S::Of<P::Out>>) {
        let now = if S::TIMED { Timestamp::MIN } else { self.clock.now() };
        self.kept.watermark(now);
        self.hear(down).await;
        let Next::Run(which) = next else { return };
        while !down.ended()
            && let Some(ended) = self.take(which, now)
        {
            self.books.tally.taken += 1;
            match ended {
                Attempted::Returned(None) => self.alone += 1,
                Attempted::Returned(Some(late)) => self.late(late, down).await,
                _ => self.books.panicked(),
            }
            self.let_out(down).await;
        }
    }

    /// Lets go of what nobody need wait for any more, and says then how far the pairs have come.
    async fn hear(&mut self, down: &mut Down<S::Of<P::Out>>) {
        let mark = self.sides.take_mark();
        if let Some(Mark::Reached(at)) = mark {
            self.kept.watermark(at);
        }
        self.let_go(down).await;
        let mark = match mark {
            Some(Mark::Reached(at)) => Mark::Reached(at - self.kept.behind()),
            Some(Mark::Idle) => Mark::Idle,
            None => return,
        };
        self.exit.iter_mut().for_each(|exit| exit.mark(mark));
        down.mark(mark);
    }

    /// The next item of the run; it is given back where it is late.
    fn take(&mut self, which: Which, now: Timestamp) -> Option<Attempted<Option<SideOf<P>>>> {
        let Self { sides, kept, came, exit, .. } = self;
        let mut note = |at| exit.iter_mut().zip(S::time(at)).for_each(|(exit, at)| exit.note(at));
        Some(match which {
            Which::Left => {
                let (at, item) = S::split(sides.left.intake.run.pop_front()?);
                note(at);
                caught(|| kept.left(S::time(at).unwrap_or(now), item, came).map(Side::Left))
            }
            Which::Right => {
                let (at, item) = S::split(sides.right.intake.run.pop_front()?);
                note(at);
                caught(|| kept.right(S::time(at).unwrap_or(now), item, came).map(Side::Right))
            }
        })
    }

    /// What comes too late goes to `else`, and the next thing is done when it has its room there; without one it is dropped. Either way
    /// it is counted.
    async fn late(&mut self, item: SideOf<P>, down: &mut Down<S::Of<P::Out>>) {
        let Self { exit, books, .. } = self;
        books.tally.late += 1;
        let Some(exit) = exit else {
            books.tally.dropped += 1;
            return;
        };
        Failing { books, exit }.item(Some(item), Cause::Late, 0);
        if !exit.ready() {
            books.publish();
            down.wait(poll_fn(|cx| exit.poll_settle(cx))).await;
        }
    }

    /// Before anything waits: what was counted, and what was sent to `else`.
    fn publish(&mut self) {
        self.books.publish();
        self.exit.iter_mut().for_each(Exit::publish);
    }

    /// One after the other, as there is room: a window or a run of items that wait may be long.
    async fn let_go(&mut self, down: &mut Down<S::Of<P::Out>>) {
        loop {
            let Self { kept, came, .. } = self;
            match caught(|| kept.let_go(came)) {
                Attempted::Returned(true) => self.let_out(down).await,
                Attempted::Returned(false) => return,
                _ => self.books.panicked(),
            }
        }
    }

    /// Counts and pushes what came of the last step.
    async fn let_out(&mut self, down: &mut Down<S::Of<P::Out>>) {
        let Self { came, alone, exit, books, .. } = self;
        *alone -= books.enter(came);
        for (at, item) in came.items.drain(..) {
            books.tally.out += 1;
            if !down.push(S::join(S::of_time(at), item)) {
                books.publish();
                exit.iter_mut().for_each(Exit::publish);
                down.settle_if_full().await;
            }
        }
    }
}

impl Books {
    /// Enters what became of items; says of how many.
    fn enter<T>(&mut self, came: &mut Came<T>) -> u64 {
        let resolved = came.done + came.filtered;
        let tally = &mut self.tally;
        tally.done += mem::take(&mut came.done);
        tally.filtered += mem::take(&mut came.filtered);
        tally.forgotten += mem::take(&mut came.forgotten);
        resolved
    }
}
