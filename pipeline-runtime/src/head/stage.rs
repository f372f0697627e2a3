//! A task that runs one stage, one unit at a time: retried in place, then routed.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::guarded::Leave;
use super::held::Held;
use super::tries::{Call, ErrOf, Fault, Odd, OutOf, StateOf, Tried, UnitOf, one};
use super::{Down, Head, Try};
use crate::attempt::{Attempted, caught};
use crate::beat::Beat;
use crate::breaker::Guard;
use crate::budget::Budget;
use crate::failure::{Cause, Exit};
use crate::input::{BoxInput, Intake};
use crate::keys::after;
use crate::node::{Bind, Node, Shape};
use crate::outcome::{Failing, Keeping, because};
use crate::rate::Rate;
use crate::retry::Retry;
use crate::state::{Books, Keeper};
use crate::time::Instants;

/// What a node does about failing attempts.
pub struct Policy<E> {
    pub(crate) retry: Retry,
    pub(crate) budget: Option<Budget>,
    pub(crate) breaker: Option<Guard<E>>,
    pub(crate) retry_if: Option<Test<E>>,
    pub(crate) restart_if: Option<Test<E>>,
    pub(crate) split: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) rate: Option<Rate>,
    pub(crate) idle: Option<Duration>,
    pub(crate) tick: Option<Duration>,
}

/// A question to an error; asked only of failures.
pub type Test<E> = Arc<dyn Fn(&E) -> bool + Send + Sync>;

/// A question that panics is answered with no.
pub(crate) fn asked<E>(test: &Test<E>, error: &E) -> bool {
    matches!(caught(|| test(error)), Attempted::Returned(true))
}

impl<E> Clone for Policy<E> {
    fn clone(&self) -> Self {
        Self {
            retry: self.retry,
            budget: self.budget.clone(),
            breaker: self.breaker.clone(),
            retry_if: self.retry_if.clone(),
            restart_if: self.restart_if.clone(),
            rate: self.rate.clone(),
            ..*self
        }
    }
}

impl<E> Policy<E> {
    /// Whether there is another attempt after this one.
    pub(crate) fn retries(&self, cause: &Cause<E>, attempts: u32) -> bool {
        let wanted = match (cause, &self.retry_if) {
            (Cause::Error(error), Some(test)) => asked(test, error),
            _ => true,
        };
        wanted && self.retry.allows(attempts)
    }

    pub(crate) fn restarts(&self, cause: &Cause<E>) -> bool {
        matches!((cause, &self.restart_if), (Cause::Error(error), Some(test)) if asked(test, error))
    }
}

/// One worker of a node.
pub struct StageHead<I: Send + 'static, B: Bind<I>, A: Try<I, B>, X, K> {
    pub(crate) input: BoxInput<UnitOf<B, I>>,
    pub(crate) bound: Arc<B>,
    pub(crate) extra: A::Extra,
    pub(crate) policy: Policy<ErrOf<B, I>>,
    pub(crate) exit: X,
    pub(crate) books: Books,
    /// The time of what it works on, where items carry theirs.
    pub(crate) now: Option<Arc<Instants>>,
    pub(crate) keep: PhantomData<fn() -> K>,
}

impl<I, B, A, X, K> Head for StageHead<I, B, A, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B, Extra: 'static>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    type Out = OutOf<B, I>;

    async fn drive(self, mut down: Down<Self::Out>) {
        if !down.open().await {
            return;
        }
        let Self { input, bound, extra, policy, exit, books, now, .. } = self;
        down.mark_also(exit.marks());
        let mut worker = Worker::<I, B, A, X, K>::new(bound, extra, policy, exit, books, down);
        let mut intake = Intake::new(input);
        let mut alive = worker.make_state().await;
        while alive && worker.next(&mut intake.input, &mut intake.run).await {
            if let Some(now) = &now {
                worker.exit.note(now.get());
            }
            alive = worker.work_off(&mut intake).await;
            worker.books.publish();
            worker.exit.publish();
            worker.down.between_runs().await;
        }
        worker.end().await;
    }
}

