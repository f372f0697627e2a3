//! What a `join` with `window` keeps: by key, both sides in the order of their times, until their last window closes.

use std::marker::PhantomData;
use std::time::Duration;

use super::pairing::{Came, Pairing};
use super::scheduled::{Scheduled, touch};
use super::timeline::{Held, Timeline};
use super::{Another, JoinKind};
use crate::keys::KeyBy;
use crate::takes::op;
use crate::time::{Lengths, Timestamp, Window};

/// Every pair with equal keys comes out once for each window that both are in: when the second of the two comes in. What has no
/// partner in a window is emitted alone when that closes, where the kind says so. All of it has the last time of the window, as
/// everything has that is emitted of one.
pub(crate) struct InWindows<A, B, L: KeyBy<A>, R, J> {
    on: (L, R),
    spans: Spans,
    copies: Copies<A, B>,
    /// Each key by the end of the first open window in which it has an item.
    keys: Scheduled<L::Key, Sides<A, B>>,
    watermark: Timestamp,
    has_ended: bool,
    kind: PhantomData<fn() -> J>,
}

type Copies<A, B> = (Another<op::join, A>, Another<op::join, B>);

/// `tumbling(d)` and `sliding(d, every)`: the windows that a time is in.
pub(crate) struct Spans {
    lengths: Lengths,
    every: Duration,
}

impl Spans {
    /// One begins each `every`, and is so long.
    pub(crate) fn new(size: Duration, every: Duration) -> Self {
        Self { lengths: Lengths::new(size, every), every }
    }

    /// Those that have not ended by then. Nothing is later than the last time of all, which is in one to the end.
    fn open(&self, at: Timestamp, by: Timestamp) -> impl Iterator<Item = Window> + use<> {
        self.lengths.around(at).filter(move |window| window.end > by || window.end == Timestamp::MAX)
    }

    /// The earliest around a time that begins later than another does.
    fn next(&self, at: Timestamp, after: Window) -> Option<Window> {
        self.lengths.around(at).find(|window| window.start > after.start)
    }

    /// Whether a time in a window is in no later one.
    fn is_last(&self, window: Window, at: Timestamp) -> bool {
        let next = window.start + self.every;
        at < next || next == Timestamp::MAX
    }
}

/// What is kept of a key. Never empty.
struct Sides<A, B> {
    left: Timeline<A>,
    right: Timeline<B>,
    /// The first open window in which there is an item.
    window: Window,
}

impl<A, B, L, R, J> InWindows<A, B, L, R, J>
where
    L: KeyBy<A>,
    R: KeyBy<B, Key = L::Key>,
    J: JoinKind<A, B>,
{
    pub(crate) fn new(on: (L, R), spans: Spans, max_keys: Option<usize>, copies: Copies<A, B>) -> Self {
        let (keys, watermark) = (Scheduled::new(max_keys), Timestamp::MIN);
        Self { on, spans, copies, keys, watermark, has_ended: false, kind: PhantomData }
    }

    /// The first window of an item that is open.
    fn first_open(&self, at: Timestamp) -> Option<Window> {
        self.spans.open(at, self.watermark).next()
    }

    /// No window of an item is open: it is late, and given back, or lies between two windows.
    fn nowhere<I>(&self, at: Timestamp, item: I, came: &mut Came<J::Out>) -> Option<I> {
        let is_late = self.spans.lengths.around(at).next().is_some();
        came.filtered += u64::from(!is_late);
        is_late.then_some(item)
    }

    /// A key's first item. One key more than there may be: the idlest one goes.
    fn open(&mut self, key: L::Key, sides: Sides<A, B>, came: &mut Came<J::Out>) {
        if let Some(mut idlest) = self.keys.insert(key, sides.window.end, sides) {
            came.forgotten += 1;
            while idlest.close::<J>(&self.spans, self.copies, came) {}
        }
    }

    /// How many keys are kept, and items of all of them.
    #[cfg(test)]
    pub(super) fn kept(&self) -> (usize, usize) {
        (self.keys.len(), self.keys.values().map(|sides| sides.left.len() + sides.right.len()).sum())
    }
}

