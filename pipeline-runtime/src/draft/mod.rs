//! A node under construction: the function, where its items come from, its options; then it is placed into a task.

mod exits;
mod joins;
mod keyed;
mod local;
mod ops;
mod place;
mod ports;
mod source;
mod tasks;
mod top;
mod windowed;

use std::marker::PhantomData;
use std::sync::Arc;

use crate::breaker::{Guard, Guarded};
use crate::builder::Builder;
use crate::chain::{Batcher, NoWeight, Weigh, cast};
use crate::edge::{EdgeOptions, Overflow};
use crate::failure::{Exit, FullToExit, StopExit};
use crate::flow::{EdgeFlow, Flow, Inbox, MovedOf, Seg};
use crate::head::{ErrOf, Policy, Test};
use crate::input::{BoxInput, Mapped};
use crate::keys::{ByRef, ByValue};
use crate::node::{Accepts, Bind, Bound, LendsTo, MakeState, Node};
use crate::options::NodeOptions;
use crate::outcome::Unkept;
use crate::retry::Retry;
use crate::takes::Proof;
use crate::time::Stamping;

pub(crate) use place::{shared_edge, spawn_each, unordered};
pub use ports::PortOpener;
pub use source::{SourceDraft, source};
pub use top::{coming_from, failures_from};

/// The items of a node behind a flow.
pub type ItemOf<S, Fl> = <S as Accepts>::In<<Fl as Flow>::Out>;

/// A node behind the flow `Fl`, called as `Bd` says, with keys by `Q`, weights by `W`, the item kept as `K` says, failures
/// going to `X`.
pub struct Draft<I, Fl, Bd, Q = (), W = NoWeight, K = Unkept, X = StopExit>
where
    I: Send + 'static,
    Bd: Bind<I>,
{
    name: &'static str,
    flow: Fl,
    bound: Bd,
    by: Q,
    weigh: W,
    options: NodeOptions,
    retry_if: Option<Test<ErrOf<Bd, I>>>,
    restart_if: Option<Test<ErrOf<Bd, I>>>,
    breaker: Option<Guard<ErrOf<Bd, I>>>,
    exits: Vec<X>,
    keep: PhantomData<fn() -> K>,
}

/// Begins a node of the function `S`: its arguments, its initial state, and the edge it stands on.
#[allow(clippy::too_many_arguments)]
pub fn node<S, Fl, P, R, Z, L>(
    flow: Fl,
    name: &'static str,
    options: NodeOptions,
    env: &Arc<P>,
    res: R,
    init: Z,
    _takes: L,
) -> Draft<ItemOf<S, Fl>, Fl, Bound<S, P, R, Z>>
where
    Fl: Flow,
    S: Node<ItemOf<S, Fl>>,
    P: Send + Sync + 'static,
    R: LendsTo<P, S>,
    Z: MakeState<P, S::State>,
    L: Fn(&Fl::Out) -> Proof<S, Fl::From, S::Taken>,
{
    Draft::of(flow, name, options, Bound { env: Arc::clone(env), res, init, stage: PhantomData })
}

