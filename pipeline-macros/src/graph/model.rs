//! What the expansion works from: every name resolved, every rule checked, the steps in topological order.
//!
//! A *step* is something that happens to items: a port, a function, an operator, a merge, a route. A *stream* leads from
//! exactly one step to exactly one other. Duration literals in all expressions are already `::core::time::Duration`s.

pub(crate) use crate::parse::pipeline::options::{
    JoinKind, MaxRestarts, NodeOptions, On, Opt, Overflow, PipelineOptions, Rate, Trigger, Window,
};
pub(crate) use crate::parse::pipeline::{Joining, Operator};

use proc_macro2::Span;
use syn::{Expr, Ident, Pat, Path, Type};

/// Index into [`Graph::streams`].
pub(crate) type StreamId = usize;
/// Index into [`Graph::steps`].
pub(crate) type StepId = usize;

/// A checked pipeline.
pub(crate) struct Graph {
    pub(crate) options: PipelineOptions,
    /// Producers before takers.
    pub(crate) steps: Vec<Step>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) circles: Vec<Circle>,
}

impl Graph {
    /// Which streams carry their times.
    pub(crate) fn times(&self) -> super::times::Times {
        super::times::Times::of(|| Box::new(self.steps.iter()), self.streams.len(), |stream| stream)
    }
}

/// Steps that `loop` ports close into cycles which lead into each other.
pub(crate) struct Circle {
    pub(crate) inside: Vec<Ident>,
    /// Steps that lead into it.
    pub(crate) before: Vec<Ident>,
}

