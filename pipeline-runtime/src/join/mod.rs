//! Two streams as one of pairs: what the compiler asks of their items and keys, and what a `join` keeps.

mod as_of;
mod intervals;
mod keys;
mod kinds;
mod pairing;
mod scheduled;
#[cfg(test)]
mod tests;
mod timeline;
mod windows;

use std::marker::PhantomData;

pub(crate) use as_of::AsOf;
pub(crate) use intervals::Intervals;
pub use keys::{
    IsAKey, IsTheKeyOf, LendsAKey, LendsTheKeyOf, left_by_ref, left_by_value, right_by_ref, right_by_value,
};
pub use kinds::{FullJoin, InnerJoin, JoinKind, LeftJoin, RightJoin};
pub(crate) use pairing::Came;
pub use pairing::Pairing;
pub(crate) use windows::{InWindows, Spans};

pub use crate::side::Side;

/// Where late items go, where that is nowhere: `else: skip` and `else: stop`.
pub use crate::failure::{SkipExit, StopExit};

/// What can be in several pairs.
#[diagnostic::on_unimplemented(
    message = "an item of a `{Self}` can be in several pairs, and each gets a clone, but `{Item}` is not `Clone`",
    label = "a `{Self}` of `{Item}` needs `{Item}: Clone`",
    note = "write `#[derive(Clone)]` on `{Item}`, or share it: put a stage that wraps it in an `Arc` before the `{Self}`"
)]
pub trait Repeats<Item>: Sized {
    /// One more of it.
    fn another(item: &Item) -> Repeated<Self, Item>;
}

/// An item copied for one more pair.
pub struct Repeated<Op, Item> {
    pub(crate) item: Item,
    by: PhantomData<Op>,
}

macro_rules! repeats {
    ($($op:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Clone> Repeats<T> for crate::takes::op::$op {
            #[inline]
            fn another(item: &T) -> Repeated<Self, T> {
                Repeated { item: item.clone(), by: PhantomData }
            }
        }
    )+};
}

repeats!(latest, join);

/// Copies an item for one more pair.
pub type Another<Op, Item> = fn(&Item) -> Repeated<Op, Item>;
