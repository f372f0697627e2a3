//! The drawing for Mermaid, which GitHub shows.

use crate::nets::{Bundle, lines};
use crate::{Carries, Edge, Graph, Kind};
use std::fmt;

/// A pipeline in the language of Mermaid.
///
/// [`Graph::mermaid`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Mermaid<'g>(pub(crate) &'g Graph<'g>);

/// A string in quotes. Whatever could mean something to Mermaid, Markdown or HTML is written as its number.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        f.write_char('"')?;
        self.0.chars().try_for_each(|char| match char {
            '\n' => f.write_str("<br/>"),
            ' ' | ',' | '.' | ':' | '=' | '(' | ')' | '_' | '/' | '…' | '↻' => f.write_char(char),
            _ if char.is_alphanumeric() => f.write_char(char),
            _ if char.is_control() => f.write_char('\u{fffd}'),
            _ => write!(f, "#{};", u32::from(char)),
        })?;
        f.write_char('"')
    }
}

const CLASSES: &str = "  classDef port fill:#ccfbf1,stroke:#0d9488,color:#134e4a
  classDef source fill:#dcfce7,stroke:#16a34a,color:#14532d
  classDef stage fill:#dbeafe,stroke:#3b82f6,color:#1e3a8a
  classDef sink fill:#f3e8ff,stroke:#9333ea,color:#581c87
  classDef route fill:#fef3c7,stroke:#d97706,color:#78350f
  classDef operator fill:#f3f4f6,stroke:#6b7280,color:#1f2937
";

impl fmt::Display for Mermaid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.0;
        writeln!(f, "flowchart LR")?;
        (0..graph.nodes.len()).try_for_each(|at| node(f, graph, at))?;
        graph.edges.iter().try_for_each(|edge| arrow(f, edge))?;
        f.write_str(CLASSES)?;
        failures(f, graph)
    }
}

fn node(f: &mut fmt::Formatter<'_>, graph: &Graph<'_>, at: usize) -> fmt::Result {
    let (open, close, class) = look(graph.nodes[at].kind);
    let label = lines(graph, at, 40).join("\n");
    writeln!(f, "  n{at}{open}{}{close}:::{class}", Quoted(&label))
}

const fn look(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::Input | Kind::Output | Kind::Loop => ("([", "])", "port"),
        Kind::Source => ("(", ")", "source"),
        Kind::Stage | Kind::Fold => ("(", ")", "stage"),
        Kind::Sink => ("(", ")", "sink"),
        Kind::Route => ("{", "}", "route"),
        Kind::Broadcast => ("{{", "}}", "route"),
        Kind::Operator | Kind::Discard => ("[", "]", "operator"),
        Kind::Pipeline => ("[[", "]]", "stage"),
    }
}

fn arrow(f: &mut fmt::Formatter<'_>, edge: &Edge<'_>) -> fmt::Result {
    let label = Bundle::of(edge).label();
    let line = if edge.carries == Carries::Failures { "-.->" } else { "-->" };
    let label = if label.is_empty() { String::new() } else { format!("|{}|", Quoted(&label)) };
    writeln!(f, "  n{} {line}{label} n{}", edge.from, edge.to)
}

/// Failures are red.
fn failures(f: &mut fmt::Formatter<'_>, graph: &Graph<'_>) -> fmt::Result {
    let failures = graph.edges.iter().enumerate().filter(|(_, edge)| edge.carries == Carries::Failures);
    let numbers: Vec<_> = failures.map(|(at, _)| at.to_string()).collect();
    if numbers.is_empty() { Ok(()) } else { writeln!(f, "  linkStyle {} stroke:#dc2626", numbers.join(",")) }
}
