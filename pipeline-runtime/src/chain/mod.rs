//! Fused stages: what runs in the task of the node before it, as one loop.

mod batch;
mod boxed;
mod fold;
mod keyed;
mod ops;
mod stage;
mod timed;

use std::task::{Context, Poll};

use tokio::time::Instant;

pub use batch::{BatchOptions, NoWeight, Weigh};
pub use batch::{Batcher, Gather};
pub use boxed::Boxed;
pub use fold::{Fold, FoldCore};
pub use keyed::{Keyed, KeyedCore, StageCore};
pub use ops::*;
pub use stage::Fused;
pub use timed::*;

/// A fused piece: takes an item, passes on what became of it. Everything but `call` has an answer for the stateless.
pub trait Chain<I>: Send + 'static {
    type Out: Send + 'static;

    fn call(&mut self, item: I, out: &mut impl FnMut(Self::Out));

    /// One step of what is still held at the end of input; false when nothing is.
    fn finish(&mut self, _out: &mut impl FnMut(Self::Out)) -> bool {
        false
    }

    /// Whether the side exits (failure routes) and the state can do with one more item.
    #[inline]
    fn ready(&self) -> bool {
        true
    }

    fn poll_settle(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn publish(&mut self) {}

    fn ended(&self) -> bool {
        false
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn tick(&mut self, _now: Instant, _out: &mut impl FnMut(Self::Out)) {}
    /// Whether something may come out of it by itself, before its input ends.
    fn holds(&self) -> bool {
        self.deadline().is_some()
    }
}

/// The empty chain.
pub struct Identity;

impl<I: Send + 'static> Chain<I> for Identity {
    type Out = I;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(I)) {
        out(item);
    }
}

/// One piece behind another.
pub struct Then<A, B> {
    first: A,
    second: B,
    first_is_over: bool,
}

impl<A, B> Then<A, B> {
    pub(crate) fn new(first: A, second: B) -> Self {
        Self { first, second, first_is_over: false }
    }
}

/// What a piece lets out, given to the next.
#[inline(always)]
fn into<I, B: Chain<I>>(next: &mut B, out: &mut impl FnMut(B::Out)) -> impl FnMut(I) {
    #[inline(always)]
    move |item| next.call(item, out)
}

/// Items go through as one loop. What the pieces let out by themselves, at the end or when it is due, is rare: it goes through
/// pointers, so that there is one more copy of the loop and not one for each piece that may let something out.
impl<I, A: Chain<I>, B: Chain<A::Out>> Chain<I> for Then<A, B> {
    type Out = B::Out;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(B::Out)) {
        self.first.call(item, &mut into(&mut self.second, out));
    }

    fn finish(&mut self, out: &mut impl FnMut(B::Out)) -> bool {
        if !self.first_is_over {
            let second = &mut self.second;
            let mut second: &mut dyn FnMut(A::Out) = &mut |item| second.call(item, out);
            if self.first.finish(&mut second) {
                return true;
            }
            self.first_is_over = true;
        }
        self.second.finish(out)
    }

    #[inline]
    fn ready(&self) -> bool {
        self.first.ready() && self.second.ready()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let first = self.first.poll_settle(cx);
        let second = self.second.poll_settle(cx);
        if first.is_ready() && second.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.first.publish();
        self.second.publish();
    }

    fn ended(&self) -> bool {
        self.first.ended() || self.second.ended()
    }

    fn deadline(&self) -> Option<Instant> {
        [self.first.deadline(), self.second.deadline()].into_iter().flatten().min()
    }

    fn holds(&self) -> bool {
        self.first.holds() || self.second.holds()
    }

    fn tick(&mut self, now: Instant, out: &mut impl FnMut(B::Out)) {
        let second = &mut self.second;
        let mut second: &mut dyn FnMut(A::Out) = &mut |item| second.call(item, out);
        self.first.tick(now, &mut second);
        self.second.tick(now, out);
    }
}
