//! What stands at the head of a task and drives it.

mod flat_map;
mod guarded;
mod held;
mod input;
mod join;
mod keyed;
mod latest;
mod ports;
mod sides;
mod source;
mod stage;
mod tries;
mod zip;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::mem;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use std::time::Duration;

use tokio::time::{Instant, Sleep};

pub use flat_map::FlatMapHead;
pub use input::InputHead;
pub use join::JoinHead;
pub use keyed::{KeyedHead, KeyedQueue, KeyedTail, QueueOptions};
pub use latest::LatestHead;
pub use ports::Out;
pub use sides::Sides;
pub use source::{DelayHead, SourceHead, Stop, Stopped, TickHead, read_polled, read_streamed};
pub use stage::{Policy, StageHead, Test};
pub use tries::{ErrOf, OutOf, StateOf, Try, UnitOf};
pub use zip::ZipHead;

use crate::control::Gate;
use crate::edge::{SaysMarks, chunk_of};
use crate::input::Input;
use crate::push::BoxPush;
use crate::time::Mark;

/// The head of a task: where its items come from, and the loop that pushes them on.
pub trait Head: Send + 'static {
    type Out: Send + 'static;

    fn drive(self, down: Down<Self::Out>) -> impl Future<Output = ()> + Send;
}

/// What a head pushes into, with the timer of what is due in it. Every wait of a head goes through here, so that nothing
/// written stays unpublished while its task is suspended.
pub struct Down<T> {
    push: BoxPush<T>,
    /// What was pushed and is to go on as one run, before the task suspends at the latest.
    run: Vec<T>,
    /// How long that run may get: as long as there is room, items do not take long, and no chunk is full.
    most: usize,
    pace: Pace,
    sleep: Option<Pin<Box<Sleep>>>,
    /// What was published is for others of the same task, who run when this one suspends.
    owes_turn: bool,
    pub(crate) gate: Arc<Gate>,
    /// Who else says what is said of the time: where what failed goes.
    also: Option<Box<dyn SaysMarks>>,
}

/// How often a task looks at the clock: after as many items as lately took [`LONGEST_WAIT`]. What was written is published
/// then, so that items of a stage that takes long do not wait for a chunk to fill.
struct Pace {
    left: u32,
    every: u32,
    since: Since,
}

/// Since when a task has been at work. The clock takes longer to read than most items take to pass.
#[derive(Clone, Copy)]
enum Since {
    /// It has just been woken: what it writes first goes out at once, since that may be all.
    Woken,
    /// It has not looked at the clock yet.
    Unknown,
    Known(Instant),
}

/// What is to be done about what was written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Wait,
    Publish,
    /// Items take long: all around should be looked after.
    Late,
}

/// How long an item may wait in the task that wrote it.
const LONGEST_WAIT: Duration = Duration::from_micros(50);
const MOST_BETWEEN_LOOKS: u32 = 1024;

impl Pace {
    fn new() -> Self {
        Self { left: 1, every: 1, since: Since::Woken }
    }

    /// The task suspends, and everything is out.
    fn rest(&mut self) {
        (self.left, self.since) = (self.every, Since::Woken);
    }

    /// So many more have gone through.
    fn passed(&mut self, items: usize) -> Pass {
        self.left = self.left.saturating_sub(u32::try_from(items).unwrap_or(u32::MAX));
        if self.left > 0 { Pass::Wait } else { self.look() }
    }

    #[cold]
    fn look(&mut self) -> Pass {
        let (since, pass) = match self.since {
            Since::Woken => (Since::Unknown, Pass::Publish),
            Since::Unknown => (Since::Known(Instant::now()), Pass::Publish),
            Since::Known(since) => {
                let now = Instant::now();
                let late = now.duration_since(since) >= LONGEST_WAIT;
                self.every = if late { (self.every / 2).max(1) } else { (self.every * 2).min(MOST_BETWEEN_LOOKS) };
                (Since::Known(now), if late { Pass::Late } else { Pass::Wait })
            }
        };
        (self.left, self.since) = (self.every, since);
        pass
    }
}

/// A push that needs memory.
#[cold]
#[inline(never)]
fn grown<T>(mut run: Vec<T>, item: T) -> Vec<T> {
    run.push(item);
    run
}

impl<T> Down<T> {
    pub(crate) fn new(push: BoxPush<T>, gate: Arc<Gate>) -> Self {
        Self { push, run: Vec::new(), most: 0, pace: Pace::new(), sleep: None, owes_turn: false, gate, also: None }
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
        loop {
            let poll = self.rest(|cx, at_rest| {
                let poll = input.poll_run(cx, run, most);
                *at_rest = *at_rest && poll.is_pending() && !input.holds();
                poll
            });
            let more = poll.await;
            if let Some(mark) = input.take_mark() {
                self.mark(mark);
            }
            if more != Some(true) || !run.is_empty() {
                return more;
            }
        }
    }

    /// Marks are said there too, where everything is published whenever this task takes something.
    pub(crate) fn mark_also(&mut self, also: Option<Box<dyn SaysMarks>>) {
        self.also = also;
    }

