//! Boxes and lines of a laid out graph, as characters.

use super::canvas::{Canvas, Pen};
use crate::layout::{self, Frame, Hop, Line, Measures, Order, Plan, Size};
use crate::nets::Bundle;
use crate::{Graph, Kind};

/// Which way items flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Right,
    Down,
}

/// What is drawn, and how.
pub(super) struct Sketch<'g> {
    pub graph: &'g Graph<'g>,
    pub order: &'g Order,
    pub flow: Flow,
    /// Lines are as near to each other as can be.
    pub dense: bool,
    pub boxes: &'g [Vec<String>],
    pub bundles: &'g [Bundle],
    /// Of each bundle.
    pub labels: &'g [String],
}

/// A drawing, where it is at most so wide and no two of its lines run on top of each other.
pub(super) fn draw(sketch: &Sketch<'_>, width: usize) -> Option<Vec<String>> {
    let sizes: Vec<_> = sketch.boxes.iter().map(|lines| sketch.turned(sketch.box_size(lines))).collect();
    let nets: Vec<_> =
        sketch.bundles.iter().zip(sketch.labels).map(|(bundle, label)| bundle.net(sketch.label_size(label))).collect();
    let plan = |more| {
        let measures = sketch.measures();
        layout::plan(sketch.order, &sizes, &nets, &Measures { gap: measures.gap + more, ..measures })
    };
    // Lines that run on top of each other rarely still do so where boxes stand a little otherwise.
    let plan = (0..3).map(plan).find(|plan| plan.clean)?;
    let (x, y) = sketch.point(plan.size.main, plan.size.cross);
    let fits = usize::try_from(x).is_ok_and(|x| x <= width);
    fits.then(|| sketch.paint(&plan, x, y))
}

fn count(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 4)
}

