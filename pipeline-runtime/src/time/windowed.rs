//! Folds by window.

use std::borrow::Borrow;
use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use tokio::time::Instant;

use super::begin::WallClock;
use super::emits::{Emits, Pane, Timing};
use super::firing::{Emission, Firing};
use super::window::{Open, Ripe, Window, Windows};
use super::{Mark, Stamped, Timestamp};
use crate::attempt::{Attempted, caught};
use crate::chain::FoldCore;
use crate::error::PipelineError;
use crate::failure::{Cause, Exit};
use crate::head::{ErrOf, StateOf};
use crate::keys::{KeyBy, after};
use crate::node::{Bind, CallFold, Made, Node, One};
use crate::outcome::{Failing, Keeping, because};
use crate::push::{BoxPush, Push, to_next};
use crate::state::Books;

/// Without `by`, all items have one key.
impl<I> KeyBy<I> for () {
    type Key = ();
    type Query = ();

    fn query<R>(&self, _item: &I, look: impl FnOnce(&()) -> R) -> R {
        look(&())
    }

    fn key(&self, _item: &I) {}
}

/// A fold by window.
///
/// Emits when the watermark reaches the end of a window, and when a trigger fires. Holds back when there is no room for what it
/// emits. Completes when its input has ended and all windows have been emitted. Fails when the fold does and nobody takes it.
pub struct Windowed<I, B, Q, X, K, W, G, E>
where
    I: Send + 'static,
    B: Bind<I, Stage: CallFold<I>>,
    Q: KeyBy<I>,
    G: Emits<StateOf<B, I>>,
    E: Emission<Q::Key, G::Value>,
{
    core: FoldCore<I, B, X, K>,
    by: Q,
    firing: Firing<StateOf<B, I>>,
    gives: G,
    open: W,
    /// Windows that have been emitted and are kept for late items.
    emitted: W,
    /// What is being emitted early.
    early: Option<W>,
    watermark: Timestamp,
    /// The latest time there was.
    latest: Timestamp,
    /// Where the clock says the time.
    clock: Option<WallClock>,
    next_period: Option<Instant>,
    /// There may be something to let out.
    busy: bool,
    /// What is said behind that.
    mark: Option<Mark>,
    /// What came while windows close: it is not for them.
    waiting: VecDeque<Result<Stamped<I>, Mark>>,
    out: Vec<Stamped<E::Out>>,
    next: BoxPush<Stamped<E::Out>>,
}

/// What a state gives that goes on.
fn some<S, G: Emits<S>>(
    books: &mut Books,
    gives: &G,
    window: Option<Window>,
    open: &mut Open<S>,
    timing: Timing,
) -> Option<G::Value> {
    let pane = Pane { window, timing, items: std::mem::take(&mut open.fresh), is_last: false };
    books.guarded(|| gives.some(&mut open.state, &pane)).flatten()
}

/// Where an item belongs.
enum Place {
    Taken,
    Late,
    Failed,
}

