//! Stages with any number of outputs a unit.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::{Call, ErrOf, Fault, ModeOf, Odd, OutOf, Tried, Try, UnitOf, polled_once, publishing};
use crate::attempt::{Attempted, awaited, caught, pending, state_in};
use crate::head::Down;
use crate::input::Intake;
use crate::node::{Bind, CallMany, Many, Node, Shape};
use crate::outcome::Keeping;
use crate::state::Books;

/// How the outputs of one unit came to a pause.
enum Came<E> {
    /// There may be no room for more, or it is time to let other tasks run.
    Run,
    Ended,
    Failed(Fault<E>),
    /// The next is not at hand.
    Waits,
}

impl<E> Came<E> {
    /// Counts and pushes an output; nothing when it can go on.
    #[inline(always)]
    fn of<T>(next: Option<Result<T, E>>, sent: &mut u64, down: &mut Down<T>) -> Option<Self> {
        match next {
            Some(Ok(output)) => {
                *sent += 1;
                if down.push(output) { None } else { Some(Self::Run) }
            }
            Some(Err(error)) => Some(Self::Failed(Fault::Error(error))),
            None => Some(Self::Ended),
        }
    }
}

/// An endless iterator into a sink that never waits would never yield.
const OUTPUTS_BETWEEN_BREATHS: usize = 128;

/// Pushes the outputs that are at hand.
fn outputs_at_hand<T, E, S: Stream<Item = Result<T, E>>>(
    mut outputs: Pin<&mut S>,
    cx: &mut Context<'_>,
    sent: &mut u64,
    down: &mut Down<T>,
) -> Came<E> {
    let came = caught(|| {
        for _ in 0..OUTPUTS_BETWEEN_BREATHS {
            let Poll::Ready(next) = outputs.as_mut().poll_next(cx) else { return Came::Waits };
            if let Some(came) = Came::of(next, sent, down) {
                return came;
            }
        }
        Came::Run
    });
    match came {
        Attempted::Returned(came) => came,
        Attempted::Panicked | Attempted::TimedOut => Came::Failed(Fault::Panic),
    }
}

/// The next output, for which the stage has asked to wait.
async fn output_to_come<T, E, S: Stream<Item = Result<T, E>>>(
    mut outputs: Pin<&mut S>,
    limit: Option<Duration>,
    sent: &mut u64,
    books: &mut Books,
    down: &mut Down<T>,
) -> Came<E> {
    let next = pending(poll_fn(|cx| outputs.as_mut().poll_next(cx)));
    match publishing(down.wait(awaited(pin!(next), limit)), books).await {
        Attempted::Returned(next) => Came::of(next, sent, down).unwrap_or(Came::Run),
        Attempted::Panicked => Came::Failed(Fault::Panic),
        Attempted::TimedOut => Came::Failed(Fault::Timeout),
    }
}

impl<I: Send + 'static, B: Bind<I>> Try<I, B> for Many
where
    B::Stage: CallMany<I>,
{
    type Extra = ();

    async fn attempt(
        call: &mut Call<'_, I, B, ()>,
        slot: &mut Option<UnitOf<B, I>>,
    ) -> Tried<OutOf<B, I>, ErrOf<B, I>> {
        let Call { bound, state, limit, took, books, down, .. } = call;
        let outputs = pin!(B::Stage::call(bound.res(), state_in(state), slot));
        let mut sent = 0;
        let mut clock = took.or(limit.map(|_| Duration::ZERO));
        let came = rest_of(outputs, Came::Run, *limit, &mut clock, &mut sent, books, down).await;
        *took = clock;
        came.tried(sent)
    }

    async fn run<K>(call: Call<'_, I, B, ()>, intake: &mut Intake<UnitOf<B, I>>, most: usize) -> Option<Odd<I, B>>
    where
        K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
    {
        let Call { bound, state, limit, books, down, .. } = call;
        for _ in 0..most {
            let unit = intake.run.pop_front()?;
            let items = <B::Stage as Node<I>>::Shape::items(&unit);
            let mut slot = Some(unit);
            let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
                return Some(Odd::uncopied(slot, items, books));
            };
            let (mut sent, mut counted) = (0, false);
            let came = {
                let mut outputs = pin!(B::Stage::call(bound.res(), state_in(state), &mut slot));
                match polled_once(|cx| outputs_at_hand(outputs.as_mut(), cx, &mut sent, down)).await {
                    Came::Ended => Came::Ended,
                    came => {
                        // There may be no end: what it takes and lets out is told meanwhile.
                        (counted, books.tally.taken) = (true, books.tally.taken + items as u64);
                        let mut clock = limit.map(|_| Duration::ZERO);
                        rest_of(outputs, came, limit, &mut clock, &mut sent, books, down).await
                    }
                }
            };
            let unit = kept.or(slot);
            if !matches!(came, Came::Ended) {
                return Some(Odd { unit, items, tried: came.tried(sent) });
            }
            books.came(items, sent, counted);
            intake.reuse::<I, <B::Stage as Node<I>>::Shape>(unit);
            if (counted && down.ended()) || !down.gate.is_open() {
                return None;
            }
        }
        None
    }
}

/// What comes after the outputs that were at hand. Ends with how it ended: well, or not. `clock`, where there is one, says how long
/// the stage itself took.
async fn rest_of<T, E, S: Stream<Item = Result<T, E>>>(
    mut outputs: Pin<&mut S>,
    mut came: Came<E>,
    limit: Option<Duration>,
    clock: &mut Option<Duration>,
    sent: &mut u64,
    books: &mut Books,
    down: &mut Down<T>,
) -> Came<E> {
    loop {
        let since = clock.map(|spent| (spent, Instant::now()));
        came = match came {
            Came::Waits => {
                let limit = limit.map(|limit| limit.saturating_sub(clock.unwrap_or_default()));
                output_to_come(outputs.as_mut(), limit, sent, books, down).await
            }
            Came::Run => polled_once(|cx| outputs_at_hand(outputs.as_mut(), cx, sent, down)).await,
            ended => return ended,
        };
        *clock = since.map(|(spent, since)| spent + since.elapsed());
        if matches!(came, Came::Run) {
            books.publish();
            down.settle_if_full().await;
            down.breathe().await;
            if down.ended() {
                return Came::Ended;
            }
        }
    }
}

impl<E> Came<E> {
    fn tried<O>(self, sent: u64) -> Tried<O, E> {
        match self {
            Self::Failed(how) => Tried::Failed { how, sent },
            _ => Tried::Done(sent),
        }
    }
}
