//! What several renderings say of a node or an edge.

use crate::nets::{cut, one_line, option};
use crate::{Buffer, Calls, Edge, Graph, Kind, Node};

/// What tools show when a node is pointed at: what it is, where it stands, and its options.
pub(crate) fn about(graph: &Graph<'_>, node: &Node<'_>) -> Vec<String> {
    let mut rows = vec![format!("{}: {}", node.name, what(node))];
    rows.extend(node.function.map(|function| format!("function {}", one_line(function))));
    if node.place.line > 0 {
        rows.push(format!("{}:{}:{}", graph.file, node.place.line, node.place.column));
    }
    rows.extend(node.options.iter().map(|pair| cut(&option(*pair), 100)));
    rows
}

fn what(node: &Node<'_>) -> String {
    let calls = node.calls.map_or("", |calls| match calls {
        Calls::Plain => ", called in place",
        Calls::Async => ", async",
        Calls::Blocking => ", on a thread that may block",
        Calls::Many => ", makes any number",
        Calls::Ports => ", sends to ports",
        Calls::Folds => ", takes into a state",
    });
    format!("{}{calls}", kind(node.kind))
}

/// What an edge carries and holds.
pub(crate) fn about_edge(graph: &Graph<'_>, edge: &Edge<'_>) -> String {
    let holds = match edge.buffer {
        Buffer::Fused => ", in one task".to_owned(),
        Buffer::Holds(items) if edge.joined => format!(", holds {items} in one task"),
        Buffer::Holds(items) => format!(", holds {items}"),
        Buffer::AtStart if edge.joined => ", in one task".to_owned(),
        Buffer::AtStart | Buffer::NotSaid => String::new(),
    };
    let label = crate::nets::Bundle::of(edge).label();
    let colon = if label.is_empty() { "" } else { ": " };
    format!("{} → {}{colon}{label}{holds}", graph.nodes[edge.from].name, graph.nodes[edge.to].name)
}

/// One word for what a node is.
pub(crate) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Input => "in",
        Kind::Output => "out",
        Kind::Loop => "loop",
        Kind::Source => "source",
        Kind::Stage => "stage",
        Kind::Fold => "fold",
        Kind::Sink => "sink",
        Kind::Operator => "operator",
        Kind::Broadcast => "broadcast",
        Kind::Route => "route",
        Kind::Discard => "discard",
        Kind::Pipeline => "pipeline",
    }
}
