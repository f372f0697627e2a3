//! The built-in operators that need no time. Each is what its namesake on [`Iterator`] is.

use std::any::Any;
use std::time::Duration;

use tokio::time::Instant;

use super::{Chain, move_on};
use crate::attempt::{Attempted, caught};
use crate::control::Guard;
use crate::keys::{Agenda, Alarm, KeepOptions, KeyBy, KeyMap, after};
use crate::state::Books;
use crate::time::{Plain, Stamped, Stamping, Timed};

/// Runs an operator's closure on an item and keeps the books. A panic is a failure nobody takes: it stops the pipeline.
pub struct Op<F> {
    f: F,
    books: Books,
}

impl<F> Op<F> {
    pub(crate) fn new(f: F, books: Books) -> Self {
        Self { f, books }
    }

    /// Runs it on an item; what a panic leaves of that is nothing.
    #[inline(always)]
    fn on<R>(&mut self, call: impl FnOnce(&mut F) -> R) -> Option<R> {
        let f = &mut self.f;
        match caught(|| call(f)) {
            Attempted::Returned(value) => Some(value),
            _ => {
                self.books.broken();
                None
            }
        }
    }

    /// Runs it on each item of a run; of what comes of it, if anything does.
    #[inline(always)]
    fn each<S: Stamping, I: Send + 'static, O: Send + 'static>(
        &mut self,
        run: &mut Vec<S::Of<I>>,
        out: &mut Vec<S::Of<O>>,
        mut call: impl FnMut(&mut F, I) -> Option<O>,
    ) {
        out.reserve(run.len());
        for of in run.drain(..) {
            let (at, item) = S::split(of);
            if let Some(output) = self.on(|f| call(f, item)) {
                self.books.maybe(output.map(|output| S::join(at, output)), out);
            }
        }
    }
}

impl Books {
    #[inline(always)]
    fn maybe<T>(&mut self, item: Option<T>, out: &mut Vec<T>) {
        match item {
            Some(item) => {
                self.tally.passed += 1;
                out.push(item);
            }
            None => self.tally.filter(1),
        }
    }
}

/// `map(f)`
pub struct Map<F>(pub(crate) Op<F>);

impl<F> Map<F> {
    #[inline(always)]
    fn all<S: Stamping, I, O>(&mut self, run: &mut Vec<S::Of<I>>, out: &mut Vec<S::Of<O>>)
    where
        I: Send + 'static,
        O: Send + 'static,
        F: FnMut(I) -> O,
    {
        let (Op { f, books }, mut items) = (&mut self.0, run.drain(..));
        while items.len() > 0 {
            let before = out.len();
            let ended = caught(|| out.extend(items.by_ref().map(|of| S::map(of, &mut *f))));
            books.tally.passed += (out.len() - before) as u64;
            if !matches!(ended, Attempted::Returned(())) {
                books.broken();
            }
        }
    }
}

