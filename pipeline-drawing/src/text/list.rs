//! What is too large to be drawn with boxes: node by node, with what leads from it, and lines beside it that lead there.

use super::canvas::{Canvas, Pen};
use crate::nets::{Bundle, cut, lines};
use crate::{Carries, Edge, Graph};

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
    let lanes = lanes(&rows(graph, width));
    let count = lanes.iter().map(|lane| lane.at + 1).max().unwrap_or(0);
    let count = if count > LANES { 0 } else { count };
    let rows = rows(graph, width - 2 * count - 2);
    let lanes = if count == 0 { &[] } else { &lanes[..] };
    paint(&rows, lanes, count, width)
}

fn rows(graph: &Graph<'_>, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for node in 0..graph.nodes.len() {
        let text = lines(graph, node, width.saturating_sub(12)).into_iter().enumerate();
        let row = |(at, text): (usize, String)| match at {
            0 => Row { text, begins: Some(node), leads: None },
            _ => Row { text: format!("    {text}"), begins: None, leads: None },
        };
        rows.extend(text.map(row));
        rows.extend(graph.edges.iter().filter(|edge| edge.from == node).map(|edge| leads(graph, edge, width)));
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

/// Short ones next to the text.
fn lanes(rows: &[Row]) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = rows.iter().enumerate().filter_map(|(at, row)| lane(rows, row.begins?, at)).collect();
    lanes.sort_by_key(|lane| (lane.span.1 - lane.span.0, lane.node));
    for next in 0..lanes.len() {
        let (placed, rest) = lanes.split_at_mut(next);
        let lane = &mut rest[0];
        let taken = |at: usize| {
            let meets = |other: &Lane| other.span.0 <= lane.span.1 && lane.span.0 <= other.span.1;
            placed.iter().any(|other| other.at == at && meets(other))
        };
        lane.at = (0..).find(|at| !taken(*at)).unwrap_or(0);
    }
    lanes
}

fn lane(rows: &[Row], node: usize, begins: usize) -> Option<Lane> {
    let leads =
        || rows.iter().enumerate().filter_map(|(at, row)| row.leads.filter(|to| to.0 == node).map(|to| (at, to.1)));
    let (first, last) = (leads().next()?.0.min(begins), leads().next_back()?.0.max(begins));
    Some(Lane { node, span: (first, last), at: 0, dashed: leads().all(|(_, fails)| fails) })
}

fn paint(rows: &[Row], lanes: &[Lane], count: usize, width: usize) -> Vec<String> {
    let mut canvas = Canvas::new(width, rows.len());
    let text = number(2 * count);
    for lane in lanes {
        paint_lane(&mut canvas, rows, lane, text);
    }
    for (at, row) in rows.iter().enumerate() {
        canvas.write(text + 2, number(at), &row.text);
        if row.begins.is_some() && lanes.iter().any(|lane| row.begins == Some(lane.node)) {
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
