//! The drawing in characters.

mod canvas;
mod draw;
mod legend;
mod list;
mod notes;

use crate::Graph;
use crate::layout::Order;
use crate::nets::{self, Bundle, bundles, lines};
use draw::{Flow, Sketch, draw};
use legend::Labels;
use std::fmt;

/// Columns of a drawing.
const WIDTH: usize = 100;
/// Graphs of more nodes are listed.
const MOST_NODES: usize = 60;
/// Columns for the options in a box.
const BOX: usize = 30;
const NARROW_BOX: usize = 18;

/// A pipeline drawn with characters, at most 100 columns wide.
///
/// [`Graph::text`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'g>(pub(crate) &'g Graph<'g>);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let picture = picture(self.0);
        let notes = notes::notes(self.0, WIDTH);
        for row in &picture {
            writeln!(f, "{row}")?;
        }
        if !notes.is_empty() {
            writeln!(f)?;
        }
        notes.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

/// The first of these that fits: to the right, down, the same with types in a legend, and at last a list.
fn picture(graph: &Graph<'_>) -> Vec<String> {
    if graph.nodes.len() > MOST_NODES {
        return list::list(graph, WIDTH);
    }
    let bundles = bundles(graph);
    let order = nets::order(graph, &bundles);
    let labels = [legend::none(&bundles), legend::of_types(&bundles), legend::of_all(&bundles)];
    labels
        .iter()
        .find_map(|labels| fitting(graph, &order, &bundles, labels))
        .unwrap_or_else(|| list::list(graph, WIDTH))
}

/// The first drawing with these labels that fits.
fn fitting(graph: &Graph<'_>, order: &Order, bundles: &[Bundle], labels: &Labels) -> Option<Vec<String>> {
    let ways = [(BOX, Flow::Right), (BOX, Flow::Down), (NARROW_BOX, Flow::Right), (NARROW_BOX, Flow::Down)];
    let rows = ways.into_iter().find_map(|(width, flow)| {
        let boxes: Vec<_> = (0..graph.nodes.len()).map(|node| lines(graph, node, width)).collect();
        let sketch =
            Sketch { graph, order, flow, dense: width == NARROW_BOX, boxes: &boxes, bundles, labels: &labels.texts };
        draw(&sketch, WIDTH)
    })?;
    Some(rows.into_iter().chain(labels.legend.iter().cloned()).collect())
}
