//! What `#[source]` says about a function, and how a source of each kind is read.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;

use futures_core::Stream;

use crate::head::{Down, Stop, Stopped, read_polled, read_streamed};
use crate::node::{Made, MakeState};
use crate::state::{Books, Keeper};

/// A function made a source.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands at the beginning of a chain, but it is not a source",
    label = "not a `#[source]`",
    note = "a chain begins with an `in` port, a named stream or a function marked `#[source]`"
)]
pub trait Source: Sized + 'static {
    /// [`PolledSource`] or [`StreamedSource`].
    type Kind: SourceKind<Self>;
    /// What it gives.
    type Out: Send + 'static;
    /// What it fails with; `Infallible` where it cannot.
    type Err: Display + Send + Sync + 'static;
    /// Its shared resources, lent.
    type Res<'a>: Copy + Send;
    /// Its own state.
    type State: Send + 'static;

    /// The state to go back to after a panic, where it can be cloned.
    fn remember(_state: &Self::State) -> Option<Self::State> {
        None
    }
}

/// Called again and again.
pub trait Polled: Source {
    /// Nothing in its body waits: its future is ready when it is first polled.
    const NEVER_WAITS: bool = false;

    /// The next item.
    fn next<'a>(
        res: Self::Res<'a>,
        state: &'a mut Self::State,
    ) -> impl Future<Output = Result<Option<Self::Out>, Self::Err>> + Send + 'a;
}

/// Opened once, and anew after an error.
pub trait Streamed: Source {
    /// Opens it.
    fn open<'a>(
        res: Self::Res<'a>,
        state: &'a mut Self::State,
    ) -> impl Stream<Item = Result<Self::Out, Self::Err>> + Send + 'a;
}

/// The kind of [`Polled`] sources.
pub struct PolledSource;
/// The kind of [`Streamed`] sources.
pub struct StreamedSource;

/// How a source of a kind is read.
#[doc(hidden)]
pub trait SourceKind<S: Source<Kind = Self>>: Sized {
    /// Whether a panic puts the state back to what it was before the call. A stream moves its state on while it is open, so
    /// what it is at the panic is the nearest to what was given.
    #[doc(hidden)]
    const GOES_BACK: bool;

    #[doc(hidden)]
    fn read<B: BindSource<Source = S>>(
        bound: &B,
        state: &mut Keeper<S::State>,
        before: &mut Option<S::State>,
        stop: &mut Stop,
        books: &mut Books,
        down: &mut Down<S::Out>,
    ) -> impl Future<Output = Stopped<S::Err>> + Send;
}

impl<S: Polled<Kind = Self>> SourceKind<S> for PolledSource {
    const GOES_BACK: bool = true;

    fn read<B: BindSource<Source = S>>(
        bound: &B,
        state: &mut Keeper<S::State>,
        before: &mut Option<S::State>,
        stop: &mut Stop,
        books: &mut Books,
        down: &mut Down<S::Out>,
    ) -> impl Future<Output = Stopped<S::Err>> + Send {
        read_polled(bound, state, before, stop, books, down)
    }
}

impl<S: Streamed<Kind = Self>> SourceKind<S> for StreamedSource {
    const GOES_BACK: bool = false;

    fn read<B: BindSource<Source = S>>(
        bound: &B,
        state: &mut Keeper<S::State>,
        _before: &mut Option<S::State>,
        stop: &mut Stop,
        books: &mut Books,
        down: &mut Down<S::Out>,
    ) -> impl Future<Output = Stopped<S::Err>> + Send {
        read_streamed(bound, state, stop, books, down)
    }
}

/// A source with its arguments.
pub struct BoundSource<S, P, R, Z> {
    pub(crate) env: Arc<P>,
    pub(crate) res: R,
    pub(crate) init: Z,
    pub(crate) source: std::marker::PhantomData<fn() -> S>,
}

/// A [`BoundSource`], whatever it is made of.
pub trait BindSource: Send + Sync + 'static {
    /// The function.
    type Source: Source;
    /// Its resources.
    fn res(&self) -> <Self::Source as Source>::Res<'_>;
    /// A new state for it.
    fn make(&self) -> Made<<Self::Source as Source>::State>;
}

impl<S, P, R, Z> BindSource for BoundSource<S, P, R, Z>
where
    S: Source,
    P: Send + Sync + 'static,
    R: for<'a> Fn(&'a P) -> S::Res<'a> + Send + Sync + 'static,
    Z: MakeState<P, S::State>,
{
    type Source = S;

    fn res(&self) -> S::Res<'_> {
        (self.res)(&self.env)
    }

    fn make(&self) -> Made<S::State> {
        self.init.make(&self.env)
    }
}
