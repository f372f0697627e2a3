//! Runs of stages called once a unit, in their task.

use std::future::Future;
use std::mem;
use std::pin::pin;
use std::task::{Context, Poll};

use super::{Call, ErrOf, ModeOf, Odd, OutOf, Tried, Try, UnitOf, once, polled_once};
use crate::attempt::{Attempt, Attempted, awaited, caught, pending, poll_caught};
use crate::input::Intake;
use crate::node::{Async, Bind, Node, Shape, Sync, Verdict};
use crate::outcome::Keeping;

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
        let odd = match A::ALWAYS_ONE && !K::KEEPS {
            true => polled_once(|cx| mapped::<A, I, B>(&mut call, intake, most, cx)).await,
            false => polled_once(|cx| at_once::<A, I, B, K>(&mut call, intake, most, cx)).await,
        };
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

/// Where each item becomes one, and a panic takes it along: as many as there is room for, a loop that rustc unrolls.
fn mapped<A, I, B>(
    call: &mut Call<'_, I, B, ()>,
    intake: &mut Intake<UnitOf<B, I>>,
    most: usize,
    cx: &mut Context<'_>,
) -> Option<Odd<I, B>>
where
    A: Attempt<I, B>,
    I: Send + 'static,
    B: Bind<I>,
{
    let Call { bound, state, books, down, .. } = call;
    let mut one = |unit| match pin!(A::call(bound, state, &mut Some(unit))).poll(cx) {
        Poll::Ready(Verdict::Done(outputs)) => outputs.into_iter().next(),
        _ => None,
    };
    let each = |unit| one(unit).expect("aqueduct: a stage that returns a value has one output");
    let mut units = Vec::from(mem::take(&mut intake.run));
    let (out, room) = down.open_run();
    let before = out.len();
    let most = units.len().min(most).min(room);
    let ended = caught(|| out.extend(units.drain(..most).map(each)));
    books.tally.passed += (out.len() - before) as u64;
    intake.run = units.into();
    match ended {
        Attempted::Returned(()) => None,
        _ => Some(Odd::new(None, 1, Attempted::Panicked, books, false)),
    }
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
                (down.wait(awaited(pin!(pending(attempt)), *limit)).await, true)
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

tries_once!(Sync, Async);