impl Sketch<'_> {
    fn measures(&self) -> Measures {
        let dense = i32::from(self.dense);
        match self.flow {
            Flow::Right => {
                Measures { gap: 0, port: 1, inset: 1, centre: false, lead: 1, track: 2 - dense, head: 2, slope: 0 }
            }
            Flow::Down => Measures {
                gap: 2 - dense,
                port: 4 - dense,
                inset: 2 - dense,
                centre: true,
                lead: 0,
                track: 1,
                head: 1,
                slope: 0,
            },
        }
    }

    /// Columns between a box and its text.
    fn padding(&self) -> i32 {
        1 - i32::from(self.dense)
    }

    /// Width and height.
    fn box_size(&self, lines: &[String]) -> (i32, i32) {
        let width = lines.iter().map(|line| count(line)).max().unwrap_or(0);
        (width + 2 + 2 * self.padding(), i32::try_from(lines.len()).unwrap_or(0) + 2)
    }

    fn turned(&self, (width, height): (i32, i32)) -> Size {
        match self.flow {
            Flow::Right => Size { main: width, cross: height },
            Flow::Down => Size { main: height, cross: width },
        }
    }

    fn label_size(&self, label: &str) -> Size {
        match (self.flow, count(label)) {
            (_, 0) => Size::default(),
            (Flow::Right, width) => Size { main: width + 4, cross: 1 },
            (Flow::Down, width) => Size { main: 1, cross: width + 3 },
        }
    }

    fn point(&self, main: i32, cross: i32) -> (i32, i32) {
        match self.flow {
            Flow::Right => (main, cross),
            Flow::Down => (cross, main),
        }
    }

    fn paint(&self, plan: &Plan, width: i32, height: i32) -> Vec<String> {
        let mut canvas = Canvas::new(usize::try_from(width).unwrap_or(0), usize::try_from(height).unwrap_or(0));
        for (frame, (node, lines)) in plan.nodes.iter().zip(self.graph.nodes.iter().zip(self.boxes)) {
            self.paint_box(&mut canvas, *frame, node.kind, lines);
        }
        plan.lines.iter().for_each(|line| self.paint_line(&mut canvas, line));
        for (frame, label) in plan.labels.iter().zip(self.labels) {
            self.paint_label(&mut canvas, *frame, label);
        }
        without_gaps(canvas.rows())
    }

    fn paint_box(&self, canvas: &mut Canvas, frame: Frame, kind: Kind, lines: &[String]) {
        let (x, y) = self.point(frame.main, frame.cross);
        let (width, height) = self.point(frame.size.main, frame.size.cross);
        let (right, bottom) = (x + width - 1, y + height - 1);
        (x..=right).for_each(|x| [y, bottom].into_iter().for_each(|y| canvas.put(x, y, '─')));
        (y..=bottom).for_each(|y| [x, right].into_iter().for_each(|x| canvas.put(x, y, '│')));
        let [a, b, c, d] = corners(kind);
        for (x, y, char) in [(x, y, a), (right, y, b), (x, bottom, c), (right, bottom, d)] {
            canvas.put(x, y, char);
        }
        for (at, line) in (y + 1..).zip(lines) {
            canvas.write(x + 1 + self.padding(), at, line);
        }
    }

    fn paint_line(&self, canvas: &mut Canvas, line: &Line) {
        let bundle = &self.bundles[line.net];
        let pen = Pen { line: line.net, dashed: bundle.dashed };
        for (at, hop) in line.hops.iter().enumerate() {
            let begin = line.hops.get(at.wrapping_sub(1)).map_or(hop.start - 1, |before| before.end - 1);
            self.paint_hop(canvas, hop, begin, pen);
        }
        if let (Some(first), Some(last)) = (line.hops.first(), line.hops.last()) {
            self.paint_ends(canvas, first, last, bundle.back);
        }
    }

    fn paint_hop(&self, canvas: &mut Canvas, hop: &Hop, begin: i32, pen: Pen) {
        let turn = if hop.from == hop.to { begin } else { hop.track };
        let points = [(begin, hop.from), (turn, hop.from), (turn, hop.to), (hop.end - 1, hop.to)];
        for pair in points.windows(2).filter(|pair| pair[0] != pair[1]) {
            canvas.line(self.point(pair[0].0, pair[0].1), self.point(pair[1].0, pair[1].1), pen);
        }
    }

    /// Where the line leaves its box, and its arrow.
    fn paint_ends(&self, canvas: &mut Canvas, first: &Hop, last: &Hop, back: bool) {
        let (out, into, on, returns) = match self.flow {
            Flow::Right => ('├', '┤', '▶', '◀'),
            Flow::Down => ('┬', '┴', '▼', '▲'),
        };
        let mut put = |main: i32, cross: i32, char: char| {
            let (x, y) = self.point(main, cross);
            canvas.put(x, y, char);
        };
        if back {
            put(first.start, first.from, returns);
            put(last.end, last.to, into);
        } else {
            put(first.start - 1, first.from, out);
            put(last.end - 1, last.to, on);
        }
    }

    fn paint_label(&self, canvas: &mut Canvas, frame: Frame, label: &str) {
        if label.is_empty() {
            return;
        }
        let (x, y) = self.point(frame.main, frame.cross);
        match self.flow {
            Flow::Right => canvas.write(x + 1, y, &format!(" {label} ")),
            Flow::Down => canvas.write(x + 2, y, label),
        }
    }
}

/// What no line passes has come loose from the rest: it need not be far away.
fn without_gaps(rows: impl Iterator<Item = String>) -> Vec<String> {
    let mut rows: Vec<_> = rows.collect();
    rows.dedup_by(|row, before| row.is_empty() && before.is_empty());
    rows
}

/// Ports and ends are round, what works is square.
const fn corners(kind: Kind) -> [char; 4] {
    match kind {
        Kind::Input | Kind::Output | Kind::Loop | Kind::Discard => ['╭', '╮', '╰', '╯'],
        _ => ['┌', '┐', '└', '┘'],
    }
}
