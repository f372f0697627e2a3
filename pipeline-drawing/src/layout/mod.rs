//! Where nodes stand and edges run, for the text and the SVG: layers along the flow, as few crossings as a few sweeps find,
//! and each edge through the channels between the layers, so that no line meets a box.
//!
//! Lengths have no unit here: columns and rows of a text, pixels of a picture. `main` is along the flow, `cross` across it.

mod layers;
mod order;
mod place;
mod ports;
mod route;
mod tracks;

#[cfg(test)]
mod tests;

pub(crate) use ports::Side;

/// Along the flow and across it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub main: i32,
    pub cross: i32,
}

/// One output of a node, and the nodes it leads to, which are all further along than `low`.
#[derive(Clone, Debug)]
pub(crate) struct Net {
    pub low: usize,
    pub highs: Vec<usize>,
    pub label: Size,
    /// Rather straight than those that are not.
    pub straight: bool,
}

/// How far things are from each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measures {
    /// Across, from an item to the next.
    pub gap: i32,
    /// Across, from one end of a line on a box to the next.
    pub port: i32,
    /// Across, from a box's corner to its first line.
    pub inset: i32,
    /// Lines start and end in the middle of a box's side, where there is one.
    pub centre: bool,
    /// Along, what a line has behind its label or its box.
    pub lead: i32,
    /// Along, for each turn of a line.
    pub track: i32,
    /// Along, for the head of an arrow.
    pub head: i32,
    /// Along, the part of the way across that lines have more room for; nothing where it is 0.
    pub slope: i32,
}

impl Measures {
    /// Along, for lines that go so far across.
    fn room(&self, rise: i32) -> i32 {
        if self.slope == 0 { 0 } else { (rise / self.slope).min(2 * self.head) }
    }
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub main: i32,
    pub cross: i32,
    pub size: Size,
}

/// A line through one channel: from `start` at `from` across, over a turn at `track`, to `end` at `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub start: i32,
    pub from: i32,
    pub track: i32,
    pub end: i32,
    pub to: i32,
}

/// A net's line to one of its nodes.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub net: usize,
    pub high: usize,
    pub hops: Vec<Hop>,
}

/// The whole.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub nodes: Vec<Frame>,
    pub lines: Vec<Line>,
    /// The space of each net's label.
    pub labels: Vec<Frame>,
    pub size: Size,
    /// No two lines run on top of each other.
    pub clean: bool,
}

/// Which nodes are in which layer, in which order: the same whatever the sizes.
pub(crate) struct Order(layers::Web);

/// The order with the fewest crossings that was found. `low < high` holds for all nets.
pub(crate) fn order(nodes: usize, nets: &[Net]) -> Order {
    let mut web = layers::web(nodes, nets);
    order::untangle(&mut web);
    Order(web)
}

/// Lays out boxes of these sizes.
pub(crate) fn plan(Order(web): &Order, nodes: &[Size], nets: &[Net], measures: &Measures) -> Plan {
    let sides = ports::sides(web, nodes, nets, measures);
    let cross = place::across(web, &sides, nets, measures);
    route::Router { web, sides: &sides, cross: &cross, nodes, nets, measures }.route()
}
