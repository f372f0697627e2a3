//! A synchronous stage, fused.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::Chain;
use crate::attempt::{Attempted, caught, state_in};
use crate::failure::{Cause, Exit};
use crate::head::{ErrOf, OutOf, StateOf, UnitOf};
use crate::node::{Bind, CallSync, Made, Node, Shape, Verdict};
use crate::outcome::{Failing, Keeping, because};
use crate::state::{Books, Keeper, made};

pub struct Fused<I: Send + 'static, B: Bind<I>, X, K> {
    bound: B,
    state: Keeper<StateOf<B, I>>,
    exit: X,
    books: Books,
    /// Units that came while the state is being made anew; one at most, or what one item of the stage before became.
    waiting: VecDeque<UnitOf<B, I>>,
    /// Whether any of them does.
    late: bool,
    keep: PhantomData<fn() -> K>,
}

impl<I: Send + 'static, B: Bind<I>, X, K> Fused<I, B, X, K> {
    pub(crate) fn new(bound: B, exit: X, books: Books) -> Self {
        let state = Keeper::new(&books.ctx);
        Self { bound, state, exit, books, waiting: VecDeque::new(), late: false, keep: PhantomData }
    }
}

impl<I, B, X, K> Fused<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallSync<I>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    #[inline(always)]
    fn one(&mut self, unit: UnitOf<B, I>, out: &mut impl FnMut(OutOf<B, I>)) {
        let count = <B::Stage as Node<I>>::Shape::items(&unit);
        let mut slot = Some(unit);
        let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
            return self.failed(slot, count, Cause::Panic);
        };
        let state = state_in(self.state.state());
        match caught(|| B::Stage::call(self.bound.res(), state, &mut slot)) {
            Attempted::Returned(Verdict::Done(outputs)) => self.done(outputs, count, out),
            Attempted::Returned(Verdict::Failed(error)) => self.failed(kept.or(slot), count, because(error)),
            Attempted::Returned(Verdict::Each(results)) => self.each(kept.or(slot), results, out),
            Attempted::Panicked | Attempted::TimedOut => self.panicked(kept.or(slot), count),
        }
    }

    #[inline(always)]
    fn done(
        &mut self,
        outputs: impl IntoIterator<Item = OutOf<B, I>>,
        count: usize,
        out: &mut impl FnMut(OutOf<B, I>),
    ) {
        let (tally, mut outputs) = (&mut self.books.tally, outputs.into_iter());
        let Some(first) = outputs.next() else {
            tally.filtered += count as u64;
            return;
        };
        match count {
            1 => tally.passed += 1,
            _ => {
                tally.done += count as u64;
                tally.out += 1;
            }
        }
        out(first);
        for output in outputs {
            tally.out += 1;
            out(output);
        }
    }

    #[cold]
    fn failed(&mut self, unit: Option<UnitOf<B, I>>, count: usize, cause: Cause<ErrOf<B, I>>) {
        let items = unit.map(<B::Stage as Node<I>>::Shape::into_items);
        Failing { books: &mut self.books, exit: &mut self.exit }.unit(items, count, &cause, 1);
    }

    #[cold]
    fn panicked(&mut self, unit: Option<UnitOf<B, I>>, count: usize) {
        self.failed(unit, count, Cause::Panic);
        self.state.discard(&mut self.books);
        self.make_now();
    }

    /// Makes the state anew where that needs no waiting; otherwise `ready` says no until it is made.
    fn make_now(&mut self) {
        if let Made::Now(Ok(state)) = made(|| self.bound.make()) {
            *self.state.state() = Some(state);
        }
    }

    #[cold]
    fn each(
        &mut self,
        unit: Option<UnitOf<B, I>>,
        results: Vec<Result<OutOf<B, I>, ErrOf<B, I>>>,
        mut out: &mut dyn FnMut(OutOf<B, I>),
    ) {
        let mut items = unit.map(<B::Stage as Node<I>>::Shape::into_items);
        for result in results {
            let item = items.as_mut().and_then(Iterator::next);
            match result {
                Ok(output) => self.done(Some(output), 1, &mut out),
                Err(error) => {
                    Failing { books: &mut self.books, exit: &mut self.exit }.item(item, because(error), 1);
                }
            }
        }
        for item in items.into_iter().flatten() {
            Failing { books: &mut self.books, exit: &mut self.exit }.item(Some(item), Cause::Panic, 1);
        }
    }

    /// The next unit that can be worked off, of those that wait.
    #[cold]
    fn next_waiting(&mut self) -> Option<UnitOf<B, I>> {
        let next = if self.state.is_made() { self.waiting.pop_front() } else { None };
        self.late = !self.waiting.is_empty();
        next
    }

    fn catch_up(&mut self, out: &mut impl FnMut(OutOf<B, I>)) {
        while let Some(unit) = self.next_waiting() {
            self.one(unit, out);
        }
    }
}

impl<I, B, X, K> Chain<UnitOf<B, I>> for Fused<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallSync<I>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    type Out = OutOf<B, I>;

    /// The stage is called from one place, so that it and all behind it are compiled into one loop once.
    #[inline(always)]
    fn call(&mut self, unit: UnitOf<B, I>, out: &mut impl FnMut(OutOf<B, I>)) {
        self.books.tally.taken += <B::Stage as Node<I>>::Shape::items(&unit) as u64;
        let mut next = match self.late || !self.state.is_made() {
            true => {
                self.waiting.push_back(unit);
                self.next_waiting()
            }
            false => Some(unit),
        };
        while let Some(unit) = next {
            self.one(unit, out);
            next = if self.late { self.next_waiting() } else { None };
        }
    }

    fn finish(&mut self, out: &mut impl FnMut(OutOf<B, I>)) -> bool {
        self.catch_up(out);
        if !self.waiting.is_empty() {
            return !self.state.is_dead();
        }
        if !<B::Stage as Node<I>>::FLUSHES {
            return false;
        }
        let Some(mut state) = self.state.state().take() else { return false };
        let output = self.books.guarded(|| <B::Stage as Node<I>>::flush(&mut state));
        if let Some(output) = output.flatten() {
            self.books.tally.out += 1;
            out(output);
        }
        false
    }

    #[inline]
    fn ready(&self) -> bool {
        self.exit.ready() && (self.state.is_made() || self.state.is_dead())
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let exit = if self.exit.ready() { Poll::Ready(()) } else { self.exit.poll_settle(cx) };
        let Self { bound, state, books, .. } = self;
        let made = state.poll_made(books, || bound.make(), cx);
        if exit.is_ready() && made.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.books.publish();
        self.exit.publish();
    }

    fn ended(&self) -> bool {
        self.state.is_dead()
    }

    fn deadline(&self) -> Option<Instant> {
        (self.state.is_made() && !self.waiting.is_empty()).then(Instant::now)
    }

    fn tick(&mut self, _now: Instant, out: &mut impl FnMut(OutOf<B, I>)) {
        self.catch_up(out);
    }
}
