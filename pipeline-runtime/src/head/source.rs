//! Sources: polled, streamed, ticking; and `delay`.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::stage::{Test, asked};
use super::{Down, Head};
use crate::attempt::{Attempted, caught, pending, poll_caught, state_in};
use crate::control::Control;
use crate::edge::chunk_of;
use crate::error::PipelineError;
use crate::input::{BoxInput, next_run};
use crate::keys::after;
use crate::source::{BindSource, Polled, Source, SourceKind, Streamed};
use crate::state::{Books, Keeper};
use crate::time::Mark;

/// A task that reads a source.
pub struct SourceHead<B: BindSource> {
    pub(crate) bound: Arc<B>,
    pub(crate) books: Books,
    pub(crate) restart_if: Option<Test<<B::Source as Source>::Err>>,
}

/// How a source stopped giving items.
pub enum Stopped<E> {
    /// It ended, the pipeline stops, or nobody wants more.
    Ended,
    Failed(E),
    Panicked,
}

impl<B: BindSource> Head for SourceHead<B> {
    type Out = <B::Source as Source>::Out;

    async fn drive(mut self, mut down: Down<Self::Out>) {
        if !down.open().await {
            return;
        }
        let mut state = Keeper::new(&self.books.ctx);
        let mut restarts = self.books.ctx.restarts();
        let mut stop = Stop::new(&self.books.ctx.control);
        loop {
            let bound = Arc::clone(&self.bound);
            let made = poll_fn(|cx| state.poll_made(&mut self.books, || bound.make(), cx));
            if down.wait(until(&mut stop, made)).await.is_none() || state.is_dead() {
                break;
            }
            let before = self.given();
            if self.books.ctx.control.is_stopping() || down.ended() {
                break;
            }
            down.pass_gate().await;
            let stopped = read(&*bound, &mut state, &mut stop, &mut self.books, &mut down).await;
            if self.given() > before {
                restarts.succeeded();
            }
            if !self.goes_on(stopped, &mut restarts, &mut stop, &mut down).await {
                break;
            }
        }
        down.finish().await;
    }
}

/// The stop of the pipeline, as a task that waits for something else hears of it.
pub struct Stop {
    control: Arc<Control>,
    stopping: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Whom it wakes.
    listening: Option<Waker>,
}

impl Stop {
    fn new(control: &Arc<Control>) -> Self {
        // Whoever listens once must do so also where the task has used up its budget.
        let stopping = Box::pin(tokio::task::unconstrained(control.stopping()));
        Self { control: Arc::clone(control), stopping, listening: None }
    }

    /// May be asked again when it has come.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.control.is_stopping() {
            return Poll::Ready(());
        }
        // Who listens already is woken when that is true.
        if self.listening.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        self.listening = Some(cx.waker().clone());
        self.stopping.as_mut().poll(cx)
    }
}

/// `None` when the pipeline stops first. The stop is asked about only while the future is not ready.
async fn until<F: Future>(stop: &mut Stop, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => stop.poll(cx).map(|()| None),
    })
    .await
}

impl<B: BindSource> SourceHead<B> {
    fn given(&mut self) -> u64 {
        self.books.publish();
        self.books.ctx.stats.report("").out
    }

    /// What follows from the end of a reading: a restart after a while, or the end of the source.
    async fn goes_on(
        &mut self,
        stopped: Stopped<<B::Source as Source>::Err>,
        restarts: &mut crate::retry::Restarts,
        stop: &mut Stop,
        down: &mut Down<<B::Source as Source>::Out>,
    ) -> bool {
        let (cause, allowed) = match stopped {
            Stopped::Ended => return false,
            Stopped::Failed(error) => {
                let allowed = self.restart_if.as_ref().is_none_or(|test| asked(test, &error));
                (error.to_string(), allowed)
            }
            Stopped::Panicked => {
                // Its state before the call was put back where it can be cloned; where not, it starts anew.
                ("it panicked".to_owned(), true)
            }
        };
        let wait = if allowed { restarts.failed() } else { None };
        let Some(wait) = wait else {
            let position = self.books.position();
            let error = match allowed {
                true => PipelineError::restarts(self.books.ctx.name, cause.into(), Some(position)),
                false => PipelineError::source(self.books.ctx.name, cause.into(), position),
            };
            self.books.ctx.control.fail(error);
            return false;
        };
        self.books.ctx.stats.count_restart();
        down.wait(until(stop, tokio::time::sleep(wait))).await.is_some()
    }
}