impl<I: Send + 'static, O: Send + 'static, F: FnMut(I) -> O + Send + 'static> Chain<I> for Map<F> {
    type Out = O;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<O>) {
        self.all::<Plain, I, O>(run, out);
    }

    fn run_timed(&mut self, run: &mut Vec<Stamped<I>>, out: &mut Vec<Stamped<O>>) {
        self.all::<Timed, I, O>(run, out);
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `filter_map(f)`
pub struct FilterMap<F>(pub(crate) Op<F>);

impl<I: Send + 'static, O: Send + 'static, F: FnMut(I) -> Option<O> + Send + 'static> Chain<I> for FilterMap<F> {
    type Out = O;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<O>) {
        self.0.each::<Plain, _, _>(run, out, |f, item| f(item));
    }

    fn run_timed(&mut self, run: &mut Vec<Stamped<I>>, out: &mut Vec<Stamped<O>>) {
        self.0.each::<Timed, _, _>(run, out, |f, item| f(item));
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `filter(f)`
pub struct Filter<F>(pub(crate) Op<F>);

impl<I: Send + 'static, F: FnMut(&I) -> bool + Send + 'static> Chain<I> for Filter<F> {
    type Out = I;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<I>) {
        self.0.each::<Plain, _, _>(run, out, |f, item| f(&item).then_some(item));
    }

    fn run_timed(&mut self, run: &mut Vec<Stamped<I>>, out: &mut Vec<Stamped<I>>) {
        self.0.each::<Timed, _, _>(run, out, |f, item| f(&item).then_some(item));
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

/// `inspect(f)`
pub struct Inspect<F>(pub(crate) Op<F>);

impl<I: Send + 'static, F: FnMut(&I) + Send + 'static> Chain<I> for Inspect<F> {
    type Out = I;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<I>) {
        self.0.each::<Plain, _, _>(run, out, seen);
    }

    fn run_timed(&mut self, run: &mut Vec<Stamped<I>>, out: &mut Vec<Stamped<I>>) {
        self.0.each::<Timed, _, _>(run, out, seen);
    }

    fn publish(&mut self) {
        self.0.books.publish();
    }
}

#[inline(always)]
fn seen<I>(look: &mut impl FnMut(&I), item: I) -> Option<I> {
    look(&item);
    Some(item)
}

/// `scan(init, f)`, and what ends the stream: `take`, `take_while`.
pub struct Scan<S, F> {
    pub(crate) op: Op<F>,
    pub(crate) state: S,
    /// Nothing is to be read beyond the item that ends it.
    pub(crate) exact: bool,
    pub(crate) over: bool,
}

impl<I, O, S, F> Chain<I> for Scan<S, F>
where
    O: Send + 'static,
    S: Send + 'static,
    F: FnMut(&mut S, I) -> Option<O> + Send + 'static,
{
    type Out = O;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<O>) {
        for item in run.drain(..) {
            let Self { op, state, over, .. } = self;
            let output = if *over { Some(None) } else { op.on(|f| f(state, item)) };
            let Some(output) = output else { continue };
            *over |= output.is_none();
            op.books.maybe(output, out);
        }
    }

    fn publish(&mut self) {
        self.op.books.publish();
    }

    #[inline]
    fn room(&self) -> usize {
        match (self.over, self.exact) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => usize::MAX,
        }
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

impl Take {
    fn wanted(&self) -> usize {
        usize::try_from(self.left).unwrap_or(usize::MAX)
    }
}

impl<I: Send + 'static> Chain<I> for Take {
    type Out = I;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<I>) {
        let items = run.len().min(self.wanted());
        self.left -= items as u64;
        self.books.tally.passed += items as u64;
        self.books.tally.filter((run.len() - items) as u64);
        run.truncate(items);
        move_on(run, out);
    }

    fn room(&self) -> usize {
        self.wanted()
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

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<I>) {
        for item in run.drain(..) {
            match caught(|| self.first(&item)) {
                Attempted::Returned(first) => self.books.maybe(first.then_some(item), out),
                _ => self.books.broken(),
            }
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

    fn tick(&mut self, now: Instant, _out: &mut Vec<I>) {
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

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<I>) {
        let Self { last, compared, books } = self;
        for item in run.drain(..) {
            let new = || {
                let seen = compared(&item);
                let new = last.as_ref() != Some(seen);
                if new {
                    *last = Some(seen.clone());
                }
                new
            };
            match caught(new) {
                Attempted::Returned(new) => books.maybe(new.then_some(item), out),
                _ => books.broken(),
            }
        }
    }

    fn publish(&mut self) {
        self.books.publish();
    }
}

/// The item itself.
///
/// # Panics
/// Never in a pipeline that compiles: there the two types are one.
#[inline]
pub fn cast<I: 'static, O: 'static>(item: I) -> O {
    let mut item = Some(item);
    let same = (&mut item as &mut dyn Any).downcast_mut::<Option<O>>().and_then(Option::take);
    same.expect("aqueduct: the types of an edge were checked")
}

/// Converts with a function, without books: a merge's `Into`, a route's binding.
pub struct Convert<F>(pub(crate) F, pub(crate) Guard);

impl<I: Send + 'static, O: Send + 'static, F: FnMut(I) -> O + Send + 'static> Chain<I> for Convert<F> {
    type Out = O;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<O>) {
        let Self(convert, guard) = self;
        out.extend(run.drain(..).filter_map(|item| guard.run(|| convert(item))));
    }

    fn run_timed(&mut self, run: &mut Vec<Stamped<I>>, out: &mut Vec<Stamped<O>>) {
        let Self(convert, guard) = self;
        out.extend(run.drain(..).filter_map(|of| guard.run(|| Timed::map(of, &mut *convert))));
    }
}

/// A discard that is said out loud counts what it discards.
pub struct Discard(pub(crate) Books);

impl<I: Send + 'static> Chain<I> for Discard {
    type Out = ();

    fn run(&mut self, run: &mut Vec<I>, _out: &mut Vec<()>) {
        self.0.tally.absorbed += run.len() as u64;
        run.clear();
    }

    fn publish(&mut self) {
        self.0.publish();
    }
}
