//! One attempt of a stage of each kind, with its outputs pushed on.

mod blocking;
mod many;
mod ports;
mod quick;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::Down;
use crate::attempt::{Attempt, Attempted, awaited, caught};
use crate::input::Intake;
use crate::node::{Bind, Node, Shape, Unit, Verdict, VerdictOf};
use crate::outcome::Keeping;
use crate::state::Books;
use crate::stats::Tally;

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
    /// How long the call took by itself, where that is asked for.
    pub(super) took: Option<Duration>,
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
    let since = call.took.map(|_| Instant::now());
    let ended = {
        let attempt = pin!(A::call(call.bound, call.state, slot));
        publishing(call.down.wait(awaited(attempt, call.limit)), call.books).await
    };
    call.took = since.map(|since| since.elapsed());
    match ended {
        Attempted::Returned(Verdict::Done(outputs)) => Tried::Done(push_all(outputs, call.down).await),
        ended => Tried::of(Some(ended)),
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

impl<O, E> Tried<O, E> {
    /// How an attempt without outputs went; nothing if the unit could not even be copied.
    fn of<Y>(ended: Option<Attempted<Verdict<Y, O, E>>>) -> Self {
        let how = match ended {
            Some(Attempted::Returned(Verdict::Done(_))) => return Self::Done(0),
            Some(Attempted::Returned(Verdict::Each(results))) => return Self::Each(results),
            Some(Attempted::Returned(Verdict::Failed(error))) => Fault::Error(error),
            Some(Attempted::Panicked) => Fault::Panic,
            Some(Attempted::TimedOut) => Fault::Timeout,
            None => Fault::Uncopied,
        };
        Self::Failed { how, sent: 0 }
    }
}

/// Calls with the task's context.
async fn polled_once<R>(mut poll: impl FnMut(&mut Context<'_>) -> R) -> R {
    poll_fn(|cx| Poll::Ready(poll(cx))).await
}

impl<I: Send + 'static, B: Bind<I>> Odd<I, B> {
    fn uncopied(unit: Option<UnitOf<B, I>>, items: usize, books: &mut Books) -> Self {
        books.tally.taken += items as u64;
        Self { unit, items, tried: Tried::of::<()>(None) }
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
        Self { unit, items, tried: Tried::of(Some(ended)) }
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
        if items == 1 && outputs == 1 && !counted {
            self.tally.passed += 1;
            return;
        }
        self.tally.taken += if counted { 0 } else { items as u64 };
        self.tally.came(items, outputs);
    }
}

impl Tally {
    /// So many outputs came of a unit, whose items were counted as taken.
    #[inline]
    fn came(&mut self, items: usize, outputs: u64) {
        self.out += outputs;
        match outputs {
            0 => self.filtered += items as u64,
            _ => self.done += items as u64,
        }
    }

    /// Items that were counted as taken, told, and are taken back.
    fn give_back(&mut self, items: usize) {
        self.taken = self.taken.wrapping_sub(items as u64);
    }
}