/// Reads until the source ends or fails. Panics are caught around the reading, not around each item: what was given is out by
/// then, and `before` holds the state to go back to.
async fn read<B: BindSource>(
    bound: &B,
    state: &mut Keeper<<B::Source as Source>::State>,
    stop: &mut Stop,
    books: &mut Books,
    down: &mut Down<<B::Source as Source>::Out>,
) -> Stopped<<B::Source as Source>::Err> {
    let mut before = None;
    let ended = {
        let mut reading = pin!(<B::Source as Source>::Kind::read(bound, state, &mut before, stop, books, down));
        poll_fn(|cx| poll_caught(reading.as_mut(), cx)).await
    };
    match ended {
        Attempted::Returned(stopped @ (Stopped::Ended | Stopped::Failed(_))) => stopped,
        _ => {
            *state.state() = match <B::Source as Source>::Kind::GOES_BACK {
                true => before,
                false => state.state().as_ref().and_then(<B::Source as Source>::remember),
            };
            Stopped::Panicked
        }
    }
}

/// One tick.
async fn give<T>(item: T, books: &mut Books, down: &mut Down<T>) {
    if !down.gate.is_open() {
        // Paused while it waited for this item.
        down.pass_gate().await;
    }
    books.gave();
    books.publish();
    down.send(item).await;
}

impl Books {
    #[inline]
    fn gave(&mut self) {
        self.tally.passed += 1;
    }
}

/// Waits for the rate of the source, where it has one. False when nobody wants the next item any more.
#[inline]
async fn paced<T>(stop: &mut Stop, books: &mut Books, down: &mut Down<T>) -> bool {
    let Some(rate) = books.ctx.rate.clone() else { return true };
    books.publish();
    down.wait_wanted(until(stop, rate.acquire(1))).await.flatten().is_some()
}

/// How a source came to look around.
enum Given<E> {
    /// There may be no room for more, items take long, or a run is full.
    Run,
    Ended,
    Failed(E),
    /// The next item is not at hand.
    Waits,
    Panicked,
}

impl<E> Given<E> {
    /// Counts and pushes what a source gave; nothing when it can go on.
    #[inline(always)]
    fn of<T>(next: Result<Option<T>, E>, books: &mut Books, down: &mut Down<T>) -> Option<Self> {
        match next {
            Ok(Some(item)) => {
                books.gave();
                if down.push(item) { None } else { Some(Self::Run) }
            }
            Ok(None) => Some(Self::Ended),
            Err(error) => Some(Self::Failed(error)),
        }
    }
}

/// Takes what a source has at hand. Most have an item, and then there is nothing to publish, to wait for or to be woken by. It looks
/// whether it is to stop or to pause after `most` items at the latest, and whenever items take long. `next` lets no panic
/// through, so that what was given is counted.
#[inline]
fn at_hand<T, E>(
    mut next: impl FnMut() -> Poll<Attempted<Result<Option<T>, E>>>,
    most: usize,
    books: &mut Books,
    down: &mut Down<T>,
) -> Given<E> {
    let (given, ended) = down.fill(most, || match next() {
        Poll::Ready(Attempted::Returned(Ok(Some(item)))) => ControlFlow::Continue(item),
        Poll::Ready(Attempted::Returned(Ok(None))) => ControlFlow::Break(Given::Ended),
        Poll::Ready(Attempted::Returned(Err(error))) => ControlFlow::Break(Given::Failed(error)),
        Poll::Ready(Attempted::Panicked | Attempted::TimedOut) => ControlFlow::Break(Given::Panicked),
        Poll::Pending => ControlFlow::Break(Given::Waits),
    });
    books.tally.passed += given as u64;
    ended.unwrap_or(Given::Run)
}

/// Runs what polls with the task's context, and is ready with whatever it says.
macro_rules! polling {
    ($cx:ident => $poll:expr) => {
        poll_fn(|$cx| Poll::Ready($poll)).await
    };
}

