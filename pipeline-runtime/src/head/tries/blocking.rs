//! Stages that may block their thread: a run of units goes to a thread of tokio's for that and comes back.
//!
//! Going there takes 20 to 40 us, so quick units share the way: a thread works until its time is over, its run is, or a unit comes
//! to something else than outputs. What it has not worked off comes back.

use std::collections::VecDeque;
use std::future::Future;
use std::marker::PhantomData;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Call, ErrOf, Fault, ModeOf, Odd, OutOf, StateOf, Tried, Try, UnitOf, once};
use crate::attempt::{Attempt, Attempted, caught, state_in};
use crate::control::{Control, Gate};
use crate::input::Intake;
use crate::node::{Bind, Blocking, CallSync, Node, Shape, Verdict, VerdictOf};
use crate::outcome::Keeping;
use crate::stats::Tally;

/// How long units are worked off before their outputs are handed on.
const SHIFT: Duration = Duration::from_micros(200);

/// What goes to the thread and comes back.
struct Shift<I: Send + 'static, B: Bind<I>, K> {
    bound: Arc<B>,
    state: Option<StateOf<B, I>>,
    units: VecDeque<UnitOf<B, I>>,
    outputs: Vec<OutOf<B, I>>,
    /// What came of the units; that they were taken is counted.
    tally: Tally,
    /// The unit of which something else came, its items, and how its attempt ended; nothing if it could not be copied.
    odd: Option<(Option<UnitOf<B, I>>, usize, Option<Attempted<VerdictOf<B::Stage, I>>>)>,
    spent: Option<UnitOf<B, I>>,
    control: Arc<Control>,
    gate: Arc<Gate>,
    keep: PhantomData<fn() -> K>,
}

impl<I, B, K> Shift<I, B, K>
where
    I: Send + 'static,
    B: Bind<I>,
    B::Stage: CallSync<I>,
    K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
{
    fn work(mut self) -> Self {
        let began = Instant::now();
        while let Some(unit) = self.units.pop_front() {
            self.one(unit);
            let over = self.odd.is_some() || self.control.is_aborting() || !self.gate.is_open();
            if over || began.elapsed() >= SHIFT {
                break;
            }
        }
        self
    }

    fn one(&mut self, unit: UnitOf<B, I>) {
        let items = <B::Stage as Node<I>>::Shape::items(&unit);
        let mut slot = Some(unit);
        let Attempted::Returned(kept) = caught(|| K::keep(&slot)) else {
            self.odd = Some((slot, items, None));
            return;
        };
        let state = state_in(&mut self.state);
        match caught(|| B::Stage::call(self.bound.res(), state, &mut slot)) {
            Attempted::Returned(Verdict::Done(outputs)) => {
                let before = self.outputs.len();
                self.outputs.extend(outputs);
                self.tally.came(items, (self.outputs.len() - before) as u64);
                self.spent = kept.or(slot).and_then(<B::Stage as Node<I>>::Shape::emptied);
            }
            ended => self.odd = Some((kept.or(slot), items, Some(ended))),
        }
    }
}

impl<I: Send + 'static, B: Bind<I>> Try<I, B> for Blocking
where
    B::Stage: CallSync<I>,
    Self: Attempt<I, B>,
{
    type Extra = ();

    fn attempt(
        call: &mut Call<'_, I, B, ()>,
        slot: &mut Option<UnitOf<B, I>>,
    ) -> impl Future<Output = Tried<OutOf<B, I>, ErrOf<B, I>>> + Send {
        once::<Self, I, B>(call, slot)
    }

    async fn run<K>(call: Call<'_, I, B, ()>, intake: &mut Intake<UnitOf<B, I>>, most: usize) -> Option<Odd<I, B>>
    where
        K: Keeping<ModeOf<I, B>, UnitOf<B, I>>,
    {
        let Call { bound, state, books, down, .. } = call;
        let later = intake.run.split_off(most.min(intake.run.len()));
        let units = mem::replace(&mut intake.run, later);
        let items: usize = units.iter().map(<B::Stage as Node<I>>::Shape::items).sum();
        // All of them are in work; what comes back is given back.
        books.tally.taken += items as u64;
        books.publish();
        let shift = Shift::<I, B, K> {
            bound: Arc::clone(bound),
            state: state.take(),
            units,
            outputs: Vec::new(),
            tally: Tally::default(),
            odd: None,
            spent: None,
            control: Arc::clone(&books.ctx.control),
            gate: Arc::clone(&down.gate),
            keep: PhantomData,
        };
        let Ok(shift) = down.wait(tokio::task::spawn_blocking(move || shift.work())).await else {
            return Some(Odd { unit: None, items, tried: Tried::Failed { how: Fault::Panic, sent: 0 } });
        };
        let Shift { state: own, mut units, outputs, mut tally, odd, spent, .. } = shift;
        *state = own;
        tally.give_back(units.iter().map(<B::Stage as Node<I>>::Shape::items).sum());
        units.append(&mut intake.run);
        intake.run = units;
        books.ctx.stats.add(&mut tally);
        for output in outputs {
            down.send(output).await;
        }
        intake.reuse::<I, <B::Stage as Node<I>>::Shape>(spent);
        odd.map(|(unit, items, ended)| Odd { unit, items, tried: Tried::of(ended) })
    }
}