impl<A, B, L, R, J> Pairing for InWindows<A, B, L, R, J>
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
        let Some(first) = self.first_open(at) else { return self.nowhere(at, item, came) };
        let (on, copies, mut held) = (&self.on.0, self.copies, Held::new(at, item));
        let Some((sides, _)) = touch(on, &mut self.keys, &held.item) else {
            let (key, mut sides) = (on.key(&held.item), Sides::new(first));
            sides.left.insert(held);
            self.open(key, sides, came);
            return None;
        };
        let earlier = sides.is_earlier(first).then(|| on.key(&held.item));
        let pair = |left: &A, right: &B| J::pair((copies.0)(left).item, (copies.1)(right).item);
        meet(&mut held, &mut sides.right, self.spans.open(at, self.watermark), pair, came);
        sides.left.insert(held);
        earlier.into_iter().for_each(|key| self.keys.put_off(key, first.end));
        None
    }

    fn right(&mut self, at: Timestamp, item: B, came: &mut Came<J::Out>) -> Option<B> {
        let Some(first) = self.first_open(at) else { return self.nowhere(at, item, came) };
        let (on, copies, mut held) = (&self.on.1, self.copies, Held::new(at, item));
        let Some((sides, _)) = touch(on, &mut self.keys, &held.item) else {
            let (key, mut sides) = (on.key(&held.item), Sides::new(first));
            sides.right.insert(held);
            self.open(key, sides, came);
            return None;
        };
        let earlier = sides.is_earlier(first).then(|| on.key(&held.item));
        let pair = |right: &B, left: &A| J::pair((copies.0)(left).item, (copies.1)(right).item);
        meet(&mut held, &mut sides.left, self.spans.open(at, self.watermark), pair, came);
        sides.right.insert(held);
        earlier.into_iter().for_each(|key| self.keys.put_off(key, first.end));
        None
    }

    fn watermark(&mut self, to: Timestamp) {
        self.watermark = self.watermark.max(to);
    }

    fn end(&mut self) {
        self.has_ended = true;
    }

    /// Closes the earliest window of a key that has ended.
    fn let_go(&mut self, came: &mut Came<J::Out>) -> bool {
        let is_over = |end| self.has_ended || end <= self.watermark && end < Timestamp::MAX;
        if !self.keys.first().is_some_and(is_over) {
            return false;
        }
        if let Some((key, sides)) = self.keys.take_first() {
            match sides.close::<J>(&self.spans, self.copies, came) {
                true => {
                    let end = sides.window.end;
                    self.keys.put_off(key, end);
                }
                false => drop(self.keys.remove(&key)),
            }
        }
        true
    }

    fn due(&self) -> Option<Timestamp> {
        self.keys.first()
    }
}

/// An item comes to its partners in each window.
fn meet<M, O, T>(
    held: &mut Held<M>,
    others: &mut Timeline<O>,
    open: impl Iterator<Item = Window>,
    pair: impl Fn(&M, &O) -> T,
    came: &mut Came<T>,
) {
    for window in open {
        for partner in others.within(window) {
            came.items.push((window.last(), pair(&held.item, &partner.item)));
            came.comes_out(partner);
            came.comes_out(held);
        }
    }
}

impl<A, B> Sides<A, B> {
    fn new(window: Window) -> Self {
        Self { left: Timeline::new(), right: Timeline::new(), window }
    }

    /// A window that is earlier than all others becomes the first.
    fn is_earlier(&mut self, window: Window) -> bool {
        let earlier = window.start < self.window.start;
        if earlier {
            self.window = window;
        }
        earlier
    }

    /// The first window closes: what is alone in it comes out, and what is in no later one goes. False where nothing is left.
    fn close<J: JoinKind<A, B>>(&mut self, spans: &Spans, copies: Copies<A, B>, came: &mut Came<J::Out>) -> bool {
        let window = self.window;
        let left_alone = J::ALONE && self.right.within(window).next().is_none();
        let right_alone = J::ALONE && self.left.within(window).next().is_none();
        leave(&mut self.left, (spans, window), left_alone, (copies.0, J::left), came);
        leave(&mut self.right, (spans, window), right_alone, (copies.1, J::right), came);
        let oldest = self.left.oldest().into_iter().chain(self.right.oldest()).min();
        let next = oldest.and_then(|at| spans.next(at, window));
        next.into_iter().for_each(|next| self.window = next);
        next.is_some()
    }
}

/// One side of a window that closes, which is alone there or not: what is in no later window goes as it is, the rest as a copy.
fn leave<I, T>(
    items: &mut Timeline<I>,
    (spans, window): (&Spans, Window),
    are_alone: bool,
    (copy, alone): (Another<op::join, I>, fn(I) -> Option<T>),
    came: &mut Came<T>,
) {
    while items.oldest().is_some_and(|at| spans.is_last(window, at))
        && let Some(held) = items.take_oldest()
    {
        let out = if are_alone { alone(held.item) } else { None };
        match out {
            Some(out) => {
                came.items.push((window.last(), out));
                came.done += u64::from(!held.came_out);
            }
            None => came.filtered += u64::from(!held.came_out),
        }
    }
    if !are_alone {
        return;
    }
    for held in items.within(window) {
        if let Some(out) = alone(copy(&held.item).item) {
            came.items.push((window.last(), out));
            came.comes_out(held);
        }
    }
}
