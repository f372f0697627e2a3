//! A synchronous stage, fused.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use super::Chain;
use crate::attempt::{Attempted, caught, state_in};
use crate::beat::Beat;
use crate::failure::{Cause, Exit};
use crate::head::{ErrOf, OutOf, StateOf, UnitOf};
use crate::node::{Bind, CallSync, Made, Node, Shape, Verdict, VerdictOf};
use crate::outcome::{Failing, Keeping, because};
use crate::state::{Books, Keeper, made};
use crate::time::{Mark, Plain, Stamped, Stamping, Timed, Timestamp};

pub struct Fused<I: Send + 'static, B: Bind<I>, X, K> {
    bound: B,
    state: Keeper<StateOf<B, I>>,
    exit: X,
    books: Books,
    /// Units that came while the state is being made anew: the rest of a run.
    waiting: VecDeque<UnitOf<B, I>>,
    beat: Beat,
    keep: PhantomData<fn() -> K>,
}

/// A unit of which something else came than outputs.
struct Odd<U, V, A> {
    unit: Option<U>,
    at: A,
    items: usize,
    /// Nothing if it was not even tried: the copy that is kept of it panicked.
    ended: Option<Attempted<V>>,
}

type OddOf<B, I, S> = Odd<UnitOf<B, I>, VerdictOf<<B as Bind<I>>::Stage, I>, <S as Stamping>::At>;
/// What a unit is moved as, and an output.
type MovedUnit<B, I, S> = <S as Stamping>::Of<UnitOf<B, I>>;
type MovedOut<B, I, S> = <S as Stamping>::Of<OutOf<B, I>>;

