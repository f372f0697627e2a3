//! Fused stages and folds with a state per key.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use tokio::time::Instant;

use super::Chain;
use super::fold::{EmitOf, FoldCore};
use crate::attempt::{Attempted, caught};
use crate::beat::Round;
use crate::failure::{Cause, Exit};
use crate::head::{ErrOf, OutOf, StateOf};
use crate::keys::{Agenda, Alarm, KeepOptions, KeyBy, KeyMap, after};
use crate::node::{Bind, CallFold, CallSync, Made, Node, One, Verdict};
use crate::outcome::{Failing, Keeping, because};
use crate::state::{Books, Keeper, made};
use crate::time::{Mark, Timestamp};

/// What is done with an item and the state of its key.
pub trait KeyedCore<I, K>: Send + 'static {
    type State: Send + 'static;
    type Out: Send + 'static;

    fn make(&self) -> Made<Self::State>;
    /// Makes a state that must be awaited, or tried again.
    fn poll_state(&mut self, keeper: &mut Keeper<Self::State>, cx: &mut Context<'_>) -> Poll<()>;
    /// False when the state was lost.
    fn item(&mut self, item: I, state: &mut Self::State, out: &mut Vec<Self::Out>) -> bool;
    /// An item that could not even be tried: its key could not be told, or no copy of it made.
    fn refuse(&mut self, item: Option<I>);
    /// The key is silent, but stays.
    fn idle(&mut self, state: &mut Self::State, out: &mut Vec<Self::Out>);
    /// It is time for what the state lets out by itself.
    fn tick(&mut self, _state: &mut Self::State, _out: &mut Vec<Self::Out>) {}
    /// The key is forgotten, or the input has ended.
    fn forget(&mut self, key: K, state: Self::State, out: &mut Vec<Self::Out>);
    fn books(&mut self) -> &mut Books;
    fn note(&mut self, _at: Timestamp) {}
    fn mark(&mut self, _mark: Mark) {}
    fn exit_room(&self) -> usize;
    fn poll_exit(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    fn publish(&mut self);
}

pub struct Keyed<I: Send + 'static, Q: KeyBy<I>, C: KeyedCore<I, Q::Key>> {
    by: Q,
    core: C,
    keys: KeyMap<Q::Key, Kept<C::State>>,
    options: KeepOptions,
    agenda: Agenda<Q::Key>,
    round: Round<Q::Key>,
    /// Items that came while a state is being made that must be awaited.
    waiting: VecDeque<I>,
    making: Option<(Q::Key, Keeper<C::State>)>,
    dead: bool,
}

struct Kept<S> {
    state: Option<S>,
    /// Only where silence or a timer matters: many keys should be small.
    watch: Option<Box<Watch>>,
}

/// What is known of a key that may fall silent.
struct Watch {
    used: Instant,
    flushed: bool,
    alarm: Option<Alarm>,
    /// Its number in the rounds of `tick`.
    turn: Option<u64>,
}

/// It is used now, as far as that matters.
#[inline]
fn touch(watch: &mut Option<Box<Watch>>, now: Option<Instant>) {
    if let (Some(watch), Some(now)) = (watch, now) {
        (watch.used, watch.flushed) = (now, false);
    }
}

