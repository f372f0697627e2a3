//! A chain behind a pointer: its type is forgotten, what it does is not.
//!
//! The types of fused pieces nest, and rustc's work with them grows faster than their depth. So generated code forgets a
//! chain's type every eight pieces, at the price of a dynamic call each for an item and for what it becomes. Nobody's task changes.

use std::task::{Context, Poll};

use tokio::time::Instant;

use super::Chain;

/// A [`Chain`] whose `out` is behind a pointer too, so that it can be one.
trait AnyChain<I, O>: Send {
    fn call(&mut self, item: I, out: &mut dyn FnMut(O));
    fn finish(&mut self, out: &mut dyn FnMut(O)) -> bool;
    fn ready(&self) -> bool;
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    fn publish(&mut self);
    fn ended(&self) -> bool;
    fn deadline(&self) -> Option<Instant>;
    fn holds(&self) -> bool;
    fn tick(&mut self, now: Instant, out: &mut dyn FnMut(O));
}

impl<I, C: Chain<I>> AnyChain<I, C::Out> for C {
    fn call(&mut self, item: I, out: &mut dyn FnMut(C::Out)) {
        Chain::call(self, item, &mut |item| out(item));
    }

    fn finish(&mut self, out: &mut dyn FnMut(C::Out)) -> bool {
        Chain::finish(self, &mut |item| out(item))
    }

    fn ready(&self) -> bool {
        Chain::ready(self)
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Chain::poll_settle(self, cx)
    }

    fn publish(&mut self) {
        Chain::publish(self);
    }

    fn ended(&self) -> bool {
        Chain::ended(self)
    }

    fn deadline(&self) -> Option<Instant> {
        Chain::deadline(self)
    }

    fn holds(&self) -> bool {
        Chain::holds(self)
    }

    fn tick(&mut self, now: Instant, out: &mut dyn FnMut(C::Out)) {
        Chain::tick(self, now, &mut |item| out(item));
    }
}

/// Any chain from `I` to `O`.
pub struct Boxed<I, O>(Box<dyn AnyChain<I, O>>);

impl<I: 'static, O: 'static> Boxed<I, O> {
    pub(crate) fn new<C: Chain<I, Out = O>>(chain: C) -> Self {
        Self(Box::new(chain))
    }
}

impl<I: 'static, O: Send + 'static> Chain<I> for Boxed<I, O> {
    type Out = O;

    #[inline]
    fn call(&mut self, item: I, mut out: &mut impl FnMut(O)) {
        self.0.call(item, &mut out);
    }

    fn finish(&mut self, mut out: &mut impl FnMut(O)) -> bool {
        self.0.finish(&mut out)
    }

    fn ready(&self) -> bool {
        self.0.ready()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.0.publish();
    }

    fn ended(&self) -> bool {
        self.0.ended()
    }

    fn deadline(&self) -> Option<Instant> {
        self.0.deadline()
    }

    fn holds(&self) -> bool {
        self.0.holds()
    }

    fn tick(&mut self, now: Instant, mut out: &mut impl FnMut(O)) {
        self.0.tick(now, &mut out);
    }
}
