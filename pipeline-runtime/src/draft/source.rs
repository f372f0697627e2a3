//! Sources under construction.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::builder::Builder;
use crate::flow::Seg;
use crate::head::{SourceHead, Test, TickHead};
use crate::node::MakeState;
use crate::options::NodeOptions;
use crate::source::{BindSource, BoundSource, Source};
use crate::state::Books;

/// A source with its arguments.
pub struct SourceDraft<Bd: BindSource> {
    name: &'static str,
    bound: Bd,
    options: NodeOptions,
    restart_if: Option<Test<<Bd::Source as Source>::Err>>,
}

/// Begins a source of the function `S`.
pub fn source<S, P, R, Z>(
    name: &'static str,
    env: &Arc<P>,
    res: R,
    init: Z,
    options: NodeOptions,
) -> SourceDraft<BoundSource<S, P, R, Z>>
where
    S: Source,
    P: Send + Sync + 'static,
    R: for<'a> Fn(&'a P) -> S::Res<'a> + Send + Sync + 'static,
    Z: MakeState<P, S::State>,
{
    let bound = BoundSource { env: Arc::clone(env), res, init, source: PhantomData };
    SourceDraft { name, bound, options, restart_if: None }
}

impl<Bd: BindSource> SourceDraft<Bd> {
    /// `restart_if: |e| ..`
    #[must_use]
    pub fn restart_if(mut self, test: impl Fn(&<Bd::Source as Source>::Err) -> bool + Send + Sync + 'static) -> Self {
        self.restart_if = Some(Arc::new(test));
        self
    }

    /// The stream that begins here.
    pub fn place(self, b: &mut Builder) -> Seg<<Bd::Source as Source>::Out, Bd::Source> {
        let gate = b.gate();
        let ctx = b.node(self.name, &gate, &self.options);
        let head = SourceHead { bound: Arc::new(self.bound), books: Books::new(ctx), restart_if: self.restart_if };
        Seg::new(head, self.name, gate)
    }
}

impl Builder {
    /// `tick(d)`
    pub fn tick<From: 'static>(&mut self, name: &'static str, every: Duration) -> Seg<std::time::Instant, From> {
        self.check_time(name, "tick", Some(every));
        let gate = self.gate();
        let ctx = self.node(name, &gate, &NodeOptions::new());
        let head = TickHead { every: every.max(Duration::from_nanos(1)), books: Books::new(ctx) };
        Seg::new(head, name, gate)
    }
}
