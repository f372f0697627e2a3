//! What stands at the head of a task and drives it.

mod flat_map;
mod held;
mod input;
mod keyed;
mod ports;
mod source;
mod stage;
mod tries;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use std::time::Duration;

use tokio::time::{Instant, Sleep};

pub use flat_map::FlatMapHead;
pub use input::InputHead;
pub use keyed::{KeyedHead, KeyedQueue, KeyedTail, QueueOptions};
pub use ports::Out;
pub use source::{DelayHead, SourceHead, Stop, Stopped, TickHead, read_polled, read_streamed};
pub use stage::{Policy, StageHead, Test};
pub use tries::{ErrOf, OutOf, StateOf, Try, UnitOf};

use crate::control::Gate;
use crate::input::Input;
use crate::push::Push;

/// The head of a task: where its items come from, and the loop that pushes them on.
pub trait Head: Send + 'static {
    type Out: Send + 'static;

    fn drive<D: Push<Self::Out> + 'static>(self, down: Down<Self::Out, D>) -> impl Future<Output = ()> + Send;
}

/// What a head pushes into, with the timer of what is due in it. Every wait of a head goes through here, so that nothing
/// written stays unpublished while its task is suspended.
pub struct Down<T, D> {
    pub(crate) push: D,
    pace: Pace,
    sleep: Option<Pin<Box<Sleep>>>,
    pub(crate) gate: Arc<Gate>,
    _item: std::marker::PhantomData<fn(T)>,
}

/// How often a task looks at the clock: after as many items as lately took [`LONGEST_WAIT`]. What was written is published
/// then, so that items of a stage that takes long do not wait for a chunk to fill.
struct Pace {
    left: u32,
    every: u32,
    since: Instant,
}

/// How long an item may wait in the task that wrote it.
const LONGEST_WAIT: Duration = Duration::from_micros(50);
const MOST_BETWEEN_LOOKS: u32 = 1024;

impl Pace {
    fn new() -> Self {
        Self { left: 1, every: 1, since: Instant::now() }
    }

    #[inline]
    fn is_due(&mut self) -> bool {
        self.left -= 1;
        self.left == 0 && self.look()
    }

    #[cold]
    fn look(&mut self) -> bool {
        let now = Instant::now();
        let took = now.duration_since(self.since);
        let late = took >= LONGEST_WAIT;
        self.every = if late { (self.every / 2).max(1) } else { (self.every * 2).min(MOST_BETWEEN_LOOKS) };
        (self.left, self.since) = (self.every, now);
        late
    }
}

impl<T, D: Push<T>> Down<T, D> {
    pub(crate) fn new(push: D, gate: Arc<Gate>) -> Self {
        Self { push, pace: Pace::new(), sleep: None, gate, _item: std::marker::PhantomData }
    }

