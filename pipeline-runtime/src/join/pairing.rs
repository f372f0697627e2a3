//! How items of two sides become pairs.

use std::time::Duration;

use super::timeline::Held;
use crate::time::Timestamp;

/// Pairs of items of two sides, and what is kept for them. It knows no clock: who uses it says what time an item has, and before
/// which time nothing more is expected.
pub trait Pairing: Send + 'static {
    /// An item of the left side.
    type Left: Send + 'static;
    /// An item of the right side.
    type Right: Send + 'static;
    /// What comes out.
    type Out: Send + 'static;
    /// Whether something comes out by itself, as time goes on.
    const ALONE: bool;

    /// An item of the left side. Given back where it is too late to come to anything.
    #[doc(hidden)]
    fn left(&mut self, at: Timestamp, item: Self::Left, came: &mut Came<Self::Out>) -> Option<Self::Left>;

    /// An item of the right side. Given back where it is too late to come to anything.
    #[doc(hidden)]
    fn right(&mut self, at: Timestamp, item: Self::Right, came: &mut Came<Self::Out>) -> Option<Self::Right>;

    /// Nothing older than this is expected any more. What that decides is let go next.
    #[doc(hidden)]
    fn watermark(&mut self, to: Timestamp);

    /// Nothing is expected any more.
    #[doc(hidden)]
    fn end(&mut self);

    /// Lets go of the first thing that nobody need wait for any more; false where there is none.
    #[doc(hidden)]
    fn let_go(&mut self, came: &mut Came<Self::Out>) -> bool;

    /// By the clock: when the first of what is kept goes, if nothing more comes.
    #[doc(hidden)]
    fn due(&self) -> Option<Timestamp>;

    /// By how much what comes out may be older than the watermark.
    #[doc(hidden)]
    fn behind(&self) -> Duration {
        Duration::ZERO
    }
}

/// What came of what went in.
pub struct Came<T> {
    /// With their times.
    pub(crate) items: Vec<(Timestamp, T)>,
    /// Items that came to something: they came out in a pair, or alone.
    pub(crate) done: u64,
    /// Items without a partner, which the kind leaves out.
    pub(crate) filtered: u64,
    /// Keys that made room for others.
    pub(crate) forgotten: u64,
}

impl<T> Came<T> {
    pub(crate) fn new() -> Self {
        Self { items: Vec::new(), done: 0, filtered: 0, forgotten: 0 }
    }

    /// An item comes out, with others maybe, and is counted the first time.
    pub(super) fn comes_out<I>(&mut self, held: &mut Held<I>) {
        self.done += u64::from(!std::mem::replace(&mut held.came_out, true));
    }

    /// An item goes. Where it never came out, the kind leaves it out.
    pub(super) fn goes<I>(&mut self, held: &Held<I>) {
        self.filtered += u64::from(!held.came_out);
    }
}