    /// What is said of the stream's time, behind all that was pushed.
    pub(crate) fn mark(&mut self, mark: Mark) {
        self.work_off();
        self.push.mark(mark);
        if let Some(also) = &self.also {
            also.mark(mark);
        }
        self.measure();
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
        self.work_off();
        self.pace.rest();
        loop {
            self.push.publish();
            self.measure();
            // What is still in hand wakes the task when there is room for it.
            let settled = self.most > 0 || self.push.poll_settle(cx).is_ready();
            if self.most == 0 {
                self.measure();
            }
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
    pub(crate) async fn send(&mut self, item: T) {
        if !self.push(item) {
            self.settle_if_full().await;
        }
    }

    /// Pushes one item; false when it is time to look around: there may be no room for the next, or items take long.
    #[inline]
    pub(crate) fn push(&mut self, item: T) -> bool {
        self.run.push(item);
        self.run.len() < self.most || self.work_off()
    }

    /// Pushes what `next` gives, at most so many items and until it is time to look around; says how many, and what ended it before
    /// that. `next` does not panic.
    #[inline(always)]
    pub(crate) fn fill<R>(&mut self, most: usize, mut next: impl FnMut() -> ControlFlow<R, T>) -> (usize, Option<R>) {
        let mut given = 0;
        loop {
            let (slot, room) = self.open_run();
            // A local, so that what it is made of stays in registers.
            let mut run = mem::take(slot);
            let (before, upto) = (run.len(), run.len() + room.min(most - given));
            let ended = loop {
                if run.len() >= upto {
                    break None;
                }
                match next() {
                    ControlFlow::Continue(item) if run.len() == run.capacity() => run = grown(run, item),
                    ControlFlow::Continue(item) => run.push(item),
                    ControlFlow::Break(end) => break Some(end),
                }
            };
            given += run.len() - before;
            self.run = run;
            let goes_on = self.ready() || self.work_off();
            if ended.is_some() || given >= most || !goes_on {
                return (given, ended);
            }
        }
    }

    /// The run that goes on next, and how many items there is room for in it.
    pub(crate) fn open_run(&mut self) -> (&mut Vec<T>, usize) {
        if self.run.len() >= self.most {
            self.work_off();
        }
        let room = self.most.saturating_sub(self.run.len());
        (&mut self.run, room)
    }

    /// Pushes of a run what there is room for.
    pub(crate) fn push_run(&mut self, run: &mut VecDeque<T>) {
        let room = self.most.saturating_sub(self.run.len());
        match self.run.is_empty() && run.len() <= room {
            // No item is moved: the two change their buffers.
            true => self.run = mem::replace(run, mem::take(&mut self.run).into()).into(),
            false => self.run.extend(run.drain(..room.min(run.len()))),
        }
        self.work_off();
    }

    /// Sends on what was pushed; false when there is no room for more, or when that took long.
    #[inline(never)]
    fn work_off(&mut self) -> bool {
        let (items, mut late) = (self.run.len(), false);
        if items == 0 && self.most > 0 {
            // What was measured still stands.
            return true;
        }
        if items > 0 {
            self.push.push_run(&mut self.run);
            let pass = self.pace.passed(items);
            if pass != Pass::Wait {
                self.push.publish();
            }
            late = pass == Pass::Late;
            self.owes_turn |= late && self.gate.is_shared();
        }
        self.measure();
        self.most > 0 && !late
    }

    fn measure(&mut self) {
        // A whole run between two looks at the clock: cutting the last one short would cost more than looking a little late.
        self.most = self.push.room().min(self.pace.every as usize).min(chunk_of::<T>());
    }

    /// Whether there is room for one more item.
    #[inline]
    pub(crate) fn ready(&self) -> bool {
        self.run.len() < self.most
    }

    /// Sends on and publishes everything.
    pub(crate) fn publish(&mut self) {
        self.work_off();
        self.push.publish();
    }

    pub(crate) async fn settle(&mut self) {
        self.publish();
        poll_fn(|cx| self.push.poll_settle(cx)).await;
        self.measure();
    }

    pub(crate) async fn settle_if_full(&mut self) {
        if mem::take(&mut self.owes_turn) {
            crate::joined::turn().await;
        }
        if !self.ready() {
            self.settle().await;
        }
    }

    pub(crate) fn ended(&self) -> bool {
        self.push.ended()
    }

    /// The items of one run have all been pushed.
    pub(crate) fn end_of_run(&mut self) {
        self.work_off();
        self.push.end_of_run();
    }

    /// Between two runs: does what is due, lets other tasks of the thread run, waits while a node is paused.
    pub(crate) async fn between_runs(&mut self) {
        self.end_of_run();
        if let Some(due) = self.push.deadline() {
            let now = Instant::now();
            if due <= now && self.push.room() > 0 {
                self.push.tick(now);
                self.measure();
            }
        }
        self.breathe().await;
        self.pass_gate().await;
    }

    /// Lets other tasks of the thread run, if this one has been at it for long.
    pub(crate) async fn breathe(&mut self) {
        if !tokio::task::coop::has_budget_remaining() {
            self.publish();
        }
        tokio::task::coop::consume_budget().await;
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
        self.work_off();
        loop {
            self.settle_if_full().await;
            let more = self.push.finish();
            self.measure();
            if !more {
                break;
            }
        }
        self.settle_if_full().await;
        self.push.publish();
    }
}