impl<I, Fl, Bd> Draft<I, Fl, Bd>
where
    I: Send + 'static,
    Bd: Bind<I>,
{
    fn of(flow: Fl, name: &'static str, options: NodeOptions, bound: Bd) -> Self {
        let (retry_if, restart_if, breaker) = (None, None, None);
        let (by, weigh, exits, keep) = ((), NoWeight, Vec::new(), PhantomData);
        Self { name, flow, bound, by, weigh, options, retry_if, restart_if, breaker, exits, keep }
    }
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Bd: Bind<I>,
{
    fn with<Fl2, Q2, W2, K2, X2>(
        self,
        change: impl FnOnce(Fl, Q, W, Vec<X>) -> (Fl2, Q2, W2, Vec<X2>),
    ) -> Draft<I, Fl2, Bd, Q2, W2, K2, X2> {
        let (flow, by, weigh, exits) = change(self.flow, self.by, self.weigh, self.exits);
        Draft {
            name: self.name,
            flow,
            bound: self.bound,
            by,
            weigh,
            options: self.options,
            retry_if: self.retry_if,
            restart_if: self.restart_if,
            breaker: self.breaker,
            exits,
            keep: PhantomData,
        }
    }

    /// `by: |i| i.id`
    pub fn by_value<F, Key>(self, by: F) -> Draft<I, Fl, Bd, ByValue<F, Key>, W, K, X>
    where
        F: Fn(&I) -> Key,
    {
        self.with(|flow, _, weigh, exits| (flow, ByValue::new(by), weigh, exits))
    }

    /// `by: |i| &i.host`
    pub fn by_ref<F, Key: ?Sized>(self, by: F) -> Draft<I, Fl, Bd, ByRef<F, Key>, W, K, X>
    where
        F: for<'a> Fn(&'a I) -> &'a Key,
    {
        self.with(|flow, _, weigh, exits| (flow, ByRef::new(by), weigh, exits))
    }

    /// As [`by_value`](Self::by_value), with the proof that it is a key.
    #[allow(clippy::type_complexity)]
    pub fn by_value_of<F, Key: 'static, It, G>(
        self,
        by: F,
        key: G,
    ) -> Draft<I, Fl, Bd, ByValue<impl Fn(&I) -> It + use<I, Fl, Bd, Q, W, K, X, F, Key, It, G>, It>, W, K, X>
    where
        F: Fn(&I) -> Key,
        G: Fn(Key) -> It,
    {
        self.by_value(move |item: &I| key(by(item)))
    }

    /// As [`by_ref`](Self::by_ref), with the proof that it is a key.
    #[allow(clippy::type_complexity)]
    pub fn by_ref_of<F, Key: ?Sized + 'static, It: ?Sized, G>(
        self,
        by: F,
        key: G,
    ) -> Draft<I, Fl, Bd, ByRef<impl Fn(&I) -> &It + use<I, Fl, Bd, Q, W, K, X, F, Key, It, G>, It>, W, K, X>
    where
        F: for<'a> Fn(&'a I) -> &'a Key,
        G: for<'a> Fn(&'a Key) -> &'a It,
    {
        self.by_ref(move |item: &I| key(by(item)))
    }

    /// `weight: |i| i.len()`
    pub fn weigh<F: Fn(&I) -> u64>(self, weigh: F) -> Draft<I, Fl, Bd, Q, F, K, X> {
        self.with(|flow, by, _, exits| (flow, by, weigh, exits))
    }

    /// The item must survive a failed attempt: `retry`, and `else: name`.
    pub fn kept<K2>(
        self,
        _keeps: impl FnOnce(PhantomData<<Bd::Stage as Node<I>>::Mode>, PhantomData<I>) -> PhantomData<K2>,
    ) -> Draft<I, Fl, Bd, Q, W, K2, X> {
        self.with(|flow, by, weigh, exits| (flow, by, weigh, exits))
    }

    /// `retry_if: |e| ..`
    #[must_use]
    pub fn retry_if(mut self, test: impl Fn(&ErrOf<Bd, I>) -> bool + Send + Sync + 'static) -> Self {
        self.retry_if = Some(Arc::new(test));
        self
    }

    /// `restart_if: |e| ..`
    #[must_use]
    pub fn restart_if(mut self, test: impl Fn(&ErrOf<Bd, I>) -> bool + Send + Sync + 'static) -> Self {
        self.restart_if = Some(Arc::new(test));
        self
    }

    /// `breaker: Breaker::default()`, or a lent one
    #[must_use]
    pub fn breaker<V, While>(
        mut self,
        breaker: V,
        breaks: impl FnOnce(V, PhantomData<ErrOf<Bd, I>>) -> Guarded<ErrOf<Bd, I>, While>,
    ) -> Self {
        self.breaker = Some(breaks(breaker, PhantomData).guard);
        self
    }

    /// The node has no `else`.
    #[must_use]
    pub fn without_else(
        self,
        _needs_none: impl FnOnce(PhantomData<Bd::Stage>, PhantomData<ErrOf<Bd, I>>) -> Proof<Bd::Stage, ErrOf<Bd, I>>,
    ) -> Self {
        self
    }

    fn policy(&self) -> Policy<ErrOf<Bd, I>> {
        Policy {
            retry: self.options.retry.unwrap_or(Retry::times(0)),
            budget: self.options.budget.clone(),
            breaker: self.breaker.clone(),
            retry_if: self.retry_if.clone(),
            restart_if: self.restart_if.clone(),
            split: self.options.split,
            timeout: self.options.timeout,
            rate: self.options.rate.clone(),
            idle: self.options.idle,
            tick: self.options.tick,
        }
    }
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    X: Exit<I, ErrOf<Bd, I>>,
{
    /// `buffer` and `overflow`: the node gets an inbox of its own.
    pub fn cut(mut self, b: &mut Builder) -> Draft<I, EdgeFlow<I, Fl::From, Fl::Stamp>, Bd, Q, W, K, X> {
        let mut inbox = Inbox { node: self.name, options: self.options.inbox(b.channel()), on_full: None };
        if self.options.overflow == Overflow::Fail {
            inbox.on_full = self.full_exit(b);
        }
        let name = self.name;
        self.with(|flow, by, weigh, exits| {
            let input = flow.map_input(b, inbox, cast::<_, I>);
            (EdgeFlow::new(input, name), by, weigh, exits)
        })
    }

    fn full_exit(&mut self, b: &mut Builder) -> Option<Box<dyn crate::edge::FullExit<I>>> {
        let stats = b.stats_of(self.name);
        let exit = self.exits.pop()?;
        let full = FullToExit { exit, stage: self.name, stats, control: b.control() };
        Some(Box::new((full, PhantomData::<fn() -> ErrOf<Bd, I>>)))
    }
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    W: Weigh<I>,
{
    /// `batch` without keys.
    pub fn batched(self, b: &mut Builder) -> Draft<I, Gathered<I, Fl, W>, Bd, Q, NoWeight, K, X> {
        let (options, name) = (self.options.batching(), self.name);
        let guard = b.guard(name);
        self.with(|flow, by, weigh, exits| {
            let batcher = Batcher::new(options, weigh, guard);
            (Gathered { flow, batcher, name, item: PhantomData }, by, NoWeight, exits)
        })
    }
}

/// A flow whose items are gathered into batches: in the task that takes them where that is one worker, and in the task before
/// the node where it is several.
pub struct Gathered<I, Fl, W> {
    flow: Fl,
    batcher: Batcher<I, W>,
    name: &'static str,
    item: PhantomData<fn() -> I>,
}

impl<I: Send + 'static, Fl: Flow, W: Weigh<I>> Flow for Gathered<I, Fl, W> {
    type Out = Vec<I>;
    type From = Fl::From;
    type Stamp = Fl::Stamp;

    fn into_seg(self, b: &mut Builder) -> Seg<Vec<I>, Fl::From, Fl::Stamp> {
        self.flow.into_seg(b).cast::<I>().fuse(self.batcher, self.name)
    }

    fn into_input(self, b: &mut Builder, _inbox: Inbox<Vec<I>>) -> BoxInput<MovedOf<Self>> {
        let items = self.flow.map_input(b, Inbox::plain(self.name), cast::<_, I>);
        Fl::Stamp::gather(items, self.batcher)
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        _inbox: Inbox<O>,
        mut map: impl FnMut(Vec<I>) -> O + Send + 'static,
    ) -> BoxInput<<Fl::Stamp as Stamping>::Of<O>> {
        let plain = Inbox::plain(self.name);
        let guard = b.guard(self.name);
        Box::new(Mapped::new(self.into_input(b, plain), move |of| Fl::Stamp::map(of, &mut map), guard))
    }
}

/// The edge between a batcher and so many workers: one batch waits for each.
fn batch_inbox(workers: usize) -> EdgeOptions {
    EdgeOptions::blocking(workers)
}
