//! One attempt of a stage at a unit: caught, timed, awaited.

use std::future::{Future, poll_fn};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
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

#[inline(always)]
pub(crate) fn poll_caught<F: Future + ?Sized>(future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<Attempted<F::Output>> {
    match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
        Ok(Poll::Ready(value)) => Poll::Ready(Attempted::Returned(value)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(Attempted::Panicked),
    }
}

/// What this poll of the task has found pending, and so is not asked again before the task has suspended.
pub(crate) async fn pending<F: Future>(future: F) -> F::Output {
    let (mut future, mut asked) = (pin!(future), true);
    poll_fn(|cx| match mem::take(&mut asked) {
        true => Poll::Pending,
        false => future.as_mut().poll(cx),
    })
    .await
}

/// How a stage of a kind is called. The state is in `state` and the unit in `slot` before and, unless the stage took or lost
/// them, after; also where the call panics.
pub trait Attempt<I: Send + 'static, B: Bind<I>>: 'static {
    /// The call is ready when it is first polled.
    const NEVER_WAITS: bool = false;
    /// And gives one output for each item, with no failure but a panic.
    const ALWAYS_ONE: bool = false;

    fn call<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
    ) -> impl Future<Output = VerdictOf<B::Stage, I>> + Send + 'a;
}

impl<I: Send + 'static, B: Bind<I>> Attempt<I, B> for Sync
where
    B::Stage: CallSync<I>,
{
    const NEVER_WAITS: bool = true;
    const ALWAYS_ONE: bool = <B::Stage as CallSync<I>>::ALWAYS_ONE;

    #[inline]
    fn call<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
    ) -> impl Future<Output = VerdictOf<B::Stage, I>> + Send + 'a {
        poll_fn(move |_| Poll::Ready(B::Stage::call(bound.res(), state_in(state), slot)))
    }
}

impl<I: Send + 'static, B: Bind<I>> Attempt<I, B> for Async
where
    B::Stage: CallAsync<I>,
{
    const NEVER_WAITS: bool = <B::Stage as CallAsync<I>>::NEVER_WAITS;
    const ALWAYS_ONE: bool = <B::Stage as CallAsync<I>>::ALWAYS_ONE;

    #[inline]
    fn call<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
    ) -> impl Future<Output = VerdictOf<B::Stage, I>> + Send + 'a {
        B::Stage::call(bound.res(), state_in(state), slot)
    }
}

impl<I: Send + 'static, B: Bind<I>> Attempt<I, B> for Blocking
where
    B::Stage: CallSync<I>,
{
    async fn call<'a>(
        bound: &'a Arc<B>,
        state: &'a mut Option<<B::Stage as Node<I>>::State>,
        slot: &'a mut Option<Unit<B::Stage, I>>,
    ) -> VerdictOf<B::Stage, I> {
        let (bound, mut own_state, mut own_slot) = (Arc::clone(bound), state.take(), slot.take());
        let task = tokio::task::spawn_blocking(move || {
            let call = || B::Stage::call(bound.res(), state_in(&mut own_state), &mut own_slot);
            let ended = catch_unwind(AssertUnwindSafe(call));
            (own_state, own_slot, ended)
        });
        let (own_state, own_slot, ended) = task.await.unwrap_or_else(|gone| resume_unwind(Box::new(gone)));
        (*state, *slot) = (own_state, own_slot);
        ended.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

/// The state of a stage; heads make it before the first attempt and after each panic.
pub(crate) fn state_in<S>(state: &mut Option<S>) -> &mut S {
    state.as_mut().expect("aqueduct: a stage's state is made before the stage is called")
}
