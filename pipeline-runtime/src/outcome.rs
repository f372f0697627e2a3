//! What becomes of a unit that failed: kept, tried again, routed, counted.

use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::error::PipelineError;
use crate::failure::{Cause, Exit, Failed, OnFailure};
use crate::node::{CanFail, CannotFail, Lent, Moved};
use crate::state::Books;

/// Whether the graph wants the item back after a failure: `Kept` where it retries or routes.
pub trait Keeping<Mode, U>: Send + 'static {
    /// Whether it does.
    const KEEPS: bool = true;

    /// A copy of a unit that the call will consume; nothing for a lent one, which stays in its slot.
    fn keep(slot: &Option<U>) -> Option<U>;
}

/// Nobody wants it back.
pub struct Unkept;
/// It is retried or routed.
pub struct Kept;

impl<Mode, U> Keeping<Mode, U> for Unkept {
    const KEEPS: bool = false;

    #[inline]
    fn keep(_slot: &Option<U>) -> Option<U> {
        None
    }
}

impl<U> Keeping<Lent, U> for Kept {
    #[inline]
    fn keep(_slot: &Option<U>) -> Option<U> {
        None
    }
}

impl<U: Clone> Keeping<Moved, U> for Kept {
    #[inline]
    fn keep(slot: &Option<U>) -> Option<U> {
        slot.clone()
    }
}

/// What can be tried again or routed after it was given to a stage this way.
#[diagnostic::on_unimplemented(
    message = "`{Item}` is moved into a stage that retries, has an `else` or has windows that slide, so the pipeline must keep a copy of it, but it is not `Clone`",
    label = "the item is needed again, and `{Item}` is not `Clone`",
    note = "lend the item: take `&{Item}` instead of `{Item}`, and nothing is copied; or write `#[derive(Clone)]` on `{Item}`"
)]
pub trait Keeps<Item, Keep> {
    #[doc(hidden)]
    fn keeps(_given: PhantomData<Self>, _item: PhantomData<Item>) -> PhantomData<Keep> {
        PhantomData
    }
}

/// Nothing is this: with two impls to choose from, what cannot be kept has one error of its own, and `Keep` stays open.
trait Nothing {}

/// How nothing is kept.
pub enum Lost {}

macro_rules! kept {
    ([$($bound:ident)?] $given:ty, $keep:ty) => {
        #[diagnostic::do_not_recommend]
        impl<U $(: $bound)?> Keeps<U, $keep> for $given {}

        #[diagnostic::do_not_recommend]
        impl<U: Nothing> Keeps<U, Lost> for $given {}
    };
}

kept!([Clone] Moved, Kept);
kept!([] Lent, Kept);
kept!([Clone](Moved, CanFail), Kept);
kept!([](Moved, CannotFail), Unkept);
kept!([](Lent, CanFail), Kept);
kept!([](Lent, CannotFail), Kept);

/// Routes what failed for good.
pub struct Failing<'a, X> {
    pub(crate) books: &'a mut Books,
    pub(crate) exit: &'a mut X,
}

impl<X> Failing<'_, X> {
    /// One item, if it is still there.
    pub(crate) fn item<I, E>(&mut self, item: Option<I>, cause: Cause<E>, attempts: u32)
    where
        E: Display + Send + Sync + 'static,
        X: Exit<I, E>,
    {
        self.books.tally.failed += 1;
        if self.exit.on_failure() == OnFailure::Stop {
            let position = self.books.position();
            self.books.tally.lost += 1;
            let error = PipelineError::item(self.books.ctx.name, cause.boxed(), Some(position));
            self.books.ctx.control.fail(error);
            return;
        }
        match item {
            Some(item) if X::KEEPS => {
                self.exit.push(Failed { item, cause, stage: self.books.ctx.name, attempts });
            }
            None if X::KEEPS => self.books.tally.lost += 1,
            _ => {}
        }
    }

    /// All items of a unit, of which there were so many.
    pub(crate) fn unit<I, E>(
        &mut self,
        items: Option<impl Iterator<Item = I>>,
        count: usize,
        cause: &Cause<E>,
        attempts: u32,
    ) where
        E: Display + Send + Sync + 'static,
        X: Exit<I, E>,
    {
        match items {
            Some(items) => items.for_each(|item| self.item(Some(item), cause.clone(), attempts)),
            None => (0..count).for_each(|_| self.item(None, cause.clone(), attempts)),
        }
    }
}

/// A cause of an error.
pub(crate) fn because<E>(error: E) -> Cause<E> {
    Cause::Error(Arc::new(error))
}