    /// Awaits; publishes when that suspends, and does what falls due meanwhile.
    pub(crate) async fn wait<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(output),
            Poll::Pending => {
                self.suspend(cx);
                Poll::Pending
            }
        })
        .await
    }

    /// As [`wait`](Self::wait), for what is wanted only as long as anybody takes what comes of it: `None` when nobody does.
    pub(crate) async fn wait_wanted<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => {
                self.suspend(cx);
                self.push.listen(cx);
                if self.ended() { Poll::Ready(None) } else { Poll::Pending }
            }
        })
        .await
    }

    /// The next run of an input; false when there will be none, or when nobody wants one.
    pub(crate) async fn next_run<I>(&mut self, input: &mut I, run: &mut VecDeque<I::Item>) -> bool
    where
        I: Input + ?Sized,
    {
        self.next_run_of(input, run, usize::MAX).await.unwrap_or(false)
    }

    /// As [`next_run`](Self::next_run), of at most so many items; `None` when nobody wants one. The task has nothing in hand.
    pub(crate) async fn next_run_of<I>(
        &mut self,
        input: &mut I,
        run: &mut VecDeque<I::Item>,
        most: usize,
    ) -> Option<bool>
    where
        I: Input + ?Sized,
    {
        self.rest(|cx, at_rest| {
            let poll = input.poll_run(cx, run, most);
            *at_rest = *at_rest && poll.is_pending() && !input.holds();
            poll
        })
        .await
    }

    /// As [`wait_wanted`](Self::wait_wanted), for what comes in. Where that matters, on a cycle, the poll says whether its task has
    /// nothing in hand meanwhile and waits for nothing else.
    pub(crate) async fn rest<R>(&mut self, mut poll: impl FnMut(&mut Context<'_>, &mut bool) -> Poll<R>) -> Option<R> {
        poll_fn(|cx| {
            let minded = self.gate.is_minded();
            let mut at_rest = minded;
            if let Poll::Ready(output) = poll(cx, &mut at_rest) {
                return Poll::Ready(Some(output));
            }
            let settled = self.suspend(cx);
            self.push.listen(cx);
            if self.ended() {
                return Poll::Ready(None);
            }
            if minded {
                self.gate.set_resting(at_rest && settled && !self.push.holds());
            }
            Poll::Pending
        })
        .await
    }

    /// Publishes and does what is due; whether everything written has found its room.
    fn suspend(&mut self, cx: &mut Context<'_>) -> bool {
        loop {
            self.push.publish();
            // What is still in hand wakes the task when there is room for it.
            let settled = self.push.ready() || self.push.poll_settle(cx).is_ready();
            let Some(due) = self.push.deadline().filter(|_| settled) else { return settled };
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
            if sleep.deadline() != due {
                sleep.as_mut().reset(due);
            }
            if sleep.as_mut().poll(cx).is_pending() {
                return true;
            }
            self.push.tick(Instant::now().max(due));
        }
    }

    /// Pushes one item, and waits until there is room for the next.
    #[inline]
    pub(crate) async fn send(&mut self, item: T) {
        self.push_rarely(item);
        if !self.push.ready() {
            self.settle().await;
        }
    }

    /// As [`push`](Self::push), in one place for all who seldom push, so that there is no copy of the chain behind for each.
    #[inline(never)]
    fn push_rarely(&mut self, item: T) {
        self.push(item);
    }

    /// Pushes one item; true when it was time to publish what was written, since items take long.
    #[inline(always)]
    pub(crate) fn push(&mut self, item: T) -> bool {
        self.push.push(item);
        let late = self.pace.is_due();
        if late {
            self.push.publish();
        }
        late
    }

    #[inline]
    pub(crate) fn ready(&self) -> bool {
        self.push.ready()
    }

    pub(crate) async fn settle(&mut self) {
        self.push.publish();
        poll_fn(|cx| self.push.poll_settle(cx)).await;
    }

    pub(crate) fn ended(&self) -> bool {
        self.push.ended()
    }

    /// Between two runs: does what is due, lets other tasks of the thread run, waits while a node is paused.
    pub(crate) async fn between_runs(&mut self) {
        self.push.end_of_run();
        if let Some(due) = self.push.deadline() {
            let now = Instant::now();
            if due <= now && self.push.ready() {
                self.push.tick(now);
            }
        }
        if !tokio::task::coop::has_budget_remaining() {
            self.push.publish();
        }
        tokio::task::coop::consume_budget().await;
        self.pass_gate().await;
    }

    pub(crate) async fn pass_gate(&mut self) {
        if !self.gate.is_open() {
            let gate = Arc::clone(&self.gate);
            self.wait(gate.pass()).await;
        }
    }

    /// Makes the states of the fused stages; false when one cannot be made, or when nobody wants anything.
    pub(crate) async fn open(&mut self) -> bool {
        self.settle().await;
        if self.ended() {
            self.finish().await;
            return false;
        }
        true
    }

    /// Lets out what the chain still holds, and publishes.
    pub(crate) async fn finish(&mut self) {
        loop {
            if !self.ready() {
                self.settle().await;
            }
            if !self.push.finish() {
                break;
            }
        }
        if !self.ready() {
            self.settle().await;
        }
        self.push.publish();
    }
}
