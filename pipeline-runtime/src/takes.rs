//! The traits whose messages rustc prints for a wrong drawing. Each reads as a sentence.

use std::marker::PhantomData;

/// The edge `From => Self` carries what it should.
#[diagnostic::on_unimplemented(
    message = "cannot wire `{From} => {Self}`: `{From}` emits `{Emitted}`, but `{Self}` takes `{Taken}`",
    label = "`{From}` emits `{Emitted}`, but `{Self}` takes `{Taken}`",
    note = "put a stage that turns `{Emitted}` into `{Taken}` between them, or change one of the two signatures"
)]
pub trait Takes<Emitted, From, Taken: ?Sized>: Sized {
    /// So it does.
    fn lend(_item: &Emitted) -> Proof<Self, From, Taken> {
        Proof(PhantomData)
    }
}

/// What an edge emits.
#[inline]
pub const fn emitted<T>(item: &T) -> &T {
    item
}

/// What stands for a fact of the drawing: made only by the traits of this module.
pub struct Proof<A, B = (), C: ?Sized = ()>(PhantomData<fn() -> Facts<A, B, C>>);

type Facts<A, B, C> = (PhantomData<A>, PhantomData<B>, PhantomData<C>);

/// The `out` port takes what comes.
#[diagnostic::on_unimplemented(
    message = "cannot wire `{From} => {Port}`: `{From}` emits `{Self}`, but the port `{Port}` takes `{Taken}`",
    label = "`{From}` emits `{Self}`, but `{Port}` takes `{Taken}`",
    note = "put a stage that turns `{Self}` into `{Taken}` before the port, or change the port's type"
)]
pub trait Leaves<Taken, From, Port> {
    /// So it does.
    fn leaves(_item: &Self, _from: PhantomData<From>) -> Proof<Taken, From, Port> {
        Proof(PhantomData)
    }
}

impl<T, From, Port> Leaves<T, From, Port> for T {}

/// A merge: what comes converts into what its taker takes.
#[diagnostic::on_unimplemented(
    message = "cannot merge `{From}` into `{Taker}`: `{From}` emits `{Self}`, which does not convert into `{Taken}`",
    label = "`{From}` emits `{Self}`, but `{Taker}` takes `{Taken}`",
    note = "write `impl From<{Self}> for {Taken}`, or put a stage between them"
)]
pub trait Merges<Taken, From, Taker>: Sized {
    /// Converts.
    fn merge(self) -> Merged<Taken, From, Taker>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Taken>, Taken, From, Taker> Merges<Taken, From, Taker> for T {
    #[inline]
    fn merge(self) -> Merged<Taken, From, Taker> {
        Merged { item: self.into(), edge: PhantomData }
    }
}

/// Failures arrive: they convert into what their taker takes.
#[diagnostic::on_unimplemented(
    message = "cannot send the failures of `{From}` to `{Taker}`: they are `{Self}`, but `{Taker}` takes `{Taken}`",
    label = "fails with `{Self}`, but `{Taker}` takes `{Taken}`",
    note = "let `{Taker}` take `{Self}`, or `Failure`, which any failure converts into"
)]
pub trait Arrives<Taken, From, Taker>: Sized {
    /// Converts.
    fn merge(self) -> Merged<Taken, From, Taker>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Taken>, Taken, From, Taker> Arrives<Taken, From, Taker> for T {
    #[inline]
    fn merge(self) -> Merged<Taken, From, Taker> {
        Merged { item: self.into(), edge: PhantomData }
    }
}

/// A merge before anything but a function: all are of one type.
#[diagnostic::on_unimplemented(
    message = "cannot merge `{From}` here: it emits `{Self}`, but the first of the merged emits `{First}`",
    label = "`{From}` emits `{Self}`, not `{First}`",
    note = "only a function or an `out` port takes several types, each converted into its own; before anything else put a stage that turns `{Self}` into `{First}`"
)]
pub trait IsOneWith<First, From>: Sized {
    #[doc(hidden)]
    fn one_with(self, first: PhantomData<First>, from: PhantomData<From>) -> Merged<First, From, ()>;
}