impl<I: Send + 'static, Q: KeyBy<I>, C: KeyedCore<I, Q::Key>> Keyed<I, Q, C> {
    pub(crate) fn new(by: Q, core: C, options: KeepOptions) -> Self {
        let keys = KeyMap::new(options.max_keys);
        let (waiting, making) = (VecDeque::new(), None);
        let (agenda, round) = (Agenda::new(), Round::new(options.tick));
        Self { by, core, keys, options, agenda, round, waiting, making, dead: false }
    }

    /// The shortest silence that matters.
    fn silence(&self) -> Option<std::time::Duration> {
        [self.options.keep, self.options.idle].into_iter().flatten().min()
    }

    /// The time, where it matters.
    fn now(&self) -> Option<Instant> {
        self.silence().map(|_| Instant::now())
    }

    /// Works on one item; gives it back when its key's state must be awaited first.
    #[inline]
    fn one(&mut self, item: I, now: Option<Instant>, out: &mut Vec<C::Out>) -> Option<I> {
        loop {
            let Self { by, core, keys, .. } = self;
            let Attempted::Returned(known) = caught(|| by.query(&item, |key| keys.touch(key))) else {
                core.refuse(Some(item));
                return None;
            };
            if let Some(Kept { state: kept @ Some(_), watch }) = known {
                touch(watch, now);
                let Some(state) = kept else { return Some(item) };
                if !core.item(item, state, out) {
                    *kept = None;
                }
                return None;
            }
            match self.open(&item, now) {
                Some(true) => self.evict(out),
                Some(false) => return Some(item),
                None => {
                    self.core.refuse(Some(item));
                    return None;
                }
            }
        }
    }

    /// Makes the state of a key; false when that must be awaited, nothing when there is no key.
    fn open(&mut self, item: &I, now: Option<Instant>) -> Option<bool> {
        let Attempted::Returned(key) = caught(|| self.by.key(item)) else { return None };
        match made(|| self.core.make()) {
            Made::Now(Ok(state)) => {
                self.insert(key, state, now);
                Some(true)
            }
            // Awaited, or tried again after a while, with what `make` gives then.
            _ => {
                let keeper = Keeper::new(&self.core.books().ctx);
                self.making = Some((key, keeper));
                Some(false)
            }
        }
    }

    fn insert(&mut self, key: Q::Key, state: C::State, now: Option<Instant>) {
        // A key whose state was lost is known already, and has its alarm.
        if let Some(kept) = self.keys.get(&key) {
            kept.state = Some(state);
            touch(&mut kept.watch, now);
            return;
        }
        let turn = self.round.add(&key);
        let watch = (now.is_some() || turn.is_some()).then(|| {
            let used = now.unwrap_or_else(Instant::now);
            let alarm = self.silence().map(|silence| self.agenda.add(after(used, silence), key.clone()));
            Box::new(Watch { used, flushed: false, alarm, turn })
        });
        self.keys.insert(key, Kept { state: Some(state), watch });
    }

    fn evict(&mut self, out: &mut Vec<C::Out>) {
        if let Some(oldest) = self.keys.excess(0, |_| true).map(|(key, _)| key.clone()) {
            self.forget(&oldest, out);
        }
    }

    fn forget(&mut self, key: &Q::Key, out: &mut Vec<C::Out>) {
        let Some(kept) = self.keys.remove(key) else { return };
        if let Some(watch) = kept.watch {
            self.agenda.cancel(watch.alarm);
            self.round.remove(watch.turn);
        }
        self.core.books().tally.forgotten += 1;
        if let Some(state) = kept.state {
            self.core.forget(key.clone(), state, out);
        }
    }

    fn poll_making(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some((_, keeper)) = &mut self.making else { return Poll::Ready(()) };
        ready!(self.core.poll_state(keeper, cx));
        self.dead = keeper.is_dead();
        if let Some((key, mut keeper)) = self.making.take_if(|(_, keeper)| keeper.is_made())
            && let Some(state) = keeper.state().take()
        {
            self.insert(key, state, self.silence().map(|_| Instant::now()));
        }
        Poll::Ready(())
    }

    #[cold]
    fn catch_up(&mut self, out: &mut Vec<C::Out>) {
        while self.making.is_none() && self.core.exit_room() > 0 {
            let Some(item) = self.waiting.pop_front() else { return };
            if let Some(item) = self.one(item, self.now(), out) {
                self.waiting.push_front(item);
            }
        }
    }

    /// A key's time has come: it is forgotten, flushed, or was used since and has time again.
    fn silent(&mut self, key: Q::Key, now: Instant, out: &mut Vec<C::Out>) {
        let Some(Kept { state, watch: Some(watch) }) = self.keys.get(&key) else { return };
        watch.alarm = None;
        let used = watch.used;
        if self.options.keep.is_some_and(|keep| after(used, keep) <= now) {
            return self.forget(&key, out);
        }
        if self.options.idle.is_some_and(|idle| after(used, idle) <= now) && !watch.flushed {
            watch.flushed = true;
            if let Some(state) = state {
                self.core.idle(state, out);
            }
        }
        if let Some(next) = next_look(self.options, used, now) {
            watch.alarm = Some(self.agenda.add(next, key));
        }
    }
}

/// When a key must be looked at again.
fn next_look(options: KeepOptions, used: Instant, now: Instant) -> Option<Instant> {
    let ends = [options.keep, options.idle].into_iter().flatten().map(|silence| after(used, silence));
    let next = ends.filter(|at| *at > now).min();
    // Flushed and never forgotten: its next use is noticed one silence from now at the latest.
    next.or_else(|| options.idle.map(|idle| after(now, idle)))
}

