//! An open end of a pipeline under construction.

use std::any::TypeId;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use crate::builder::Builder;
use crate::chain::{Chain, Convert, cast};
use crate::control::{Gate, Guard};
use crate::draft::shared_edge;
use crate::edge::{Edge, EdgeOptions, FullExit, Overflow, Rx, Tx, WorkerRx};
use crate::head::{Down, Head, InputHead};
use crate::input::{BoxInput, Input, Mapped};
use crate::nested::Open;
use crate::push::{BoxPush, Push};
use crate::time::{Plain, Stamping};

/// An open end: items of `Out` come here, from `From`.
pub trait Flow: Sized {
    /// The items.
    type Out: Send + 'static;
    /// What they come from, for messages.
    type From: 'static;
    /// Whether they carry their time.
    type Stamp: Stamping;

    #[doc(hidden)]
    fn into_seg(self, b: &mut Builder) -> Seg<Self::Out, Self::From, Self::Stamp>;
    #[doc(hidden)]
    fn into_input(self, b: &mut Builder, inbox: Inbox<Self::Out>) -> BoxInput<MovedOf<Self>>;
    #[doc(hidden)]
    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(Self::Out) -> O + Send + 'static,
    ) -> BoxInput<<Self::Stamp as Stamping>::Of<O>>;
    /// So many tasks that take whatever comes, from one edge.
    #[doc(hidden)]
    fn into_workers(
        self,
        b: &mut Builder,
        node: &'static str,
        workers: usize,
    ) -> Vec<Seg<Self::Out, Self::From, Self::Stamp>> {
        let edge = shared_edge::<Self::Out, _>(b, self, node, None);
        workers_of(b, &edge, node, workers)
    }
    #[doc(hidden)]
    fn into_open(self, b: &mut Builder) -> Open<Self::Out, Self::From, Self::Stamp> {
        Open::Task(self.into_seg(b))
    }
}

/// So many tasks that take from this edge by demand.
pub(crate) fn workers_of<T: Send + 'static, From: 'static, S: Stamping>(
    b: &mut Builder,
    edge: &Arc<Edge<S::Of<T>>>,
    node: &'static str,
    workers: usize,
) -> Vec<Seg<T, From, S>> {
    let reader = |at| EdgeFlow::new(Box::new(WorkerRx::new(edge, at)), node).into_seg(b);
    (0..workers).map(reader).collect()
}

/// What is moved through a flow.
pub type MovedOf<Fl> = <<Fl as Flow>::Stamp as Stamping>::Of<<Fl as Flow>::Out>;

/// The time of what a task behind a flow works on.
pub type NowOf<Fl> = <<Fl as Flow>::Stamp as Stamping>::Now;

/// The inbox a node asks for.
pub struct Inbox<T> {
    pub(crate) node: &'static str,
    pub(crate) options: Option<EdgeOptions>,
    pub(crate) on_full: Option<Box<dyn FullExit<T>>>,
}

impl<T> Inbox<T> {
    pub(crate) fn plain(node: &'static str) -> Self {
        Self { node, options: None, on_full: None }
    }
}

/// An edge that nobody reads yet.
pub struct EdgeFlow<T: Send + 'static, From = (), S: Stamping = Plain> {
    pub(crate) input: BoxInput<S::Of<T>>,
    pub(crate) name: &'static str,
    pub(crate) from: PhantomData<fn() -> From>,
}

impl<T: Send + 'static, From, S: Stamping> EdgeFlow<T, From, S> {
    pub(crate) fn new(input: BoxInput<S::Of<T>>, name: &'static str) -> Self {
        Self { input, name, from: PhantomData }
    }

    pub(crate) fn of(edge: &Arc<Edge<S::Of<T>>>, name: &'static str) -> Self {
        Self::new(Box::new(Rx::new(edge)), name)
    }

    /// The same, as coming from elsewhere.
    pub fn coming_from<F>(self) -> EdgeFlow<T, F, S> {
        EdgeFlow::new(self.input, self.name)
    }

    /// The same stream without times.
    pub(crate) fn strip(self) -> EdgeFlow<T, From> {
        EdgeFlow::new(S::stripped(self.input), self.name)
    }
}

/// A task that has no end yet. What it is made of is forgotten as it grows: a pipeline's type would grow with it, and rustc's work
/// with such types faster than they do. So a run of items goes from piece to piece by a dynamic call each, an item by none.
pub struct Seg<T: Send + 'static, From, S: Stamping = Plain> {
    open: Box<dyn FnOnce(BoxPush<S::Of<T>>) -> Drive>,
    pub(crate) name: &'static str,
    pub(crate) gate: Arc<Gate>,
    from: PhantomData<fn() -> From>,
}

/// A task at work.
pub type Drive = Pin<Box<dyn Future<Output = ()> + Send>>;