impl<T, From> IsOneWith<T, From> for T {
    #[inline]
    fn one_with(self, _first: PhantomData<T>, _from: PhantomData<From>) -> Merged<T, From, ()> {
        Merged { item: self, edge: PhantomData }
    }
}

/// An item converted for `Taker`; made only by [`Merges::merge`], so that what does not convert is an error there.
pub struct Merged<Taken, From, Taker> {
    pub(crate) item: Taken,
    edge: PhantomData<fn() -> Facts<From, Taker, ()>>,
}

/// A stage without an `else` cannot fail.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can fail with `{Error}`, and nothing takes its failures",
    label = "`{Self}` can fail, and nothing takes its failures",
    note = "write `{Self} {{ else: failed }}` and `failed => ..;`, or `else: skip` or `else: stop`, or one `else => ..;` for the pipeline"
)]
pub trait NeedsNoElse<Error> {
    #[doc(hidden)]
    fn needs_no_else(_stage: PhantomData<Self>, _error: PhantomData<Error>) -> Proof<Self, Error>
    where
        Self: Sized,
    {
        Proof(PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<S: Is<fact::NeverFails>, Error> NeedsNoElse<Error> for S {}

/// A node without `batch` takes items.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes a batch, but its node has no `batch`",
    label = "`{Self}` takes a batch",
    note = "write `{Self} {{ batch: 100 }}`, with `within: 1s` for how old a batch may get; or mark the function `item` if its `Vec` is one item"
)]
pub trait TakesItems {
    #[doc(hidden)]
    const HOLDS: () = ();
}

#[diagnostic::do_not_recommend]
impl<S: Is<fact::TakesItems>> TakesItems for S {}

/// A node with `batch` takes batches.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes one item at a time, but its node has a `batch`",
    label = "`{Self}` takes one item at a time",
    note = "leave `batch` out, or take a batch: `&[T]` or `Vec<T>`"
)]
pub trait TakesBatches {
    #[doc(hidden)]
    const HOLDS: () = ();
}

#[diagnostic::do_not_recommend]
impl<S: Is<fact::TakesBatches>> TakesBatches for S {}

/// A node with a `timeout` is asynchronous.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is synchronous, so a `timeout` cannot end it",
    label = "a `timeout` needs an `async` stage, and `{Self}` is none",
    note = "make it an `async fn`, or leave `timeout` out"
)]
pub trait CanTimeOut {
    #[doc(hidden)]
    const HOLDS: () = ();
}

#[diagnostic::do_not_recommend]
impl<S: Is<fact::CanTimeOut>> CanTimeOut for S {}

/// A node with `idle` has something to let out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `flush`, so `idle` has nothing to do",
    label = "`idle` calls the `flush` of `{Self}`, and there is none",
    note = "say what the state still holds, `#[stage(flush = rest)]` with `fn rest(state: &mut S) -> Option<T>`, or leave `idle` out"
)]
pub trait Flushes {
    #[doc(hidden)]
    const HOLDS: () = ();
}

#[diagnostic::do_not_recommend]
impl<S: Is<fact::Flushes>> Flushes for S {}

/// A node with a `window` takes its items together.
#[diagnostic::on_unimplemented(
    message = "`{Self}` works on one item after the other, so a `window` has nothing to close",
    label = "a `window` needs a fold, and `{Self}` is none",
    note = "make it a fold, `#[fold] fn {Self}(state: &mut S, item: T)`, or leave `window` out"
)]
pub trait FoldsItems {
    #[doc(hidden)]
    type It;
}

/// A node with `tick` has something to call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `tick`, so there is nothing to call at an interval",
    label = "`tick` calls a function of the state of `{Self}`, and there is none",
    note = "name it, `#[stage(tick = beat)]` with `fn beat(state: &mut S) -> Option<T>`, or leave `tick` out"
)]
pub trait Ticks {
    #[doc(hidden)]
    const HOLDS: () = ();
}

