//! An open end of a pipeline under construction.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::builder::{Builder, TaskParts};
use crate::chain::{Cast, Chain, Convert, Identity, Then};
use crate::control::{Gate, Guard};
use crate::edge::{Edge, EdgeOptions, FullExit, Overflow, Rx, Tx};
use crate::head::{Head, InputHead};
use crate::input::{BoxInput, Input, Mapped};

/// An open end: items of `Out` come here, from `From`.
pub trait Flow: Sized {
    /// The items.
    type Out: Send + 'static;
    /// What they come from, for messages.
    type From: 'static;
    #[doc(hidden)]
    type Head: Head;
    #[doc(hidden)]
    type Chain: Chain<<Self::Head as Head>::Out, Out = Self::Out>;

    #[doc(hidden)]
    fn into_seg(self, b: &mut Builder) -> Seg<Self::Head, Self::Chain, Self::From>;
    #[doc(hidden)]
    fn into_input(self, b: &mut Builder, inbox: Inbox<Self::Out>) -> BoxInput<Self::Out>;
    #[doc(hidden)]
    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(Self::Out) -> O + Send + 'static,
    ) -> BoxInput<O>;
}

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
pub struct EdgeFlow<T, From = ()> {
    pub(crate) input: BoxInput<T>,
    pub(crate) name: &'static str,
    pub(crate) from: PhantomData<fn() -> From>,
}

impl<T: Send + 'static, From> EdgeFlow<T, From> {
    pub(crate) fn new(input: BoxInput<T>, name: &'static str) -> Self {
        Self { input, name, from: PhantomData }
    }

    pub(crate) fn of(edge: &Arc<Edge<T>>, name: &'static str) -> Self {
        Self::new(Box::new(Rx::new(edge)), name)
    }

    /// The same, as coming from elsewhere.
    pub fn coming_from<F>(self) -> EdgeFlow<T, F> {
        EdgeFlow::new(self.input, self.name)
    }
}

/// A task that has no tail yet.
pub struct Seg<H, C, From> {
    pub(crate) head: H,
    pub(crate) chain: C,
    pub(crate) name: &'static str,
    pub(crate) gate: Arc<Gate>,
    pub(crate) from: PhantomData<fn() -> From>,
}

impl<H: Head, C: Chain<H::Out>, From> Seg<H, C, From> {
    /// One more piece behind the chain.
    pub(crate) fn fuse<N: Chain<C::Out>, F>(self, piece: N, name: &'static str) -> Seg<H, Then<C, N>, F> {
        let chain = Then::new(self.chain, piece);
        Seg { head: self.head, chain, name, gate: self.gate, from: PhantomData }
    }

    pub(crate) fn map<O, F>(self, map: F, guard: Guard) -> Seg<H, Then<C, Convert<F>>, From>
    where
        O: Send + 'static,
        F: FnMut(C::Out) -> O + Send + 'static,
    {
        let name = self.name;
        self.fuse(Convert(map, guard), name)
    }

    pub(crate) fn cast<O: Send + 'static>(self) -> Seg<H, Then<C, Cast<O>>, From> {
        let name = self.name;
        self.fuse(Cast(PhantomData), name)
    }

    fn parts(&self) -> TaskParts {
        TaskParts { name: self.name, gate: Arc::clone(&self.gate) }
    }

    /// Spawned with an edge behind it.
    fn close(self, b: &mut Builder, inbox: Inbox<C::Out>) -> BoxInput<C::Out> {
        let edge = b.edge(self.name, inbox.options);
        let mut tx = Tx::new(&edge);
        if let Some(exit) = inbox.on_full {
            tx.on_full(exit);
        }
        let rx = Rx::new(&edge);
        rx.leads_to(inbox.node);
        b.spawn(self, tx, inbox.node);
        Box::new(rx)
    }

    pub(crate) fn into_task(self) -> (H, C, TaskParts) {
        let parts = self.parts();
        (self.head, self.chain, parts)
    }
}

impl<H: Head, C: Chain<H::Out>, From: 'static> Flow for Seg<H, C, From> {
    type Out = C::Out;
    type From = From;
    type Head = H;
    type Chain = C;

    fn into_seg(self, _b: &mut Builder) -> Self {
        self
    }

    fn into_input(self, b: &mut Builder, inbox: Inbox<C::Out>) -> BoxInput<C::Out> {
        self.close(b, inbox)
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(C::Out) -> O + Send + 'static,
    ) -> BoxInput<O> {
        let guard = b.guard(inbox.node);
        self.map(map, guard).close(b, inbox)
    }
}

impl<T: Send + 'static, From: 'static> Flow for EdgeFlow<T, From> {
    type Out = T;
    type From = From;
    type Head = InputHead<T>;
    type Chain = Identity;

    fn into_seg(self, b: &mut Builder) -> Seg<InputHead<T>, Identity, From> {
        let (name, gate) = (self.name, b.gate());
        Seg { head: InputHead { input: self.input }, chain: Identity, name, gate, from: PhantomData }
    }

    fn into_input(mut self, b: &mut Builder, inbox: Inbox<T>) -> BoxInput<T> {
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
        map: impl FnMut(T) -> O + Send + 'static,
    ) -> BoxInput<O> {
        let input = Mapped::new(self.input, map, b.guard(inbox.node));
        EdgeFlow::<O, From>::new(Box::new(input), self.name).into_input(b, inbox)
    }
}
