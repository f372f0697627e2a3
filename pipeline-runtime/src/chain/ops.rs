//! The built-in operators that need no time. Each is what its namesake on [`Iterator`] is.

use std::time::Duration;

use tokio::time::Instant;

use super::Chain;
use crate::attempt::{Attempted, caught};
use crate::control::Guard;
use crate::keys::{Agenda, Alarm, KeepOptions, KeyBy, KeyMap, after};
use crate::state::Books;

/// Runs an operator's closure on an item and keeps the books. A panic is a failure nobody takes: it stops the pipeline.
pub struct Op<F> {
    f: F,
    books: Books,
}

impl<F> Op<F> {
    pub(crate) fn new(f: F, books: Books) -> Self {
        Self { f, books }
    }

    #[inline(always)]
    fn run<R>(&mut self, call: impl FnOnce(&mut F) -> R) -> Option<R> {
        self.books.tally.taken += 1;
        let f = &mut self.f;
        match caught(|| call(f)) {
            Attempted::Returned(value) => Some(value),
            _ => {
                self.books.panicked();
                None
            }
        }
    }
}

impl Books {
    #[inline(always)]
    fn passed<T>(&mut self, item: T, out: &mut impl FnMut(T)) {
        self.tally.passed += 1;
        out(item);
    }

    #[inline(always)]
    fn maybe<T>(&mut self, item: Option<T>, out: &mut impl FnMut(T)) {
        match item {
            Some(item) => self.passed(item, out),
            None => self.tally.filtered += 1,
        }
    }
}

/// `map(f)`
pub struct Map<F>(pub(crate) Op<F>);

impl<I, O: Send + 'static, F: FnMut(I) -> O + Send + 'static> Chain<I> for Map<F> {
    type Out = O;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(O)) {
        if let Some(output) = self.0.run(|f| f(item)) {
            self.0.books.passed(output, out);
        }
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `filter_map(f)`
pub struct FilterMap<F>(pub(crate) Op<F>);

impl<I, O: Send + 'static, F: FnMut(I) -> Option<O> + Send + 'static> Chain<I> for FilterMap<F> {
    type Out = O;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(O)) {
        if let Some(output) = self.0.run(|f| f(item)) {
            self.0.books.maybe(output, out);
        }
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `filter(f)`
pub struct Filter<F>(pub(crate) Op<F>);

impl<I: Send + 'static, F: FnMut(&I) -> bool + Send + 'static> Chain<I> for Filter<F> {
    type Out = I;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(I)) {
        if let Some(keep) = self.0.run(|f| f(&item)) {
            self.0.books.maybe(keep.then_some(item), out);
        }
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `inspect(f)`
pub struct Inspect<F>(pub(crate) Op<F>);

impl<I: Send + 'static, F: FnMut(&I) + Send + 'static> Chain<I> for Inspect<F> {
    type Out = I;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(I)) {
        if let Some(()) = self.0.run(|f| f(&item)) {
            self.0.books.passed(item, out);
        }
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `scan(init, f)`, and what ends the stream: `take`, `take_while`.
pub struct Scan<S, F> {
    pub(crate) op: Op<F>,
    pub(crate) state: S,
    pub(crate) over: bool,
}

impl<I, O, S, F> Chain<I> for Scan<S, F>
where
    O: Send + 'static,
    S: Send + 'static,
    F: FnMut(&mut S, I) -> Option<O> + Send + 'static,
{
    type Out = O;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(O)) {
        if self.over {
            self.op.books.tally.taken += 1;
            self.op.books.tally.filtered += 1;
            return;
        }
        let state = &mut self.state;
        match self.op.run(|f| f(state, item)) {
            Some(Some(output)) => self.op.books.passed(output, out),
            Some(None) => {
                self.op.books.tally.filtered += 1;
                self.over = true;
            }
            None => {}
        }
    }

    fn publish(&mut self) {
        self.op.books.publish();
    }

    /// Once it is over, the head must look whether anybody wants more.
    #[inline]
    fn ready(&self) -> bool {
        !self.over
    }

    fn ended(&self) -> bool {
        self.over
    }
}

/// `take(n)`: the n-th item is the last.
pub struct Take {
    pub(crate) left: u64,
    pub(crate) books: Books,
}

impl<I: Send + 'static> Chain<I> for Take {
    type Out = I;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(I)) {
        self.books.tally.taken += 1;
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                self.books.passed(item, out);
            }
            None => self.books.tally.filtered += 1,
        }
    }

    /// Once the last one is out, the head must look whether anybody wants more.
    #[inline]
    fn ready(&self) -> bool {
        self.left > 0
    }

    fn publish(&mut self) {
        self.books.publish();
    }

    fn ended(&self) -> bool {
        self.left == 0
    }
}

/// `distinct { by, keep, max_keys }`
pub struct Distinct<I, Q: KeyBy<I>> {
    pub(crate) by: Q,
    pub(crate) seen: KeyMap<Q::Key, Seen>,
    pub(crate) options: KeepOptions,
    pub(crate) agenda: Agenda<Q::Key>,
    pub(crate) books: Books,
    pub(crate) _item: std::marker::PhantomData<fn(I)>,
}

