//! What a pipeline holds, as a constant: the rules of `draft`, applied to kinds and options instead of types. Generated code
//! calls one function a step, in the order in which it builds the pipeline, and describes the drawing with what they say.

mod draw;
mod limit;
mod nested;
mod size;
mod steps;

use aqueduct_drawing::{Buffer, Calls, Carries, Edge, Item, Node, TypeName};

use crate::edge::Overflow;

pub use limit::{Limit, within_limit};
pub use nested::{Held, Inside, Nested, PlanWithin, WAYS_IN, is_known, nested, out_of_a_pipeline, way_out};
pub use size::Size;
pub use steps::{
    branches, discard, head, in_port, into_loop, joined, joining, loop_port, merged, node, out_port, passing, source,
    tick,
};

/// What an attribute says of its function, for drawings.
pub trait Described {
    /// All of it: one constant, since each costs rustc as much as a function.
    const IT: Description;
    /// Whether it wants to be called at an interval, which its node must say.
    const TICKS: bool = false;
}

/// How a function is called, and its types by name.
#[derive(Clone, Copy)]
pub struct Description {
    /// How it is called.
    pub calls: Calls,
    /// The item it takes, or the items of its batch.
    pub takes: Item<'static>,
    /// What it emits.
    pub emits: Emits,
    /// What it fails with.
    pub fails: Option<TypeName>,
}

/// A function of which only `start` knows the types: drawn as one that has a task of its own, which can hold the most.
pub enum Inferred {}

impl Described for Inferred {
    const IT: Description =
        Description { calls: Calls::Async, takes: Item::Unknown, emits: Emits::Unknown, fails: None };
}

/// A node that says nothing of a `tick` stands for no stage that has one.
///
/// # Panics
/// Where it does, which is a compile error at the node: the caller is named.
#[track_caller]
pub const fn has_interval(ticks: bool) {
    assert!(!ticks, "this stage has a `tick`, and its node does not say how often: write `{{ tick: 1s }}` behind it");
}

/// What a function emits.
#[derive(Clone, Copy)]
pub enum Emits {
    /// What it was lent flows on.
    Same,
    /// Items of this type.
    Of(TypeName),
    /// Items of this type, of which several workers can make parts: a fold with `merge`.
    Merged(TypeName),
    /// Nobody knows yet.
    Unknown,
    /// Nothing: it ends a chain, or sends to its ports.
    Nothing,
}

/// A node's output that nobody takes yet.
#[derive(Clone, Copy)]
pub struct End {
    item: Item<'static>,
    carries: Carries,
    joint: Joint,
    /// What its edges hold.
    holds: Size,
    /// What is in the hands of those who write to them.
    hand: Size,
}

/// How a node can be joined to what stands before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A task without a tail: the next node may join it.
    Open,
    /// An edge that takes the options of its reader's inbox.
    Inbox,
    /// An edge with options of its own.
    Fixed,
    /// Several edges, each of which is drawn by itself.
    Merged,
    /// So many tasks without a tail, each with an edge behind it unless as many workers come next that may join them.
    Workers(Size),
}

/// What a node says in its braces, as far as it matters here.
#[derive(Clone, Copy)]
pub struct Demand {
    /// How it is placed.
    pub placing: Placing,
    /// What an edge holds that says nothing else.
    pub channel: Size,
    /// `workers`
    pub workers: Size,
    /// `buffer`, or that `overflow` asks for an inbox.
    pub inbox: Option<Size>,
    /// What its inbox does with one item more.
    pub overflow: Overflow,
    /// `batch`, or what `max_weight` lets a batch hold.
    pub batch: Option<Size>,
    /// `unordered`
    pub unordered: bool,
    /// `by`
    pub keyed: bool,
    /// `window`, where that is a span of time.
    pub windowed: bool,
    /// `emit`: a closure says what comes out of it.
    pub handled: bool,
}

impl Demand {
    /// A node that asks for nothing, behind edges that hold `channel` items.
    #[must_use]
    pub const fn new(placing: Placing, channel: Size) -> Self {
        let (unordered, keyed, windowed, handled) = (false, false, false, false);
        Self {
            placing,
            channel,
            workers: Some(1),
            inbox: None,
            overflow: Overflow::Block,
            batch: None,
            unordered,
            keyed,
            windowed,
            handled,
        }
    }

    /// `workers: n`
    #[must_use]
    pub const fn workers(self, workers: Size) -> Self {
        Self { workers, ..self }
    }

    /// `buffer: n`, `overflow: ..`
    #[must_use]
    pub const fn inbox(self, inbox: Size, overflow: Overflow) -> Self {
        Self { inbox: Some(inbox), overflow, ..self }
    }

    /// `batch: n`
    #[must_use]
    pub const fn batch(self, batch: Size) -> Self {
        Self { batch: Some(batch), ..self }
    }

    /// `unordered`
    #[must_use]
    pub const fn unordered(self) -> Self {
        Self { unordered: true, ..self }
    }

    /// `by: ..`
    #[must_use]
    pub const fn keyed(self) -> Self {
        Self { keyed: true, ..self }
    }

    /// `window: tumbling(..)` and the like
    #[must_use]
    pub const fn windowed(self) -> Self {
        Self { windowed: true, ..self }
    }

    /// `emit: ..`
    #[must_use]
    pub const fn handled(self) -> Self {
        Self { handled: true, ..self }
    }
}

/// How a node gets its task: what the generated code calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// `place`
    Plain,
    /// `place_task`
    Task,
    /// `place_workers`, `place_ports`
    Workers,
    /// `place_keyed`
    Keyed,
    /// `place_lanes`
    Lanes,
    /// `place_lanes` of a fold by window: what its workers have are windows, which are not merged.
    Windows,
    /// `place_queue`
    Queue,
}

/// A node in its place.
#[derive(Clone, Copy)]
pub struct Placed {
    calls: Option<Calls>,
    taken: Item<'static>,
    /// What stands between it and the node before it.
    buffer: Buffer,
    /// It shares the task of those before it, though an edge stands between.
    joined: bool,
    /// What is in its hands, and in the hands of those who write to it.
    in_hand: Size,
    workers: Size,
    /// What it emits.
    pub out: End,
    /// One of its output ports.
    pub port: End,
    /// What did not get through it.
    pub failures: End,
}

/// A drawing with its numbers: its nodes and its edges.
pub type Plan<const NODES: usize, const EDGES: usize> = ([Node<'static>; NODES], [Edge<'static>; EDGES]);

/// What an edge holds that says nothing else.
pub const CHANNEL: Size = Some(crate::edge::DEFAULT_CAPACITY);
