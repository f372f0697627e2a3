//! Items that did not get through, and where they go.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::edge::{FullExit, Tx};
use crate::error::BoxError;
use crate::push::Push;

/// An item that did not get through a node: what `{ else: name }` receives. One per item, also from batches.
pub struct Failed<In, Err> {
    /// The item, as it was before the node.
    pub item: In,
    /// Why it failed.
    pub cause: Cause<Err>,
    /// The node.
    pub stage: &'static str,
    /// How often it was tried; 0 if it never was (no room in the inbox).
    pub attempts: u32,
}

/// Why an item failed.
pub enum Cause<Err> {
    /// The stage returned an error; items of one batch share it.
    Error(Arc<Err>),
    /// The stage panicked.
    Panic,
    /// The stage took longer than its `timeout`.
    Timeout,
    /// The breaker was open.
    Open,
    /// There was no room in the inbox (`overflow: fail`).
    Full,
    /// Its window had closed.
    Late,
}

impl<Err> Cause<Err> {
    /// The stage's error, where it was one.
    pub fn error(&self) -> Option<&Err> {
        match self {
            Self::Error(error) => Some(error),
            _ => None,
        }
    }
}

impl<Err> Clone for Cause<Err> {
    fn clone(&self) -> Self {
        match self {
            Self::Error(error) => Self::Error(Arc::clone(error)),
            Self::Panic => Self::Panic,
            Self::Timeout => Self::Timeout,
            Self::Open => Self::Open,
            Self::Full => Self::Full,
            Self::Late => Self::Late,
        }
    }
}

impl<In: Clone, Err> Clone for Failed<In, Err> {
    fn clone(&self) -> Self {
        Self { item: self.item.clone(), cause: self.cause.clone(), stage: self.stage, attempts: self.attempts }
    }
}

impl<Err: fmt::Display> fmt::Display for Cause<Err> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Panic => f.write_str("panicked"),
            Self::Timeout => f.write_str("took longer than its timeout"),
            Self::Open => f.write_str("the breaker is open"),
            Self::Full => f.write_str("no room in the inbox"),
            Self::Late => f.write_str("came after its window had closed"),
        }
    }
}

impl<Err: fmt::Display> fmt::Debug for Cause<Err> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cause({self})")
    }
}

/// Without the item: items need no `Debug` and are nobody's business in a log.
impl<In, Err: fmt::Display> fmt::Debug for Failed<In, Err> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("cause", &self.cause)
            .field("stage", &self.stage)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// What is common to all failures: a taker of this type takes the failures of any node.
#[derive(Clone, Debug)]
pub struct Failure {
    stage: &'static str,
    error: Arc<dyn Error + Send + Sync>,
    attempts: u32,
}

impl Failure {
    /// The node that failed.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        self.stage
    }

    /// Why: the stage's own error as text, or "panicked", "took longer than its timeout", ..
    #[must_use]
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.error
    }

    /// How often it was tried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed after {} attempt(s): {}", self.stage, self.attempts, self.error)
    }
}

impl<In, Err: fmt::Display + Send + Sync + 'static> From<Failed<In, Err>> for Failure {
    fn from(failed: Failed<In, Err>) -> Self {
        Self { stage: failed.stage, error: Arc::new(Shown(failed.cause)), attempts: failed.attempts }
    }
}

/// A cause as an error, asking no more of the stage's error than that it can be shown.
struct Shown<Err>(Cause<Err>);

impl<Err: fmt::Display> fmt::Display for Shown<Err> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<Err: fmt::Display> fmt::Debug for Shown<Err> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<Err: fmt::Display> Error for Shown<Err> {}

impl<Err: fmt::Display + Send + Sync + 'static> Cause<Err> {
    pub(crate) fn boxed(&self) -> BoxError {
        Box::new(Shown(self.clone()))
    }
}

/// Where a node's failures go.
pub trait Exit<In, Err>: Send + 'static {
    /// Whether it needs the item.
    const KEEPS: bool;

    fn push(&mut self, failed: Failed<In, Err>);
    /// How many more it has room for.
    #[inline]
    fn room(&self) -> usize {
        usize::MAX
    }
    #[inline]
    fn ready(&self) -> bool {
        self.room() > 0
    }
    fn poll_settle(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
    fn publish(&mut self) {}
    /// What an item that could not be given to `push` means for the pipeline.
    fn on_failure(&self) -> OnFailure;
}

/// What follows from a failure, beside its routing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// Nothing: it is taken care of.
    Go,
    /// The pipeline drains and ends with an error.
    Stop,
}

impl<In: Send + 'static, Err: Send + Sync + 'static> Exit<In, Err> for Tx<Failed<In, Err>> {
    const KEEPS: bool = true;

    fn push(&mut self, failed: Failed<In, Err>) {
        Tx::push(self, failed);
    }

    /// What room there is for one of several is known only when it is needed: it stops at a failure that finds none.
    #[inline]
    fn room(&self) -> usize {
        match self.is_shared() && Tx::ready(self) {
            true => usize::MAX,
            false => Tx::room(self),
        }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Tx::poll_settle(self, cx)
    }

    fn publish(&mut self) {
        Tx::publish(self);
    }

    fn on_failure(&self) -> OnFailure {
        OnFailure::Go
    }
}

/// `else: skip`.
pub struct SkipExit;

impl<In, Err> Exit<In, Err> for SkipExit {
    const KEEPS: bool = false;

    fn push(&mut self, _failed: Failed<In, Err>) {}

    fn on_failure(&self) -> OnFailure {
        OnFailure::Go
    }
}

/// `else: stop`, and a failure nobody takes.
pub struct StopExit;

impl<In, Err> Exit<In, Err> for StopExit {
    const KEEPS: bool = false;

    fn push(&mut self, _failed: Failed<In, Err>) {}

    fn on_failure(&self) -> OnFailure {
        OnFailure::Stop
    }
}

/// `overflow: fail`: what found no room becomes a failure of the node.
pub struct FullToExit<X> {
    pub(crate) exit: X,
    pub(crate) stage: &'static str,
    pub(crate) stats: Arc<crate::stats::NodeStats>,
    pub(crate) control: Arc<crate::control::Control>,
}

impl<In, Err, X> FullExit<In> for (FullToExit<X>, std::marker::PhantomData<fn() -> Err>)
where
    In: Send + 'static,
    Err: fmt::Display + Send + Sync + 'static,
    X: Exit<In, Err>,
{
    fn push(&mut self, item: In) {
        let this = &mut self.0;
        this.stats.refused();
        if this.exit.on_failure() == OnFailure::Stop {
            let cause = Cause::<Err>::Full.boxed();
            this.control.fail(crate::error::PipelineError::item(this.stage, cause, None));
        }
        this.exit.push(Failed { item, cause: Cause::Full, stage: this.stage, attempts: 0 });
    }

    fn ready(&self) -> bool {
        self.0.exit.ready()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.exit.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.0.exit.publish();
    }
}

impl<T: Send + 'static> Push<T> for Tx<T> {
    #[inline]
    fn push_run(&mut self, run: &mut Vec<T>) {
        Tx::push_run(self, run);
    }

    #[inline]
    fn room(&self) -> usize {
        Tx::room(self)
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Tx::poll_settle(self, cx)
    }

    fn publish(&mut self) {
        Tx::publish(self);
    }

    fn ended(&self) -> bool {
        !self.is_open()
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        Tx::listen(self, cx);
    }

    fn end_of_run(&mut self) {
        Tx::end_of_run(self);
    }
}
