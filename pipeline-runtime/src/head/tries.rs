//! One attempt of a stage of each kind, with its outputs pushed on.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::Down;
use crate::attempt::{Attempt, Attempted, awaited, caught, poll_caught, state_in};
use crate::input::Intake;
use crate::node::{
    Async, Bind, Blocking, CallMany, CallPorts, Many, Node, PortSet, Ports, Shape, Sync, Unit, Verdict, VerdictOf,
};
use crate::outcome::Keeping;
use crate::state::Books;

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

/// A unit that is to be looked at: of which something else came than outputs, or whose kind cannot do runs.
pub struct Odd<I: Send + 'static, B: Bind<I>> {
    pub(super) unit: Option<UnitOf<B, I>>,
    pub(super) items: usize,
    pub(super) tried: Tried<OutOf<B, I>, ErrOf<B, I>>,
}

/// What a stage is called with, and what its calls need.
pub struct Call<'a, I: Send + 'static, B: Bind<I>, E> {
    pub(super) bound: &'a Arc<B>,
    pub(super) state: &'a mut Option<StateOf<B, I>>,
    pub(super) extra: &'a mut E,
    /// How long a call may take.
    pub(super) limit: Option<Duration>,
    pub(super) books: &'a mut Books,
    pub(super) down: &'a mut Down<OutOf<B, I>>,
}

/// How a stage of a kind is tried, its outputs pushed on.
pub trait Try<I: Send + 'static, B: Bind<I>>: 'static {
    /// What else a call needs: the output ports.
    type Extra: Send;

    /// One attempt.
    fn attempt(
        call: &mut Call<'_, I, B, Self::Extra>,
        slot: &mut Option<UnitOf<B, I>>,
    ) -> impl Future<Output = Tried<OutOf<B, I>, ErrOf<B, I>>> + Send;

    /// Takes at most so many units of the run, as long as each comes to outputs. Ends before that where it must look around.
    fn run<K>(
        mut call: Call<'_, I, B, Self::Extra>,
        intake: &mut Intake<UnitOf<B, I>>,
        _most: usize,
    ) -> impl Future<Output = Option<Odd<I, B>>> + Send
    where
        K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
    {
        async move {
            let unit = intake.run.pop_front()?;
            let items = <B::Stage as Node<I>>::Shape::items(&unit);
            call.books.tally.taken += items as u64;
            let (unit, tried) = one::<Self, I, B, K>(&mut call, unit).await;
            Some(Odd { unit, items, tried })
        }
    }
}

type ModeOf<I, B> = <<B as Bind<I>>::Stage as Node<I>>::Mode;

/// One attempt at one unit, which is given back as far as it was kept or lent.
pub(super) async fn one<A, I, B, K>(
    call: &mut Call<'_, I, B, A::Extra>,
    unit: UnitOf<B, I>,
) -> (Option<UnitOf<B, I>>, Tried<OutOf<B, I>, ErrOf<B, I>>)
where
    A: Try<I, B> + ?Sized,
    I: Send + 'static,
    B: Bind<I>,
    K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
{
    let mut slot = Some(unit);
    let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
        return (slot, Tried::Failed { how: Fault::Uncopied, sent: 0 });
    };
    let tried = A::attempt(call, &mut slot).await;
    (kept.or(slot), tried)
}

/// What was counted is told while the stage waits.
async fn publishing<F: Future>(future: F, books: &mut Books) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        let poll = future.as_mut().poll(cx);
        if poll.is_pending() {
            books.publish();
        }
        poll
    })
    .await
}

async fn once<A, I, B>(
    call: &mut Call<'_, I, B, ()>,
    slot: &mut Option<UnitOf<B, I>>,
) -> Tried<OutOf<B, I>, ErrOf<B, I>>
where
    A: Attempt<I, B>,
    I: Send + 'static,
    B: Bind<I>,
{
    let ended = {
        let attempt = pin!(A::call(call.bound, call.state, slot));
        publishing(call.down.wait(awaited(attempt, call.limit)), call.books).await
    };
    match ended {
        Attempted::Returned(Verdict::Done(outputs)) => Tried::Done(push_all(outputs, call.down).await),
        ended => failed(ended),
    }
}

/// Pushes what came of a unit; says how many that were.
async fn push_all<T>(outputs: impl IntoIterator<Item = T>, down: &mut Down<T>) -> u64 {
    let mut pushed = 0;
    for output in outputs {
        pushed += 1;
        down.send(output).await;
    }
    pushed
}

fn failed<Y, O, E>(ended: Attempted<Verdict<Y, O, E>>) -> Tried<O, E> {
    let how = match ended {
        Attempted::Returned(Verdict::Done(_)) => return Tried::Done(0),
        Attempted::Returned(Verdict::Each(results)) => return Tried::Each(results),
        Attempted::Returned(Verdict::Failed(error)) => Fault::Error(error),
        Attempted::Panicked => Fault::Panic,
        Attempted::TimedOut => Fault::Timeout,
    };
    Tried::Failed { how, sent: 0 }
}