/// Waits for the item that a source, when it was asked just now, had not at hand. `None` when the pipeline stops first or nobody wants one.
async fn waited<T, F: Future>(next: F, stop: &mut Stop, books: &mut Books, down: &mut Down<T>) -> Option<F::Output> {
    books.publish();
    let next = down.wait_wanted(until(stop, pending(next))).await.flatten();
    if !down.gate.is_open() {
        // Paused while it waited for this item.
        down.pass_gate().await;
    }
    next
}

/// Between two runs of a source; false when it is to end.
async fn breathe<T>(books: &mut Books, down: &mut Down<T>) -> bool {
    books.publish();
    down.settle_if_full().await;
    down.between_runs().await;
    !books.ctx.control.is_stopping() && !down.ended()
}

/// A polled source: called again and again.
pub async fn read_polled<B>(
    bound: &B,
    state: &mut Keeper<<B::Source as Source>::State>,
    before: &mut Option<<B::Source as Source>::State>,
    stop: &mut Stop,
    books: &mut Books,
    down: &mut Down<<B::Source as Source>::Out>,
) -> Stopped<<B::Source as Source>::Err>
where
    B: BindSource<Source: Polled>,
{
    let (state, rated) = (state_in(state.state()), books.ctx.rate.is_some());
    // A call that never waits is a plain one. Where that was wrong, nothing is lost: a source is cancel safe.
    let mut waits = rated || !<B::Source as Polled>::NEVER_WAITS;
    loop {
        let given = match waits {
            true => give_polled(bound, state, before, stop, books, down).await,
            false => polling!(cx => {
                let next = || {
                    let saved = <B::Source as Source>::remember(state);
                    let next = caught(|| pin!(<B::Source as Polled>::next(bound.res(), state)).poll(cx));
                    if let Attempted::Returned(next) = next {
                        return next.map(Attempted::Returned);
                    }
                    *before = saved;
                    Poll::Ready(Attempted::Panicked)
                };
                at_hand(next, chunk_of::<<B::Source as Source>::Out>(), books, down)
            }),
        };
        match given {
            Given::Run => {}
            Given::Waits => waits = true,
            Given::Panicked => return Stopped::Panicked,
            Given::Ended => return Stopped::Ended,
            Given::Failed(error) => return Stopped::Failed(error),
        }
        if !breathe(books, down).await {
            return Stopped::Ended;
        }
    }
}

/// A run of a polled source that may wait.
async fn give_polled<B>(
    bound: &B,
    state: &mut <B::Source as Source>::State,
    before: &mut Option<<B::Source as Source>::State>,
    stop: &mut Stop,
    books: &mut Books,
    down: &mut Down<<B::Source as Source>::Out>,
) -> Given<<B::Source as Source>::Err>
where
    B: BindSource<Source: Polled>,
{
    let rated = books.ctx.rate.is_some();
    for _ in 0..chunk_of::<<B::Source as Source>::Out>() {
        if rated && !paced(stop, books, down).await {
            return Given::Ended;
        }
        *before = <B::Source as Source>::remember(state);
        let next = {
            let mut next = pin!(<B::Source as Polled>::next(bound.res(), state));
            match polling!(cx => next.as_mut().poll(cx)) {
                Poll::Ready(next) => next,
                Poll::Pending => match waited(next, stop, books, down).await {
                    Some(next) => next,
                    None => return Given::Ended,
                },
            }
        };
        if let Some(given) = Given::of(next, books, down) {
            return given;
        }
    }
    Given::Run
}

/// A streamed source: opened once, and anew after an error.
pub async fn read_streamed<B>(
    bound: &B,
    state: &mut Keeper<<B::Source as Source>::State>,
    stop: &mut Stop,
    books: &mut Books,
    down: &mut Down<<B::Source as Source>::Out>,
) -> Stopped<<B::Source as Source>::Err>
where
    B: BindSource<Source: Streamed>,
{
    let mut stream = pin!(<B::Source as Streamed>::open(bound.res(), state_in(state.state())));
    let rated = books.ctx.rate.is_some();
    let most = if rated { 1 } else { chunk_of::<<B::Source as Source>::Out>() };
    loop {
        if rated && !paced(stop, books, down).await {
            return Stopped::Ended;
        }
        let given = polling!(cx => {
            let next = || match caught(|| stream.as_mut().poll_next(cx)) {
                Attempted::Returned(next) => next.map(Option::transpose).map(Attempted::Returned),
                _ => Poll::Ready(Attempted::Panicked),
            };
            at_hand(next, most, books, down)
        });
        let given = match given {
            Given::Waits => {
                let next = poll_fn(|cx| stream.as_mut().poll_next(cx));
                let Some(next) = waited(next, stop, books, down).await else { return Stopped::Ended };
                Given::of(next.transpose(), books, down).unwrap_or(Given::Run)
            }
            given => given,
        };
        match given {
            Given::Run | Given::Waits => {}
            Given::Panicked => return Stopped::Panicked,
            Given::Ended => return Stopped::Ended,
            Given::Failed(error) => return Stopped::Failed(error),
        }
        if !breathe(books, down).await {
            return Stopped::Ended;
        }
    }
}

