//! What joins keep, each against a model that keeps everything.

mod as_of;
mod intervals;
mod windows;

use std::fmt::Debug;

use super::{Came, FullJoin, InnerJoin, JoinKind, LeftJoin, Pairing, RightJoin};
use crate::keys::ByValue;
use crate::time::Timestamp;

/// Key, and a number of its own.
type Item = (u8, u32);
type On = ByValue<fn(&Item) -> u8, u8>;

fn on() -> (On, On) {
    let key = || ByValue::new((|item: &Item| item.0) as fn(&Item) -> u8);
    (key(), key())
}

fn at(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(nanos)
}

/// What came in, in order.
#[derive(Clone, Copy, Debug)]
enum Event {
    Left(i64, Item),
    Right(i64, Item),
    Watermark(i64),
}

impl Event {
    /// How many items were late: those are given back as they are.
    fn step<P: Pairing<Left = Item, Right = Item>>(self, kept: &mut P, came: &mut Came<P::Out>) -> u64 {
        let (item, late) = match self {
            Event::Left(nanos, item) => (item, kept.left(at(nanos), item, came)),
            Event::Right(nanos, item) => (item, kept.right(at(nanos), item, came)),
            Event::Watermark(nanos) => {
                reach(kept, nanos, came);
                return 0;
            }
        };
        assert!(late.is_none_or(|late| late == item));
        u64::from(late.is_some())
    }
}

/// The watermark, and all that goes then.
fn reach<P: Pairing>(kept: &mut P, nanos: i64, came: &mut Came<P::Out>) {
    kept.watermark(at(nanos));
    while kept.let_go(came) {}
}

fn finish<P: Pairing>(kept: &mut P, came: &mut Came<P::Out>) {
    kept.end();
    while kept.let_go(came) {}
}

/// A left item, a right item, or both.
type Outcome = (Option<Item>, Option<Item>);

/// What a kind emits, as the model says it.
trait Emits: JoinKind<Item, Item, Out: Debug> {
    fn outcome(out: Self::Out) -> Outcome;
    fn keeps(outcome: &Outcome) -> bool;
}

macro_rules! emits {
    ($($kind:ident: |$out:ident| $outcome:expr, $keeps:expr;)+) => {$(
        impl Emits for $kind {
            fn outcome($out: Self::Out) -> Outcome {
                $outcome
            }

            fn keeps(outcome: &Outcome) -> bool {
                let keeps: fn(bool, bool) -> bool = $keeps;
                keeps(outcome.0.is_some(), outcome.1.is_some())
            }
        }
    )+};
}

emits! {
    InnerJoin: |out| (Some(out.0), Some(out.1)), |left, right| left && right;
    LeftJoin: |out| (Some(out.0), out.1), |left, _| left;
    RightJoin: |out| (out.0, Some(out.1)), |_, right| right;
    FullJoin: |out| out, |_, _| true;
}

/// What came out, without its times.
fn taken<T>(came: &mut Came<T>) -> Vec<T> {
    came.items.drain(..).map(|(_, item)| item).collect()
}

fn sorted<J: Emits>(came: &mut Came<J::Out>) -> Vec<Outcome> {
    let mut out: Vec<_> = taken(came).into_iter().map(J::outcome).collect();
    out.sort();
    out
}

/// Times in order, shuffled, near, and at both ends of all times.
fn events(dice: &mut fastrand::Rng, shape: u8, length: usize) -> Vec<Event> {
    let extremes = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    let (mut clock, mut number) = (0, 0);
    let events = std::iter::repeat_with(|| {
        clock += dice.i64(0..3);
        let at = match shape {
            // In order, with many that are equal.
            0 => clock,
            // Shuffled around the clock.
            1 => clock + dice.i64(-8..8),
            // Anything near.
            2 => dice.i64(-15..15),
            _ => extremes[dice.usize(0..extremes.len())],
        };
        number += 1;
        let item = (dice.u8(0..3), number);
        match dice.u8(0..12) {
            0 if shape == 3 => Event::Watermark(at),
            0 | 1 if shape < 3 => Event::Watermark(clock - dice.i64(0..6)),
            way if way.is_multiple_of(2) => Event::Left(at, item),
            _ => Event::Right(at, item),
        }
    });
    events.take(length).collect()
}
