//! The edges of a graph as lines to draw: what leaves a node at one point, with what is written there.

use crate::layout;
use crate::{Carries, Edge, Graph, Kind};

/// Characters of a name, even where options have less room: a name that is cut is no name.
const NAME: usize = 36;
/// Characters of a label beside its type.
const LABEL: usize = 42;

/// Edges that leave a node at one point, since they carry the same.
pub(crate) struct Bundle {
    /// The node nearer the start: the producer, or the taker of what leads back.
    pub low: usize,
    /// The nodes further along.
    pub highs: Vec<usize>,
    /// It leads back: the arrow is at `low`.
    pub back: bool,
    /// Failures.
    pub dashed: bool,
    /// What is written before the type.
    pub word: String,
    /// The type; nothing where it is not known.
    pub item: String,
}

impl Bundle {
    pub(crate) fn of(edge: &Edge<'_>) -> Self {
        let (back, dashed) = (edge.to <= edge.from, edge.carries == Carries::Failures);
        let (low, high) = if back { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let words = [back.then_some("↻"), dashed.then_some("else"), edge.label];
        let word = cut(&words.into_iter().flatten().collect::<Vec<_>>().join(" "), LABEL);
        Self { low, highs: vec![high], back, dashed, word, item: edge.item.to_string() }
    }

    fn takes_in(&mut self, other: &Self) -> bool {
        let same = !self.back && !other.back && self.low == other.low && self.dashed == other.dashed;
        let joins = same && self.word == other.word && self.item == other.item && !self.highs.contains(&other.highs[0]);
        if joins {
            self.highs.extend(&other.highs);
        }
        joins
    }

    /// Word and type.
    pub(crate) fn label(&self) -> String {
        match (self.word.is_empty(), self.item.is_empty()) {
            (false, false) => format!("{}: {}", self.word, self.item),
            _ => format!("{}{}", self.word, self.item),
        }
    }

    /// For the layout.
    pub(crate) fn net(&self, label: layout::Size) -> layout::Net {
        let straight = !self.dashed && !self.back;
        layout::Net { low: self.low, highs: self.highs.clone(), label, straight }
    }
}

/// The order of nodes, for any layout.
pub(crate) fn order(graph: &Graph<'_>, bundles: &[Bundle]) -> layout::Order {
    let nets: Vec<_> = bundles.iter().map(|bundle| bundle.net(layout::Size::default())).collect();
    layout::order(graph.nodes.len(), &nets)
}

/// All edges but those from a node to itself.
pub(crate) fn bundles(graph: &Graph<'_>) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    for edge in graph.edges.iter().filter(|edge| edge.from != edge.to) {
        let next = Bundle::of(edge);
        if !bundles.iter_mut().any(|bundle| bundle.takes_in(&next)) {
            bundles.push(next);
        }
    }
    bundles
}

/// What is written into a node's box, its name first.
pub(crate) fn lines(graph: &Graph<'_>, node: usize, width: usize) -> Vec<String> {
    let at = &graph.nodes[node];
    let mut head = vec![name(at.kind, &cut(at.name, width.max(NAME)))];
    head.extend(at.function.map(|function| cut(&format!("= {function}"), width)));
    let options = at.options.iter().map(|option| cut(&self::option(*option), width));
    let again = graph.edges.iter().any(|edge| edge.from == node && edge.to == node).then(|| "↻ to itself".to_owned());
    head.extend(wrap(options.chain(again), width));
    head
}

/// Parts with commas between them, in lines of at most so many characters where the parts allow it.
pub(crate) fn wrap(parts: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 2 + part.chars().count() < width => *line += &format!(", {part}"),
            Some(line) => {
                line.push(',');
                lines.push(part);
            }
            None => lines.push(part),
        }
    }
    lines
}

/// A node's name, with what says that it is no function.
fn name(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Input => format!("in {name}"),
        Kind::Output => format!("out {name}"),
        Kind::Loop => format!("loop {name}"),
        _ => name.to_owned(),
    }
}

/// `workers 5`, `unordered`
pub(crate) fn option((name, value): (&str, &str)) -> String {
    if value.is_empty() { name.to_owned() } else { format!("{name} {}", one_line(value)) }
}

/// Without line breaks and other characters that do not print.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// At most so many characters.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= width {
        return text;
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
