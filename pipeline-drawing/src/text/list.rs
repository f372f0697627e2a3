//! What is too large to draw: node by node, with what leads from it.

use crate::nets::{Bundle, lines};
use crate::{Carries, Edge, Graph};

pub(super) fn list(graph: &Graph<'_>, width: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for node in 0..graph.nodes.len() {
        rows.extend(head(graph, node, width));
        rows.extend(graph.edges.iter().filter(|edge| edge.from == node).map(|edge| arrow(graph, edge)));
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

fn arrow(graph: &Graph<'_>, edge: &Edge<'_>) -> String {
    let line = if edge.carries == Carries::Failures { '┄' } else { '─' };
    let label = Bundle::of(edge).label();
    let label = if label.is_empty() { label } else { format!(" {label} {line}") };
    let to = graph.nodes[edge.to].name;
    format!("  {line}{line}{}▶ {to}", label)
}
