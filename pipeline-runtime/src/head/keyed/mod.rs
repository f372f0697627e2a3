//! Several workers that serve keys: one unit of a key in work at a time, and a key that waits holds back only itself.
//!
//! The stage before pushes into a [`KeyedQueue`]; the workers take from it whatever key is ready. A unit that backs off and a
//! key that must wait for its rate are parked there, so that no worker waits with them.

mod passage;
mod queue;
mod slots;

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::time::{Instant, Sleep};

pub use queue::{KeyedQueue, QueueOptions};

use self::passage::Entry;
use self::queue::{Ask, Job, Take};
use super::stage::{Policy, Worker};
use super::tries::{ErrOf, OutOf, StateOf, UnitOf};
use super::{Down, Head, Try};
use crate::chain::Weigh;
use crate::failure::{Cause, Exit};
use crate::keys::KeyBy;
use crate::node::{Bind, Node, Shape};
use crate::outcome::{Failing, Keeping};
use crate::push::Push;
use crate::state::Books;
use crate::time::{Instants, Mark, Stamping};

/// The way into a keyed queue: the tail of the task before it, whose items carry what `Z` says.
pub struct KeyedTail<I: Send + 'static, Sh: Shape<I>, Q: KeyBy<I>, W: Weigh<I> + Sync, S: Send + 'static, Z> {
    queue: Arc<KeyedQueue<I, Sh, Q, W, S>>,
    items: PhantomData<fn() -> Z>,
}

impl<I: Send + 'static, Sh: Shape<I>, Q: KeyBy<I>, W: Weigh<I> + Sync, S: Send + 'static, Z>
    KeyedTail<I, Sh, Q, W, S, Z>
{
    pub(crate) fn new(queue: &Arc<KeyedQueue<I, Sh, Q, W, S>>) -> Self {
        Self { queue: Arc::clone(queue), items: PhantomData }
    }
}

impl<I, Sh, Q, W, S, Z> Push<Z::Of<I>> for KeyedTail<I, Sh, Q, W, S, Z>
where
    Z: Stamping,
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    fn push_run(&mut self, run: &mut Vec<Z::Of<I>>) {
        for of in run.drain(..) {
            let (at, item) = Z::split(of);
            self.queue.put(item, Z::time(at));
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.queue.mark(mark);
    }

    fn room(&self) -> usize {
        usize::from(self.queue.has_room(&self.queue.lock()))
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.queue.lock();
        if inner.dead || self.queue.has_room(&inner) {
            return Poll::Ready(());
        }
        inner.feeder = Some(cx.waker().clone());
        // Somebody looks whether open batches are all that is there.
        inner.wake_one();
        Poll::Pending
    }

    fn publish(&mut self) {}

    fn ended(&self) -> bool {
        self.queue.lock().dead
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.queue.lock().feeder = Some(cx.waker().clone());
    }
}

impl<I: Send + 'static, Sh: Shape<I>, Q: KeyBy<I>, W: Weigh<I> + Sync, S: Send + 'static, Z> Drop
    for KeyedTail<I, Sh, Q, W, S, Z>
{
    fn drop(&mut self) {
        self.queue.close();
    }
}

type QueueOf<I, B, Q, W> = KeyedQueue<I, <<B as Bind<I>>::Stage as Node<I>>::Shape, Q, W, StateOf<B, I>>;

/// One of the workers of a keyed node.
pub struct KeyedHead<I: Send + 'static, B: Bind<I>, A: Try<I, B>, Q: KeyBy<I>, W, X, K> {
    pub(crate) queue: Arc<QueueOf<I, B, Q, W>>,
    pub(crate) worker: usize,
    pub(crate) bound: Arc<B>,
    pub(crate) extra: A::Extra,
    pub(crate) policy: Policy<ErrOf<B, I>>,
    pub(crate) exit: X,
    pub(crate) books: Books,
    /// The time of what it works on, where items carry theirs.
    pub(crate) now: Option<Arc<Instants>>,
    pub(crate) keep: PhantomData<fn() -> K>,
}

impl<I, B, A, Q, W, X, K> Head for KeyedHead<I, B, A, Q, W, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B, Extra: 'static>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    type Out = OutOf<B, I>;

    async fn drive(self, mut down: Down<Self::Out>) {
        let Self { queue, worker: at, bound, extra, policy, exit, books, now, .. } = self;
        // However this worker ends, the others must not wait for what it had in hand.
        let _serving = Serving(Arc::clone(&queue));
        if !down.open().await {
            return queue.unwanted();
        }
        let mut worker = Worker::<I, B, A, X, K>::new(bound, extra, policy, exit, books, down);
        let mut sleep = None;
        let now = now.as_deref();
        while worker.serve(&queue, at, now, &mut sleep).await {
            worker.books.publish();
            worker.exit.publish();
            tokio::task::coop::consume_budget().await;
        }
        worker.down.finish().await;
    }
}