/// What runs a stage: a task of its own, or one of several that serve keys.
pub struct Worker<I: Send + 'static, B: Bind<I>, A: Try<I, B>, X, K> {
    bound: Arc<B>,
    extra: A::Extra,
    pub(super) policy: Policy<ErrOf<B, I>>,
    pub(crate) exit: X,
    pub(crate) books: Books,
    pub(crate) state: Keeper<StateOf<B, I>>,
    pub(crate) down: Down<OutOf<B, I>>,
    /// What the breaker said to the next call already.
    pub(super) granted: Option<Leave>,
    /// How long to wait before the unit that failed is tried again.
    pub(crate) pause: Option<Duration>,
    pub(super) held: Held<OutOf<B, I>>,
    /// What is left of the unit that was done last.
    spent: Option<UnitOf<B, I>>,
    beat: Beat,
    keep: PhantomData<fn() -> K>,
}

/// A unit that is to be tried, after so many attempts.
pub type Again<U> = (U, u32);

impl<I, B, A, X, K> Worker<I, B, A, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    pub(crate) fn new(
        bound: Arc<B>,
        extra: A::Extra,
        policy: Policy<ErrOf<B, I>>,
        exit: X,
        books: Books,
        down: Down<OutOf<B, I>>,
    ) -> Self {
        let state = Keeper::new(&books.ctx);
        let (held, beat) = (Held::new(), Beat::new(policy.tick));
        let (granted, pause, spent, keep) = (None, None, None, PhantomData);
        Self { bound, extra, policy, exit, books, state, down, granted, pause, held, spent, beat, keep }
    }

    /// The next run. When nothing comes for the `idle` time, the state is flushed meanwhile; at each `tick` it is asked what it lets
    /// out by itself.
    async fn next(&mut self, input: &mut BoxInput<UnitOf<B, I>>, run: &mut VecDeque<UnitOf<B, I>>) -> bool {
        if !self.down.ready() {
            self.down.settle().await;
        }
        let mut silent = self.policy.idle.map(|idle| after(Instant::now(), idle));
        while let Some(due) = [silent, self.beat.due()].into_iter().flatten().min() {
            match self.next_until(due, silent.is_some(), input, run).await {
                Some(Some(more)) => {
                    if let Some(mark) = input.take_mark() {
                        self.down.mark(mark);
                    }
                    return more;
                }
                Some(None) => {}
                None => return false,
            }
            let now = Instant::now();
            if silent.take_if(|at| *at <= now).is_some() {
                self.flush_idle(input).await;
            }
            if self.beat.strikes(now)
                && let Some(output) = self.ticked()
            {
                input.begin_extra_run();
                self.down.send(output).await;
                self.down.end_of_run();
                self.books.publish();
            }
        }
        self.down.next_run(&mut **input, run).await
    }

    /// The next run, or nothing when it is time for something else; `None` when nobody wants one. Where it is time for what the state
    /// holds, the task does not rest meanwhile.
    async fn next_until(
        &mut self,
        due: Instant,
        holds: bool,
        input: &mut BoxInput<UnitOf<B, I>>,
        run: &mut VecDeque<UnitOf<B, I>>,
    ) -> Option<Option<bool>> {
        let mut sleep = pin!(tokio::time::sleep_until(due));
        self.down
            .rest(|cx, at_rest| {
                if let Poll::Ready(more) = input.poll_run(cx, run, usize::MAX) {
                    return Poll::Ready(Some(more));
                }
                *at_rest = *at_rest && !holds && !input.holds();
                sleep.as_mut().poll(cx).map(|()| None)
            })
            .await
    }

    /// What the state lets out at a `tick`.
    fn ticked(&mut self) -> Option<OutOf<B, I>> {
        let Self { state, books, .. } = self;
        let state = state.state().as_mut()?;
        let output = books.guarded(|| <B::Stage as Node<I>>::tick(state)).flatten();
        books.tally.out += u64::from(output.is_some());
        output
    }

    pub(crate) async fn tick(&mut self) {
        if let Some(output) = self.ticked() {
            self.down.send(output).await;
        }
    }

    async fn flush_idle(&mut self, input: &mut BoxInput<UnitOf<B, I>>) {
        if <B::Stage as Node<I>>::FLUSHES {
            input.begin_extra_run();
            self.flush().await;
            self.down.end_of_run();
            self.books.publish();
        }
    }

    pub(crate) async fn make_state(&mut self) -> bool {
        if !self.state.is_made() {
            let Self { state, books, bound, down, .. } = self;
            down.wait(poll_fn(|cx| state.poll_made(books, || bound.make(), cx))).await;
        }
        self.beat.start();
        !self.state.is_dead()
    }

    /// Works off a run. False when the node cannot go on, or nobody wants what comes of it.
    async fn work_off(&mut self, intake: &mut Intake<UnitOf<B, I>>) -> bool {
        while !intake.run.is_empty() {
            self.down.pass_gate().await;
            if !self.make_state().await {
                return false;
            }
            if self.beat.is_on() && self.beat.strikes(Instant::now()) {
                self.tick().await;
            }
            match self.policy.breaker {
                None => self.run(intake).await,
                Some(_) => self.next_guarded(intake).await,
            }
            if let Some(spent) = self.spent.take() {
                intake.input.reuse(spent);
            }
            if self.state.is_dead() || self.down.ended() {
                return false;
            }
        }
        self.state.worked();
        true
    }

    /// Takes of the run what comes to outputs at once, and sees to the unit after it.
    #[inline]
    async fn run(&mut self, intake: &mut Intake<UnitOf<B, I>>) {
        let next = intake.run.front().map_or(0, items::<I, B>);
        let most = self.allowed(next).await;
        let before = intake.run.len();
        let odd = A::run::<K>(self.call(), intake, most).await;
        if let Some(budget) = &self.policy.budget {
            budget.deposit(before.saturating_sub(intake.run.len()));
        }
        if let Some(odd) = odd {
            self.see_to(odd).await;
        }
    }

    /// Waits for the node's rate, where it has one, for a unit of so many items; says how many units may be taken before something
    /// else may be due.
    async fn allowed(&mut self, items: usize) -> usize {
        let Some(rate) = &self.policy.rate else { return if self.beat.is_on() { 1 } else { usize::MAX } };
        self.books.publish();
        self.exit.publish();
        self.down.wait(rate.acquire(items)).await;
        1
    }

    fn call(&mut self) -> Call<'_, I, B, A::Extra> {
        Call {
            bound: &self.bound,
            state: self.state.state(),
            extra: &mut self.extra,
            limit: self.policy.timeout,
            took: None,
            books: &mut self.books,
            down: &mut self.down,
        }
    }

    /// What is to be done about a unit that was tried once: tries it again until it is done, or routes it.
    async fn see_to(&mut self, odd: Odd<I, B>) {
        let mut parts = Vec::new();
        let next = self.conclude(odd, 1, &mut parts).await;
        self.try_all(next, parts).await;
    }

    /// Tries a unit, and what becomes of it, until all is done or routed.
    pub(super) async fn try_all(&mut self, mut next: Option<Again<UnitOf<B, I>>>, mut parts: Vec<Again<UnitOf<B, I>>>) {
        loop {
            self.rest().await;
            let Some((unit, attempts)) = next.take().or_else(|| parts.pop()) else { return };
            if !self.make_state().await {
                return;
            }
            next = self.attempt(unit, attempts, &mut parts).await;
        }
    }

    /// Between two attempts: lets out what need not wait any more, and waits as long as it should.
    async fn rest(&mut self) {
        if !self.held.is_empty() {
            self.release().await;
        }
        if let Some(pause) = self.pause.take() {
            self.books.publish();
            self.exit.publish();
            self.down.wait(tokio::time::sleep(pause)).await;
        }
        if !self.exit.ready() {
            self.settle_exit().await;
        }
    }

    /// Lets out what waited for items of its batch that were tried again.
    pub(super) async fn release(&mut self) {
        for output in self.held.take() {
            self.down.send(output).await;
        }
    }

    pub(crate) async fn settle_exit(&mut self) {
        if !self.exit.ready() {
            let exit = &mut self.exit;
            self.down.wait(poll_fn(|cx| exit.poll_settle(cx))).await;
        }
    }

    /// One attempt; gives back the unit that is to be tried again, and puts the other half of a split one aside.
    pub(crate) async fn attempt(
        &mut self,
        unit: UnitOf<B, I>,
        attempts: u32,
        parts: &mut Vec<Again<UnitOf<B, I>>>,
    ) -> Option<Again<UnitOf<B, I>>> {
        let items = items::<I, B>(&unit);
        let leave = match self.granted.take().filter(Leave::holds) {
            Some(leave) => leave,
            None => self.leave(items).await,
        };
        let permit = match leave {
            Leave::Given(permit) => permit,
            Leave::Refused => {
                self.give_up(Some(unit), items, &Cause::Open, attempts);
                return None;
            }
            // It was taken, and is left.
            Leave::Unwanted => return None,
        };
        if let (Some(budget), 0) = (&self.policy.budget, attempts) {
            budget.deposit(1);
        }
        let mut call = self.call();
        call.took = permit.as_ref().map(|_| Duration::ZERO);
        let (unit, tried) = one::<A, I, B, K>(&mut call, unit).await;
        let took = call.took.unwrap_or_default();
        if let Some(permit) = permit {
            self.judge(permit, &tried, took);
        }
        self.conclude(Odd { unit, items, tried }, attempts + 1, parts).await
    }

    /// What follows from an attempt.
    async fn conclude(
        &mut self,
        odd: Odd<I, B>,
        attempts: u32,
        parts: &mut Vec<Again<UnitOf<B, I>>>,
    ) -> Option<Again<UnitOf<B, I>>> {
        let Odd { unit, items, tried } = odd;
        match tried {
            Tried::Done(sent) => {
                self.done(items, sent);
                self.spent = unit.and_then(<B::Stage as Node<I>>::Shape::emptied);
                None
            }
            Tried::Each(results) => self.each(unit, items, results, attempts).await,
            Tried::Failed { how, sent } => self.failed(unit, items, how, sent, attempts, parts),
        }
    }

    fn done(&mut self, count: usize, sent: u64) {
        self.state.worked();
        self.books.tally.out += sent;
        match sent {
            0 => self.books.tally.filtered += count as u64,
            _ => self.books.tally.done += count as u64,
        }
    }

    fn failed(
        &mut self,
        unit: Option<UnitOf<B, I>>,
        count: usize,
        how: Fault<ErrOf<B, I>>,
        sent: u64,
        attempts: u32,
        parts: &mut Vec<Again<UnitOf<B, I>>>,
    ) -> Option<Again<UnitOf<B, I>>> {
        self.books.tally.out += sent;
        let cause = self.cause(how);
        let unit = match unit {
            Some(unit) if sent == 0 && self.policy.retries(&cause, attempts) => {
                if self.has_budget(count) {
                    self.back_off(count, attempts);
                    return Some((unit, attempts));
                }
                Some(unit)
            }
            Some(unit) if sent == 0 && self.policy.split && count > 1 && self.has_budget(count) => {
                match split::<I, B>(unit) {
                    Ok((first, second)) => {
                        parts.push((second, attempts));
                        self.books.tally.retried += count as u64;
                        return Some((first, attempts));
                    }
                    Err(unit) => Some(unit),
                }
            }
            unit => unit,
        };
        self.give_up(unit, count, &cause, attempts);
        None
    }

    /// What is not tried any more goes to `else`.
    fn give_up(&mut self, unit: Option<UnitOf<B, I>>, count: usize, cause: &Cause<ErrOf<B, I>>, attempts: u32) {
        drop(self.held.places(count));
        let items = unit.map(into_items::<I, B>);
        Failing { books: &mut self.books, exit: &mut self.exit }.unit(items, count, cause, attempts);
    }

    /// Whether the retry budget, where there is one, has something left for a unit of so many items.
    fn has_budget(&mut self, count: usize) -> bool {
        self.has_shared_budget(&mut None, count)
    }

    /// The same for a part of a unit whose parts are tried again as one.
    fn has_shared_budget(&mut self, granted: &mut Option<bool>, count: usize) -> bool {
        let budget = &self.policy.budget;
        let enough = *granted.get_or_insert_with(|| budget.as_ref().is_none_or(Budget::withdraw));
        self.books.tally.over_budget += if enough { 0 } else { count as u64 };
        enough
    }

    fn cause(&mut self, how: Fault<ErrOf<B, I>>) -> Cause<ErrOf<B, I>> {
        let cause = match how {
            Fault::Error(error) => because(error),
            Fault::Panic => {
                self.state.discard(&mut self.books);
                return Cause::Panic;
            }
            Fault::Timeout => return Cause::Timeout,
            Fault::Uncopied => return Cause::Panic,
        };
        if self.policy.restarts(&cause) {
            self.state.restart(&mut self.books, &cause);
        }
        cause
    }

    fn back_off(&mut self, count: usize, attempts: u32) {
        self.books.tally.retried += count as u64;
        self.pause = Some(self.policy.retry.wait(attempts));
    }

    /// A result for each item: the good ones go on, behind those before them; the failed ones are tried again or routed.
    async fn each(
        &mut self,
        unit: Option<UnitOf<B, I>>,
        mut count: usize,
        results: Vec<Result<OutOf<B, I>, ErrOf<B, I>>>,
        attempts: u32,
    ) -> Option<Again<UnitOf<B, I>>> {
        let mut items = unit.map(into_items::<I, B>);
        let mut places = self.held.places(count);
        let (mut again, mut open, mut granted) = (Vec::new(), Vec::new(), None);
        for result in results {
            let (item, place) = (items.as_mut().and_then(Iterator::next), places.next());
            let expected = count > 0;
            count -= usize::from(expected);
            match (result, item) {
                (Ok(output), _) => {
                    self.books.tally.done += u64::from(expected);
                    self.books.tally.out += 1;
                    if let Some(output) = self.held.keep(place, output) {
                        self.down.send(output).await;
                    }
                }
                // More results than items: an error of none of them.
                (Err(_), _) if !expected => {}
                (Err(error), Some(item))
                    if self.policy.retries_error(&error, attempts) && self.has_shared_budget(&mut granted, 1) =>
                {
                    again.push(item);
                    open.push(self.held.place(place));
                }
                (Err(error), item) => {
                    let mut failing = Failing { books: &mut self.books, exit: &mut self.exit };
                    failing.item(item, because(error), attempts);
                }
            }
        }
        for _ in 0..count {
            // The stage gave fewer results than it was given items: a broken promise, as a panic is.
            let item = items.as_mut().and_then(Iterator::next);
            Failing { books: &mut self.books, exit: &mut self.exit }.item(item, Cause::Panic, attempts);
        }
        self.held.leave_open(open);
        let count = again.len();
        let unit = <B::Stage as Node<I>>::Shape::of(again.into_iter())?;
        self.back_off(count, attempts);
        Some((unit, attempts))
    }

    pub(crate) async fn flush(&mut self) {
        let Self { state, books, .. } = self;
        let flushed = state.state().as_mut().and_then(|state| books.guarded(|| <B::Stage as Node<I>>::flush(state)));
        if let Some(output) = flushed.flatten() {
            self.books.tally.out += 1;
            self.down.send(output).await;
        }
    }

    async fn end(mut self) {
        if <B::Stage as Node<I>>::FLUSHES {
            self.flush().await;
        }
        self.down.end_of_run();
        self.down.finish().await;
        self.exit.publish();
    }
}

impl<E> Policy<E> {
    fn retries_error(&self, error: &E, attempts: u32) -> bool {
        self.retry_if.as_ref().is_none_or(|test| asked(test, error)) && self.retry.allows(attempts)
    }
}

pub(super) fn items<I: Send + 'static, B: Bind<I>>(unit: &UnitOf<B, I>) -> usize {
    <B::Stage as Node<I>>::Shape::items(unit)
}

fn into_items<I: Send + 'static, B: Bind<I>>(unit: UnitOf<B, I>) -> impl Iterator<Item = I> + Send {
    <B::Stage as Node<I>>::Shape::into_items(unit)
}

fn split<I: Send + 'static, B: Bind<I>>(unit: UnitOf<B, I>) -> Result<(UnitOf<B, I>, UnitOf<B, I>), UnitOf<B, I>> {
    <B::Stage as Node<I>>::Shape::halve(unit)
}