/// A run of units, for as long as each comes to outputs.
async fn quickly<A, I, B, K>(
    mut call: Call<'_, I, B, ()>,
    intake: &mut Intake<UnitOf<B, I>>,
    most: usize,
) -> Option<Odd<I, B>>
where
    A: Attempt<I, B>,
    I: Send + 'static,
    B: Bind<I>,
    K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
{
    if A::NEVER_WAITS {
        let odd = polled_once(|cx| at_once::<A, I, B, K>(&mut call, intake, most, cx)).await;
        call.down.settle_if_full().await;
        return odd;
    }
    for _ in 0..most {
        match perhaps_waiting::<A, I, B, K>(&mut call, intake).await {
            Next::More => {}
            Next::Look => return None,
            Next::Odd(odd) => return Some(odd),
        }
    }
    None
}

/// What follows a unit.
enum Next<I: Send + 'static, B: Bind<I>> {
    More,
    Look,
    Odd(Odd<I, B>),
}

/// Units whose calls never wait: one loop, with nothing kept anywhere but in registers.
fn at_once<A, I, B, K>(
    call: &mut Call<'_, I, B, ()>,
    intake: &mut Intake<UnitOf<B, I>>,
    most: usize,
    cx: &mut Context<'_>,
) -> Option<Odd<I, B>>
where
    A: Attempt<I, B>,
    I: Send + 'static,
    B: Bind<I>,
    K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
{
    let Call { bound, state, books, down, .. } = call;
    let mut more = true;
    for _ in 0..most {
        if !more || !down.gate.is_open() {
            return None;
        }
        let unit = intake.run.pop_front()?;
        let items = <B::Stage as Node<I>>::Shape::items(&unit);
        let mut slot = Some(unit);
        let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
            return Some(Odd::uncopied(slot, items, books));
        };
        let ended = match poll_caught(pin!(A::call(bound, state, &mut slot)), cx) {
            Poll::Ready(ended) => ended,
            Poll::Pending => unreachable!("aqueduct: a function that awaits nothing waits"),
        };
        let unit = kept.or(slot);
        let Attempted::Returned(Verdict::Done(outputs)) = ended else {
            return Some(Odd::new(unit, items, ended, books, false));
        };
        let mut sent = 0;
        for output in outputs {
            (sent, more) = (sent + 1, down.push(output));
        }
        books.came(items, sent, false);
        intake.reuse::<I, <B::Stage as Node<I>>::Shape>(unit);
    }
    None
}

/// One unit. A call that is ready at once costs no timer, no waker and no second poll.
#[inline(always)]
async fn perhaps_waiting<A, I, B, K>(call: &mut Call<'_, I, B, ()>, intake: &mut Intake<UnitOf<B, I>>) -> Next<I, B>
where
    A: Attempt<I, B>,
    I: Send + 'static,
    B: Bind<I>,
    K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
{
    let Call { bound, state, limit, books, down, .. } = call;
    let Some(unit) = intake.run.pop_front() else { return Next::Look };
    let items = <B::Stage as Node<I>>::Shape::items(&unit);
    let mut slot = Some(unit);
    let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
        return Next::Odd(Odd::uncopied(slot, items, books));
    };
    let (ended, waited) = {
        let mut attempt = pin!(A::call(bound, state, &mut slot));
        match polled_once(|cx| poll_caught(attempt.as_mut(), cx)).await {
            Poll::Ready(ended) => (ended, false),
            Poll::Pending => {
                books.tally.taken += items as u64;
                books.publish();
                (down.wait(awaited(attempt, *limit)).await, true)
            }
        }
    };
    let unit = kept.or(slot);
    let Attempted::Returned(Verdict::Done(outputs)) = ended else {
        return Next::Odd(Odd::new(unit, items, ended, books, waited));
    };
    let (mut sent, mut look) = (0, waited);
    for output in outputs {
        sent += 1;
        if !down.push(output) {
            down.settle_if_full().await;
            look = true;
        }
    }
    books.came(items, sent, waited);
    intake.reuse::<I, <B::Stage as Node<I>>::Shape>(unit);
    match (look && down.ended()) || !down.gate.is_open() {
        true => Next::Look,
        false => Next::More,
    }
}

impl<I: Send + 'static, B: Bind<I>> Odd<I, B> {
    fn uncopied(unit: Option<UnitOf<B, I>>, items: usize, books: &mut Books) -> Self {
        books.tally.taken += items as u64;
        Self { unit, items, tried: Tried::Failed { how: Fault::Uncopied, sent: 0 } }
    }

    #[cold]
    fn new(
        unit: Option<UnitOf<B, I>>,
        items: usize,
        ended: Attempted<VerdictOf<B::Stage, I>>,
        books: &mut Books,
        counted: bool,
    ) -> Self {
        books.tally.taken += if counted { 0 } else { items as u64 };
        Self { unit, items, tried: failed(ended) }
    }
}

