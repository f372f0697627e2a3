//! What is too large to draw: node by node, with what leads from it.

use crate::nets::{Bundle, cut, lines};
use crate::{Carries, Edge, Graph};

/// Characters of a name.
const NAME: usize = 40;

pub(super) fn list(graph: &Graph<'_>, width: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for node in 0..graph.nodes.len() {
        rows.extend(head(graph, node, width));
        rows.extend(graph.edges.iter().filter(|edge| edge.from == node).map(|edge| arrow(graph, edge, width)));
    }
    rows
}

fn head(graph: &Graph<'_>, node: usize, width: usize) -> Vec<String> {
    let mut words = lines(graph, node, width.saturating_sub(8)).into_iter();
    let name = words.next().unwrap_or_default();
    let mut rows = vec![name];
    rows.extend(words.map(|line| format!("    {line}")));
    rows
}

fn arrow(graph: &Graph<'_>, edge: &Edge<'_>, width: usize) -> String {
    let line = if edge.carries == Carries::Failures { '┄' } else { '─' };
    let to = cut(graph.nodes[edge.to].name, NAME);
    let label = cut(&Bundle::of(edge).label(), width - 10 - to.chars().count());
    let label = if label.is_empty() { label } else { format!(" {label} {line}") };
    format!("  {line}{line}{label}▶ {to}")
}