impl<T: Send + 'static, From: 'static, S: Stamping> Seg<T, From, S> {
    /// A task of a head that moves items with what they carry.
    pub(crate) fn new<H: Head<Out = S::Of<T>>>(head: H, name: &'static str, gate: Arc<Gate>) -> Self {
        let minded = Arc::clone(&gate);
        let open = Box::new(move |push| Box::pin(head.drive(Down::new(push, minded))) as Drive);
        Self { open, name, gate, from: PhantomData }
    }

    /// A task of a head that works on items alone, which it takes from [`Stamping::bare`] of the same `now`.
    pub(crate) fn bare<H: Head<Out = T>>(head: H, now: S::Now, name: &'static str, gate: Arc<Gate>) -> Self {
        let minded = Arc::clone(&gate);
        let open = Box::new(move |push| Box::pin(head.drive(Down::new(S::restamp(push, &now), minded))) as Drive);
        Self { open, name, gate, from: PhantomData }
    }

    /// One more piece behind those that are there.
    pub(crate) fn fuse<N: Chain<T>, F>(self, piece: N, name: &'static str) -> Seg<N::Out, F, S> {
        self.pushing(name, |next| S::piece(piece, next))
    }

    /// One more behind those that are there, as what they push into.
    pub(crate) fn pushing<O: Send + 'static, F, Z: Stamping>(
        self,
        name: &'static str,
        piece: impl FnOnce(BoxPush<Z::Of<O>>) -> BoxPush<S::Of<T>> + 'static,
    ) -> Seg<O, F, Z> {
        let open = self.open;
        let open = Box::new(move |next| open(piece(next)));
        Seg { open, name, gate: self.gate, from: PhantomData }
    }

    pub(crate) fn map<O, F>(self, map: F, guard: Guard) -> Seg<O, From, S>
    where
        O: Send + 'static,
        F: FnMut(T) -> O + Send + 'static,
    {
        let name = self.name;
        self.fuse(Convert(map, guard), name)
    }

    /// The same, as coming from elsewhere.
    pub(crate) fn coming_from<F>(self) -> Seg<T, F, S> {
        Seg { open: self.open, name: self.name, gate: self.gate, from: PhantomData }
    }

    /// The same, its items as another type that is known to be the same; a wrong edge has its error elsewhere.
    pub(crate) fn cast<O: Send + 'static>(self) -> Seg<O, From, S> {
        cast(self)
    }

    /// The same stream without times.
    pub(crate) fn strip(self) -> Seg<T, From> {
        let name = self.name;
        self.pushing(name, S::strip)
    }

    /// Spawned with an edge behind it.
    fn close(self, b: &mut Builder, inbox: Inbox<T>) -> BoxInput<S::Of<T>> {
        let edge = b.edge(self.name, inbox.options);
        let mut tx = Tx::new(&edge);
        if let Some(exit) = inbox.on_full {
            tx.on_full(S::full_exit(exit));
        }
        let rx = Rx::new(&edge);
        rx.leads_to(inbox.node);
        b.spawn(self, tx, inbox.node);
        Box::new(rx)
    }

    /// The task, once it is known where its items go.
    pub(crate) fn drive(self, end: impl Push<S::Of<T>> + 'static) -> Drive {
        (self.open)(Box::new(end))
    }
}

impl<T: Send + 'static, From: 'static, S: Stamping> Flow for Seg<T, From, S> {
    type Out = T;
    type From = From;
    type Stamp = S;

    fn into_seg(self, _b: &mut Builder) -> Self {
        self
    }

    fn into_input(self, b: &mut Builder, inbox: Inbox<T>) -> BoxInput<S::Of<T>> {
        self.close(b, inbox)
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(T) -> O + Send + 'static,
    ) -> BoxInput<S::Of<O>> {
        // A conversion of a type to itself changes nothing.
        if TypeId::of::<T>() == TypeId::of::<O>() {
            return self.cast::<O>().close(b, inbox);
        }
        let guard = b.guard(inbox.node);
        self.map(map, guard).close(b, inbox)
    }
}

impl<T: Send + 'static, From: 'static, S: Stamping> Flow for EdgeFlow<T, From, S> {
    type Out = T;
    type From = From;
    type Stamp = S;

    fn into_seg(self, b: &mut Builder) -> Seg<T, From, S> {
        Seg::new(InputHead { input: self.input }, self.name, b.gate())
    }

    fn into_input(mut self, b: &mut Builder, inbox: Inbox<T>) -> BoxInput<S::Of<T>> {
        self.input.leads_to(inbox.node);
        match inbox.options {
            None => self.input,
            Some(options) if options.overflow != Overflow::Fail && self.input.configure(options) => self.input,
            // This inbox is one already (an `in` port, a merge): the node's own stands behind it.
            Some(_) => self.into_seg(b).close(b, inbox),
        }
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        mut map: impl FnMut(T) -> O + Send + 'static,
    ) -> BoxInput<S::Of<O>> {
        let input = Mapped::new(self.input, move |of| S::map(of, &mut map), b.guard(inbox.node));
        EdgeFlow::<O, From, S>::new(Box::new(input), self.name).into_input(b, inbox)
    }

    fn into_open(self, _b: &mut Builder) -> Open<T, From, S> {
        Open::Edge(self)
    }
}
