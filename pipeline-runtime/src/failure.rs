//! Items that did not get through, and where they go.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::edge::{FullExit, SaysMarks, Tx};
use crate::error::BoxError;
use crate::push::Push;
use crate::time::{Mark, Stamping, Timestamp};

/// An item that did not get through a node: what `{ else: name }` receives. One per item, also from batches.
///
/// Behind event time it has the time of its item, and of a batch that of the batch.
pub struct Failed<In, Err> {
    /// The item, as it was before the node.
    pub item: In,
    /// Why it failed.
    pub cause: Cause<Err>,
    /// The node.
    pub stage: &'static str,
    /// How often it was tried; 0 if it never was (no room in the inbox, an open breaker).
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
    /// The breaker was open, and is one with [`fail_fast`](crate::Breaker::fail_fast).
    Open,
    /// There was no room in the inbox (`overflow: fail`).
    Full,
    /// It came too late: its window had closed, or a `join` kept nothing any more that it could pair with.
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
            Self::Late => f.write_str("came too late"),
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
    /// Whether it takes what came too late, too; otherwise that is only counted.
    const TAKES_LATE: bool = true;

    fn push(&mut self, failed: Failed<In, Err>);
    /// What fails from now on has this time.
    fn note(&mut self, _at: Timestamp) {}
    /// What is said of the time of the items that may fail, behind those that did.
    fn mark(&mut self, _mark: Mark) {}
    /// Who says that where everything is published at once: before each mark, whoever has the exit waits until it is ready.
    fn marks(&self) -> Option<Box<dyn SaysMarks>> {
        None
    }
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

/// `else: name`: failures with what their items carry.
pub struct Routed<In: Send + 'static, Err: Send + Sync + 'static, S: Stamping> {
    tx: Tx<S::Of<Failed<In, Err>>>,
    at: S::At,
}

impl<In: Send + 'static, Err: Send + Sync + 'static, S: Stamping> Routed<In, Err, S> {
    pub(crate) fn new(tx: Tx<S::Of<Failed<In, Err>>>) -> Self {
        Self { tx, at: S::At::default() }
    }
}

impl<In: Send + 'static, Err: Send + Sync + 'static, S: Stamping> Exit<In, Err> for Routed<In, Err, S> {
    const KEEPS: bool = true;

    fn push(&mut self, failed: Failed<In, Err>) {
        self.tx.push(S::join(self.at, failed));
    }

    fn note(&mut self, at: Timestamp) {
        self.at = S::of_time(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.tx.mark(mark);
    }

    fn marks(&self) -> Option<Box<dyn SaysMarks>> {
        S::TIMED.then(|| self.tx.marks())
    }

    /// What room there is for one of several is known only when it is needed: it stops at a failure that finds none.
    #[inline]
    fn room(&self) -> usize {
        match self.tx.is_shared() && self.tx.ready() {
            true => usize::MAX,
            false => self.tx.room(),
        }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.tx.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.tx.publish();
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

/// `else: stop`, and where nobody takes a failure.
pub struct StopExit;

/// No `else` at a node that may get late items: a failure stops the pipeline, what is late does not.
pub struct StopUnlessLate;

impl<In, Err> Exit<In, Err> for StopExit {
    const KEEPS: bool = false;

    fn push(&mut self, _failed: Failed<In, Err>) {}

    fn on_failure(&self) -> OnFailure {
        OnFailure::Stop
    }
}

impl<In, Err> Exit<In, Err> for StopUnlessLate {
    const KEEPS: bool = false;
    const TAKES_LATE: bool = false;

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

    fn note(&mut self, at: Timestamp) {
        self.0.exit.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.0.exit.mark(mark);
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
    fn mark(&mut self, mark: Mark) {
        Tx::mark(self, mark);
    }

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
