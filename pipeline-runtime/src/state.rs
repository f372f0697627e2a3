//! The state of a stage: made at the start, made anew after a panic, never lost sight of.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::time::Sleep;

use crate::attempt::{Attempted, caught, poll_caught};
use crate::control::{Control, guarded};
use crate::error::{BoxError, PipelineError};
use crate::failure::Cause;
use crate::node::Made;
use crate::rate::Rate;
use crate::retry::{Intensity, Restarts, Retry};
use crate::stats::{NodeStats, Tally};

/// What every part of a node knows of it.
#[derive(Clone)]
pub struct NodeCtx {
    pub(crate) name: &'static str,
    pub(crate) stats: Arc<NodeStats>,
    pub(crate) control: Arc<Control>,
    pub(crate) restart: Option<Retry>,
    pub(crate) max_restarts: Intensity,
    /// Of a source; stages have theirs with their policy.
    pub(crate) rate: Option<Rate>,
}

impl NodeCtx {
    pub(crate) fn restarts(&self) -> Restarts {
        Restarts::new(self.restart, self.max_restarts)
    }
}

/// A node's own counters, published when its task publishes.
pub struct Books {
    pub(crate) ctx: NodeCtx,
    pub(crate) tally: Tally,
}

impl Books {
    pub(crate) fn new(ctx: NodeCtx) -> Self {
        Self { ctx, tally: Tally::default() }
    }

    /// Runs what lets out a state. No item fails where it panics, so the pipeline ends with an error that names the node.
    pub(crate) fn guarded<R>(&self, call: impl FnOnce() -> R) -> Option<R> {
        guarded(self.ctx.name, &self.ctx.control, call)
    }

    pub(crate) fn publish(&mut self) {
        self.ctx.stats.add(&mut self.tally);
    }

    /// An item of which nothing came, because a closure or a guard panicked.
    #[cold]
    pub(crate) fn broken(&mut self) {
        self.tally.taken += 1;
        self.panicked();
    }

    /// A panic of a closure or a guard, which nobody takes: the item is lost, and the pipeline drains.
    #[cold]
    pub(crate) fn panicked(&mut self) {
        self.tally.failed += 1;
        self.tally.lost += 1;
        let position = self.position();
        let cause = Cause::<std::convert::Infallible>::Panic.boxed();
        self.ctx.control.fail(PipelineError::item(self.ctx.name, cause, Some(position)));
    }

    /// Which item the last one was, counted from 1 (exact for one worker, of all workers otherwise).
    pub(crate) fn position(&mut self) -> u64 {
        self.publish();
        self.ctx.stats.report("").taken
    }
}

impl Drop for Books {
    fn drop(&mut self) {
        self.publish();
    }
}

/// Makes a state at once, or begins to.
pub(crate) fn made<S>(make: impl FnOnce() -> Made<S>) -> Made<S> {
    match caught(make) {
        Attempted::Returned(made) => made,
        _ => Made::Now(Err(panicked())),
    }
}

fn panicked() -> BoxError {
    "its initial state panicked".into()
}

type Making<S> = Pin<Box<dyn Future<Output = Result<S, BoxError>> + Send>>;

/// A state, or the way to it.
pub struct Keeper<S> {
    state: Option<S>,
    making: Option<Making<S>>,
    sleep: Option<Pin<Box<Sleep>>>,
    restarts: Restarts,
    dead: bool,
}

impl<S> Keeper<S> {
    pub(crate) fn new(ctx: &NodeCtx) -> Self {
        Self { state: None, making: None, sleep: None, restarts: ctx.restarts(), dead: false }
    }

    #[inline]
    pub(crate) fn state(&mut self) -> &mut Option<S> {
        &mut self.state
    }

    #[inline]
    pub(crate) fn is_made(&self) -> bool {
        self.state.is_some()
    }

    /// It did what it is for: the next restart is the first in a row again.
    #[inline]
    pub(crate) fn worked(&mut self) {
        self.restarts.succeeded();
    }

    /// It can never be made again: the node is over.
    pub(crate) fn is_dead(&self) -> bool {
        self.dead
    }

    /// The state is not to be trusted any more.
    pub(crate) fn discard(&mut self, books: &mut Books) {
        self.state = None;
        if size_of::<S>() > 0 {
            books.tally.restarts += 1;
        }
    }

    /// As [`discard`](Self::discard), against the node's `max_restarts`.
    pub(crate) fn restart(&mut self, books: &mut Books, cause: &dyn std::fmt::Display) {
        self.discard(books);
        self.back_off(books, &cause.to_string());
    }

    fn back_off(&mut self, books: &mut Books, cause: &str) {
        match self.restarts.failed() {
            Some(wait) => self.sleep = Some(Box::pin(tokio::time::sleep(wait))),
            None => {
                self.dead = true;
                let position = books.position();
                let error = PipelineError::restarts(books.ctx.name, cause.into(), Some(position));
                books.ctx.control.fail(error);
            }
        }
    }

    /// Ready when there is a state, or when there will be none.
    pub(crate) fn poll_made(
        &mut self,
        books: &mut Books,
        make: impl Fn() -> Made<S>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        while self.state.is_none() && !self.dead {
            if let Some(sleep) = &mut self.sleep {
                std::task::ready!(sleep.as_mut().poll(cx));
                self.sleep = None;
            }
            let made = match &mut self.making {
                Some(making) => match std::task::ready!(poll_caught(making.as_mut(), cx)) {
                    Attempted::Returned(made) => made,
                    _ => Err(panicked()),
                },
                None => match made(&make) {
                    Made::Now(made) => made,
                    Made::Later(making) => {
                        self.making = Some(making);
                        continue;
                    }
                },
            };
            self.making = None;
            match made {
                Ok(state) => self.state = Some(state),
                Err(error) => self.back_off(books, &format!("its state could not be made: {error}")),
            }
        }
        Poll::Ready(())
    }
}
