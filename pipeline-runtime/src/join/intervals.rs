//! What a `join` with `apart` keeps: by key, both sides in the order of their times, for as long as an item may find a partner.

use std::time::Duration;

use super::pairing::{Came, Pairing};
use super::scheduled::{Scheduled, touch};
use super::timeline::{Held, Timeline};
use super::{Another, JoinKind};
use crate::keys::KeyBy;
use crate::takes::op;
use crate::time::Timestamp;

/// Every pair with equal keys whose times are at most `apart` apart comes out once: when the second of the two comes in. It has
/// the later one of their times. An item that can find no partner any more is forgotten, and, if it never had one, emitted alone
/// where the kind says so.
pub(crate) struct Intervals<A, B, L: KeyBy<A>, R, J> {
    on: (L, R),
    apart: Duration,
    copies: (Another<op::join, A>, Another<op::join, B>),
    /// The oldest item of each is the first to go.
    keys: Scheduled<L::Key, Sides<A, B>>,
    watermark: Timestamp,
    has_ended: bool,
    kind: std::marker::PhantomData<fn() -> J>,
}

/// What is kept of a key. Never empty.
struct Sides<A, B> {
    left: Timeline<A>,
    right: Timeline<B>,
}

impl<A, B, L, R, J> Intervals<A, B, L, R, J>
where
    L: KeyBy<A>,
    R: KeyBy<B, Key = L::Key>,
    J: JoinKind<A, B>,
{
    pub(crate) fn new(
        on: (L, R),
        apart: Duration,
        max_keys: Option<usize>,
        copies: (Another<op::join, A>, Another<op::join, B>),
    ) -> Self {
        let (keys, kind) = (Scheduled::new(max_keys), std::marker::PhantomData);
        Self { on, apart, copies, keys, watermark: Timestamp::MIN, has_ended: false, kind }
    }

    /// Whatever could pair with an item of this time has been.
    fn is_over(&self, at: Timestamp) -> bool {
        at + self.apart < self.watermark
    }

    /// A key's first item. One key more than there may be: the idlest one goes.
    fn open(&mut self, key: L::Key, at: Timestamp, sides: Sides<A, B>, came: &mut Came<J::Out>) {
        if let Some(mut idlest) = self.keys.insert(key, at, sides) {
            came.forgotten += 1;
            while idlest.oldest().is_some() {
                idlest.forget_oldest::<J>(came);
            }
        }
    }

    /// How many keys are kept.
    #[cfg(test)]
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }
}

impl<A, B, L, R, J> Pairing for Intervals<A, B, L, R, J>
where
    A: Send + 'static,
    B: Send + 'static,
    L: KeyBy<A>,
    R: KeyBy<B, Key = L::Key>,
    J: JoinKind<A, B>,
{
    type Left = A;
    type Right = B;
    type Out = J::Out;
    const ALONE: bool = J::ALONE;

    fn left(&mut self, at: Timestamp, item: A, came: &mut Came<J::Out>) -> Option<A> {
        if self.is_over(at) {
            return Some(item);
        }
        let (on, copies, apart) = (&self.on.0, self.copies, self.apart);
        let Some((sides, oldest)) = touch(on, &mut self.keys, &item) else {
            let (key, mut sides) = (on.key(&item), Sides { left: Timeline::new(), right: Timeline::new() });
            sides.left.insert(Held::new(at, item));
            self.open(key, at, sides, came);
            return None;
        };
        // Only an item older than all others of its key is the first to go.
        let key = (at < oldest).then(|| on.key(&item));
        let pair = |left: &A, right: &B| J::pair((copies.0)(left).item, (copies.1)(right).item);
        let partners = sides.right.near(at, apart);
        meet(&mut sides.left, partners, at, item, pair, came);
        key.into_iter().for_each(|key| self.keys.put_off(key, at));
        None
    }

    fn right(&mut self, at: Timestamp, item: B, came: &mut Came<J::Out>) -> Option<B> {
        if self.is_over(at) {
            return Some(item);
        }
        let (on, copies, apart) = (&self.on.1, self.copies, self.apart);
        let Some((sides, oldest)) = touch(on, &mut self.keys, &item) else {
            let (key, mut sides) = (on.key(&item), Sides { left: Timeline::new(), right: Timeline::new() });
            sides.right.insert(Held::new(at, item));
            self.open(key, at, sides, came);
            return None;
        };
        let key = (at < oldest).then(|| on.key(&item));
        let pair = |right: &B, left: &A| J::pair((copies.0)(left).item, (copies.1)(right).item);
        let partners = sides.left.near(at, apart);
        meet(&mut sides.right, partners, at, item, pair, came);
        key.into_iter().for_each(|key| self.keys.put_off(key, at));
        None
    }

    fn watermark(&mut self, to: Timestamp) {
        self.watermark = self.watermark.max(to);
    }

    fn end(&mut self) {
        self.has_ended = true;
    }

    /// What only an item older than the watermark could pair with.
    fn let_go(&mut self, came: &mut Came<J::Out>) -> bool {
        if !self.keys.first().is_some_and(|at| self.has_ended || self.is_over(at)) {
            return false;
        }
        if let Some((key, sides)) = self.keys.take_first() {
            sides.forget_oldest::<J>(came);
            match sides.oldest() {
                Some(at) => self.keys.put_off(key, at),
                None => drop(self.keys.remove(&key)),
            }
        }
        true
    }

    fn due(&self) -> Option<Timestamp> {
        // At any later time.
        self.keys.first().map(|at| at + self.apart + Duration::from_nanos(1))
    }

    fn behind(&self) -> Duration {
        self.apart
    }
}

/// An item comes to its partners, and waits for more of them.
fn meet<'a, M, O: 'a, T>(
    own: &mut Timeline<M>,
    partners: impl Iterator<Item = &'a mut Held<O>>,
    at: Timestamp,
    item: M,
    pair: impl Fn(&M, &O) -> T,
    came: &mut Came<T>,
) {
    let mut held = Held::new(at, item);
    for partner in partners {
        came.items.push((at.max(partner.at), pair(&held.item, &partner.item)));
        came.comes_out(partner);
        came.comes_out(&mut held);
    }
    own.insert(held);
}

/// An item that goes, and comes out alone where it never did and the kind says so.
fn resolve<I, T>(held: Held<I>, alone: impl FnOnce(I) -> Option<T>, came: &mut Came<T>) {
    if held.came_out {
        return;
    }
    let at = held.at;
    match alone(held.item) {
        Some(item) => {
            came.done += 1;
            came.items.push((at, item));
        }
        None => came.filtered += 1,
    }
}

impl<A, B> Sides<A, B> {
    fn oldest(&self) -> Option<Timestamp> {
        self.left.oldest().into_iter().chain(self.right.oldest()).min()
    }

    /// The older one of both sides; of equal times the left one.
    fn forget_oldest<J: JoinKind<A, B>>(&mut self, came: &mut Came<J::Out>) {
        let oldest = self.oldest();
        if self.left.oldest() == oldest {
            self.left.take_oldest().into_iter().for_each(|held| resolve(held, J::left, came));
        } else {
            self.right.take_oldest().into_iter().for_each(|held| resolve(held, J::right, came));
        }
    }
}