impl<I, B, Q, X, K, W, G, E> Windowed<I, B, Q, X, K, W, G, E>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    Q: KeyBy<I>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
    W: Windows<Q::Key, StateOf<B, I>>,
    G: Emits<StateOf<B, I>>,
    E: Emission<Q::Key, G::Value>,
{
    pub(crate) fn new(
        core: FoldCore<I, B, X, K>,
        by: Q,
        (firing, gives): (Firing<StateOf<B, I>>, G),
        open: W,
        clock: Option<WallClock>,
        next: BoxPush<Stamped<E::Out>>,
    ) -> Self {
        Self {
            core,
            by,
            firing,
            gives,
            emitted: open.empty(),
            early: None,
            open,
            watermark: Timestamp::MIN,
            latest: Timestamp::MIN,
            clock,
            next_period: None,
            busy: false,
            mark: None,
            waiting: VecDeque::new(),
            out: Vec::new(),
            next,
        }
    }

    /// Takes an item into its windows.
    fn item(&mut self, at: Timestamp, item: I) {
        self.core.exit.note(at);
        self.latest = self.latest.max(at);
        let (mut slot, mut is_taken, mut is_late) = (Some(item), false, at == Timestamp::MAX);
        let windows = self.open.windows(at, self.watermark).filter(|_| at < Timestamp::MAX);
        for window in windows {
            match self.place(window, &mut slot) {
                Place::Taken => is_taken = true,
                Place::Late => is_late = true,
                Place::Failed => return,
            }
        }
        match (is_taken, is_late) {
            (true, _) => self.core.books.tally.absorbed += 1,
            (false, true) => self.late(slot),
            // It is between two windows.
            (false, false) => self.core.books.tally.filter(1),
        }
    }

    /// Takes what is in the slot into the state of its key in a window. What the fold is given by value is in the slot again
    /// where the graph keeps it.
    fn place(&mut self, window: Window, slot: &mut Option<I>) -> Place {
        let Some(item) = slot.as_ref() else { return Place::Taken };
        let has_closed = window.end <= self.watermark;
        let too_late = has_closed && window.end + self.firing.lateness <= self.watermark;
        let may_fire = has_closed || self.firing.has_trigger();
        let Self { by, open, emitted, .. } = self;
        // In a window that has not been emitted, in one that has, or in a new one.
        let found = caught(|| match by.query(item, |key| open.find(window, key)) {
            Some(found) => Some((found, false)),
            None => by.query(item, |key| emitted.find(window, key)).map(|found| (found, true)),
        });
        let Attempted::Returned(found) = found else { return self.refuse(slot) };
        let ((window, state), is_emitted) = match found {
            Some(found) => found,
            None if too_late => return Place::Late,
            None => {
                let Some(()) = self.begin(window, item) else { return self.refuse(slot) };
                let begun = self.by.query(item, |key| self.open.find(window, key));
                let Some((_, state)) = begun else { return Place::Failed };
                ((window, state), false)
            }
        };
        let key = (is_emitted || may_fire).then(|| self.by.key(item));
        match Self::fold(&mut self.core, state, slot) {
            Ok(Place::Taken) => {}
            Ok(place) => return place,
            Err(item) => return self.lose(window, is_emitted, item),
        }
        if let Some(key) = key {
            self.fire_if_due(window, key, is_emitted);
        }
        Place::Taken
    }

    /// The item's key cannot be told, or its window not be opened.
    #[cold]
    fn refuse(&mut self, slot: &mut Option<I>) -> Place {
        self.core.refuse(slot.take(), 0);
        Place::Failed
    }

    /// Opens a window of the item's key.
    fn begin(&mut self, window: Window, item: &I) -> Option<()> {
        let Attempted::Returned(key) = caught(|| self.by.key(item)) else { return None };
        let state = match caught(|| self.core.bound.make()) {
            Attempted::Returned(Made::Now(Ok(state))) => state,
            Attempted::Returned(Made::Now(Err(error))) => return self.cannot_begin(error),
            _ => return self.cannot_begin("its initial state panicked, or must be awaited".into()),
        };
        while self.open.len() + self.emitted.len() >= self.firing.max_windows {
            self.evict();
        }
        self.open.open(window, key, Open::new(state));
        Some(())
    }

    #[cold]
    fn cannot_begin(&mut self, error: crate::error::BoxError) -> Option<()> {
        let ctx = &self.core.books.ctx;
        ctx.control.fail(PipelineError::item(ctx.name, error, None));
        None
    }

    /// There would be too many windows: the earliest goes, emitted as it is if it has not been.
    #[cold]
    fn evict(&mut self) {
        self.core.books.tally.forgotten += 1;
        if self.emitted.evict().is_none()
            && let Some(ripe) = self.open.evict()
        {
            self.emit(ripe, Timing::Early);
        }
    }

    /// Takes what is in the slot into a state; what is left of it where that panics, and the state is lost.
    fn fold(
        core: &mut FoldCore<I, B, X, K>,
        into: &mut Open<StateOf<B, I>>,
        slot: &mut Option<I>,
    ) -> Result<Place, Option<I>> {
        let Attempted::Returned(kept) = caught(|| K::keep(slot)) else {
            core.refuse(slot.take(), 1);
            return Ok(Place::Failed);
        };
        match caught(|| B::Stage::call(core.bound.res(), &mut into.state, slot)) {
            Attempted::Returned(Ok(())) => {
                into.count();
                *slot = slot.take().or(kept);
                Ok(Place::Taken)
            }
            Attempted::Returned(Err(error)) => {
                core.failed(kept.or(slot.take()), because(error));
                Ok(Place::Failed)
            }
            Attempted::Panicked | Attempted::TimedOut => Err(kept.or(slot.take())),
        }
    }

    /// The fold panicked: its state in this window is not to be trusted any more.
    #[cold]
    fn lose(&mut self, window: Window, is_emitted: bool, item: Option<I>) -> Place {
        let Self { core, by, open, emitted, .. } = self;
        let store = if is_emitted { emitted } else { open };
        if let Some(item) = &item {
            by.query(item, |key| store.close(window, key));
        }
        core.failed(item, Cause::Panic);
        Place::Failed
    }

    /// Emits what an item has come to, where the item is late or the last of so many.
    fn fire_if_due(&mut self, window: Window, key: Q::Key, is_emitted: bool) {
        let is_late = window.end <= self.watermark;
        if is_emitted && !is_late {
            // A session that had ended goes on.
            let open = self.emitted.close(window, key.borrow());
            return open.into_iter().for_each(|open| self.open.open(window, key.clone(), open));
        }
        let store = if is_emitted { &mut self.emitted } else { &mut self.open };
        let Some((window, open)) = store.find(window, key.borrow()) else { return };
        let (fires, is_full) = (caught(|| self.firing.fires(open)), self.firing.is_full(open));
        if !is_late && !matches!(fires, Attempted::Returned(true)) {
            return;
        }
        let timing = match (is_late, is_full) {
            (true, _) => Timing::Late,
            (false, true) => Timing::OnTime,
            (false, false) => Timing::Early,
        };
        if G::KEEPS && !is_full {
            let value = some(&mut self.core.books, &self.gives, Self::span(window), open, timing);
            self.give(key, window, value);
        } else if let Some(open) = store.close(window, key.borrow()) {
            self.emit(Ripe { key, window, open }, timing);
        }
    }

    #[cold]
    fn late(&mut self, item: Option<I>) {
        let FoldCore { books, exit, .. } = &mut self.core;
        books.tally.taken += 1;
        books.tally.late += 1;
        match X::TAKES_LATE {
            true => Failing { books, exit }.item(item, Cause::<ErrOf<B, I>>::Late, 0),
            false => books.tally.dropped += 1,
        }
    }

    /// Emits a state that goes.
    fn emit(&mut self, ripe: Ripe<Q::Key, StateOf<B, I>>, timing: Timing) {
        let Ripe { key, window, open } = ripe;
        let pane = Pane { window: Self::span(window), timing, items: open.fresh, is_last: true };
        let value = self.core.books.guarded(|| self.gives.all(open.state, &pane)).flatten();
        self.give(key, window, value);
    }

    /// Emits what a state gives that goes on.
    fn emit_some(&mut self, ripe: &mut Ripe<Q::Key, StateOf<B, I>>, timing: Timing) {
        let value = some(&mut self.core.books, &self.gives, Self::span(ripe.window), &mut ripe.open, timing);
        self.give(ripe.key.clone(), ripe.window, value);
    }

    /// The window, where it is a span of time.
    fn span(window: Window) -> Option<Window> {
        (!W::ARE_WHOLE).then_some(window)
    }

    fn give(&mut self, key: Q::Key, window: Window, value: Option<G::Value>) {
        let Some(value) = value else { return };
        self.core.books.tally.out += 1;
        // What is emitted of a span of time is in it.
        let at = if W::ARE_WHOLE { self.latest.max(self.watermark) } else { window.last() };
        self.out.push(Stamped { at, item: E::of(key, window, value) });
    }

    /// Emits one state of those that are due; false when none is.
    fn step(&mut self) -> bool {
        if let Some(early) = &mut self.early {
            match early.pop(Timestamp::MAX) {
                Some(ripe) => self.emit_early(ripe),
                None => self.early = None,
            }
            return true;
        }
        if let Some(ripe) = self.open.pop(self.watermark) {
            match W::ARE_WHOLE && self.watermark < Timestamp::MAX {
                true => self.forget(ripe),
                false => self.emit_on_time(ripe),
            }
            return true;
        }
        while self.emitted.pop(self.watermark - self.firing.lateness).is_some() {}
        false
    }

    /// Emits what has changed before its window ends.
    fn emit_early(&mut self, mut ripe: Ripe<Q::Key, StateOf<B, I>>) {
        let is_fresh = ripe.open.fresh > 0;
        if is_fresh && !G::KEEPS {
            return self.emit(ripe, Timing::Early);
        }
        if is_fresh {
            self.emit_some(&mut ripe, Timing::Early);
        }
        self.open.open(ripe.window, ripe.key, ripe.open);
    }

    /// Emits what a key has come to that has been silent for as long as it is kept.
    fn forget(&mut self, ripe: Ripe<Q::Key, StateOf<B, I>>) {
        self.core.books.tally.forgotten += 1;
        self.emit(ripe, Timing::Early);
    }

    /// Emits a state whose window has ended, and keeps it where late items may come and it goes on.
    fn emit_on_time(&mut self, mut ripe: Ripe<Q::Key, StateOf<B, I>>) {
        let is_over = ripe.window.end + self.firing.lateness <= self.watermark;
        if is_over || !G::KEEPS {
            return self.emit(ripe, Timing::OnTime);
        }
        self.emit_some(&mut ripe, Timing::OnTime);
        self.emitted.open(ripe.window, ripe.key, ripe.open);
    }

    /// Lets out what is due, as far as there is room for it, and then what is said behind it; so with what came meanwhile.
    fn let_out(&mut self) {
        while self.close() {
            if let Some(mark) = self.mark.take() {
                self.next.mark(mark);
            }
            match self.waiting.pop_front() {
                Some(Ok(Stamped { at, item })) => self.item(at, item),
                Some(Err(mark)) => self.told(mark),
                None => return,
            }
            self.pass_on();
        }
    }

    /// Emits what is due; false where there is no room for all of it.
    fn close(&mut self) -> bool {
        while self.busy {
            let room = self.next.room();
            if room == 0 {
                return false;
            }
            while self.busy && self.out.len() < room {
                self.busy = self.step();
            }
            self.pass_on();
        }
        true
    }

    fn told(&mut self, mark: Mark) {
        if let Mark::Reached(at) = mark {
            self.reach(at);
        }
        self.core.exit.mark(mark);
        self.mark = Some(mark);
    }

    /// Something has to be let out before anything else is taken.
    fn is_closing(&self) -> bool {
        self.busy || !self.waiting.is_empty()
    }

    fn pass_on(&mut self) {
        if !self.out.is_empty() {
            self.next.push_run(&mut self.out);
        }
    }

    /// The watermark has come so far.
    fn reach(&mut self, watermark: Timestamp) {
        self.watermark = self.watermark.max(watermark);
        let due = self.open.earliest().is_some_and(|end| end <= self.watermark);
        let over = self.emitted.earliest().is_some_and(|end| end + self.firing.lateness <= self.watermark);
        self.busy |= due || over;
    }

    /// By the clock, when the earliest window ends.
    fn ends_at(&self) -> Option<Instant> {
        let clock = self.clock?;
        let emitted = self.emitted.earliest().map(|end| end + self.firing.lateness);
        let end = [self.open.earliest(), emitted].into_iter().flatten().min()?;
        Some(clock.instant(end))
    }

    fn set_period(&mut self) {
        if let (Some(period), None) = (self.firing.period, self.next_period) {
            self.next_period = Some(after(Instant::now(), period));
        }
    }
}

