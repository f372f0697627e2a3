//! What travels with an item: nothing, or its time.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::bare::{Bare, Instants, Restamp, Stamps, Stripped};
use super::begin::Strip;
use super::piece::TimedPiece;
use super::{Mark, Timestamp};
use crate::chain::{Batcher, Chain, Gather, Weigh};
use crate::edge::{FullExit, Tx};
use crate::head::Out;
use crate::input::BoxInput;
use crate::push::{BoxPush, Piece};

/// An item and its time.
#[derive(Clone, Debug)]
pub struct Stamped<T> {
    pub(crate) at: Timestamp,
    pub(crate) item: T,
}

/// Items alone.
pub struct Plain;

/// Items with their times.
pub struct Timed;

/// Whether the items of a stream carry their time. The engine moves what a stream carries and does not look into it; functions
/// and closures get the item alone.
pub trait Stamping: Send + Sync + 'static {
    /// What is moved.
    type Of<T: Send + 'static>: Send + 'static;

    /// The time of what a task works on.
    #[doc(hidden)]
    type Now: Clone + Default + Send + 'static;

    /// Whether items carry a time.
    #[doc(hidden)]
    const TIMED: bool;

    /// What an item carries.
    #[doc(hidden)]
    type At: Copy + Default + Ord + Send;

    /// The item in it.
    #[doc(hidden)]
    fn item<T: Send + 'static>(of: &Self::Of<T>) -> &T;

    /// What it carries.
    #[doc(hidden)]
    fn at<T: Send + 'static>(of: &Self::Of<T>) -> Self::At;

    /// Both.
    #[doc(hidden)]
    fn split<T: Send + 'static>(of: Self::Of<T>) -> (Self::At, T);

    /// An item that carries this.
    #[doc(hidden)]
    fn join<T: Send + 'static>(at: Self::At, item: T) -> Self::Of<T>;

    /// The time in what an item carries.
    #[doc(hidden)]
    fn time(at: Self::At) -> Option<Timestamp>;

    /// What an item of this time carries.
    #[doc(hidden)]
    fn of_time(at: Timestamp) -> Self::At;

    /// Something made of it, which has its time.
    #[doc(hidden)]
    #[inline]
    fn map<T: Send + 'static, O: Send + 'static>(of: Self::Of<T>, make: impl FnOnce(T) -> O) -> Self::Of<O> {
        let (at, item) = Self::split(of);
        Self::join(at, make(item))
    }

    /// Several things made of it, by what is done with each.
    #[doc(hidden)]
    fn piece<I: Send + 'static, C: Chain<I>>(chain: C, next: BoxPush<Self::Of<C::Out>>) -> BoxPush<Self::Of<I>>;

    /// The items alone, for those who do not ask for more.
    #[doc(hidden)]
    fn strip<T: Send + 'static>(next: BoxPush<T>) -> BoxPush<Self::Of<T>>;

    /// The same, for a task that does not look at the time.
    #[doc(hidden)]
    fn bare<T: Send + 'static>(input: BoxInput<Self::Of<T>>, now: &Self::Now) -> BoxInput<T>;

    /// Where a task that works on them notes the time of one.
    #[doc(hidden)]
    fn instants(now: &Self::Now) -> Option<Arc<Instants>>;

    /// The items of an input alone, where nobody behind asks for more.
    #[doc(hidden)]
    fn stripped<T: Send + 'static>(input: BoxInput<Self::Of<T>>) -> BoxInput<T>;

    /// An output port of such a task.
    #[doc(hidden)]
    fn port<T: Send + 'static>(tx: Tx<Self::Of<T>>, now: &Self::Now) -> Out<T>;

    /// What such a task makes of them, with the time of what it works on.
    #[doc(hidden)]
    fn restamp<T: Send + 'static>(push: BoxPush<Self::Of<T>>, now: &Self::Now) -> BoxPush<T>;

    /// Batches gathered by the task that takes them.
    #[doc(hidden)]
    fn gather<I: Send + 'static, W: Weigh<I>>(
        items: BoxInput<Self::Of<I>>,
        batcher: Batcher<I, W>,
    ) -> BoxInput<Self::Of<Vec<I>>>;

    /// The way out for what finds no room.
    #[doc(hidden)]
    fn full_exit<T: Send + 'static>(exit: Box<dyn FullExit<T>>) -> Box<dyn FullExit<Self::Of<T>>>;
}

impl Stamping for Plain {
    const TIMED: bool = false;
    type Of<T: Send + 'static> = T;
    type At = ();
    type Now = ();

