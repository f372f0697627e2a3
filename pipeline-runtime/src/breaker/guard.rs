//! A breaker as a node uses it.

use std::marker::PhantomData;
use std::sync::Arc;

use super::Breaker;
use crate::attempt::{Attempted, caught};

/// A breaker that sends items to `else` while it is open: [`Breaker::fail_fast`].
#[derive(Clone, Debug)]
pub struct FailFast(pub(super) Breaker);

/// A breaker for which only some errors have failed: [`Breaker::failure_if`].
pub struct FailureIf<E, B> {
    breaker: B,
    test: Judge<E>,
}

type Judge<E> = Arc<dyn Fn(&E) -> bool + Send + Sync>;

impl FailFast {
    /// As [`Breaker::failure_if`].
    #[must_use]
    pub fn failure_if<E>(&self, test: impl Fn(&E) -> bool + Send + Sync + 'static) -> FailureIf<E, Self> {
        FailureIf::new(self.clone(), test)
    }
}

impl<E, B> FailureIf<E, B> {
    pub(super) fn new(breaker: B, test: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self { breaker, test: Arc::new(test) }
    }
}

impl<E> FailureIf<E, Breaker> {
    /// As [`Breaker::fail_fast`].
    #[must_use]
    pub fn fail_fast(&self) -> FailureIf<E, FailFast> {
        FailureIf { breaker: self.breaker.fail_fast(), test: Arc::clone(&self.test) }
    }
}

impl<E, B: Clone> Clone for FailureIf<E, B> {
    fn clone(&self) -> Self {
        Self { breaker: self.breaker.clone(), test: Arc::clone(&self.test) }
    }
}

impl<E, B: std::fmt::Debug> std::fmt::Debug for FailureIf<E, B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FailureIf").field("breaker", &self.breaker).finish_non_exhaustive()
    }
}

/// A breaker as a node with errors of `E` uses it.
pub struct Guard<E> {
    pub(crate) breaker: Breaker,
    pub(crate) fails_fast: bool,
    judge: Option<Judge<E>>,
}

impl<E> Guard<E> {
    /// Whether an error has failed; a question that panics is answered with yes.
    pub(crate) fn is_failure(&self, error: &E) -> bool {
        self.judge.as_ref().is_none_or(|test| !matches!(caught(|| test(error)), Attempted::Returned(false)))
    }
}

impl<E> Clone for Guard<E> {
    fn clone(&self) -> Self {
        Self { breaker: self.breaker.clone(), fails_fast: self.fails_fast, judge: self.judge.clone() }
    }
}

/// What an open breaker does with items: it holds them back.
pub enum HoldsBack {}
/// What an open breaker does with items: they go to `else`.
pub enum GoesToElse {}

/// A breaker as a node uses it, and what it does with items: [`HoldsBack`] or [`GoesToElse`].
pub struct Guarded<E, While> {
    pub(crate) guard: Guard<E>,
    does: PhantomData<While>,
}

impl<E, While> From<Guard<E>> for Guarded<E, While> {
    fn from(guard: Guard<E>) -> Self {
        Self { guard, does: PhantomData }
    }
}

/// What may be the value of `breaker`, at a node whose errors are `E`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no circuit breaker for a node whose error is `{E}`",
    label = "not a breaker for errors of `{E}`",
    note = "write `breaker: Breaker::default()`, or lend one that nodes share, `breaker: &breaker`; the closure of `failure_if` takes `&{E}`"
)]
pub trait Breaks<E>: Sized {
    /// What it does with items while it is open.
    type While;
    #[doc(hidden)]
    fn breaks(self, error: PhantomData<E>) -> Guarded<E, Self::While>;
}

/// Without an `else`, an open breaker holds items back.
#[diagnostic::on_unimplemented(
    message = "`fail_fast()` sends items to `else` while the breaker is open, and this node has none",
    label = "with `fail_fast()` this needs an `else`",
    note = "add `else: failed` to the node, or leave `fail_fast()` out: an open breaker then holds items back"
)]
pub trait BreaksWithoutElse: Sized {
    #[doc(hidden)]
    fn breaks_without_else(self) -> Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<E> BreaksWithoutElse for Guarded<E, HoldsBack> {}

#[diagnostic::do_not_recommend]
impl<E> Breaks<E> for Breaker {
    type While = HoldsBack;

    fn breaks(self, _error: PhantomData<E>) -> Guarded<E, HoldsBack> {
        Guard { breaker: self, fails_fast: false, judge: None }.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E> Breaks<E> for FailFast {
    type While = GoesToElse;

    fn breaks(self, _error: PhantomData<E>) -> Guarded<E, GoesToElse> {
        Guard { breaker: self.0, fails_fast: true, judge: None }.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E, B: Breaks<E>> Breaks<E> for FailureIf<E, B> {
    type While = B::While;

    fn breaks(self, error: PhantomData<E>) -> Guarded<E, B::While> {
        Guard { judge: Some(self.test), ..self.breaker.breaks(error).guard }.into()
    }
}

/// A lent one is shared.
#[diagnostic::do_not_recommend]
impl<E, B: Breaks<E> + Clone> Breaks<E> for &B {
    type While = B::While;

    fn breaks(self, error: PhantomData<E>) -> Guarded<E, B::While> {
        self.clone().breaks(error)
    }
}
