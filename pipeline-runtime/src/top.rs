//! `top(n)`: a fold that is provided.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use aqueduct_drawing::{Calls, Item};

use crate::keys::{ByRef, ByValue, NoKey, Proven};
use crate::node::{Accepts, Bind, CallFold, CannotFail, Folds, Made, MergeFold, Mergeable, Moved, Node, One, take};
use crate::plan::{Described, Description, Emits};
use crate::takes::{Is, fact, op};

/// What `top` can put in an order.
#[diagnostic::on_unimplemented(
    message = "`top` cannot tell which of two `{Self}` is the greater: it is not `Ord`",
    label = "`{Self}` is not `Ord`",
    note = "say what to go by, `top(10, |item| item.weight)`; or derive `PartialEq`, `Eq`, `PartialOrd` and `Ord` for `{Self}` (floats have no total order: go by a whole number, such as cents)"
)]
pub trait HasAnOrder<It: ?Sized> {
    #[doc(hidden)]
    fn lent(&self) -> &It;
    #[doc(hidden)]
    fn made(self) -> It
    where
        Self: Sized,
        It: Sized;
}

#[diagnostic::do_not_recommend]
impl<T: Ord + ?Sized> HasAnOrder<T> for T {
    #[inline]
    fn lent(&self) -> &T {
        self
    }

    #[inline]
    fn made(self) -> T
    where
        T: Sized,
    {
        self
    }
}

/// Nothing is this: with two impls to choose from, what has no order has one error of its own, and the order stays open.
trait Nothing {}

#[diagnostic::do_not_recommend]
impl<T: Nothing + ?Sized> HasAnOrder<NoKey> for T {
    fn lent(&self) -> &NoKey {
        unreachable!("nothing is this")
    }

    fn made(self) -> NoKey
    where
        T: Sized,
    {
        unreachable!("nothing is this")
    }
}

/// Which of two items is the greater.
pub trait Weighs<I>: Send + Sync + 'static {
    fn compare(&self, one: &I, other: &I) -> Ordering;
}

impl<I, W, It, F, G> Weighs<I> for Proven<F, G, W, ByValue<(), It>>
where
    W: 'static,
    It: Ord + 'static,
    F: Fn(&I) -> W + Send + Sync + 'static,
    G: Fn(W) -> It + Send + Sync + 'static,
{
    #[inline]
    fn compare(&self, one: &I, other: &I) -> Ordering {
        let weight = |item| (self.1)((self.0)(item));
        weight(one).cmp(&weight(other))
    }
}

impl<I, W, It, F, G> Weighs<I> for Proven<F, G, W, ByRef<(), It>>
where
    W: ?Sized + 'static,
    It: Ord + ?Sized + 'static,
    F: for<'a> Fn(&'a I) -> &'a W + Send + Sync + 'static,
    G: for<'a> Fn(&'a W) -> &'a It + Send + Sync + 'static,
{
    #[inline]
    fn compare(&self, one: &I, other: &I) -> Ordering {
        (self.1)((self.0)(one)).cmp((self.1)((self.0)(other)))
    }
}

/// The greatest items so far, the greatest first: the state of `top`, which a trigger sees as a slice.
pub struct Greatest<I, W> {
    items: Vec<I>,
    most: usize,
    weighs: Arc<W>,
}

impl<I: Clone, W> Clone for Greatest<I, W> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone(), most: self.most, weighs: Arc::clone(&self.weighs) }
    }
}

impl<I, W> Deref for Greatest<I, W> {
    type Target = [I];

    fn deref(&self) -> &[I] {
        &self.items
    }
}

impl<I, W: Weighs<I>> Greatest<I, W> {
    /// Behind all that are as great, since they came first.
    #[inline]
    fn add(&mut self, item: I) {
        let is_behind = |kept: &I| self.weighs.compare(kept, &item) != Ordering::Less;
        if self.items.len() == self.most {
            if self.items.last().is_none_or(is_behind) {
                return;
            }
            self.items.pop();
        }
        let place = self.items.partition_point(is_behind);
        self.items.insert(place, item);
    }
}

/// `top`, as a fold.
pub struct Top<W>(PhantomData<fn() -> W>);

impl<W: 'static> Accepts for Top<W> {
    type Taken = ();
    type Res<'a> = ();
    type In<E: Send + 'static> = E;
    type Merged = ();
}

impl<W> Is<fact::NeverFails> for Top<W> {}

impl<I: Send + 'static, W: Weighs<I>> Node<I> for Top<W> {
    type Shape = One;
    type Mode = Moved;
    type Kind = Folds<Mergeable>;
    type Fails = CannotFail;
    type Out = ();
    type Err = Infallible;
    type State = Greatest<I, W>;
    type Yield = Option<()>;
}

impl<I: Send + 'static, W: Weighs<I>> CallFold<I> for Top<W> {
    type Emit = Vec<I>;

    #[inline]
    fn call(_res: (), state: &mut Greatest<I, W>, slot: &mut Option<I>) -> Result<(), Infallible> {
        state.add(take(slot));
        Ok(())
    }

    fn finish(state: Greatest<I, W>) -> Vec<I> {
        state.items
    }
}

#[diagnostic::do_not_recommend]
impl<I: Send + 'static, W: Weighs<I>> MergeFold<I> for Top<W> {
    fn merge(into: &mut Greatest<I, W>, other: Greatest<I, W>) {
        other.items.into_iter().for_each(|item| into.add(item));
    }
}

/// What a drawing knows of it: of the type that comes out, nothing.
impl Described for op::top {
    const IT: Description = Description {
        calls: Calls::Folds,
        takes: Item::Unknown,
        emits: Emits::Merged(std::any::type_name::<()>),
        fails: None,
    };
}

/// `top(n)` with its arguments.
pub struct TopOf<W> {
    pub(crate) most: usize,
    pub(crate) weighs: Arc<W>,
}

impl<I: Send + 'static, W: Weighs<I>> Bind<I> for TopOf<W> {
    type Stage = Top<W>;

    #[inline]
    fn res(&self) {}

    fn make(&self) -> Made<Greatest<I, W>> {
        Made::Now(Ok(Greatest { items: Vec::new(), most: self.most, weighs: Arc::clone(&self.weighs) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type ByLength = Proven<fn(&String) -> usize, fn(usize) -> usize, usize, ByValue<(), usize>>;

    fn top(most: usize) -> Greatest<String, ByLength> {
        let by: ByLength = Proven::new(|word: &String| word.len(), |length| length);
        Greatest { items: Vec::new(), most, weighs: Arc::new(by) }
    }

    #[test]
    fn the_greatest_come_first_and_of_equals_the_one_that_came_first_stays() {
        let mut state = top(3);
        ["bb", "a", "cc", "ddd", "ee", "f", "ggg"].into_iter().for_each(|word| state.add(word.to_owned()));
        assert_eq!(*state, ["ddd", "ggg", "bb"]);
    }

    #[test]
    fn what_is_merged_is_as_if_it_had_come_later() {
        let words: Vec<String> =
            (0..200).map(|_| "x".repeat(fastrand::usize(0..20)) + &fastrand::u8(..).to_string()).collect();
        for cut in [0, 1, 7, 100, 200] {
            let (mut whole, mut first, mut second) = (top(10), top(10), top(10));
            words.iter().for_each(|word| whole.add(word.clone()));
            words[..cut].iter().for_each(|word| first.add(word.clone()));
            words[cut..].iter().for_each(|word| second.add(word.clone()));
            Top::<ByLength>::merge(&mut first, second);
            assert_eq!(*first, *whole, "cut at {cut}");
        }
    }
}
