//! The description for other programs.

use crate::{Buffer, Carries, Edge, Graph, Node, words};
use std::fmt;

/// A pipeline as JSON.
///
/// [`Graph::json`] makes it, and says what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Json<'g>(pub(crate) &'g Graph<'g>);

/// A string in quotes.
struct Text<'t>(&'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        f.write_char('"')?;
        self.0.chars().try_for_each(|char| match char {
            '"' => f.write_str("\\\""),
            '\\' => f.write_str("\\\\"),
            '\n' => f.write_str("\\n"),
            '\u{0}'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(char)),
            _ => f.write_char(char),
        })?;
        f.write_char('"')
    }
}

/// A value, or `null`.
struct Maybe<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Maybe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("null"),
        }
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.0;
        let tasks = graph.tasks();
        let task = |at: usize| tasks.iter().position(|task| task.contains(&at));
        writeln!(f, "{{\n  \"name\": {},\n  \"file\": {},", Text(graph.name), Text(graph.file))?;
        let nodes = graph.nodes.iter().enumerate().map(|(at, one)| node(one, task(at)));
        list(f, "nodes", nodes)?;
        list(f, "edges", graph.edges.iter().map(|one| edge(graph, one)))?;
        writeln!(f, "  \"max_in_flight\": {}\n}}", Maybe(graph.max_in_flight()))
    }
}

fn list(f: &mut fmt::Formatter<'_>, name: &str, entries: impl Iterator<Item = String>) -> fmt::Result {
    write!(f, "  \"{name}\": [")?;
    for (at, entry) in entries.enumerate() {
        write!(f, "{}\n    {entry}", if at == 0 { "" } else { "," })?;
    }
    writeln!(f, "\n  ],")
}

fn node(node: &Node<'_>, task: Option<usize>) -> String {
    let calls = node.calls.map(|calls| format!("{calls:?}").to_lowercase());
    let options: Vec<_> = node.options.iter().map(|(name, value)| format!("{}: {}", Text(name), Text(value))).collect();
    let known = |number: usize| (number > 0).then_some(number);
    format!(
        "{{\"name\": {}, \"kind\": \"{}\", \"function\": {}, \"calls\": {}, \"options\": {{{}}}, \"workers\": {}, \
         \"in_hand\": {}, \"line\": {}, \"column\": {}, \"task\": {}}}",
        Text(node.name),
        words::kind(node.kind),
        Maybe(node.function.map(Text)),
        Maybe(calls.as_deref().map(Text)),
        options.join(", "),
        Maybe(node.workers),
        Maybe(node.in_hand),
        Maybe(known(node.place.line)),
        Maybe(known(node.place.column)),
        Maybe(task),
    )
}

fn edge(graph: &Graph<'_>, edge: &Edge<'_>) -> String {
    let carries = if edge.carries == Carries::Failures { "failures" } else { "items" };
    let item = edge.item.is_known().then(|| edge.item.to_string());
    let buffer = match edge.buffer {
        Buffer::Fused => Some(0),
        Buffer::Holds(items) => Some(items),
        Buffer::AtStart | Buffer::NotSaid => None,
    };
    format!(
        "{{\"from\": {}, \"to\": {}, \"label\": {}, \"carries\": \"{carries}\", \"item\": {}, \"buffer\": {}, \
         \"fused\": {}}}",
        Text(graph.nodes[edge.from].name),
        Text(graph.nodes[edge.to].name),
        Maybe(edge.label.map(Text)),
        Maybe(item.as_deref().map(Text)),
        Maybe(buffer),
        edge.is_in_a_task(),
    )
}
