//! The drawing for Graphviz.

use crate::nets::{Bundle, lines};
use crate::{Carries, Edge, Graph, Kind, words};
use std::fmt;

/// A pipeline in the language of Graphviz.
///
/// [`Graph::dot`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Dot<'g>(pub(crate) &'g Graph<'g>);

/// A string in quotes; line breaks stay line breaks.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        f.write_char('"')?;
        self.0.chars().try_for_each(|char| match char {
            '"' => f.write_str("\\\""),
            '\\' => f.write_str("\\\\"),
            '\n' => f.write_str("\\n"),
            _ if char.is_control() => f.write_char('\u{fffd}'),
            _ => f.write_char(char),
        })?;
        f.write_char('"')
    }
}

impl fmt::Display for Dot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.0;
        writeln!(f, "digraph {} {{", Quoted(graph.name))?;
        writeln!(f, "  rankdir=LR;")?;
        writeln!(f, "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=monospace];")?;
        writeln!(f, "  edge [fontname=monospace, fontsize=10];")?;
        (0..graph.nodes.len()).try_for_each(|at| node(f, graph, at))?;
        tasks(f, graph)?;
        graph.edges.iter().try_for_each(|edge| arrow(f, graph, edge))?;
        writeln!(f, "}}")
    }
}

fn node(f: &mut fmt::Formatter<'_>, graph: &Graph<'_>, at: usize) -> fmt::Result {
    let (shape, colour) = look(graph.nodes[at].kind);
    let label = lines(graph, at, 40).join("\n");
    let about = words::about(graph, &graph.nodes[at]).join("\n");
    let shape = shape.map_or(String::new(), |shape| format!("shape={shape}, "));
    writeln!(f, "  n{at} [{shape}color=\"{colour}\", label={}, tooltip={}];", Quoted(&label), Quoted(&about))
}

const fn look(kind: Kind) -> (Option<&'static str>, &'static str) {
    match kind {
        Kind::Input | Kind::Output | Kind::Loop => (Some("oval"), "#0d9488"),
        Kind::Source => (None, "#16a34a"),
        Kind::Stage => (None, "#3b82f6"),
        Kind::Fold => (None, "#4f46e5"),
        Kind::Sink => (None, "#9333ea"),
        Kind::Route => (Some("diamond"), "#d97706"),
        Kind::Broadcast => (Some("hexagon"), "#d97706"),
        Kind::Operator | Kind::Discard => (None, "#6b7280"),
        Kind::Pipeline => (Some("component"), "#3b82f6"),
    }
}

/// A frame around nodes that share a task.
fn tasks(f: &mut fmt::Formatter<'_>, graph: &Graph<'_>) -> fmt::Result {
    for (at, task) in graph.tasks().iter().filter(|task| task.len() > 1).enumerate() {
        let nodes: String = task.iter().map(|node| format!(" n{node};")).collect();
        writeln!(f, "  subgraph cluster_{at} {{ style=dotted; tooltip=\"in one task\";{nodes} }}")?;
    }
    Ok(())
}

fn arrow(f: &mut fmt::Formatter<'_>, graph: &Graph<'_>, edge: &Edge<'_>) -> fmt::Result {
    let (from, to) = (edge.from, edge.to);
    let label = Bundle::of(edge).label();
    let style = match edge.carries {
        Carries::Failures => ", style=dashed, color=\"#dc2626\", fontcolor=\"#dc2626\"",
        Carries::Items => "",
    };
    let back = if to <= from { ", constraint=false" } else { "" };
    let about = words::about_edge(graph, edge);
    writeln!(f, "  n{from} -> n{to} [label={}, tooltip={}{style}{back}];", Quoted(&label), Quoted(&about))
}