struct Serving<I, Sh, Q, W, S>(Arc<KeyedQueue<I, Sh, Q, W, S>>)
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static;

impl<I, Sh, Q, W, S> Drop for Serving<I, Sh, Q, W, S>
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    fn drop(&mut self) {
        self.0.give_up();
    }
}

fn poll_take<I, Sh, Q, W, S>(
    queue: &KeyedQueue<I, Sh, Q, W, S>,
    worker: usize,
    sleep: &mut Option<Pin<Box<Sleep>>>,
    cx: &mut Context<'_>,
    at_rest: &mut bool,
) -> Poll<Take<I, Sh::Unit, S>>
where
    I: Send + 'static,
    Sh: Shape<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + Sync,
    S: Send + 'static,
{
    loop {
        let due = match queue.take(worker, cx, at_rest) {
            Take::Wait(until) => until,
            take => return Poll::Ready(take),
        };
        let Some(due) = due else { return Poll::Pending };
        let sleep = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if sleep.deadline() != due {
            sleep.as_mut().reset(due);
        }
        if sleep.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
    }
}

impl<I, B, A, X, K> Worker<I, B, A, X, K>
where
    I: Send + 'static,
    B: Bind<I>,
    A: Try<I, B>,
    X: Exit<I, ErrOf<B, I>>,
    K: Keeping<<B::Stage as Node<I>>::Mode, UnitOf<B, I>>,
{
    /// What comes out from now on has this time.
    fn note(&mut self, now: Option<&Instants>, entry: Entry) {
        if let Some(now) = now {
            now.set(entry.at);
            self.exit.note(entry.at);
        }
    }

    /// Takes what is ready and does it; false at the end.
    async fn serve<Q, W>(
        &mut self,
        queue: &QueueOf<I, B, Q, W>,
        at: usize,
        now: Option<&Instants>,
        sleep: &mut Option<Pin<Box<Sleep>>>,
    ) -> bool
    where
        Q: KeyBy<I>,
        W: Weigh<I> + Sync,
    {
        let take = self.down.rest(|cx, at_rest| poll_take(queue, at, sleep, cx, at_rest)).await;
        if self.down.ended() {
            // What was just taken counts as left.
            queue.unwanted();
            return false;
        }
        self.down.pass_gate().await;
        match take {
            Some(Take::Job(job)) => {
                self.note(now, job.entry);
                self.job(queue, job).await
            }
            Some(Take::Ask { key, state, ask, forget, entry }) => {
                self.note(now, entry);
                *self.state.state() = Some(state);
                match ask {
                    Ask::Flush => self.flush().await,
                    Ask::Tick => self.tick().await,
                }
                self.down.settle().await;
                let state = self.state.state().take().filter(|_| !forget);
                match key {
                    Some(key) => {
                        self.books.tally.forgotten += u64::from(forget);
                        queue.done(key, state, entry);
                    }
                    None => queue.left(entry),
                }
                true
            }
            Some(Take::Keyless(item, entry)) => {
                self.note(now, entry);
                self.books.tally.taken += 1;
                let mut failing = Failing { books: &mut self.books, exit: &mut self.exit };
                failing.item(Some(item), Cause::Panic, 0);
                self.settle_exit().await;
                queue.left(entry);
                true
            }
            Some(Take::Wait(_) | Take::End) | None => false,
        }
    }

    /// Works on one unit until it is done, or parks it. What it became is out before its key may go on. False when the node
    /// is over.
    async fn job<Q, W>(&mut self, queue: &QueueOf<I, B, Q, W>, job: Job<UnitOf<B, I>, StateOf<B, I>>) -> bool
    where
        Q: KeyBy<I>,
        W: Weigh<I> + Sync,
    {
        let Job { key, unit, attempts, state, entry } = job;
        *self.state.state() = state;
        if attempts == 0 {
            self.books.tally.taken += <B::Stage as Node<I>>::Shape::items(&unit) as u64;
        }
        let (mut next, mut parts) = (Some((unit, attempts)), Vec::new());
        while let Some((unit, attempts)) = next.take().or_else(|| parts.pop()) {
            if !self.make_state().await {
                return false;
            }
            next = self.attempt(unit, attempts, &mut parts).await;
            self.release().await;
            self.settle_exit().await;
            self.down.settle().await;
            let Some(pause) = self.pause.take() else { continue };
            if !parts.is_empty() || self.held.is_open() {
                self.down.wait(tokio::time::sleep(pause)).await;
            } else if let Some((unit, attempts)) = next.take() {
                let state = self.state.state().take();
                queue.park(Job { key, unit, attempts, state, entry }, Instant::now() + pause);
                return !self.state.is_dead();
            }
        }
        let state = self.state.state().take();
        queue.done(key, state, entry);
        !self.state.is_dead()
    }
}
