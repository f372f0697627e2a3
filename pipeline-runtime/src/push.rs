//! What the head of a task pushes its items into: the fused chain behind it, and the tail that carries them away.

use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::chain::Chain;

/// What stands behind a head. Pushing never waits; whoever pushes asks `ready` before the next item and waits with
/// `poll_settle` where it says no.
pub trait Push<T>: Send {
    fn push(&mut self, item: T);
    /// Whether there is room for what one more item may become.
    fn ready(&self) -> bool;
    /// Publishes, then waits until `ready`.
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Hands everything written so far to the next tasks, and the counters to the books.
    fn publish(&mut self);
    /// Whether nobody wants any further item.
    fn ended(&self) -> bool;
    /// Wakes the task when nobody wants any further item.
    fn listen(&mut self, cx: &mut Context<'_>);
    /// One step of what the chain still holds when its input has ended; false when it holds nothing.
    fn finish(&mut self) -> bool;
    /// When something in the chain is due (a batch's age, a silence).
    fn deadline(&self) -> Option<Instant>;
    /// Whether something may come out of the chain by itself.
    fn holds(&self) -> bool;
    /// Does what is due.
    fn tick(&mut self, now: Instant);
    /// The items of one run have all been pushed.
    fn end_of_run(&mut self) {}
}

/// Where a task's items go: an edge, several, or nowhere.
pub trait Tail<T>: Send + 'static {
    fn push(&mut self, item: T);
    fn ready(&self) -> bool;
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    fn publish(&mut self);
    fn ended(&self) -> bool;
    /// Wakes the task when it has `ended`.
    fn listen(&mut self, cx: &mut Context<'_>);
    fn end_of_run(&mut self) {}
}

/// A fused chain and its tail.
pub struct Segment<C, T> {
    pub(crate) chain: C,
    pub(crate) tail: T,
}

impl<I, C: Chain<I>, T: Tail<C::Out>> Push<I> for Segment<C, T> {
    #[inline]
    fn push(&mut self, item: I) {
        let tail = &mut self.tail;
        self.chain.call(item, &mut |out| tail.push(out));
    }

    #[inline]
    fn ready(&self) -> bool {
        self.tail.ready() && self.chain.ready()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let tail = self.tail.poll_settle(cx);
        let chain = self.chain.poll_settle(cx);
        if tail.is_ready() && chain.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.tail.publish();
        self.chain.publish();
    }

    fn ended(&self) -> bool {
        self.chain.ended() || self.tail.ended()
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.tail.listen(cx);
    }

    fn finish(&mut self) -> bool {
        let tail = &mut self.tail;
        let mut out: &mut dyn FnMut(C::Out) = &mut |out| tail.push(out);
        self.chain.finish(&mut out)
    }

    fn deadline(&self) -> Option<Instant> {
        self.chain.deadline()
    }

    fn holds(&self) -> bool {
        self.chain.holds()
    }

    fn tick(&mut self, now: Instant) {
        let tail = &mut self.tail;
        let mut out: &mut dyn FnMut(C::Out) = &mut |out| tail.push(out);
        self.chain.tick(now, &mut out);
    }

    fn end_of_run(&mut self) {
        self.tail.end_of_run();
    }
}
