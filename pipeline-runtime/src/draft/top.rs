//! `top(n)` under construction: a node whose function is provided.

use std::marker::PhantomData;
use std::sync::Arc;

use super::Draft;
use crate::builder::Builder;
use crate::flow::{EdgeFlow, Flow, Inbox, MovedOf, Seg};
use crate::input::BoxInput;
use crate::keys::{ByRef, ByValue, Proven};
use crate::nested::Open;
use crate::options::NodeOptions;
use crate::time::Stamping;
use crate::top::{TopOf, Weighs};

type Greatest<Fl, W> = Draft<<Fl as Flow>::Out, Fl, TopOf<W>>;

impl Builder {
    /// `top(n, |i| i.weight)`, with the proof that weights have an order.
    #[allow(clippy::type_complexity)]
    pub fn top_by_value<Fl: Flow, F, W, It: Ord + 'static, G>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: NodeOptions,
        n: usize,
        weight: F,
        ordered: G,
    ) -> Greatest<Fl, Proven<F, G, W, ByValue<(), It>>>
    where
        F: Fn(&Fl::Out) -> W + Send + Sync + 'static,
        G: Fn(W) -> It + Send + Sync + 'static,
        W: 'static,
    {
        self.top(flow, name, options, n, Proven::new(weight, ordered))
    }

    /// `top(n)`, and `top(n, |i| &i.weight)`, with the proof that what is lent has an order.
    #[allow(clippy::type_complexity)]
    pub fn top_by_ref<Fl: Flow, F, W: ?Sized + 'static, It: Ord + ?Sized + 'static, G>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: NodeOptions,
        n: usize,
        weight: F,
        ordered: G,
    ) -> Greatest<Fl, Proven<F, G, W, ByRef<(), It>>>
    where
        F: for<'a> Fn(&'a Fl::Out) -> &'a W + Send + Sync + 'static,
        G: for<'a> Fn(&'a W) -> &'a It + Send + Sync + 'static,
    {
        self.top(flow, name, options, n, Proven::new(weight, ordered))
    }

    fn top<Fl: Flow, W: Weighs<Fl::Out>>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: NodeOptions,
        n: usize,
        weighs: W,
    ) -> Greatest<Fl, W> {
        self.check_count(name, "top", Some(n));
        Draft::of(flow, name, options, TopOf { most: n, weighs: Arc::new(weighs) })
    }
}

/// A flow as coming from elsewhere: what a provided function makes comes from its operator, for messages.
pub struct ComingFrom<Fl, From>(Fl, PhantomData<fn() -> From>);

/// What `flow` brings comes from `From`.
pub fn coming_from<From, Fl>(flow: Fl) -> ComingFrom<Fl, From> {
    ComingFrom(flow, PhantomData)
}

impl<Fl: Flow, From: 'static> Flow for ComingFrom<Fl, From> {
    type Out = Fl::Out;
    type From = From;
    type Stamp = Fl::Stamp;

    fn into_seg(self, b: &mut Builder) -> Seg<Fl::Out, From, Fl::Stamp> {
        self.0.into_seg(b).coming_from()
    }

    fn into_input(self, b: &mut Builder, inbox: Inbox<Fl::Out>) -> BoxInput<MovedOf<Self>> {
        self.0.into_input(b, inbox)
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(Fl::Out) -> O + Send + 'static,
    ) -> BoxInput<<Fl::Stamp as Stamping>::Of<O>> {
        self.0.map_input(b, inbox, map)
    }

    fn into_open(self, b: &mut Builder) -> Open<Fl::Out, From, Fl::Stamp> {
        self.0.into_open(b).coming_from()
    }
}

/// Failures of a provided function, as coming from its operator.
pub fn failures_from<From, T: Send + 'static, F, S: Stamping>(failures: EdgeFlow<T, F, S>) -> EdgeFlow<T, From, S> {
    failures.coming_from()
}