#[diagnostic::do_not_recommend]
impl<S: Is<fact::Ticks>> Ticks for S {}

/// A fold is applied to items, and never tried again: what belongs to attempts has no meaning there.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a fold, and `{Option}` has no meaning at a fold",
    label = "`{Self}` is a fold",
    note = "leave `{Option}` out, or put it at a stage before the fold"
)]
pub trait Tries<Option> {
    #[doc(hidden)]
    type It;
}

/// Without keys, several workers are for what is called item by item, and for a fold whose states can be merged.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a fold without `merge`, so it has one state and one worker",
    label = "the states of several workers would have to be merged",
    note = "say how, `#[fold(merge = add)]` with `fn add(into: &mut S, other: S)`; or give the node keys with `by`, or leave `workers` out"
)]
pub trait SharesItsWork {
    #[doc(hidden)]
    type It;
}

/// What begins a chain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands at the beginning of a chain, but it is not a source",
    label = "not a `#[source]`",
    note = "a chain begins with an `in` port, a named stream or a function marked `#[source]`"
)]
pub trait BeginsAChain {
    #[doc(hidden)]
    type It;
}

/// What ends a chain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` ends a chain, but it is not a sink",
    label = "not a `#[sink]`",
    note = "a chain ends with a function marked `#[sink]`, an `out` port, or `_` to discard what comes; what a stage sends to its output ports is taken as `{Self}.port => ..;`"
)]
pub trait EndsAChain {
    #[doc(hidden)]
    type It;
}

/// What stands in the middle of a chain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands in the middle of a chain, but it is not a stage with one output",
    label = "not a `#[stage]` or `#[fold]` with one output",
    note = "a sink ends its chain, a source begins one; what a stage sends to its output ports is taken as `{Self}.port => ..;`"
)]
pub trait StandsInAChain {
    #[doc(hidden)]
    type It;
}

/// What has output ports.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no output ports",
    label = "no output ports",
    note = "an output port is a parameter behind the item, as in `async fn split(n: u64, even: &mut Out<u64>)`"
)]
pub trait SendsToPorts {
    #[doc(hidden)]
    type It;
}

/// What an attribute says of its function.
pub trait Is<Fact> {}

/// What there is to say of a function.
pub mod fact {
    macro_rules! facts {
        ($($name:ident),+) => {$(
            /// This.
            pub enum $name {}
        )+};
    }

    facts!(NeverFails, TakesItems, TakesBatches, CanTimeOut, Flushes, Ticks);
}

/// Options, as they stand in messages.
#[allow(non_camel_case_types)]
pub mod option {
    macro_rules! options {
        ($($name:ident),+) => {$(
            /// The option of this name.
            pub enum $name {}
        )+};
    }

    options!(retry, rate, breaker, restart_if, split);
}

/// Asks whether a port takes what comes.
pub fn leaving<T, Port, Fl: crate::flow::Flow>(
    _flow: &Fl,
    _leaves: impl Fn(&Fl::Out, PhantomData<Fl::From>) -> Proof<T, Fl::From, Port>,
) {
}

/// What to say of an output port that goes nowhere, if there is one.
pub const fn idle_port(ports: &[(&str, &'static str)], used: &[&str]) -> Option<&'static str> {
    let mut at = 0;
    while at < ports.len() {
        if !is_among(ports[at].0, used) {
            return Some(ports[at].1);
        }
        at += 1;
    }
    None
}

const fn is_among(name: &str, names: &[&str]) -> bool {
    let mut at = 0;
    while at < names.len() {
        if is_same(name.as_bytes(), names[at].as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

pub(crate) const fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The built-in operators, as they stand in messages.
#[allow(non_camel_case_types)]
pub mod op {
    macro_rules! operators {
        ($($name:ident),+) => {$(
            /// The operator of this name.
            pub enum $name {}
        )+};
    }

    operators!(map, filter, filter_map, flat_map, inspect, scan, take, take_while, skip, dedup, distinct, batch, top);
    operators!(debounce, sample, delay, tick, zip, latest, join);
}
