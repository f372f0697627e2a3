//! What the types of a signature must be, asked where they are written: rustc names these functions when one is not.

use std::fmt::Display;

/// A type that was asked about: with a constant that does not compile it is none, so that nothing more is said of it.
pub trait If<const CHECKED: usize> {
    /// The type.
    type It: ?Sized;
    /// A value of it.
    fn it(self) -> Self::It
    where
        Self: Sized,
        Self::It: Sized;
}

impl<T: ?Sized> If<0> for T {
    type It = T;

    #[inline]
    fn it(self) -> T
    where
        T: Sized,
    {
        self
    }
}

/// Items go from task to task.
pub const fn items_are_sent<T: Send + 'static>() {}

/// A stage's state goes where its task runs.
pub const fn state_is_sent<T: Send + 'static>() {}

/// Resources are lent to several tasks.
pub const fn resources_are_shared<T: Sync + 'static + ?Sized>() {}

/// Resources are lent wherever a task runs.
pub const fn resources_are_sent<T: Send + 'static + ?Sized>() {}

/// An error that says what went wrong.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is an error of a stage, but it cannot be shown: it is not `Display`",
    label = "`{Self}` is not `Display`",
    note = "implement `Display` for `{Self}`: it is what reports and failures say went wrong"
)]
pub trait SaysWhatWentWrong {}

#[diagnostic::do_not_recommend]
impl<E: Display + ?Sized> SaysWhatWentWrong for E {}

/// Errors are told.
pub const fn errors_are_shown<E: SaysWhatWentWrong>() {}

/// An error that leaves its task.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is an error of a stage, but it cannot leave its task: it is not `Send + Sync`",
    label = "`{Self}` is not `Send + Sync`",
    note = "make it so: a `Box<dyn Error>`, for one, is written `Box<dyn Error + Send + Sync>`"
)]
pub trait LeavesItsTask<It> {}

#[diagnostic::do_not_recommend]
impl<E: Send + Sync + 'static> LeavesItsTask<()> for E {}

#[diagnostic::do_not_recommend]
impl<E: Nothing> LeavesItsTask<Nowhere> for E {}

/// What the closure of an operator makes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item: items are sent between threads, and it is not `Send`",
    label = "makes a `{Self}`, which is not `Send`",
    note = "make something else of it; an `Rc`, for one, is written `Arc`"
)]
pub trait BecomesAnItem<It>: Sized {
    #[doc(hidden)]
    fn sent(self) -> It;
}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> BecomesAnItem<T> for T {
    #[inline]
    fn sent(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nothing> BecomesAnItem<Nowhere> for T {
    fn sent(self) -> Nowhere {
        unreachable!("nothing is this")
    }
}

/// What the closure of `flat_map` makes.
#[diagnostic::on_unimplemented(
    message = "`flat_map` makes items of an iterator, and `{Self}` gives none that can be sent",
    label = "makes a `{Self}`",
    note = "return a collection or an iterator of items that are `Send`; for one item at a time there are `map` and `filter_map`"
)]
pub trait GivesItems<It>: Sized {
    #[doc(hidden)]
    fn gives(self) -> It;
}

#[diagnostic::do_not_recommend]
impl<T: IntoIterator<IntoIter: Send, Item: Send + 'static>> GivesItems<T> for T {
    #[inline]
    fn gives(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nothing> GivesItems<[Nowhere; 0]> for T {
    fn gives(self) -> [Nowhere; 0] {
        unreachable!("nothing is this")
    }
}

/// The function behind `merge = ..`.
#[diagnostic::on_unimplemented(
    message = "`merge` adds a state to another one: it is a `fn(&mut {S}, {S})`",
    label = "this is a `{Self}`",
    note = "write `fn add(into: &mut {S}, other: {S})`, which returns nothing"
)]
pub trait MergesStates<S, It>: Sized {
    #[doc(hidden)]
    fn merges(self, into: &mut S, other: S);
}

#[diagnostic::do_not_recommend]
impl<S, F: FnOnce(&mut S, S)> MergesStates<S, ()> for F {
    #[inline]
    fn merges(self, into: &mut S, other: S) {
        self(into, other);
    }
}

#[diagnostic::do_not_recommend]
impl<S, F: Nothing> MergesStates<S, Nowhere> for F {
    fn merges(self, _into: &mut S, _other: S) {
        unreachable!("nothing is this")
    }
}

/// The function behind `finish = ..`.
#[diagnostic::on_unimplemented(
    message = "`finish` makes of the state what is emitted, as the fold says: it is a `fn({S}) -> {T}`",
    label = "this is a `{Self}`",
    note = "change its signature, or the type behind `->` in `#[fold(finish = .. -> ..)]`"
)]
pub trait FinishesStates<S, T, It>: Sized {
    #[doc(hidden)]
    fn finishes(self, state: S) -> T;
}

#[diagnostic::do_not_recommend]
impl<S, T, F: FnOnce(S) -> T> FinishesStates<S, T, ()> for F {
    #[inline]
    fn finishes(self, state: S) -> T {
        self(state)
    }
}

#[diagnostic::do_not_recommend]
impl<S, T, F: Nothing> FinishesStates<S, T, Nowhere> for F {
    fn finishes(self, _state: S) -> T {
        unreachable!("nothing is this")
    }
}

/// Nothing is this: with two impls to choose from, what is neither `Send` nor `Sync` has one error.
trait Nothing {}

/// Where nothing goes.
pub enum Nowhere {}

/// Errors go to whoever takes them.
pub const fn errors_are_shared<E: LeavesItsTask<It>, It>() {}
