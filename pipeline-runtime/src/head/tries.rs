//! One attempt of a stage of each kind, with its outputs pushed on.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::Down;
use crate::attempt::{Attempt, Attempted, awaited, state_in};
use crate::node::{Async, Bind, Blocking, CallMany, CallPorts, Many, Node, PortSet, Ports, Sync, Unit, Verdict};
use crate::push::Push;

pub type StateOf<B, I> = <<B as Bind<I>>::Stage as Node<I>>::State;
pub type OutOf<B, I> = <<B as Bind<I>>::Stage as Node<I>>::Out;
pub type ErrOf<B, I> = <<B as Bind<I>>::Stage as Node<I>>::Err;
pub type UnitOf<B, I> = Unit<<B as Bind<I>>::Stage, I>;

/// How an attempt went.
pub enum Tried<O, E> {
    /// Well, with so many outputs, which have been pushed.
    Done(u64),
    /// With a result for each item of the batch.
    Each(Vec<Result<O, E>>),
    /// Not, after so many outputs had left.
    Failed { how: Fault<E>, sent: u64 },
}

pub enum Fault<E> {
    Error(E),
    Panic,
    Timeout,
    /// Not even tried: the copy that is kept for a retry panicked.
    Uncopied,
}

/// How a stage of a kind is tried, its outputs pushed on.
pub trait Try<I: Send + 'static, B: Bind<I>>: 'static {
    /// What else a call needs: the output ports.
    type Extra: Send;

    fn attempt<D: Push<OutOf<B, I>>>(
        bound: &Arc<B>,
        state: &mut Option<StateOf<B, I>>,
        extra: &mut Self::Extra,
        slot: &mut Option<UnitOf<B, I>>,
        limit: Option<Duration>,
        down: &mut Down<OutOf<B, I>, D>,
    ) -> impl Future<Output = Tried<OutOf<B, I>, ErrOf<B, I>>> + Send;
}

async fn once<A, I, B, D>(
    bound: &Arc<B>,
    state: &mut Option<StateOf<B, I>>,
    slot: &mut Option<UnitOf<B, I>>,
    limit: Option<Duration>,
    down: &mut Down<OutOf<B, I>, D>,
) -> Tried<OutOf<B, I>, ErrOf<B, I>>
where
    A: Attempt<I, B>,
    I: Send + 'static,
    B: Bind<I>,
    D: Push<OutOf<B, I>>,
{
    let ended = {
        let attempt = pin!(A::attempt(bound, state, slot, limit));
        down.wait(attempt).await
    };
    let how = match ended {
        Attempted::Returned(Verdict::Done(outputs)) => {
            let mut pushed = 0;
            for output in outputs {
                pushed += 1;
                down.push(output);
                if !down.ready() {
                    down.settle().await;
                }
            }
            return Tried::Done(pushed);
        }
        Attempted::Returned(Verdict::Each(results)) => return Tried::Each(results),
        Attempted::Returned(Verdict::Failed(error)) => Fault::Error(error),
        Attempted::Panicked => Fault::Panic,
        Attempted::TimedOut => Fault::Timeout,
    };
    Tried::Failed { how, sent: 0 }
}

macro_rules! tries_once {
    ($($kind:ty),+) => {$(
        impl<I: Send + 'static, B: Bind<I>> Try<I, B> for $kind
        where
            $kind: Attempt<I, B>,
        {
            type Extra = ();

            fn attempt<D: Push<OutOf<B, I>>>(
                bound: &Arc<B>,
                state: &mut Option<StateOf<B, I>>,
                _extra: &mut (),
                slot: &mut Option<UnitOf<B, I>>,
                limit: Option<Duration>,
                down: &mut Down<OutOf<B, I>, D>,
            ) -> impl Future<Output = Tried<OutOf<B, I>, ErrOf<B, I>>> + Send {
                once::<$kind, I, B, D>(bound, state, slot, limit, down)
            }
        }
    )+};
}

tries_once!(Sync, Async, Blocking);

impl<I: Send + 'static, B: Bind<I>> Try<I, B> for Many
where
    B::Stage: CallMany<I>,
{
    type Extra = ();

    async fn attempt<D: Push<OutOf<B, I>>>(
        bound: &Arc<B>,
        state: &mut Option<StateOf<B, I>>,
        _extra: &mut (),
        slot: &mut Option<UnitOf<B, I>>,
        limit: Option<Duration>,
        down: &mut Down<OutOf<B, I>, D>,
    ) -> Tried<OutOf<B, I>, ErrOf<B, I>> {
        let (mut sent, mut spent) = (0, Duration::ZERO);
        let mut outputs = pin!(B::Stage::call(bound.res(), state_in(state), slot));
        loop {
            let since = limit.map(|_| Instant::now());
            let next = poll_fn(|cx| outputs.as_mut().poll_next(cx));
            let next = down.wait(awaited(pin!(next), limit.map(|limit| limit.saturating_sub(spent)))).await;
            spent += since.map_or(Duration::ZERO, |since| since.elapsed());
            let how = match next {
                Attempted::Returned(None) => return Tried::Done(sent),
                Attempted::Returned(Some(Ok(output))) => {
                    sent += 1;
                    down.push(output);
                    if !down.ready() {
                        down.settle().await;
                    }
                    if down.ended() {
                        return Tried::Done(sent);
                    }
                    breathe(sent).await;
                    continue;
                }
                Attempted::Returned(Some(Err(error))) => Fault::Error(error),
                Attempted::Panicked => Fault::Panic,
                Attempted::TimedOut => Fault::Timeout,
            };
            return Tried::Failed { how, sent };
        }
    }
}

/// An endless iterator into a sink that never waits would never yield.
async fn breathe(sent: u64) {
    if sent.is_multiple_of(128) {
        tokio::task::coop::consume_budget().await;
    }
}

impl<I: Send + 'static, B: Bind<I>> Try<I, B> for Ports
where
    B::Stage: CallPorts<I>,
{
    type Extra = <B::Stage as CallPorts<I>>::Ports;

    async fn attempt<D: Push<OutOf<B, I>>>(
        bound: &Arc<B>,
        state: &mut Option<StateOf<B, I>>,
        extra: &mut Self::Extra,
        slot: &mut Option<UnitOf<B, I>>,
        limit: Option<Duration>,
        down: &mut Down<OutOf<B, I>, D>,
    ) -> Tried<OutOf<B, I>, ErrOf<B, I>> {
        let before = extra.sent();
        let ended = {
            let call = pin!(B::Stage::call(bound.res(), state_in(state), extra, slot));
            down.wait(awaited(call, limit)).await
        };
        let sent = extra.sent() - before;
        let how = match ended {
            Attempted::Returned(Ok(())) => return Tried::Done(sent),
            Attempted::Returned(Err(error)) => Fault::Error(error),
            Attempted::Panicked => Fault::Panic,
            Attempted::TimedOut => Fault::Timeout,
        };
        Tried::Failed { how, sent }
    }
}