impl<I: Send + 'static, B: Bind<I>, X, K> Fused<I, B, X, K> {
    pub(crate) fn new(bound: B, exit: X, books: Books, tick: Option<Duration>) -> Self {
        let (state, beat) = (Keeper::new(&books.ctx), Beat::new(tick));
        Self { bound, state, exit, books, waiting: VecDeque::new(), beat, keep: PhantomData }
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
    /// Works off units until there are no more or the state is lost.
    fn work_off<S: Stamping>(
        &mut self,
        units: &mut impl Iterator<Item = MovedUnit<B, I, S>>,
        out: &mut Vec<MovedOut<B, I, S>>,
    ) {
        while self.state.is_made() {
            let odd = match <B::Stage as CallSync<I>>::ALWAYS_ONE && !K::KEEPS {
                true => self.map::<S>(units, out),
                false => self.work::<S>(units, out),
            };
            let Some(odd) = odd else { return };
            self.odd::<S>(odd, out);
        }
    }

    /// Where each item becomes one, and a panic takes it along: a loop that rustc unrolls.
    fn map<S: Stamping>(
        &mut self,
        units: &mut impl Iterator<Item = MovedUnit<B, I, S>>,
        out: &mut Vec<MovedOut<B, I, S>>,
    ) -> Option<OddOf<B, I, S>> {
        let bound = &self.bound;
        let (res, state, before) = (bound.res(), state_in(self.state.state()), out.len());
        let mut one = |unit| match B::Stage::call(res, state, &mut Some(unit)) {
            Verdict::Done(outputs) => outputs.into_iter().next(),
            _ => None,
        };
        let each = |of| S::map(of, |unit| one(unit).expect("aqueduct: a stage that returns a value has one output"));
        let ended = caught(|| out.extend(units.map(each)));
        self.books.tally.passed += (out.len() - before) as u64;
        match ended {
            Attempted::Returned(()) => None,
            // Nothing comes of it that would have a time.
            _ => Some(Odd { unit: None, at: S::At::default(), items: 1, ended: Some(Attempted::Panicked) }),
        }
    }

    /// The loop for all others. It ends at the first unit of which something else comes than outputs.
    #[inline]
    fn work<S: Stamping>(
        &mut self,
        units: &mut impl Iterator<Item = MovedUnit<B, I, S>>,
        out: &mut Vec<MovedOut<B, I, S>>,
    ) -> Option<OddOf<B, I, S>> {
        let (bound, tally) = (&self.bound, &mut self.books.tally);
        let (res, state) = (bound.res(), state_in(self.state.state()));
        let mut passed = 0;
        let odd = loop {
            let Some(of) = units.next() else { break None };
            let (at, unit) = S::split(of);
            let items = <B::Stage as Node<I>>::Shape::items(&unit);
            let mut slot = Some(unit);
            let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
                break Some(Odd { unit: slot, at, items, ended: None });
            };
            let mut outputs = match caught(|| B::Stage::call(res, state, &mut slot)) {
                Attempted::Returned(Verdict::Done(outputs)) => outputs.into_iter(),
                ended => break Some(Odd { unit: kept.or(slot), at, items, ended: Some(ended) }),
            };
            let Some(first) = outputs.next() else {
                tally.filter(items as u64);
                continue;
            };
            out.push(S::join(at, first));
            passed += 1;
            if items != 1 {
                // Of a batch that came to one output, too.
                tally.absorbed += items as u64;
                (passed, tally.out) = (passed - 1, tally.out + 1);
            }
            let before = out.len();
            out.extend(outputs.map(|output| S::join(at, output)));
            tally.out += (out.len() - before) as u64;
        };
        tally.passed += passed;
        odd
    }

    #[cold]
    fn odd<S: Stamping>(&mut self, odd: OddOf<B, I, S>, out: &mut Vec<MovedOut<B, I, S>>) {
        let Odd { unit, at, items, ended } = odd;
        if let Some(at) = S::time(at) {
            self.exit.note(at);
        }
        match ended {
            Some(Attempted::Returned(Verdict::Done(_))) => {}
            Some(Attempted::Returned(Verdict::Failed(error))) => self.failed(unit, items, because(error)),
            Some(Attempted::Returned(Verdict::Each(results))) => {
                self.each(unit, items, results, |output| out.push(S::join(at, output)));
            }
            None => self.failed(unit, items, Cause::Panic),
            Some(Attempted::Panicked | Attempted::TimedOut) => {
                self.failed(unit, items, Cause::Panic);
                self.state.discard(&mut self.books);
                self.make_now();
            }
        }
    }

    fn failed(&mut self, unit: Option<UnitOf<B, I>>, count: usize, cause: Cause<ErrOf<B, I>>) {
        self.books.tally.taken += count as u64;
        let items = unit.map(<B::Stage as Node<I>>::Shape::into_items);
        Failing { books: &mut self.books, exit: &mut self.exit }.unit(items, count, &cause, 1);
    }

    /// Makes the state anew where that needs no waiting; otherwise there is no room until it is made.
    fn make_now(&mut self) {
        if let Made::Now(Ok(state)) = made(|| self.bound.make()) {
            *self.state.state() = Some(state);
        }
    }

    /// A result for each item of a batch. More results than items are outputs all the same; fewer are a broken promise, as a
    /// panic is.
    fn each(
        &mut self,
        unit: Option<UnitOf<B, I>>,
        count: usize,
        results: Vec<Result<OutOf<B, I>, ErrOf<B, I>>>,
        mut put: impl FnMut(OutOf<B, I>),
    ) {
        self.books.tally.taken += count as u64;
        let mut items = unit.map(<B::Stage as Node<I>>::Shape::into_items);
        let mut left = count;
        for result in results {
            let item = items.as_mut().and_then(Iterator::next);
            let expected = left > 0;
            left -= usize::from(expected);
            match result {
                Ok(output) => {
                    self.books.tally.done += u64::from(expected);
                    self.books.tally.out += 1;
                    put(output);
                }
                Err(error) if expected => self.item_failed(item, because(error)),
                Err(_) => {}
            }
        }
        for _ in 0..left {
            let item = items.as_mut().and_then(Iterator::next);
            self.item_failed(item, Cause::Panic);
        }
    }

    fn item_failed(&mut self, item: Option<I>, cause: Cause<ErrOf<B, I>>) {
        Failing { books: &mut self.books, exit: &mut self.exit }.item(item, cause, 1);
    }

    /// What waited for the state, as far as it stays.
    #[cold]
    fn catch_up(&mut self, out: &mut Vec<OutOf<B, I>>) {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.work_off::<Plain>(&mut std::iter::from_fn(|| waiting.pop_front()), out);
        self.waiting = waiting;
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

    fn run(&mut self, run: &mut Vec<UnitOf<B, I>>, out: &mut Vec<OutOf<B, I>>) {
        if !self.waiting.is_empty() {
            self.catch_up(out);
        }
        out.reserve(run.len());
        let mut units = run.drain(..);
        if self.waiting.is_empty() {
            self.work_off::<Plain>(&mut units, out);
        }
        if units.len() > 0 {
            self.waiting.extend(units);
        }
    }

    fn run_timed(&mut self, run: &mut Vec<Stamped<UnitOf<B, I>>>, out: &mut Vec<Stamped<OutOf<B, I>>>) {
        // What waits is of an item before these.
        if !self.waiting.is_empty() {
            return;
        }
        out.reserve(run.len());
        let mut units = run.drain(..);
        self.work_off::<Timed>(&mut units, out);
        if units.len() > 0 {
            *run = units.collect();
        }
    }

    fn note(&mut self, at: Timestamp) {
        self.exit.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.exit.mark(mark);
    }

    fn leave(&mut self, items: Vec<UnitOf<B, I>>) {
        self.waiting.extend(items);
    }

    fn finish(&mut self, out: &mut Vec<OutOf<B, I>>) -> bool {
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
            out.push(output);
        }
        false
    }

    #[inline]
    fn room(&self) -> usize {
        match self.state.is_made() || self.state.is_dead() {
            true => self.exit.room(),
            false => 0,
        }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let exit = if self.exit.ready() { Poll::Ready(()) } else { self.exit.poll_settle(cx) };
        let Self { bound, state, books, .. } = self;
        let made = state.poll_made(books, || bound.make(), cx);
        self.beat.start();
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
        let waits = self.state.is_made() && !self.waiting.is_empty();
        if waits { Some(Instant::now()) } else { self.beat.due() }
    }

    /// What only a `tick` would let out is not waited for.
    fn holds(&self) -> bool {
        !self.waiting.is_empty()
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<OutOf<B, I>>) {
        self.catch_up(out);
        if self.beat.strikes(now)
            && let Some(state) = self.state.state()
            && let Some(output) = self.books.guarded(|| <B::Stage as Node<I>>::tick(state)).flatten()
        {
            self.books.tally.out += 1;
            out.push(output);
        }
    }
}

/// What waits when the task ends was taken, and is left.
impl<I: Send + 'static, B: Bind<I>, X, K> Drop for Fused<I, B, X, K> {
    fn drop(&mut self) {
        let waiting = self.waiting.iter().map(<B::Stage as Node<I>>::Shape::items);
        self.books.tally.taken += waiting.sum::<usize>() as u64;
    }
}