impl<I: Send + 'static, Q: KeyBy<I>, C: KeyedCore<I, Q::Key>> Chain<I> for Keyed<I, Q, C> {
    type Out = C::Out;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<C::Out>) {
        if !self.waiting.is_empty() {
            self.catch_up(out);
        }
        let (now, mut items) = (self.now(), run.drain(..));
        while self.making.is_none() && self.waiting.is_empty() && self.core.exit_room() > 0 {
            let Some(item) = items.next() else { return };
            if let Some(back) = self.one(item, now, out) {
                self.waiting.push_back(back);
            }
        }
        self.waiting.extend(items);
    }

    fn note(&mut self, at: Timestamp) {
        self.core.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.core.mark(mark);
    }

    fn leave(&mut self, items: Vec<I>) {
        self.waiting.extend(items);
    }

    fn finish(&mut self, out: &mut Vec<C::Out>) -> bool {
        self.catch_up(out);
        if self.making.is_some() || !self.waiting.is_empty() {
            return !self.dead;
        }
        let Some((key, kept)) = self.keys.take_any() else { return false };
        if let Some(state) = kept.state {
            self.core.forget(key, state, out);
        }
        true
    }

    #[inline]
    fn room(&self) -> usize {
        match self.making.is_none() || self.dead {
            true => self.core.exit_room(),
            false => 0,
        }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let exit = self.core.poll_exit(cx);
        let made = self.poll_making(cx);
        self.round.beat.start();
        if exit.is_ready() && made.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.core.publish();
    }

    fn ended(&self) -> bool {
        self.dead
    }

    fn deadline(&self) -> Option<Instant> {
        match self.making.is_none() && !self.waiting.is_empty() {
            true => Some(Instant::now()),
            false => [self.agenda.next(), self.round.due()].into_iter().flatten().min(),
        }
    }

    /// What a silence flushes is waited for; a key that is only forgotten is not, nor what only a `tick` would let out.
    fn holds(&self) -> bool {
        let to_flush =
            |kept: &Kept<C::State>| kept.state.is_some() && kept.watch.as_ref().is_none_or(|watch| !watch.flushed);
        !self.waiting.is_empty() || self.options.idle.is_some() && self.keys.values().any(to_flush)
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<C::Out>) {
        self.catch_up(out);
        // One at a time, as the room behind is; the rest is due at once again.
        if let Some(key) = self.agenda.take_due(now) {
            self.silent(key, now, out);
        }
        if let Some(key) = self.round.next(now)
            && let Some(Kept { state: Some(state), .. }) = self.keys.get(&key)
        {
            self.core.tick(state, out);
        }
    }
}

/// What waits when the task ends was taken, and is left.
impl<I: Send + 'static, Q: KeyBy<I>, C: KeyedCore<I, Q::Key>> Drop for Keyed<I, Q, C> {
    fn drop(&mut self) {
        self.core.books().tally.taken += self.waiting.len() as u64;
    }
}

/// A synchronous stage with a state per key.
pub struct StageCore<I, B, X, K> {
    bound: B,
    exit: X,
    books: Books,
    keep: std::marker::PhantomData<fn() -> (I, K)>,
}

impl<I, B, X, K> StageCore<I, B, X, K> {
    pub(crate) fn new(bound: B, exit: X, books: Books) -> Self {
        Self { bound, exit, books, keep: std::marker::PhantomData }
    }
}

impl<I, B, X, K, Key> KeyedCore<I, Key> for StageCore<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallSync<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I> + 'static,
{
    type State = StateOf<B, I>;
    type Out = OutOf<B, I>;

    fn make(&self) -> Made<Self::State> {
        self.bound.make()
    }

    fn poll_state(&mut self, keeper: &mut Keeper<Self::State>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { bound, books, .. } = self;
        keeper.poll_made(books, || bound.make(), cx)
    }

