//! What stands below the drawing: who shares a task, and how much can be in flight.

use crate::nets::{cut, wrap};
use crate::{Buffer, Graph, InFlight};

/// Characters of a name.
const NAME: usize = 32;
/// Summands that are listed one by one.
const FEW: usize = 12;

pub(super) fn notes(graph: &Graph<'_>, width: usize) -> Vec<String> {
    if graph.edges.iter().any(|edge| edge.buffer == Buffer::NotSaid) {
        return Vec::new();
    }
    let mut notes = indented(tasks(graph), width);
    notes.extend(indented(in_flight(graph), width));
    notes
}

/// Later lines stand behind the first.
fn indented(parts: Vec<String>, width: usize) -> Vec<String> {
    let rows = wrap(parts.into_iter(), width - 4).into_iter().enumerate();
    rows.map(|(at, row)| if at == 0 { row } else { format!("    {row}") }).collect()
}

fn tasks(graph: &Graph<'_>) -> Vec<String> {
    let names = |task: &Vec<usize>| task.iter().map(|node| name(graph, *node)).collect::<Vec<_>>().join(" + ");
    let mut shared: Vec<_> = graph.tasks().iter().filter(|task| task.len() > 1).map(names).collect();
    if let Some(first) = shared.first_mut() {
        first.insert_str(0, "in one task: ");
    }
    shared
}

fn in_flight(graph: &Graph<'_>) -> Vec<String> {
    let all: Vec<_> = graph.in_flight().collect();
    let mut parts =
        if all.len() <= FEW { all.iter().map(|part| summand(graph, *part)).collect() } else { grouped(graph, &all) };
    if graph.max_in_flight().is_none() {
        parts.push("and what is computed when it starts".to_owned());
    }
    let most = graph.max_in_flight().map_or("in flight: ".to_owned(), |most| format!("at most {most} in flight: "));
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, &most);
    }
    parts
}

/// Summands of one size together.
fn grouped(graph: &Graph<'_>, all: &[InFlight]) -> Vec<String> {
    let like = |part: &InFlight| all.iter().filter(|other| size(**other) == size(*part)).collect::<Vec<_>>();
    let mut parts = Vec::new();
    for (at, part) in all.iter().enumerate() {
        match (like(part).len(), size(*part)) {
            (1 | 2, _) => parts.push(summand(graph, *part)),
            _ if all[..at].iter().any(|other| size(*other) == size(*part)) => {}
            (count, (true, items)) => parts.push(format!("{items} on each of {count} edges")),
            (count, (false, items)) => parts.push(format!("{items} in each of {count} nodes")),
        }
    }
    parts
}

/// Whether it is an edge, and how many items.
const fn size(part: InFlight) -> (bool, usize) {
    match part {
        InFlight::Edge(_, items) => (true, items),
        InFlight::Node(_, items) => (false, items),
    }
}

fn summand(graph: &Graph<'_>, part: InFlight) -> String {
    match part {
        InFlight::Edge(at, items) => {
            let edge = &graph.edges[at];
            format!("{items} {} -> {}", name(graph, edge.from), name(graph, edge.to))
        }
        InFlight::Node(at, items) => format!("{items} {}", name(graph, at)),
    }
}

fn name(graph: &Graph<'_>, node: usize) -> String {
    cut(graph.nodes[node].name, NAME)
}
