//! What is too large to be drawn with boxes: node by node, with what leads from it, and lines beside it that lead there.

use super::canvas::{Canvas, Pen};
use crate::nets::{Bundle, cut, lines};
use crate::{Carries, Edge, Graph};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a name.
const NAME: usize = 40;
/// Lines beside each other; where there would be more, there are none.
const LANES: usize = 20;

/// A row of the list.
struct Row {
    text: String,
    /// The node that begins here.
    begins: Option<usize>,
    /// The node that an edge leads to from here, and whether it carries failures.
    leads: Option<(usize, bool)>,
}

pub(super) fn list(graph: &Graph<'_>, width: usize) -> Vec<String> {
    let lanes = lanes(&rows(graph, width)).unwrap_or_default();
    let count = lanes.iter().map(|lane| lane.at + 1).max().unwrap_or(0);
    paint(&rows(graph, width - 2 * count - 2), &lanes, count, width)
}

fn rows(graph: &Graph<'_>, width: usize) -> Vec<Row> {
    let mut leaving = vec![Vec::new(); graph.nodes.len()];
    graph.edges.iter().for_each(|edge| leaving[edge.from].push(edge));
    let mut rows = Vec::new();
    for (node, edges) in leaving.into_iter().enumerate() {
        let text = lines(graph, node, width.saturating_sub(12)).into_iter().enumerate();
        let row = |(at, text): (usize, String)| match at {
            0 => Row { text, begins: Some(node), leads: None },
            _ => Row { text: format!("    {text}"), begins: None, leads: None },
        };
        rows.extend(text.map(row));
        rows.extend(edges.into_iter().map(|edge| leads(graph, edge, width)));
    }
    rows
}

fn leads(graph: &Graph<'_>, edge: &Edge<'_>, width: usize) -> Row {
    let fails = edge.carries == Carries::Failures;
    let to = cut(graph.nodes[edge.to].name, NAME);
    let label = cut(&Bundle::of(edge).label(), width.saturating_sub(10 + to.chars().count()));
    let (line, space) = (if fails { "┄┄" } else { "──" }, if label.is_empty() { "" } else { " " });
    Row { text: format!("{line}{space}{label} → {to}"), begins: None, leads: Some((edge.to, fails)) }
}

/// A line down the side, for all that leads to a node.
struct Lane {
    node: usize,
    /// First and last row.
    span: (usize, usize),
    /// Counted from the text.
    at: usize,
    /// It carries nothing but failures.
    dashed: bool,
}

/// Short ones next to the text; `None` where there would be too many beside each other.
fn lanes(rows: &[Row]) -> Option<Vec<Lane>> {
    let mut lanes = spans(rows);
    lanes.sort_by_key(|lane| (lane.span.1 - lane.span.0, lane.node));
    for next in 0..lanes.len() {
        let (placed, rest) = lanes.split_at_mut(next);
        let lane = &mut rest[0];
        let meets = |other: &&Lane| other.span.0 <= lane.span.1 && lane.span.0 <= other.span.1;
        let mut taken = [false; LANES];
        placed.iter().filter(meets).for_each(|other| taken[other.at] = true);
        lane.at = taken.iter().position(|taken| !taken)?;
    }
    Some(lanes)
}

/// From the first to the last row that has to do with a node, for all that something leads to.
fn spans(rows: &[Row]) -> Vec<Lane> {
    let mut lanes: BTreeMap<usize, Lane> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let Some((node, dashed)) = row.leads else { continue };
        let lane = lanes.entry(node).or_insert(Lane { node, span: (at, at), at: 0, dashed: true });
        (lane.span.1, lane.dashed) = (at, lane.dashed && dashed);
    }
    for (at, row) in rows.iter().enumerate() {
        if let Some(lane) = row.begins.and_then(|node| lanes.get_mut(&node)) {
            lane.span = (lane.span.0.min(at), lane.span.1.max(at));
        }
    }
    lanes.into_values().collect()
}

fn paint(rows: &[Row], lanes: &[Lane], count: usize, width: usize) -> Vec<String> {
    let mut canvas = Canvas::new(width, rows.len());
    let text = number(2 * count);
    for lane in lanes {
        paint_lane(&mut canvas, rows, lane, text);
    }
    let arrived: BTreeSet<_> = lanes.iter().map(|lane| lane.node).collect();
    for (at, row) in rows.iter().enumerate() {
        canvas.write(text + 2, number(at), &row.text);
        if row.begins.is_some_and(|node| arrived.contains(&node)) {
            canvas.put(text, number(at), '▶');
        }
    }
    canvas.rows().collect()
}

/// Down the side, and from or to each of its rows.
fn paint_lane(canvas: &mut Canvas, rows: &[Row], lane: &Lane, text: i32) {
    let (x, (first, last)) = (text - 2 * number(lane.at + 1), lane.span);
    let pen = Pen { line: lane.node, dashed: lane.dashed };
    canvas.line((x, number(first)), (x, number(last)), pen);
    for (at, row) in rows.iter().enumerate().take(last + 1).skip(first) {
        let y = number(at);
        match row.leads {
            Some((to, dashed)) if to == lane.node => canvas.line((x, y), (text + 2, y), Pen { dashed, ..pen }),
            _ if row.begins == Some(lane.node) => canvas.line((x, y), (text, y), pen),
            _ => {}
        }
    }
}

fn number(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
