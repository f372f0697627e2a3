//! One attempt of a stage at a unit: caught, timed, awaited.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use crate::node::{Async, Bind, Blocking, CallAsync, CallSync, Node, Sync, Unit, VerdictOf};

/// How an attempt ended.
pub enum Attempted<V> {
    Returned(V),
    Panicked,
    TimedOut,
}

/// Calls with panics caught.
#[inline]
pub(crate) fn caught<R>(call: impl FnOnce() -> R) -> Attempted<R> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(value) => Attempted::Returned(value),
        Err(_) => Attempted::Panicked,
    }
}

/// Awaits with panics caught, for at most `limit`. The timer is armed only if the future is not ready at once.
pub(crate) async fn awaited<F: Future>(mut future: Pin<&mut F>, limit: Option<Duration>) -> Attempted<F::Output> {
    let mut sleep: Option<Pin<Box<Sleep>>> = None;
    let started = limit.map(|_| Instant::now());
    poll_fn(|cx| {
        if let Poll::Ready(ended) = poll_caught(future.as_mut(), cx) {
            return Poll::Ready(ended);
        }
        let (Some(limit), Some(started)) = (limit, started) else { return Poll::Pending };
        let sleep = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(started + limit)));
        sleep.as_mut().poll(cx).map(|()| Attempted::TimedOut)
    })
    .await
}

#[inline]
pub(crate) fn poll_caught<F: Future + ?Sized>(future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<Attempted<F::Output>> {
    match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
        Ok(Poll::Ready(value)) => Poll::Ready(Attempted::Returned(value)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(Attempted::Panicked),
    }
}

/// How a stage of a kind is tried once. The state is in `state` and the unit in `slot` before and, unless the stage took or
/// lost them, after.
pub trait Attempt<I: Send + 'static, B: Bind<I>>: 'static {
    fn attempt<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
        limit: Option<Duration>,
    ) -> impl Future<Output = Attempted<VerdictOf<B::Stage, I>>> + Send + 'a;
}

impl<I: Send + 'static, B: Bind<I>> Attempt<I, B> for Sync
where
    B::Stage: CallSync<I>,
{
    fn attempt<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
        _limit: Option<Duration>,
    ) -> impl Future<Output = Attempted<VerdictOf<B::Stage, I>>> + Send + 'a {
        std::future::ready(try_sync(bound, state, slot))
    }
}

fn try_sync<I: Send + 'static, B: Bind<I>>(
    bound: &Arc<B>,
    state: &mut Option<<B::Stage as Node<I>>::State>,
    slot: &mut Option<Unit<B::Stage, I>>,
) -> Attempted<VerdictOf<B::Stage, I>>
where
    B::Stage: CallSync<I>,
{
    let state = state_in(state);
    caught(|| B::Stage::call(bound.res(), state, slot))
}

impl<I: Send + 'static, B: Bind<I>> Attempt<I, B> for Async
where
    B::Stage: CallAsync<I>,
{
    async fn attempt<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
        limit: Option<Duration>,
    ) -> Attempted<VerdictOf<B::Stage, I>> {
        let mut call = pin!(B::Stage::call(bound.res(), state_in(state), slot));
        match limit {
            None => poll_fn(|cx| poll_caught(call.as_mut(), cx)).await,
            limit => awaited(call, limit).await,
        }
    }
}

impl<I: Send + 'static, B: Bind<I>> Attempt<I, B> for Blocking
where
    B::Stage: CallSync<I>,
{
    async fn attempt<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
        _limit: Option<Duration>,
    ) -> Attempted<VerdictOf<B::Stage, I>> {
        let (bound, mut own_state, mut own_slot) = (Arc::clone(bound), state.take(), slot.take());
        let task = tokio::task::spawn_blocking(move || {
            let ended = try_sync(&bound, &mut own_state, &mut own_slot);
            (own_state, own_slot, ended)
        });
        let Ok((own_state, own_slot, ended)) = task.await else { return Attempted::Panicked };
        (*state, *slot) = (own_state, own_slot);
        ended
    }
}

/// The state of a stage; heads make it before the first attempt and after each panic.
pub(crate) fn state_in<S>(state: &mut Option<S>) -> &mut S {
    state.as_mut().expect("aqueduct: a stage's state is made before the stage is called")
}
