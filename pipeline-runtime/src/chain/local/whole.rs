//! A fold of the whole input, shared by workers.

use std::marker::PhantomData;
use std::task::{Context, Poll};

use super::super::Chain;
use super::super::fold::{EmitOf, Fold};
use crate::failure::Exit;
use crate::head::{ErrOf, StateOf, UnitOf};
use crate::node::{Bind, CallFold, MergeFold, Node, One};
use crate::outcome::Keeping;
use crate::state::Books;
use crate::time::{Mark, Timestamp};

/// One worker of a fold: what it lets out at the end is its state.
pub struct LocalFold<I: Send + 'static, B: Bind<I>, X, K>(pub(crate) Fold<I, B, X, K>);

impl<I, B, X, K> Chain<UnitOf<B, I>> for LocalFold<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
{
    type Out = StateOf<B, I>;

    fn run(&mut self, run: &mut Vec<I>, _out: &mut Vec<Self::Out>) {
        self.0.fold_run(run);
    }

    fn note(&mut self, at: Timestamp) {
        self.0.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.0.mark(mark);
    }

    fn leave(&mut self, items: Vec<I>) {
        self.0.leave(items);
    }

    fn finish(&mut self, out: &mut Vec<Self::Out>) -> bool {
        let unfinished = self.0.is_behind();
        if !unfinished {
            out.extend(self.0.take_state());
        }
        unfinished && !self.ended()
    }

    #[inline]
    fn room(&self) -> usize {
        self.0.room()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.0.publish();
    }

    fn ended(&self) -> bool {
        self.0.ended()
    }
}

/// The states of all workers, in the order in which they come, as one.
pub struct Total<I: Send + 'static, B: Bind<I>> {
    state: Option<StateOf<B, I>>,
    books: Books,
    bound: PhantomData<fn() -> B>,
}

impl<I, B> Total<I, B>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: MergeFold<I>,
{
    pub(crate) fn new(books: Books) -> Self {
        Self { state: None, books, bound: PhantomData }
    }

    /// After a panic the two are lost, and the next state is the first again.
    fn merge(&mut self, other: StateOf<B, I>) {
        let Some(mut into) = self.state.take() else {
            self.state = Some(other);
            return;
        };
        match self.books.guarded(|| B::Stage::merge(&mut into, other)) {
            Some(()) => self.state = Some(into),
            None => self.books.tally.restarts += 1,
        }
    }
}

impl<I, B> Chain<StateOf<B, I>> for Total<I, B>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: MergeFold<I>,
{
    type Out = EmitOf<B, I>;

    fn run(&mut self, run: &mut Vec<StateOf<B, I>>, _out: &mut Vec<Self::Out>) {
        run.drain(..).for_each(|state| self.merge(state));
    }

    fn finish(&mut self, out: &mut Vec<Self::Out>) -> bool {
        let state = self.state.take();
        let output = state.and_then(|state| self.books.guarded(|| B::Stage::finish(state)));
        self.books.tally.out += u64::from(output.is_some());
        out.extend(output);
        false
    }

    fn publish(&mut self) {
        self.books.publish();
    }
}