/// An edge.
pub(crate) struct Stream {
    pub(crate) producer: StepId,
    pub(crate) taker: StepId,
    /// What the user wrote left of the arrow: the edge error underlines from here ..
    pub(crate) from: Span,
    /// .. to here, what was written right of it.
    pub(crate) to: Span,
    pub(crate) carries: Carries,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Carries {
    /// What the producer emits.
    Items,
    /// What a stage emits through one of its output ports.
    Port,
    /// `Failed<In, Err>`: what did not get through the producer.
    Failures,
}

/// One thing that happens to items.
pub(crate) struct Step {
    /// Unique: a port's or node's own name, else made of what it is (`map_1`, `route_2`, `merge_1`).
    pub(crate) name: Ident,
    /// The token that stands for it.
    pub(crate) span: Span,
    pub(crate) kind: StepKind,
}

pub(crate) enum StepKind {
    In {
        ty: Box<Type>,
        options: Box<NodeOptions>,
        out: StreamId,
    },
    Source {
        call: Call,
        options: Box<NodeOptions>,
        out: StreamId,
    },
    Stage(Stage),
    Operator(OperatorStep),
    Join(JoinStep),
    Sink(Sink),
    Nested(Nested),
    Merge(Merge),
    Broadcast {
        input: StreamId,
        outs: Vec<StreamId>,
    },
    Route {
        input: StreamId,
        arms: Vec<Arm>,
    },
    Discard {
        input: StreamId,
    },
    Out {
        ty: Box<Type>,
        options: Box<NodeOptions>,
        input: StreamId,
    },
    /// Where a `loop` port begins chains. It has the port's name.
    Loop {
        ty: Box<Type>,
        options: Box<NodeOptions>,
        out: StreamId,
    },
    /// Where chains end at the `loop` port `port`.
    IntoLoop {
        port: Ident,
        ty: Box<Type>,
        input: StreamId,
    },
}

/// A function in the middle of a chain, or one whose output ports are used.
pub(crate) struct Stage {
    pub(crate) call: Call,
    pub(crate) options: Box<NodeOptions>,
    pub(crate) input: StreamId,
    /// `None` when a chain ends here and only output ports lead on.
    pub(crate) out: Option<StreamId>,
    pub(crate) ports: Vec<(Ident, StreamId)>,
    pub(crate) failures: Else,
    /// Everything it gets came of failures of other nodes.
    pub(crate) fed_only_by_failures: bool,
}

/// A function at the end of a chain.
pub(crate) struct Sink {
    pub(crate) call: Call,
    pub(crate) options: Box<NodeOptions>,
    pub(crate) input: StreamId,
    pub(crate) failures: Else,
    /// Everything it gets came of failures of other nodes.
    pub(crate) fed_only_by_failures: bool,
}

/// A pipeline at a node of this one.
pub(crate) struct Nested {
    pub(crate) call: Call,
    pub(crate) options: Box<NodeOptions>,
    pub(crate) input: StreamId,
    /// `None` when a chain ends here: it has no `out`, or they are taken by name.
    pub(crate) out: Option<StreamId>,
    pub(crate) ports: Vec<(Ident, StreamId)>,
}

pub(crate) struct OperatorStep {
    pub(crate) operator: Operator,
    /// Where its word stands.
    pub(crate) word: Span,
    pub(crate) args: Vec<Expr>,
    pub(crate) options: Box<NodeOptions>,
    /// `None` for `tick`, which is a source.
    pub(crate) input: Option<StreamId>,
    pub(crate) out: StreamId,
    pub(crate) failures: Else,
}

impl OperatorStep {
    /// Items may come to nothing here that somebody could take.
    pub(crate) fn has_failures(&self) -> bool {
        self.operator == Operator::Top || self.operator == Operator::Distinct && self.options.window.is_some()
    }
}

/// Two streams become one of pairs.
pub(crate) struct JoinStep {
    pub(crate) joining: Joining,
    pub(crate) options: Box<NodeOptions>,
    /// The left side, and the right one.
    pub(crate) inputs: [StreamId; 2],
    pub(crate) out: StreamId,
    pub(crate) failures: Else,
}

impl JoinStep {
    /// Items may come too late.
    pub(crate) fn has_failures(&self) -> bool {
        self.joining == Joining::Join
    }
}

/// Several streams become one: brackets at a chain's start, what comes out of brackets or a `match`, an `out` port or
/// a name for failures that several nodes feed.
pub(crate) struct Merge {
    pub(crate) inputs: Vec<StreamId>,
    /// `prefer: first`; otherwise fair.
    pub(crate) prefer_first: bool,
    pub(crate) out: StreamId,
    /// What takes the merged items: `Into` applies before a function (and a declared `out` type), elsewhere all are of
    /// one type.
    pub(crate) taker: Taker,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Taker {
    /// A stage, a sink or a pipeline.
    Function,
    Out,
    Operator,
    Route,
    Broadcast,
    Merge,
    /// A `let` gives the merged stream a name first.
    Let,
    Discard,
}

/// One arm of a route.
pub(crate) struct Arm {
    pub(crate) pat: Pat,
    pub(crate) guard: Option<Expr>,
    pub(crate) flow: Flow,
    /// `None`: discarded, the arm says `_`.
    pub(crate) out: Option<StreamId>,
}

/// What flows through an arm.
#[derive(Clone)]
pub(crate) enum Flow {
    /// The pattern binds nothing: the whole item.
    Whole,
    Binding(Ident),
    Expr(Expr),
}

/// A function and its arguments without the item.
pub(crate) struct Call {
    pub(crate) path: Path,
    pub(crate) args: Vec<Arg>,
}

pub(crate) struct Arg {
    pub(crate) value: ArgValue,
    /// `.await` occurs in it.
    pub(crate) awaits: bool,
}

pub(crate) enum ArgValue {
    /// `&gateway`, `&cfg.client`: a place in the struct, without the `&`. The first identifier is a field's name.
    Field(Expr),
    /// Any other `&expr`, without the `&`: evaluated once at start.
    Value(Expr),
    /// `&mut expr`, without the `&mut`: made for each worker and key.
    State(Expr),
}

/// Where a function's failures go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Else {
    /// Nobody said: the function must not fail.
    None,
    To(StreamId),
    Skip,
    Stop,
    /// To the `else =>` statement.
    Global(StreamId),
    /// Fed by nothing but failures, and nothing said: it retries for ever.
    Retry,
}

impl Else {
    pub(crate) fn stream(self) -> Option<StreamId> {
        match self {
            Else::To(stream) | Else::Global(stream) => Some(stream),
            _ => None,
        }
    }
}