    #[inline]
    fn item(&mut self, item: I, state: &mut Self::State, out: &mut Vec<Self::Out>) -> bool {
        let mut slot = Some(item);
        let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
            KeyedCore::<I, Key>::refuse(self, slot);
            return true;
        };
        let (cause, survived) = match caught(|| B::Stage::call(self.bound.res(), state, &mut slot)) {
            Attempted::Returned(Verdict::Done(outputs)) => {
                self.done(outputs, out);
                return true;
            }
            Attempted::Returned(Verdict::Failed(error)) => (because(error), true),
            Attempted::Returned(Verdict::Each(_)) | Attempted::Panicked | Attempted::TimedOut => (Cause::Panic, false),
        };
        if !survived && size_of::<Self::State>() > 0 {
            self.books.tally.restarts += 1;
        }
        self.books.tally.taken += 1;
        Failing { books: &mut self.books, exit: &mut self.exit }.item(kept.or(slot), cause, 1);
        survived
    }

    fn refuse(&mut self, item: Option<I>) {
        self.books.tally.taken += 1;
        Failing { books: &mut self.books, exit: &mut self.exit }.item(item, Cause::<ErrOf<B, I>>::Panic, 0);
    }

    fn idle(&mut self, state: &mut Self::State, out: &mut Vec<Self::Out>) {
        let output = self.books.guarded(|| <B::Stage as Node<I>>::flush(state));
        self.let_out(output.flatten(), out);
    }

    fn tick(&mut self, state: &mut Self::State, out: &mut Vec<Self::Out>) {
        let output = self.books.guarded(|| <B::Stage as Node<I>>::tick(state));
        self.let_out(output.flatten(), out);
    }

    fn forget(&mut self, _key: Key, mut state: Self::State, out: &mut Vec<Self::Out>) {
        KeyedCore::<I, Key>::idle(self, &mut state, out);
    }

    fn books(&mut self) -> &mut Books {
        &mut self.books
    }

    fn note(&mut self, at: Timestamp) {
        self.exit.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.exit.mark(mark);
    }

    fn exit_room(&self) -> usize {
        self.exit.room()
    }

    fn poll_exit(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.exit.ready() { Poll::Ready(()) } else { self.exit.poll_settle(cx) }
    }

    fn publish(&mut self) {
        self.books.publish();
        self.exit.publish();
    }
}

impl<I, B, X, K> StageCore<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
{
    fn let_out(&mut self, output: Option<OutOf<B, I>>, out: &mut Vec<OutOf<B, I>>) {
        self.books.tally.out += u64::from(output.is_some());
        out.extend(output);
    }

    #[inline]
    fn done(&mut self, outputs: impl IntoIterator<Item = OutOf<B, I>>, out: &mut Vec<OutOf<B, I>>) {
        let before = out.len();
        out.extend(outputs);
        match (out.len() - before) as u64 {
            0 => self.books.tally.filter(1),
            outputs => {
                self.books.tally.passed += 1;
                self.books.tally.out += outputs - 1;
            }
        }
    }
}

/// A fold by key: emits `(key, state)` when a key is forgotten or the input has ended.
impl<I, B, X, K, Key> KeyedCore<I, Key> for FoldCore<I, B, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I> + 'static,
    Key: Send + 'static,
{
    type State = StateOf<B, I>;
    type Out = (Key, EmitOf<B, I>);

    fn make(&self) -> Made<Self::State> {
        self.bound.make()
    }

    fn poll_state(&mut self, keeper: &mut Keeper<Self::State>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { bound, books, .. } = self;
        keeper.poll_made(books, || bound.make(), cx)
    }

    #[inline]
    fn item(&mut self, item: I, state: &mut Self::State, _out: &mut Vec<Self::Out>) -> bool {
        self.fold(item, state)
    }

    fn refuse(&mut self, item: Option<I>) {
        FoldCore::refuse(self, item, 0);
    }

    fn idle(&mut self, _state: &mut Self::State, _out: &mut Vec<Self::Out>) {}

    fn forget(&mut self, key: Key, state: Self::State, out: &mut Vec<Self::Out>) {
        if let Some(output) = self.books.guarded(|| B::Stage::finish(state)) {
            self.books.tally.out += 1;
            out.push((key, output));
        }
    }

    fn books(&mut self) -> &mut Books {
        &mut self.books
    }

    fn note(&mut self, at: Timestamp) {
        self.exit.note(at);
    }

    fn mark(&mut self, mark: Mark) {
        self.exit.mark(mark);
    }

    fn exit_room(&self) -> usize {
        self.exit.room()
    }

    fn poll_exit(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        FoldCore::poll_exit(self, cx)
    }

    fn publish(&mut self) {
        FoldCore::publish(self);
    }
}
