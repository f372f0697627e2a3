//! `on`: the key of either side, made or lent, and of one type.

use std::hash::Hash;
use std::marker::PhantomData;

use crate::flow::Flow;
use crate::keys::{ByRef, ByValue, Key, KeyBy, NoKey, Proven};

/// What the left closure of `on` makes can be a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key of `on`: a key is compared and hashed",
    label = "`{Self}` is not `Hash + Eq + Clone`",
    note = "derive `Hash`, `PartialEq`, `Eq` and `Clone` for `{Self}`, or use another key"
)]
pub trait IsAKey<It>: Sized {
    #[doc(hidden)]
    fn a_key(self) -> It;
}

#[diagnostic::do_not_recommend]
impl<K: Key> IsAKey<K> for K {
    #[inline]
    fn a_key(self) -> K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Nothing> IsAKey<NoKey> for K {
    fn a_key(self) -> NoKey {
        unreachable!("nothing is this")
    }
}

/// What the left closure of `on` lends can be a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key of `on`: a key is compared and hashed",
    label = "`{Self}` is not `Hash + Eq + Clone`",
    note = "derive `Hash`, `PartialEq`, `Eq` and `Clone` for `{Self}`, or use another key"
)]
pub trait LendsAKey<It: ?Sized> {
    #[doc(hidden)]
    fn lent_key(&self) -> &It;
}

#[diagnostic::do_not_recommend]
impl<K: ToOwned<Owned: Key> + Hash + Eq + ?Sized> LendsAKey<K> for K {
    #[inline]
    fn lent_key(&self) -> &K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Nothing + ?Sized> LendsAKey<NoKey> for K {
    fn lent_key(&self) -> &NoKey {
        unreachable!("nothing is this")
    }
}

/// What the right closure of `on` makes is compared with what the left one gives.
#[diagnostic::on_unimplemented(
    message = "the closures of `on` give keys of two types: `{Left}` on the left, `{Self}` on the right",
    label = "this key is `{Self}`, and that of the left side is `{Left}`",
    note = "let both give one type: what is equal joins"
)]
pub trait IsTheKeyOf<Left>: Sized {
    #[doc(hidden)]
    fn the_key_of(self, left: PhantomData<Left>) -> Left;
}

#[diagnostic::do_not_recommend]
impl<K: Key> IsTheKeyOf<K> for K {
    #[inline]
    fn the_key_of(self, _left: PhantomData<K>) -> K {
        self
    }
}

/// Nothing is this either.
pub enum StaysOpen {}

macro_rules! open {
    ($($left:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<K> IsTheKeyOf<$left> for K {
            fn the_key_of(self, _left: PhantomData<$left>) -> $left {
                unreachable!("nothing is this")
            }
        }

        #[diagnostic::do_not_recommend]
        impl<K: ?Sized> LendsTheKeyOf<$left, StaysOpen> for K {
            fn lent_key_of(&self, _left: PhantomData<$left>) -> &StaysOpen {
                unreachable!("nothing is this")
            }
        }
    )+};
}

// Where the left one is no key, the type of keys stays open, and rustc is not to think that it is that of the right one: whatever
// that is, there are two more types it could be.
open!(NoKey, StaysOpen);

/// What the right closure of `on` lends is compared with what the left one gives.
#[diagnostic::on_unimplemented(
    message = "the closures of `on` give keys of two types: `{Left}` on the left, `{Self}` on the right",
    label = "this key is `{Self}`, and that of the left side is `{Left}`",
    note = "let both give one type: what is equal joins"
)]
pub trait LendsTheKeyOf<Left, It: ?Sized> {
    #[doc(hidden)]
    fn lent_key_of(&self, left: PhantomData<Left>) -> &It;
}

#[diagnostic::do_not_recommend]
impl<Left: Key, K: ToOwned<Owned = Left> + Hash + Eq + ?Sized> LendsTheKeyOf<Left, K> for K {
    #[inline]
    fn lent_key_of(&self, _left: PhantomData<Left>) -> &K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Nothing + ?Sized, Left> LendsTheKeyOf<Left, NoKey> for K {
    fn lent_key_of(&self, _left: PhantomData<Left>) -> &NoKey {
        unreachable!("nothing is this")
    }
}

/// Nothing is this: with two impls to choose from, what cannot be a key has one error of its own, and the key stays open.
trait Nothing {}

/// `on: (|a| a.id, ..)`
pub fn left_by_value<Fl, F, K, It, G>(_left: &Fl, by: F, is_key: G) -> Proven<F, G, K, ByValue<(), It>>
where
    Fl: Flow,
    F: Fn(&Fl::Out) -> K,
    G: Fn(K) -> It,
{
    Proven::new(by, is_key)
}

/// `on: (|a| &a.id, ..)`
pub fn left_by_ref<Fl, F, K, It, G>(_left: &Fl, by: F, is_key: G) -> Proven<F, G, K, ByRef<(), It>>
where
    Fl: Flow,
    K: ?Sized,
    It: ?Sized,
    F: for<'a> Fn(&'a Fl::Out) -> &'a K,
    G: for<'a> Fn(&'a K) -> &'a It,
{
    Proven::new(by, is_key)
}

/// `on: (.., |b| b.id)`
#[allow(clippy::type_complexity)]
pub fn right_by_value<Fl, L, Fr, F, K, G>(
    _left: &Fl,
    _left_key: &L,
    _right: &Fr,
    by: F,
    same: G,
) -> Proven<F, impl Fn(K) -> L::Key + Send + Sync + use<Fl, L, Fr, F, K, G>, K, ByValue<(), L::Key>>
where
    Fl: Flow,
    Fr: Flow,
    L: KeyBy<Fl::Out>,
    F: Fn(&Fr::Out) -> K,
    G: Fn(K, PhantomData<L::Key>) -> L::Key + Send + Sync + 'static,
{
    Proven::new(by, move |key| same(key, PhantomData))
}

/// `on: (.., |b| &b.id)`
#[allow(clippy::type_complexity)]
pub fn right_by_ref<Fl, L, Fr, F, K, It, G>(
    _left: &Fl,
    _left_key: &L,
    _right: &Fr,
    by: F,
    same: G,
) -> Proven<F, impl for<'a> Fn(&'a K) -> &'a It + Send + Sync + use<Fl, L, Fr, F, K, It, G>, K, ByRef<(), It>>
where
    Fl: Flow,
    Fr: Flow,
    L: KeyBy<Fl::Out>,
    K: ?Sized,
    It: ?Sized,
    F: for<'a> Fn(&'a Fr::Out) -> &'a K,
    G: for<'a> Fn(&'a K, PhantomData<L::Key>) -> &'a It + Send + Sync + 'static,
{
    Proven::new(by, lent(move |key| same(key, PhantomData)))
}

/// A closure that lends of what it is lent: rustc has to be told.
fn lent<K: ?Sized, It: ?Sized, F: for<'a> Fn(&'a K) -> &'a It>(lend: F) -> F {
    lend
}
