//! The traits whose messages rustc prints for a wrong drawing. Each reads as a sentence.

use crate::node::{Async, Batch, CanFail, CannotFail, LentTo, Many, One, Ports};

/// The edge `From => Self` carries what it should.
#[diagnostic::on_unimplemented(
    message = "cannot wire `{From} => {Self}`: `{From}` emits `{Emitted}`, but `{Self}` takes `{Taken}`",
    label = "`{From}` emits `{Emitted}`, but `{Self}` takes `{Taken}`",
    note = "put a stage that turns `{Emitted}` into `{Taken}` between them, or change one of the two signatures"
)]
pub trait Takes<Emitted, From, Taken: ?Sized>: Sized {
    /// Lends an item of the edge the way the taker has it.
    fn lend(item: &Emitted) -> LentTo<'_, Self, From, Taken>;
}

/// The `out` port takes what comes.
#[diagnostic::on_unimplemented(
    message = "cannot wire `{From} => {Port}`: `{From}` emits `{Self}`, but the port `{Port}` takes `{Taken}`",
    label = "`{From}` emits `{Self}`, but `{Port}` takes `{Taken}`",
    note = "put a stage that turns `{Self}` into `{Taken}` before the port, or change the port's type"
)]
pub trait Leaves<Taken, From, Port> {}

impl<T, From, Port> Leaves<T, From, Port> for T {}

/// A merge: what comes converts into what its taker takes.
#[diagnostic::on_unimplemented(
    message = "cannot merge `{From}` into `{Taker}`: `{From}` emits `{Self}`, which does not convert into `{Taken}`",
    label = "`{From}` emits `{Self}`, but `{Taker}` takes `{Taken}`",
    note = "write `impl From<{Self}> for {Taken}`, or put a stage between them"
)]
pub trait Merges<Taken, From, Taker>: Sized {
    /// Converts.
    fn merge(self) -> Taken;
}

impl<T: Into<Taken>, Taken, From, Taker> Merges<Taken, From, Taker> for T {
    #[inline]
    fn merge(self) -> Taken {
        self.into()
    }
}

/// A stage without an `else` cannot fail.
#[diagnostic::on_unimplemented(
    message = "`{Stage}` can fail with `{Error}`, and nothing takes its failures",
    label = "`{Stage}` can fail, and nothing takes its failures",
    note = "write `{Stage} {{ else: failed }}` and `failed => ..;`, or `else: skip` or `else: stop`, or one `else => ..;` for the pipeline"
)]
pub trait NeedsNoElse<Stage, Error> {}

impl<Stage, Error> NeedsNoElse<Stage, Error> for CannotFail {}
impl<Stage, Error> NeedsNoElse<Stage, Error> for Excused<CanFail> {}

/// A wrapper for nodes that need no `else` for another reason.
pub struct Excused<T>(T);

/// A node without `batch` takes items.
#[diagnostic::on_unimplemented(
    message = "`{Stage}` takes a batch, but its node has no `batch`",
    label = "`{Stage}` takes a batch",
    note = "write `{Stage} {{ batch: 100 }}`, with `within: 1s` for how old a batch may get; or mark the function `item` if its `Vec` is one item"
)]
pub trait TakesItems<Stage> {}

impl<Stage> TakesItems<Stage> for One {}

/// A node with `batch` takes batches.
#[diagnostic::on_unimplemented(
    message = "`{Stage}` takes one item at a time, but its node has a `batch`",
    label = "`{Stage}` takes one item at a time",
    note = "leave `batch` out, or take a batch: `&[T]` or `Vec<T>`"
)]
pub trait TakesBatches<Stage> {}

impl<Stage> TakesBatches<Stage> for Batch {}

/// A node with a `timeout` is asynchronous.
#[diagnostic::on_unimplemented(
    message = "`{Stage}` is synchronous, so a `timeout` cannot end it",
    label = "a `timeout` needs an `async` stage",
    note = "make it an `async fn`, or leave `timeout` out"
)]
pub trait CanTimeOut<Stage> {}

impl<Stage> CanTimeOut<Stage> for Async {}
impl<Stage> CanTimeOut<Stage> for Many {}
impl<Stage> CanTimeOut<Stage> for Ports {}

/// What ends a chain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` ends a chain, but it is not a sink",
    label = "not a `#[sink]`",
    note = "a chain ends with a function marked `#[sink]`, an `out` port, or `_` to discard what comes"
)]
pub trait Sink {}

/// What stands in the middle of a chain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands in the middle of a chain, but it is not a stage",
    label = "not a `#[stage]` or `#[fold]`",
    note = "a sink ends its chain, a source begins one"
)]
pub trait Stage {}

/// A source stands here.
pub const fn must_be_source<S: crate::source::Source>() {}

/// A sink stands here.
pub const fn must_be_sink<S: Sink>() {}

/// A stage or a fold stands here.
pub const fn must_be_stage<S: Stage>() {}

/// An `out` port takes what comes.
pub fn leaves<T, Port, Fl>(_flow: &Fl)
where
    Fl: crate::flow::Flow,
    Fl::Out: Leaves<T, Fl::From, Port>,
{
}

/// Every output port of a stage is used.
///
/// # Panics
/// While compiling, with what to do.
pub const fn all_ports_lead_somewhere(ports: &[(&str, &'static str)], used: &[&str]) {
    let mut at = 0;
    while at < ports.len() {
        assert!(is_among(ports[at].0, used), "{}", ports[at].1);
        at += 1;
    }
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

const fn is_same(a: &[u8], b: &[u8]) -> bool {
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

    operators!(map, filter, filter_map, flat_map, inspect, scan, take, take_while, skip, dedup, distinct, batch);
    operators!(debounce, sample, delay, tick);
}
