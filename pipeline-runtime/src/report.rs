//! What a pipeline did: the counters of every node and edge.

use std::fmt;
use std::time::Duration;

/// What a pipeline has done so far, or did until it ended. Prints as a table.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The pipeline's name.
    pub pipeline: String,
    /// How long it has been running.
    pub elapsed: Duration,
    /// Its nodes, from the sources on.
    pub nodes: Vec<NodeReport>,
    /// Its edges between tasks.
    pub edges: Vec<EdgeReport>,
}

/// The counters of a node, in input items (but for `out`): `taken = done + filtered + dropped + failed + left`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeReport {
    /// The node.
    pub name: String,
    /// Items taken in; for a source, items read.
    pub taken: u64,
    /// Items that came to an output, or were delivered.
    pub done: u64,
    /// Items that came to nothing, as they should: `None`, `false`, an empty iterator.
    pub filtered: u64,
    /// Items dropped on purpose.
    pub dropped: u64,
    /// Items that failed for good, whether routed, skipped or lost.
    pub failed: u64,
    /// Items that came after their window had closed: routed, and failed; or dropped.
    pub late: u64,
    /// Of the failed: those that were moved into a stage that failed and so could not be routed.
    pub lost: u64,
    /// Items in hand: being worked on now, or when the pipeline was aborted.
    pub left: u64,
    /// Outputs.
    pub out: u64,
    /// Attempts beyond the first.
    pub retried: u64,
    /// Of the failed: those that would have been tried again, had there been something left in the retry [`Budget`](crate::Budget).
    pub over_budget: u64,
    /// Times the node itself was started anew.
    pub restarts: u64,
    /// Keys forgotten before the input ended: by `keep` or `max_keys`.
    pub forgotten: u64,
}

/// The counters of an edge: `emitted = taken + dropped + unread + left + queued`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EdgeReport {
    /// The node that writes to it.
    pub from: String,
    /// The node that reads it.
    pub to: String,
    /// How many items it holds.
    pub capacity: usize,
    /// Items written.
    pub emitted: u64,
    /// Items read.
    pub taken: u64,
    /// Items dropped by its overflow policy.
    pub dropped: u64,
    /// Items nobody was there to read any more.
    pub unread: u64,
    /// Items that came to a `loop` port after it had closed: during a drain they do not go round again.
    pub left: u64,
    /// Items in it now, or when the pipeline was aborted.
    pub queued: u64,
}

impl Report {
    /// The counters of one node.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&NodeReport> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// Whether the books balance: nothing appeared or vanished at any node or edge.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.nodes.iter().all(NodeReport::balances) && self.edges.iter().all(EdgeReport::balances)
    }

    /// As it is after an abort: what lost its reader since `before` is left on its edge.
    pub(crate) fn aborted(mut self, before: &Self) -> Self {
        for (edge, before) in self.edges.iter_mut().zip(&before.edges) {
            let left = edge.unread.saturating_sub(before.unread);
            (edge.unread, edge.queued) = (edge.unread - left, edge.queued + left);
        }
        self
    }

    /// Items left in nodes and on edges.
    #[must_use]
    pub fn left(&self) -> u64 {
        let edges = self.edges.iter().map(|edge| edge.queued + edge.left);
        self.nodes.iter().map(|node| node.left).chain(edges).sum()
    }
}

impl NodeReport {
    fn balances(&self) -> bool {
        self.taken == self.done + self.filtered + self.dropped + self.failed + self.left
    }
}

impl EdgeReport {
    fn balances(&self) -> bool {
        self.emitted == self.taken + self.dropped + self.unread + self.left + self.queued
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.nodes.iter().map(|node| node.name.len()).chain([self.pipeline.len()]).max().unwrap_or(0);
        let columns = columns(&self.nodes);
        write!(f, "{:width$}", self.pipeline)?;
        columns.iter().try_for_each(|(name, _)| write!(f, " {name:>10}"))?;
        for node in &self.nodes {
            write!(f, "\n{:width$}", node.name)?;
            columns.iter().try_for_each(|(_, value)| write!(f, " {:>10}", value(node)))?;
        }
        for edge in self.edges.iter().filter(|edge| edge.emitted > edge.taken) {
            write!(f, "\n{} -> {}: ", edge.from, edge.to)?;
            let left = if edge.left > 0 { format!("{} left, ", edge.left) } else { String::new() };
            let EdgeReport { dropped, unread, queued, emitted, .. } = edge;
            write!(f, "{dropped} dropped, {unread} unread, {left}{queued} queued of {emitted}")?;
        }
        write!(f, "\nafter {:.3?}", self.elapsed)
    }
}

type Column = (&'static str, fn(&NodeReport) -> u64);

/// The columns that say something: in, done and failed always, the others where any node counted.
fn columns(nodes: &[NodeReport]) -> Vec<Column> {
    let all: [(Column, bool); 13] = [
        (("in", |n| n.taken), true),
        (("done", |n| n.done), true),
        (("filtered", |n| n.filtered), false),
        (("dropped", |n| n.dropped), false),
        (("failed", |n| n.failed), true),
        (("late", |n| n.late), false),
        (("lost", |n| n.lost), false),
        (("left", |n| n.left), false),
        (("out", |n| n.out), true),
        (("retried", |n| n.retried), false),
        (("over budget", |n| n.over_budget), false),
        (("restarts", |n| n.restarts), false),
        (("forgotten", |n| n.forgotten), false),
    ];
    all.into_iter()
        .filter(|((_, value), always)| *always || nodes.iter().any(|n| value(n) > 0))
        .map(|(c, _)| c)
        .collect()
}