/// When a key was seen last, told only where that matters.
pub struct Seen {
    used: Option<Instant>,
    alarm: Option<Alarm>,
}

impl<I: Send + 'static, Q: KeyBy<I>> Distinct<I, Q> {
    pub(crate) fn new(by: Q, options: KeepOptions, books: Books) -> Self {
        let seen = KeyMap::new(options.max_keys);
        Self { by, seen, options, agenda: Agenda::new(), books, _item: std::marker::PhantomData }
    }

    fn first(&mut self, item: &I) -> bool {
        let used = self.options.keep.map(|_| Instant::now());
        let seen = &mut self.seen;
        if let Some(seen) = self.by.query(item, |key| seen.touch(key)) {
            seen.used = used;
            return false;
        }
        let key = self.by.key(item);
        let due = used.zip(self.options.keep).map(|(used, keep)| after(used, keep));
        let alarm = due.map(|due| self.agenda.add(due, key.clone()));
        self.seen.insert(key, Seen { used, alarm });
        if let Some(oldest) = self.seen.excess(0, |_| true).map(|(key, _)| key.clone()) {
            self.books.tally.forgotten += 1;
            let seen = self.seen.remove(&oldest);
            self.agenda.cancel(seen.and_then(|seen| seen.alarm));
        }
        true
    }

    fn silent(&mut self, key: Q::Key, keep: Duration, now: Instant) {
        let Some(seen) = self.seen.get(&key) else { return };
        match seen.used.map(|used| after(used, keep)) {
            Some(until) if until > now => seen.alarm = Some(self.agenda.add(until, key)),
            _ => {
                self.seen.remove(&key);
                self.books.tally.forgotten += 1;
            }
        }
    }
}

impl<I: Send + 'static, Q: KeyBy<I>> Chain<I> for Distinct<I, Q> {
    type Out = I;

    fn call(&mut self, item: I, out: &mut impl FnMut(I)) {
        self.books.tally.taken += 1;
        match caught(|| self.first(&item)) {
            Attempted::Returned(first) => self.books.maybe(first.then_some(item), out),
            _ => self.books.panicked(),
        }
    }

    fn publish(&mut self) {
        self.books.publish();
    }

    fn deadline(&self) -> Option<Instant> {
        self.agenda.next()
    }

    fn holds(&self) -> bool {
        false
    }

    fn tick(&mut self, now: Instant, _out: &mut impl FnMut(I)) {
        let Some(keep) = self.options.keep else { return };
        while let Some(key) = self.agenda.take_due(now) {
            self.silent(key, keep, now);
        }
    }
}

/// `dedup()`: of equal neighbours the first.
pub struct Dedup<I, G> {
    pub(crate) last: Option<I>,
    pub(crate) compared: G,
    pub(crate) books: Books,
}

impl<I, It, G> Chain<I> for Dedup<It, G>
where
    I: Send + 'static,
    It: Clone + PartialEq + Send + 'static,
    G: Fn(&I) -> &It + Send + 'static,
{
    type Out = I;

    fn call(&mut self, item: I, out: &mut impl FnMut(I)) {
        self.books.tally.taken += 1;
        let (last, compared) = (&mut self.last, &self.compared);
        let new = || {
            let seen = compared(&item);
            let new = last.as_ref() != Some(seen);
            if new {
                *last = Some(seen.clone());
            }
            new
        };
        match caught(new) {
            Attempted::Returned(new) => self.books.maybe(new.then_some(item), out),
            _ => self.books.panicked(),
        }
    }

    fn publish(&mut self) {
        self.books.publish();
    }
}

/// Items as another type that is known to be the same; a wrong edge has its error elsewhere.
pub struct Cast<O>(pub(crate) std::marker::PhantomData<fn() -> O>);

impl<I: Send + 'static, O: Send + 'static> Chain<I> for Cast<O> {
    type Out = O;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(O)) {
        out(cast(item));
    }
}

/// The item itself.
///
/// # Panics
/// Never in a pipeline that compiles: there the two types are one.
#[inline]
pub fn cast<I: 'static, O: 'static>(item: I) -> O {
    let mut item = Some(item);
    let same = (&mut item as &mut dyn std::any::Any).downcast_mut::<Option<O>>().and_then(Option::take);
    same.expect("aqueduct: the types of an edge were checked")
}

/// Converts with a function, without books: a merge's `Into`, a route's binding.
pub struct Convert<F>(pub(crate) F, pub(crate) Guard);

impl<I, O: Send + 'static, F: FnMut(I) -> O + Send + 'static> Chain<I> for Convert<F> {
    type Out = O;

    #[inline(always)]
    fn call(&mut self, item: I, out: &mut impl FnMut(O)) {
        if let Some(output) = self.1.run(|| (self.0)(item)) {
            out(output);
        }
    }
}

/// A discard that is said out loud counts what it discards.
pub struct Discard(pub(crate) Books);

impl<I: Send + 'static> Chain<I> for Discard {
    type Out = ();

    #[inline(always)]
    fn call(&mut self, _item: I, _out: &mut impl FnMut(())) {
        self.0.tally.taken += 1;
        self.0.tally.done += 1;
    }

    fn publish(&mut self) {
        self.0.publish();
    }
}
