//! Fused stages: what runs in the task of the node before it, as one loop.

mod batch;
mod fold;
mod keyed;
mod local;
mod ops;
mod stage;
mod timed;

use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::time::{Mark, Stamped, Timestamp};

pub use batch::{BatchOptions, NoWeight, Weigh};
pub use batch::{Batcher, Gather};
pub use fold::{EmitOf, Fold, FoldCore};
pub use keyed::{Keyed, KeyedCore, StageCore};
pub use local::{ByPart, LocalFold, LocalKeys, MergeCore, MergeKeys, Part, Total, most_keys};
pub use ops::*;
pub use stage::Fused;
pub use timed::*;

/// A fused piece: works off runs of items, a run at a time. Everything but `run` has an answer for the stateless.
pub trait Chain<I>: Send + 'static {
    type Out: Send + 'static;

    /// Works off a run of at most [`room`](Self::room) items, which is empty afterwards; what becomes of it is added to `out`.
    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<Self::Out>);

    /// The same on a stream with times, as far as it is known which item each output is of: it has that item's time. What is left in
    /// the run afterwards is given to `run`, one item at a time, which tells as well.
    #[inline]
    fn run_timed(&mut self, _run: &mut Vec<Stamped<I>>, _out: &mut Vec<Stamped<Self::Out>>) {}

    /// What fails from now on has this time.
    fn note(&mut self, _at: Timestamp) {}

    /// What is said of the time goes to where failures go, too.
    fn mark(&mut self, _mark: Mark) {}

    /// Takes items that it will not work on any more.
    fn leave(&mut self, _items: Vec<I>) {}

    /// One step of what is still held at the end of input; false when nothing is.
    fn finish(&mut self, _out: &mut Vec<Self::Out>) -> bool {
        false
    }

    /// How many items it can do with before it must be asked again: what its side exits (failure routes) have room for, none
    /// while its state is being made, and no more than it wants.
    #[inline]
    fn room(&self) -> usize {
        usize::MAX
    }

    fn poll_settle(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn publish(&mut self) {}

    fn ended(&self) -> bool {
        false
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn tick(&mut self, _now: Instant, _out: &mut Vec<Self::Out>) {}

    /// Whether something may come out of it by itself, before its input ends.
    fn holds(&self) -> bool {
        self.deadline().is_some()
    }
}

/// Moves a run on: as it is, where nothing waits before it.
#[inline]
pub(crate) fn move_on<T>(run: &mut Vec<T>, out: &mut Vec<T>) {
    match out.is_empty() {
        true => std::mem::swap(run, out),
        false => out.append(run),
    }
}
