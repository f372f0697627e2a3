//! What the head of a task pushes its items into: the fused pieces behind it one by one, and at last what carries them away.

use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::chain::Chain;
use crate::time::Mark;

/// What stands behind a head, or behind a fused piece. Pushing never waits; whoever pushes asks for `room` before each run and
/// waits with `poll_settle` where there is none. Where a task's items leave it, the first six are all there is to say.
pub trait Push<T>: Send {
    /// Takes a run, which is empty afterwards.
    fn push_run(&mut self, run: &mut Vec<T>);
    /// How many items more there is room for, with what they may become. The last of them may have to wait in the task.
    fn room(&self) -> usize;
    /// Publishes, then waits until there is room.
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Hands everything written so far to the next tasks, and the counters to the books.
    fn publish(&mut self);
    /// Whether nobody wants any further item.
    fn ended(&self) -> bool;
    /// Wakes the task when nobody wants any further item.
    fn listen(&mut self, cx: &mut Context<'_>);
    /// One step of what is still held when the input has ended; false when nothing is.
    fn finish(&mut self) -> bool {
        false
    }
    /// When something is due (a batch's age, a silence).
    fn deadline(&self) -> Option<Instant> {
        None
    }
    /// Whether something may come out by itself.
    fn holds(&self) -> bool {
        false
    }
    /// Does what is due.
    fn tick(&mut self, _now: Instant) {}
    /// The items of one run have all been pushed.
    fn end_of_run(&mut self) {}
    /// What is said of the stream's time, behind the items pushed so far. Streams without times say nothing.
    fn mark(&mut self, _mark: Mark) {}
}

pub type BoxPush<T> = Box<dyn Push<T>>;

/// What something leaves to `next`, which stands behind it.
macro_rules! to_next {
    ($($method:ident)+) => { $($crate::push::to_next!(@ $method);)+ };
    (@ room) => {
        fn room(&self) -> usize {
            self.next.room()
        }
    };
    (@ poll_settle) => {
        fn poll_settle(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> {
            self.next.poll_settle(cx)
        }
    };
    (@ publish) => {
        fn publish(&mut self) {
            self.next.publish();
        }
    };
    (@ ended) => {
        fn ended(&self) -> bool {
            self.next.ended()
        }
    };
    (@ listen) => {
        fn listen(&mut self, cx: &mut std::task::Context<'_>) {
            self.next.listen(cx);
        }
    };
    (@ finish) => {
        fn finish(&mut self) -> bool {
            self.next.finish()
        }
    };
    (@ deadline) => {
        fn deadline(&self) -> Option<tokio::time::Instant> {
            self.next.deadline()
        }
    };
    (@ holds) => {
        fn holds(&self) -> bool {
            self.next.holds()
        }
    };
    (@ tick) => {
        fn tick(&mut self, now: tokio::time::Instant) {
            self.next.tick(now);
        }
    };
    (@ end_of_run) => {
        fn end_of_run(&mut self) {
            self.next.end_of_run();
        }
    };
}

pub(crate) use to_next;

/// A fused piece, and what stands behind it. The piece works off a run before the next does: so each is a loop of its own, which
/// keeps what it needs in registers, and asks once a run whether its state is there and what it may do.
pub struct Piece<C, O> {
    chain: C,
    /// What has come out of it; empty but while a run is worked off.
    out: Vec<O>,
    next: BoxPush<O>,
    is_over: bool,
}

impl<C, O> Piece<C, O> {
    pub(crate) fn new(chain: C, next: BoxPush<O>) -> Self {
        Self { chain, out: Vec::new(), next, is_over: false }
    }

    fn pass_on(&mut self) {
        if !self.out.is_empty() {
            self.next.push_run(&mut self.out);
        }
    }
}

impl<I, C: Chain<I>> Push<I> for Piece<C, C::Out> {
    fn push_run(&mut self, run: &mut Vec<I>) {
        self.chain.run(run, &mut self.out);
        self.pass_on();
    }

    fn room(&self) -> usize {
        self.next.room().min(self.chain.room())
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let next = self.next.poll_settle(cx);
        let chain = self.chain.poll_settle(cx);
        if next.is_ready() && chain.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.next.publish();
        self.chain.publish();
    }

    fn ended(&self) -> bool {
        self.chain.ended() || self.next.ended()
    }

    fn finish(&mut self) -> bool {
        if !self.is_over {
            self.is_over = !self.chain.finish(&mut self.out);
            self.pass_on();
        }
        !self.is_over || self.next.finish()
    }

    fn deadline(&self) -> Option<Instant> {
        [self.chain.deadline(), self.next.deadline()].into_iter().flatten().min()
    }

    fn holds(&self) -> bool {
        self.chain.holds() || self.next.holds()
    }

    fn tick(&mut self, now: Instant) {
        self.chain.tick(now, &mut self.out);
        self.pass_on();
        self.next.tick(now);
    }

    to_next!(listen end_of_run);
}