impl<I, B, Q, X, K, W, G, E> Push<Stamped<I>> for Windowed<I, B, Q, X, K, W, G, E>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallFold<I> + Node<I, Shape = One>,
    Q: KeyBy<I>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, I>,
    W: Windows<Q::Key, StateOf<B, I>>,
    G: Emits<StateOf<B, I>>,
    E: Emission<Q::Key, G::Value>,
{
    fn push_run(&mut self, run: &mut Vec<Stamped<I>>) {
        match self.is_closing() {
            true => self.waiting.extend(run.drain(..).map(Ok)),
            false => run.drain(..).for_each(|Stamped { at, item }| self.item(at, item)),
        }
        self.pass_on();
        self.set_period();
    }

    fn mark(&mut self, mark: Mark) {
        match self.is_closing() {
            true => self.waiting.push_back(Err(mark)),
            false => self.told(mark),
        }
        self.let_out();
    }

    fn room(&self) -> usize {
        if self.is_closing() { 0 } else { self.next.room().min(self.core.exit.room()) }
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let exit = self.core.poll_exit(cx);
        loop {
            ready!(self.next.poll_settle(cx));
            if !self.is_closing() {
                return exit;
            }
            self.let_out();
        }
    }

    fn publish(&mut self) {
        self.next.publish();
        self.core.publish();
    }

    fn finish(&mut self) -> bool {
        self.let_out();
        if self.is_closing() {
            return true;
        }
        self.reach(Timestamp::MAX);
        self.let_out();
        self.is_closing() || self.next.finish()
    }

    fn deadline(&self) -> Option<Instant> {
        [self.ends_at(), self.next_period, self.next.deadline()].into_iter().flatten().min()
    }

    fn holds(&self) -> bool {
        self.clock.is_some() && self.open.len() > 0 || self.next.holds()
    }

    fn tick(&mut self, now: Instant) {
        if let Some(clock) = self.clock {
            self.reach(clock.time(now));
        }
        if self.next_period.is_some_and(|at| at <= now) {
            // The next one counts from the next item.
            self.next_period = None;
            let empty = self.open.empty();
            self.early = Some(std::mem::replace(&mut self.open, empty));
            self.busy = true;
        }
        self.let_out();
        self.next.tick(now);
    }

    to_next!(ended listen end_of_run);
}

/// What waits when the task ends was taken, and is left.
impl<I, B, Q, X, K, W, G, E> Drop for Windowed<I, B, Q, X, K, W, G, E>
where
    I: Send + 'static,
    B: Bind<I, Stage: CallFold<I>>,
    Q: KeyBy<I>,
    G: Emits<StateOf<B, I>>,
    E: Emission<Q::Key, G::Value>,
{
    fn drop(&mut self) {
        self.core.books.tally.taken += self.waiting.iter().filter(|waiting| waiting.is_ok()).count() as u64;
    }
}
