//! What comes out of a window's state each time that it is emitted.

use std::marker::PhantomData;
use std::sync::Arc;

use super::window::Window;
use crate::chain::EmitOf;
use crate::head::StateOf;
use crate::node::{Bind, CallFold};

/// Why and when the state of a window is emitted, for `emit: |state, pane| ..`.
///
/// The word and its timings are those of Apache Beam; what a handler may do with it is what Flow's `on_trigger` may.
///
/// ```
/// # mod aqueduct { pub use aqueduct_runtime::Pane; }
/// use aqueduct::Pane;
///
/// /// Emits what a counter has grown by, and nothing where that is little and more may come.
/// fn growth(count: &mut (u64, u64), pane: &Pane) -> Option<u64> {
///     let (now, told) = *count;
///     if now - told < 100 && !pane.is_last {
///         return None;
///     }
///     count.1 = now;
///     Some(now - told)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pane {
    /// The span of time, where the window is one: `global` and `count(n)` are none.
    pub window: Option<Window>,
    /// What emits it.
    pub timing: Timing,
    /// How many items it has taken since it was emitted before.
    pub items: u64,
    /// The state goes now: nothing that is left in it will be emitted. With `lateness` no pane is known to be the last.
    pub is_last: bool,
}

/// When a window is emitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timing {
    /// Before its end: a trigger fired, or there were too many windows.
    Early,
    /// At its end: the watermark reached it, there were `n` items in `count(n)`, or the input has ended.
    OnTime,
    /// After its end: an item came within `lateness`.
    Late,
}

/// What comes out of states of the type `S`.
pub trait Emits<S>: Send + 'static {
    /// An item, but for key and window.
    type Value: Send + 'static;
    /// A state goes on after it was emitted.
    const KEEPS: bool;
    /// What is emitted of a state that goes on. Asked only where states do.
    fn some(&self, state: &mut S, pane: &Pane) -> Option<Self::Value>;
    /// What is emitted of a state that goes.
    fn all(&self, state: S, pane: &Pane) -> Option<Self::Value>;
    /// The same for another worker.
    fn another(&self) -> Self;
}

/// The state itself; what comes later begins anew. Without triggers, and with `discarding`.
pub struct Discarding<I, B>(PhantomData<fn() -> (I, B)>);

/// A copy of the state, which goes on: `accumulating`.
pub struct Accumulating<I: Send + 'static, B: Bind<I>> {
    copy: fn(&StateOf<B, I>) -> StateOf<B, I>,
}

/// What a handler makes of the state, which is kept as the handler leaves it: `emit: |state, pane| ..`.
pub struct ByHand<S, T>(Arc<Handler<S, T>>);

type Handler<S, T> = dyn Fn(&mut S, &Pane) -> Option<T> + Send + Sync;

impl<I, B> Discarding<I, B> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<I: Send + 'static, B: Bind<I>> Accumulating<I, B> {
    pub(crate) fn new() -> Self
    where
        StateOf<B, I>: Accumulates,
    {
        Self { copy: Accumulates::copied }
    }
}

impl<S, T> ByHand<S, T> {
    pub(crate) fn new(handler: impl Fn(&mut S, &Pane) -> Option<T> + Send + Sync + 'static) -> Self {
        Self(Arc::new(handler))
    }
}

impl<I, B> Emits<StateOf<B, I>> for Discarding<I, B>
where
    I: Send + 'static,
    B: Bind<I, Stage: CallFold<I>>,
{
    type Value = EmitOf<B, I>;
    const KEEPS: bool = false;

    fn some(&self, _state: &mut StateOf<B, I>, _pane: &Pane) -> Option<Self::Value> {
        None
    }

    fn all(&self, state: StateOf<B, I>, _pane: &Pane) -> Option<Self::Value> {
        Some(B::Stage::finish(state))
    }

    fn another(&self) -> Self {
        Self::new()
    }
}

impl<I, B> Emits<StateOf<B, I>> for Accumulating<I, B>
where
    I: Send + 'static,
    B: Bind<I, Stage: CallFold<I>>,
{
    type Value = EmitOf<B, I>;
    const KEEPS: bool = true;

    fn some(&self, state: &mut StateOf<B, I>, _pane: &Pane) -> Option<Self::Value> {
        Some(B::Stage::finish((self.copy)(state)))
    }

    fn all(&self, state: StateOf<B, I>, _pane: &Pane) -> Option<Self::Value> {
        Some(B::Stage::finish(state))
    }

    fn another(&self) -> Self {
        Self { copy: self.copy }
    }
}

impl<S: 'static, T: Send + 'static> Emits<S> for ByHand<S, T> {
    type Value = T;
    const KEEPS: bool = true;

    fn some(&self, state: &mut S, pane: &Pane) -> Option<T> {
        (self.0)(state, pane)
    }

    fn all(&self, mut state: S, pane: &Pane) -> Option<T> {
        (self.0)(&mut state, pane)
    }

    fn another(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// What `accumulating` emits a copy of.
#[diagnostic::on_unimplemented(
    message = "`accumulating` keeps a window's state and emits a copy of it, but `{Self}` is not `Clone`",
    label = "`{Self}` cannot be emitted and kept",
    note = "write `#[derive(Clone)]` on `{Self}`, or `discarding` instead: then each time what has come since is emitted"
)]
pub trait Accumulates: Sized {
    /// A copy.
    fn copied(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<S: Clone> Accumulates for S {
    fn copied(&self) -> Self {
        self.clone()
    }
}
