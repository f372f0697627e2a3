//! Nodes and edges as they are drawn.

use aqueduct_drawing::{Buffer, Calls, Edge, Item, Kind, Node, Place};

use super::size::holds;
use super::{End, Joint, Placed, Size};

impl Placed {
    /// As it is drawn. A fold is a stage to the macro.
    #[must_use]
    pub const fn node(
        &self,
        name: &'static str,
        kind: Kind,
        function: Option<&'static str>,
        options: &'static [(&'static str, &'static str)],
        (line, column): (usize, usize),
    ) -> Node<'static> {
        let kind = if matches!(self.calls, Some(Calls::Folds)) { Kind::Fold } else { kind };
        let (calls, workers, in_hand) = (self.calls, self.workers, self.in_hand);
        Node { name, kind, function, calls, options, workers, in_hand, place: Place { line, column } }
    }

    /// The edge that leads to it; both nodes by their numbers.
    #[must_use]
    pub const fn from(&self, end: End, (from, to): (usize, usize), label: Option<&'static str>) -> Edge<'static> {
        let item = carried(end.item, self.taken);
        Edge { from, to, label, carries: end.carries, item, buffer: self.buffer, joined: self.joined }
    }

    /// One of several edges that lead to it.
    #[must_use]
    pub const fn merging(
        &self,
        end: End,
        channel: Size,
        nodes: (usize, usize),
        label: Option<&'static str>,
    ) -> Edge<'static> {
        Edge { buffer: merging(end, channel), ..self.from(end, nodes, label) }
    }

    /// What it emits is made by a closure.
    #[must_use]
    pub const fn untyped(self) -> Self {
        Self { out: End { item: Item::Unknown, ..self.out }, ..self }
    }

    /// `fuse`: whatever stands between, it is in the task of those before it.
    #[must_use]
    pub const fn fused(self) -> Self {
        Self { joined: true, ..self }
    }

    /// It emits batches of what it takes.
    #[must_use]
    pub const fn batched(self) -> Self {
        let item = match self.out.item {
            Item::Of(name) => Item::Batch(name),
            _ => Item::Unknown,
        };
        Self { out: End { item, ..self.out }, ..self }
    }
}

/// What is emitted, or, where a closure makes that, what its taker takes.
pub(super) const fn carried(emitted: Item<'static>, taken: Item<'static>) -> Item<'static> {
    if emitted.is_known() { emitted } else { taken }
}

/// What the edge of one input of a merge holds.
const fn merging(end: End, channel: Size) -> Buffer {
    match end.joint {
        Joint::Open => holds(channel),
        _ => holds(end.holds),
    }
}
