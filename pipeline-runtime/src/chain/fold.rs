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
use crate::time::{Mark, Timestamp};

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

    /// Folds items until there are no more; false when the state was lost to a panic.
    fn fold_all(&mut self, items: &mut impl Iterator<Item = I>, state: &mut StateOf<B, I>) -> bool {
        if K::KEEPS {
            return items.all(|item| self.fold(item, state));
        }
        loop {
            let (mut folded, bound) = (0, &self.bound);
            // Nobody wants the item back: so there is one place for panics, around the loop.
            let ended = caught(|| {
                items.try_for_each(|item| {
                    B::Stage::call(bound.res(), state, &mut Some(item))?;
                    folded += 1;
                    Ok(())
                })
            });
            self.books.tally.absorbed += folded;
            let survived = match ended {
                Attempted::Returned(Ok(())) => return true,
                Attempted::Returned(Err(error)) => self.failed(None, because(error)),
                Attempted::Panicked | Attempted::TimedOut => self.failed(None, Cause::Panic),
            };
            if !survived {
                return false;
            }
        }
    }

    /// Folds one item; false when the state was lost to a panic.
    #[inline]
    pub(crate) fn fold(&mut self, item: I, state: &mut StateOf<B, I>) -> bool {
        let mut slot = Some(item);
        let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
            self.refuse(slot, 1);
            return true;
        };
        let (item, cause) = match caught(|| B::Stage::call(self.bound.res(), state, &mut slot)) {
            Attempted::Returned(Ok(())) => {
                self.books.tally.absorbed += 1;
                return true;
            }
            Attempted::Returned(Err(error)) => (kept.or(slot), because(error)),
            Attempted::Panicked | Attempted::TimedOut => (kept.or(slot), Cause::Panic),
        };
        self.failed(item, cause)
    }

    #[cold]
    pub(crate) fn failed(&mut self, item: Option<I>, cause: Cause<ErrOf<B, I>>) -> bool {
        let survived = matches!(cause, Cause::Error(_));
        self.books.tally.restarts += u64::from(!survived);
        self.books.tally.taken += 1;
        Failing { books: &mut self.books, exit: &mut self.exit }.item(item, cause, 1);
        survived
    }

    /// An item that could not even be tried: its key could not be told, or no copy of it made.
    #[cold]
    pub(crate) fn refuse(&mut self, item: Option<I>, attempts: u32) {
        self.books.tally.taken += 1;
        Failing { books: &mut self.books, exit: &mut self.exit }.item(item, Cause::<ErrOf<B, I>>::Panic, attempts);
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
    /// Items that came while the state is being made anew: the rest of a run.
    waiting: VecDeque<I>,
    /// The state has been let out: there is no need of another.
    is_over: bool,
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
        Self { core: FoldCore::new(bound, exit, books), state, waiting: VecDeque::new(), is_over: false }
    }

    /// Folds items until there are no more or the state is lost and cannot be made at once.
    fn work_off(&mut self, items: &mut impl Iterator<Item = I>) {
        while self.state.is_made() {
            let state = state_in(self.state.state());
            if self.core.fold_all(items, state) {
                return;
            }
            self.state.discard(&mut self.core.books);
            if let Made::Now(Ok(state)) = made(|| self.core.bound.make()) {
                *self.state.state() = Some(state);
            }
        }
    }

    pub(super) fn fold_run(&mut self, run: &mut Vec<I>) {
        if !self.waiting.is_empty() {
            self.catch_up();
        }
        let mut items = run.drain(..);
        if self.waiting.is_empty() {
            self.work_off(&mut items);
        }
        self.waiting.extend(items);
    }

    /// Whether items still wait for the state to be made.
    pub(super) fn is_behind(&mut self) -> bool {
        self.catch_up();
        !self.waiting.is_empty()
    }

    pub(super) fn take_state(&mut self) -> Option<StateOf<B, I>> {
        self.is_over = true;
        self.state.state().take()
    }

    #[cold]
    fn catch_up(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.work_off(&mut std::iter::from_fn(|| waiting.pop_front()));
        self.waiting = waiting;
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

    fn run(&mut self, run: &mut Vec<I>, _out: &mut Vec<Self::Out>) {
        self.fold_run(run);
    }

    fn note(&mut self, at: Timestamp) {
        self.core.exit.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.core.exit.mark(mark);
    }

    fn leave(&mut self, items: Vec<I>) {
        self.waiting.extend(items);
    }

    fn finish(&mut self, out: &mut Vec<Self::Out>) -> bool {
        if self.is_behind() {
            return !self.state.is_dead();
        }
        if let Some(output) = self.take_state().and_then(|state| self.core.books.guarded(|| B::Stage::finish(state))) {
            self.core.books.tally.out += 1;
            out.push(output);
        }
        false
    }

    #[inline]
    fn room(&self) -> usize {
        match self.state.is_made() || self.state.is_dead() || self.is_over {
            true => self.core.exit.room(),
            false => 0,
        }
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

/// What waits when the task ends was taken, and is left.
impl<I: Send + 'static, B: Bind<I>, X, K> Drop for Fold<I, B, X, K> {
    fn drop(&mut self) {
        self.core.books.tally.taken += self.waiting.len() as u64;
    }
}

impl<I: Send + 'static, B: Bind<I>, X, K> Fold<I, B, X, K> {
    fn poll_made(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_over {
            return Poll::Ready(());
        }
        let FoldCore { bound, books, .. } = &mut self.core;
        self.state.poll_made(books, || bound.make(), cx)
    }
}