    #[inline(always)]
    fn item<T: Send + 'static>(of: &T) -> &T {
        of
    }

    #[inline(always)]
    fn at<T: Send + 'static>(_of: &T) {}

    #[inline(always)]
    fn split<T: Send + 'static>(of: T) -> ((), T) {
        ((), of)
    }

    #[inline(always)]
    fn join<T: Send + 'static>(_at: (), item: T) -> T {
        item
    }

    fn time(_at: ()) -> Option<Timestamp> {
        None
    }

    fn of_time(_at: Timestamp) {}

    fn piece<I: Send + 'static, C: Chain<I>>(chain: C, next: BoxPush<C::Out>) -> BoxPush<I> {
        Box::new(Piece::new(chain, next))
    }

    fn strip<T: Send + 'static>(next: BoxPush<T>) -> BoxPush<T> {
        next
    }

    fn bare<T: Send + 'static>(input: BoxInput<T>, _now: &()) -> BoxInput<T> {
        input
    }

    fn instants(_now: &()) -> Option<Arc<Instants>> {
        None
    }

    fn stripped<T: Send + 'static>(input: BoxInput<T>) -> BoxInput<T> {
        input
    }

    fn port<T: Send + 'static>(tx: Tx<T>, _now: &()) -> Out<T> {
        Out::plain(tx)
    }

    fn restamp<T: Send + 'static>(push: BoxPush<T>, _now: &()) -> BoxPush<T> {
        push
    }

    fn gather<I: Send + 'static, W: Weigh<I>>(items: BoxInput<I>, batcher: Batcher<I, W>) -> BoxInput<Vec<I>> {
        Box::new(Gather::new(items, batcher))
    }

    fn full_exit<T: Send + 'static>(exit: Box<dyn FullExit<T>>) -> Box<dyn FullExit<T>> {
        exit
    }
}

impl Stamping for Timed {
    const TIMED: bool = true;
    type Of<T: Send + 'static> = Stamped<T>;
    type At = Timestamp;
    type Now = Arc<Instants>;

    #[inline(always)]
    fn item<T: Send + 'static>(of: &Stamped<T>) -> &T {
        &of.item
    }

    #[inline(always)]
    fn at<T: Send + 'static>(of: &Stamped<T>) -> Timestamp {
        of.at
    }

    #[inline(always)]
    fn split<T: Send + 'static>(of: Stamped<T>) -> (Timestamp, T) {
        (of.at, of.item)
    }

    #[inline(always)]
    fn join<T: Send + 'static>(at: Timestamp, item: T) -> Stamped<T> {
        Stamped { at, item }
    }

    fn time(at: Timestamp) -> Option<Timestamp> {
        Some(at)
    }

    fn of_time(at: Timestamp) -> Timestamp {
        at
    }

    fn piece<I: Send + 'static, C: Chain<I>>(chain: C, next: BoxPush<Stamped<C::Out>>) -> BoxPush<Stamped<I>> {
        Box::new(TimedPiece::new(chain, next))
    }

    fn strip<T: Send + 'static>(next: BoxPush<T>) -> BoxPush<Stamped<T>> {
        Box::new(Strip::new(next))
    }

    fn bare<T: Send + 'static>(input: BoxInput<Stamped<T>>, now: &Arc<Instants>) -> BoxInput<T> {
        Box::new(Bare::new(input, Arc::clone(now)))
    }

    fn instants(now: &Arc<Instants>) -> Option<Arc<Instants>> {
        Some(Arc::clone(now))
    }

    fn stripped<T: Send + 'static>(input: BoxInput<Stamped<T>>) -> BoxInput<T> {
        Box::new(Stripped::new(input))
    }

    fn port<T: Send + 'static>(tx: Tx<Stamped<T>>, now: &Arc<Instants>) -> Out<T> {
        Out::timed(tx, now)
    }

    fn restamp<T: Send + 'static>(push: BoxPush<Stamped<T>>, now: &Arc<Instants>) -> BoxPush<T> {
        Box::new(Restamp::new(push, Arc::clone(now)))
    }

    fn gather<I: Send + 'static, W: Weigh<I>>(
        items: BoxInput<Stamped<I>>,
        batcher: Batcher<I, W>,
    ) -> BoxInput<Stamped<Vec<I>>> {
        let now = Arc::<Instants>::default();
        let batches = Gather::new(Box::new(Bare::new(items, Arc::clone(&now))), batcher);
        Box::new(Stamps::new(Box::new(batches), now))
    }

    fn full_exit<T: Send + 'static>(exit: Box<dyn FullExit<T>>) -> Box<dyn FullExit<Stamped<T>>> {
        Box::new(Unstamped(exit))
    }
}

struct Unstamped<T>(Box<dyn FullExit<T>>);

impl<T: Send + 'static> FullExit<Stamped<T>> for Unstamped<T> {
    fn push(&mut self, of: Stamped<T>) {
        self.0.note(of.at);
        self.0.push(of.item);
    }

    fn mark(&mut self, mark: Mark) {
        self.0.mark(mark);
    }

    fn ready(&self) -> bool {
        self.0.ready()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.0.publish();
    }
}
