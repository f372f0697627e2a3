//! Folds over the whole input: one state, emitted at the end.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::task::{Context, Poll};

use super::Chain;
use crate::attempt::{Attempted, caught, state_in};
use crate::failure::{Cause, Exit};
use crate::head::{ErrOf, StateOf, UnitOf};
use crate::node::{Bind, CallFold, Made, Node, One};
use crate::outcome::{Failing, Keeping, because};
use crate::state::{Books, Keeper, made};

pub type EmitOf<B, I> = <<B as Bind<I>>::Stage as CallFold<I>>::Emit;

/// Takes items into a state. Shared by the fold of the whole input and the fold by key.
pub struct FoldCore<I: Send + 'static, B: Bind<I>, X, K> {
    pub(crate) bound: B,
    pub(crate) exit: X,
    pub(crate) books: Books,
    keep: PhantomData<fn() -> (I, K)>,
}

impl<I, B, X, K> FoldCore<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
{
    pub(crate) fn new(bound: B, exit: X, books: Books) -> Self {
        Self { bound, exit, books, keep: PhantomData }
    }

    /// Folds one item; false when the state was lost to a panic.
    #[inline]
    pub(crate) fn fold(&mut self, item: I, state: &mut StateOf<B, I>) -> bool {
        let mut slot = Some(item);
        let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
            Failing { books: &mut self.books, exit: &mut self.exit }.item(slot, Cause::<ErrOf<B, I>>::Panic, 1);
            return true;
        };
        let (item, cause) = match caught(|| B::Stage::call(self.bound.res(), state, &mut slot)) {
            Attempted::Returned(Ok(())) => {
                self.books.tally.done += 1;
                return true;
            }
            Attempted::Returned(Err(error)) => (kept.or(slot), because(error)),
            Attempted::Panicked | Attempted::TimedOut => (kept.or(slot), Cause::Panic),
        };
        let survived = matches!(cause, Cause::Error(_));
        self.books.tally.restarts += u64::from(!survived);
        Failing { books: &mut self.books, exit: &mut self.exit }.item(item, cause, 1);
        survived
    }

    pub(crate) fn publish(&mut self) {
        self.books.publish();
        self.exit.publish();
    }

    pub(crate) fn poll_exit(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.exit.ready() { Poll::Ready(()) } else { self.exit.poll_settle(cx) }
    }
}

/// A fold of the whole input.
pub struct Fold<I: Send + 'static, B: Bind<I>, X, K> {
    core: FoldCore<I, B, X, K>,
    state: Keeper<StateOf<B, I>>,
    /// Items that came while the state is being made anew: what one item of the stage before became.
    waiting: VecDeque<I>,
}

impl<I, B, X, K> Fold<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
{
    pub(crate) fn new(bound: B, exit: X, books: Books) -> Self {
        let state = Keeper::new(&books.ctx);
        Self { core: FoldCore::new(bound, exit, books), state, waiting: VecDeque::new() }
    }

    fn one(&mut self, item: I) {
        if !self.core.fold(item, state_in(self.state.state())) {
            self.state.discard(&mut self.core.books);
            if let Made::Now(Ok(state)) = made(|| self.core.bound.make()) {
                *self.state.state() = Some(state);
            }
        }
    }

    fn catch_up(&mut self) {
        while self.state.is_made() {
            let Some(item) = self.waiting.pop_front() else { return };
            self.one(item);
        }
    }
}

impl<I, B, X, K> Chain<UnitOf<B, I>> for Fold<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
{
    type Out = EmitOf<B, I>;

    #[inline]
    fn call(&mut self, item: I, _out: &mut impl FnMut(Self::Out)) {
        self.core.books.tally.taken += 1;
        match self.waiting.is_empty() && self.state.is_made() {
            true => self.one(item),
            false => {
                self.waiting.push_back(item);
                self.catch_up();
            }
        }
    }

    fn finish(&mut self, out: &mut impl FnMut(Self::Out)) -> bool {
        self.catch_up();
        if !self.waiting.is_empty() {
            return !self.state.is_dead();
        }
        let state = self.state.state().take();
        if let Some(output) = state.and_then(|state| self.core.books.guarded(|| B::Stage::finish(state))) {
            self.core.books.tally.out += 1;
            out(output);
        }
        false
    }

    #[inline]
    fn ready(&self) -> bool {
        self.core.exit.ready() && (self.state.is_made() || self.state.is_dead())
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let exit = self.core.poll_exit(cx);
        let made = self.poll_made(cx);
        if exit.is_ready() && made.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.core.publish();
    }

    fn ended(&self) -> bool {
        self.state.is_dead()
    }
}

impl<I: Send + 'static, B: Bind<I>, X, K> Fold<I, B, X, K> {
    fn poll_made(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let FoldCore { bound, books, .. } = &mut self.core;
        self.state.poll_made(books, || bound.make(), cx)
    }
}