/// `tick(d)`: the time, every `d`.
pub struct TickHead {
    pub(crate) every: Duration,
    pub(crate) books: Books,
}

impl Head for TickHead {
    type Out = std::time::Instant;

    async fn drive(mut self, mut down: Down<Self::Out>) {
        let mut stop = Stop::new(&self.books.ctx.control);
        let mut interval = tokio::time::interval_at(Instant::now() + self.every, self.every);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        if !down.open().await {
            return;
        }
        while let Some(now) = down.wait_wanted(until(&mut stop, interval.tick())).await.flatten() {
            give(now.into_std(), &mut self.books, &mut down).await;
            self.books.publish();
            if down.ended() {
                break;
            }
        }
        down.finish().await;
    }
}

/// `delay(d)`: each item so much later, in order. At most `capacity` wait; a drain does not.
pub struct DelayHead<T> {
    pub(crate) input: BoxInput<T>,
    pub(crate) by: Duration,
    pub(crate) capacity: usize,
    pub(crate) books: Books,
    /// What was said of the time, to be passed on behind all that waits.
    pub(crate) mark: Option<Mark>,
}

impl<T: Send + 'static> Head for DelayHead<T> {
    type Out = T;

    async fn drive(mut self, mut down: Down<T>) {
        if !down.open().await {
            return;
        }
        let (mut queue, mut run) = (VecDeque::new(), VecDeque::new());
        let mut stop = Stop::new(&self.books.ctx.control);
        while self.next(&mut queue, &mut run, &mut stop, &mut down).await {
            if down.ended() {
                break;
            }
            self.books.publish();
            down.between_runs().await;
        }
        for (due, item) in queue {
            down.wait(until(&mut stop, tokio::time::sleep_until(due))).await;
            self.let_out(item, &mut down).await;
        }
        down.finish().await;
    }
}

impl<T: Send + 'static> DelayHead<T> {
    async fn let_out(&mut self, item: T, down: &mut Down<T>) {
        self.books.tally.done += 1;
        self.books.tally.out += 1;
        self.books.publish();
        down.pass_gate().await;
        down.send(item).await;
    }

    /// Takes what came, or lets out what is due. False at the end of input.
    async fn next(
        &mut self,
        queue: &mut VecDeque<(Instant, T)>,
        run: &mut VecDeque<T>,
        stop: &mut Stop,
        down: &mut Down<T>,
    ) -> bool {
        let due = queue.front().map(|(due, _)| *due);
        if let Some(mark) = self.mark.take_if(|_| due.is_none()) {
            down.mark(mark);
        }
        let room = self.capacity.saturating_sub(queue.len());
        let input = &mut self.input;
        let came = match due {
            None => Some(down.next_run_of(&mut **input, run, room).await.unwrap_or(false)),
            // While the pipeline drains, everything is due.
            Some(due) => {
                let came = async {
                    match room {
                        0 => std::future::pending().await,
                        room => next_run(&mut **input, run, room).await,
                    }
                };
                let came = down.wait(until(stop, tokio::time::timeout_at(due, came))).await.and_then(Result::ok);
                self.mark = self.input.take_mark().or(self.mark);
                came
            }
        };
        match came {
            None => {
                if let Some((_, item)) = queue.pop_front() {
                    self.let_out(item, down).await;
                }
                true
            }
            Some(more) => {
                let due = after(Instant::now(), self.by);
                self.books.tally.taken += run.len() as u64;
                queue.extend(run.drain(..).map(|item| (due, item)));
                more
            }
        }
    }
}