impl<U: Send + 'static> Intake<U> {
    /// What is left of a unit that is done is used again.
    #[inline]
    fn reuse<I, Sh: Shape<I, Unit = U>>(&mut self, unit: Option<U>) {
        if let Some(spent) = unit.and_then(Sh::emptied) {
            self.input.reuse(spent);
        }
    }
}

impl Books {
    /// So many outputs came of a unit, whose items may have been counted as taken already.
    #[inline]
    fn came(&mut self, items: usize, outputs: u64, counted: bool) {
        let (items, tally) = (items as u64, &mut self.tally);
        if items == 1 && outputs == 1 && !counted {
            tally.passed += 1;
            return;
        }
        tally.taken += if counted { 0 } else { items };
        tally.out += outputs;
        match outputs {
            0 => tally.filtered += items,
            _ => tally.done += items,
        }
    }
}

macro_rules! tries_once {
    ($($kind:ty),+) => {$(
        impl<I: Send + 'static, B: Bind<I>> Try<I, B> for $kind
        where
            $kind: Attempt<I, B>,
        {
            type Extra = ();

            fn attempt(
                call: &mut Call<'_, I, B, ()>,
                slot: &mut Option<UnitOf<B, I>>,
            ) -> impl Future<Output = Tried<OutOf<B, I>, ErrOf<B, I>>> + Send {
                once::<$kind, I, B>(call, slot)
            }

            fn run<K>(
                call: Call<'_, I, B, ()>,
                intake: &mut Intake<UnitOf<B, I>>,
                most: usize,
            ) -> impl Future<Output = Option<Odd<I, B>>> + Send
            where
                K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
            {
                quickly::<$kind, I, B, K>(call, intake, most)
            }
        }
    )+};
}

tries_once!(Sync, Async, Blocking);

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
    let next = poll_fn(|cx| outputs.as_mut().poll_next(cx));
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
        let Call { bound, state, limit, books, down, .. } = call;
        let outputs = pin!(B::Stage::call(bound.res(), state_in(state), slot, &***bound));
        let mut sent = 0;
        rest_of(outputs, Came::Run, *limit, &mut sent, books, down).await.tried(sent)
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
                let mut outputs = pin!(B::Stage::call(bound.res(), state_in(state), &mut slot, &**bound));
                match polled_once(|cx| outputs_at_hand(outputs.as_mut(), cx, &mut sent, down)).await {
                    Came::Ended => Came::Ended,
                    came => {
                        // There may be no end: what it takes and lets out is told meanwhile.
                        (counted, books.tally.taken) = (true, books.tally.taken + items as u64);
                        rest_of(outputs, came, limit, &mut sent, books, down).await
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

/// What comes after the outputs that were at hand. Ends with how it ended: well, or not.
async fn rest_of<T, E, S: Stream<Item = Result<T, E>>>(
    mut outputs: Pin<&mut S>,
    mut came: Came<E>,
    limit: Option<Duration>,
    sent: &mut u64,
    books: &mut Books,
    down: &mut Down<T>,
) -> Came<E> {
    let mut spent = Duration::ZERO;
    loop {
        let since = limit.map(|_| Instant::now());
        came = match came {
            Came::Waits => {
                let limit = limit.map(|limit| limit.saturating_sub(spent));
                output_to_come(outputs.as_mut(), limit, sent, books, down).await
            }
            Came::Run => polled_once(|cx| outputs_at_hand(outputs.as_mut(), cx, sent, down)).await,
            ended => return ended,
        };
        spent += since.map_or(Duration::ZERO, |since| since.elapsed());
        if matches!(came, Came::Run) {
            books.publish();
            down.settle_if_full().await;
            tokio::task::coop::consume_budget().await;
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

/// Calls with the task's context.
async fn polled_once<R>(mut poll: impl FnMut(&mut Context<'_>) -> R) -> R {
    poll_fn(|cx| Poll::Ready(poll(cx))).await
}

impl<I: Send + 'static, B: Bind<I>> Try<I, B> for Ports
where
    B::Stage: CallPorts<I>,
{
    type Extra = <B::Stage as CallPorts<I>>::Ports;

    async fn attempt(
        call: &mut Call<'_, I, B, Self::Extra>,
        slot: &mut Option<UnitOf<B, I>>,
    ) -> Tried<OutOf<B, I>, ErrOf<B, I>> {
        let Call { bound, state, extra, limit, books, down } = call;
        let before = extra.sent();
        let ended = {
            let call = pin!(B::Stage::call(bound.res(), state_in(state), extra, slot, &***bound));
            publishing(down.wait(awaited(call, *limit)), books).await
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
