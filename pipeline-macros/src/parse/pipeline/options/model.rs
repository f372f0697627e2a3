//! Options, typed. Duration literals inside the expressions are already `::core::time::Duration` expressions.

use super::Key;
use crate::parse::pipeline::ast::Chain;
use proc_macro2::Span;
use syn::{Expr, Ident, Path};

/// A value and the place of the key it was written behind.
#[derive(Clone)]
pub(crate) struct Opt<T> {
    pub(crate) key: Span,
    pub(crate) value: T,
}

/// Everything between a node's braces.
#[derive(Default)]
pub(crate) struct NodeOptions {
    /// All keys that were written, in order, each once.
    pub(crate) given: Vec<(Key, Span)>,
    /// Their values as they were written, for drawings; of a flag nothing.
    pub(crate) written: Vec<(Key, String)>,
    pub(crate) workers: Option<Opt<Expr>>,
    pub(crate) unordered: Option<Span>,
    pub(crate) by: Option<Opt<Expr>>,
    pub(crate) keep: Option<Opt<Expr>>,
    pub(crate) max_keys: Option<Opt<Expr>>,
    pub(crate) buffer: Option<Opt<Expr>>,
    pub(crate) overflow: Option<Opt<Overflow>>,
    /// `fuse: true`; `fuse: false` says nothing.
    pub(crate) fuse: Option<Span>,
    pub(crate) batch: Option<Opt<Batch>>,
    pub(crate) within: Option<Opt<Expr>>,
    pub(crate) weight: Option<Opt<Expr>>,
    pub(crate) max_weight: Option<Opt<Expr>>,
    pub(crate) split: Option<Span>,
    pub(crate) retry: Option<Opt<Expr>>,
    pub(crate) retry_if: Option<Opt<Expr>>,
    pub(crate) timeout: Option<Opt<Expr>>,
    pub(crate) rate: Option<Opt<Rate>>,
    pub(crate) breaker: Option<Opt<Expr>>,
    pub(crate) restart: Option<Opt<Expr>>,
    pub(crate) restart_if: Option<Opt<Expr>>,
    pub(crate) max_restarts: Option<Opt<MaxRestarts>>,
    pub(crate) idle: Option<Opt<Expr>>,
    /// Where event time begins.
    pub(crate) time: Option<Opt<Expr>>,
    pub(crate) lateness: Option<Opt<Expr>>,
    pub(crate) idle_input: Option<Opt<Expr>>,
    pub(crate) max_skew: Option<Opt<Expr>>,
    pub(crate) window: Option<Opt<Window>>,
    pub(crate) trigger: Option<Opt<Vec<Trigger>>>,
    pub(crate) accumulating: Option<Span>,
    pub(crate) discarding: Option<Span>,
    /// A handler of what is emitted and kept.
    pub(crate) emit: Option<Opt<Expr>>,
    pub(crate) max_windows: Option<Opt<Expr>>,
    pub(crate) tick: Option<Opt<Expr>>,
    pub(crate) name: Option<Opt<Ident>>,
    /// `prefer: first`.
    pub(crate) prefer: Option<Opt<Prefer>>,
    /// The keys of both sides of a `join`.
    pub(crate) on: Option<Opt<On>>,
    pub(crate) apart: Option<Opt<Expr>>,
    /// Versions in the place of a distance.
    pub(crate) as_of: Option<Span>,
    pub(crate) kind: Option<Opt<JoinKind>>,
    /// As written. The graph takes it out and turns it into wires.
    pub(crate) otherwise: Option<Opt<Otherwise>>,
}

/// `options { .. }`.
#[derive(Default)]
pub(crate) struct PipelineOptions {
    pub(crate) drain: Option<Opt<Expr>>,
    pub(crate) max_restarts: Option<Opt<MaxRestarts>>,
    pub(crate) channel: Option<Opt<Expr>>,
    /// The most items that may be in flight.
    pub(crate) max_in_flight: Option<Opt<Expr>>,
    /// `crate: path`: where this crate's name does not lead, or not directly.
    pub(crate) krate: Option<Opt<Path>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Overflow {
    Block,
    DropOldest,
    DropNewest,
    Fail,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Prefer {
    First,
}

/// `(|a| &a.id, |b| &b.id)`
#[derive(Clone)]
pub(crate) struct On {
    pub(crate) left: Expr,
    pub(crate) right: Expr,
}

/// Whose items are emitted where they find no partner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
}

/// `100` or `100 per key`.
#[derive(Clone)]
pub(crate) struct Batch {
    pub(crate) size: Expr,
    pub(crate) per_key: Option<Span>,
}

/// `100 per 1s`, `1 per 1s per key`, or `&limit`: an expression alone is a limit of its own.
#[derive(Clone)]
pub(crate) struct Rate {
    pub(crate) amount: Expr,
    pub(crate) per: Option<Expr>,
    pub(crate) per_key: Option<Span>,
}

/// `3 per 5s`.
#[derive(Clone)]
pub(crate) struct MaxRestarts {
    pub(crate) count: Expr,
    pub(crate) per: Expr,
}

/// The value of `window:`.
#[derive(Clone)]
pub(crate) enum Window {
    Global,
    Count(Expr),
    Tumbling(Expr),
    Sliding(Expr, Expr),
    Session(Expr),
}

impl Window {
    /// Whether it is a span of time.
    pub(crate) fn is_timed(&self) -> bool {
        matches!(self, Window::Tumbling(_) | Window::Sliding(..) | Window::Session(_))
    }
}

/// One of the values of `trigger:`.
#[derive(Clone)]
pub(crate) enum Trigger {
    Every(Expr),
    Periodically(Expr),
    /// A closure over the state.
    When(Expr),
}

/// The value of `else:`.
pub(crate) enum Otherwise {
    To(Ident),
    Inline { span: Span, branches: Vec<Chain> },
    Skip,
    Stop,
}

impl NodeOptions {
    pub(crate) fn has(&self, key: Key) -> bool {
        self.place_of(key).is_some()
    }

    /// Where a key was written, if it was.
    pub(crate) fn place_of(&self, key: Key) -> Option<Span> {
        self.given.iter().find(|(given, _)| *given == key).map(|(_, span)| *span)
    }
}
