//! A pipeline as a node of another: what leads to it goes on in its own plan, and what leads to its `out`s goes on behind it. How that
//! changes what it holds is known for a few ways in, which are constants of the pipeline.

use aqueduct_drawing::{Buffer, Carries, Edge, Graph, Item, Node, TypeName};

use super::size::{holds, plus, times};
use super::steps::{Before, NONE, ONE, out_port};
use super::{End, Joint, Placed, Size};
use crate::edge::Overflow;
use crate::nested::StandsAsANode;

/// The drawing of a pipeline with one `in`, and what comes to its `out`s.
pub type PlanWithin<const NODES: usize, const EDGES: usize, const OUTS: usize> =
    ([Node<'static>; NODES], [Edge<'static>; EDGES], [End; OUTS]);

/// What a pipeline holds as a node of another.
#[derive(Clone, Copy)]
pub struct Inside {
    takes: TypeName,
    /// Behind a task that writes one item at once.
    task: Held,
    /// Behind one that writes two: each further one makes the same difference.
    wider: Held,
    /// Behind an edge that takes the options of its reader's inbox.
    inbox: Held,
    /// Behind any other edge.
    fixed: Held,
}

/// What it holds, and what stands open behind it.
#[derive(Clone, Copy)]
pub struct Held {
    items: Size,
    ends: &'static [End],
}

impl Inside {
    /// As its plans say.
    #[must_use]
    pub const fn new(takes: TypeName, [task, wider, inbox, fixed]: [Held; 4]) -> Self {
        Self { takes, task, wider, inbox, fixed }
    }

    /// Of a pipeline with mistakes.
    #[must_use]
    pub const fn nothing() -> Self {
        let held = Held { items: NONE, ends: &[] };
        Self { takes: std::any::type_name::<()>, task: held, wider: held, inbox: held, fixed: held }
    }
}

impl Held {
    /// Of one of its plans.
    #[must_use]
    pub const fn of<const NODES: usize, const EDGES: usize, const OUTS: usize>(
        plan: &'static PlanWithin<NODES, EDGES, OUTS>,
    ) -> Self {
        let graph = Graph { name: "", nodes: &plan.0, edges: &plan.1, file: "" };
        Self { items: graph.max_in_flight(), ends: &plan.2 }
    }
}

/// The ways in, in the order in which [`Inside::new`] takes what is held behind them.
pub const WAYS_IN: [Placed; 4] =
    [way_in(Joint::Open, 1), way_in(Joint::Open, 2), way_in(Joint::Inbox, 0), way_in(Joint::Fixed, 0)];

/// An `in` that is no port: its edge, and what is in the hand of its writer, are the outer pipeline's.
const fn way_in(joint: Joint, hand: usize) -> Placed {
    let out = End { joint, hand: Some(hand), ..NOTHING };
    passed(NONE, Item::Unknown, out)
}

/// What is no node, but where something passes.
const fn passed(edge: Size, taken: Item<'static>, out: End) -> Placed {
    let (calls, joined, in_hand) = (None, false, NONE);
    Placed { calls, taken, buffer: holds(edge), joined, in_hand, workers: ONE, out, port: out, failures: out }
}

/// An `out`: an edge to the outside, or, of a node, nothing but what leads there.
#[must_use]
pub const fn way_out(outside: bool, item: TypeName, end: End, room: Size) -> Placed {
    if outside {
        return Placed { out: end, ..out_port(item, end, room) };
    }
    // A merge has its options already, and workers have edges behind them.
    let joint = if matches!(end.joint, Joint::Merged | Joint::Workers(_)) { Joint::Fixed } else { end.joint };
    passed(NONE, Item::Of(item), End { item: Item::Of(item), carries: Carries::Items, joint, ..end })
}

/// A pipeline in its place, and the way into it.
#[derive(Clone, Copy)]
pub struct Nested {
    /// As a node: all that it holds is in its hands.
    pub placed: Placed,
    /// How many items may be written to it at once, if a task does.
    fan: Size,
    held: Held,
    wider: Held,
}

/// The pipeline `S` as a node.
#[must_use]
pub const fn nested<S: StandsAsANode>(end: End, inbox: Option<Size>, overflow: Overflow) -> Nested {
    let before = Before::of(end).cut(inbox, overflow);
    let merged = matches!(end.joint, Joint::Merged);
    // The edges of a merge are drawn each by itself: an inbox behind them is in the hands of what is inside.
    let (edge, hand) = match (before.fused, merged) {
        (true, _) => (NONE, NONE),
        (false, true) => (NONE, plus(before.hand, before.edge)),
        (false, false) => (before.edge, before.hand),
    };
    let inside = S::HOLDS;
    let (held, wider, fan) = match before.joint {
        Joint::Open => (inside.task, inside.wider, before.fan),
        Joint::Inbox => (inside.inbox, inside.inbox, ONE),
        Joint::Fixed | Joint::Merged | Joint::Workers(_) => (inside.fixed, inside.fixed, ONE),
    };
    let items = wide(held.items, wider.items, fan);
    let placed = Placed { in_hand: plus(items, hand), ..passed(edge, Item::Of(inside.takes), NOTHING) };
    Nested { placed, fan, held, wider }
}

/// What is there with so many items written at once, if it is `one` with one and `two` with two.
const fn wide(one: Size, two: Size, fan: Size) -> Size {
    match (one, two, fan) {
        (Some(one), Some(two), Some(fan)) => {
            plus(Some(one), times(Some(two.saturating_sub(one)), Some(fan.saturating_sub(1))))
        }
        _ => None,
    }
}

impl Nested {
    /// What comes of its only `out`.
    #[must_use]
    pub const fn only(&self) -> End {
        self.end(0)
    }

    /// What comes of the `out` of this name.
    #[must_use]
    pub const fn named<S: StandsAsANode>(&self, name: &str) -> End {
        let mut at = 0;
        while at < S::OUTS.len() && !crate::takes::is_same(S::OUTS[at].0.as_bytes(), name.as_bytes()) {
            at += 1;
        }
        self.end(at)
    }

    const fn end(&self, at: usize) -> End {
        if at >= self.held.ends.len() {
            return NOTHING;
        }
        let (end, wider) = (self.held.ends[at], self.wider.ends[at]);
        End { hand: wide(end.hand, wider.hand, self.fan), ..end }
    }
}

/// What is not there has its error where it is taken.
const NOTHING: End = End { item: Item::Unknown, carries: Carries::Items, joint: Joint::Fixed, holds: NONE, hand: NONE };

/// An edge out of a pipeline: whether there is one task on both sides, its own drawing says.
#[must_use]
pub const fn out_of_a_pipeline(edge: Edge<'static>) -> Edge<'static> {
    match edge.buffer {
        Buffer::Fused => Edge { buffer: holds(NONE), ..edge },
        _ => edge,
    }
}

/// Whether it is known before the start how much a pipeline within holds.
#[must_use]
pub const fn is_known(graph: &Graph<'_>) -> bool {
    graph.max_in_flight().is_some()
}
