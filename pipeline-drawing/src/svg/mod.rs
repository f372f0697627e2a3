//! The drawing as a picture.

mod shapes;
mod style;
mod xml;

use crate::Graph;
use crate::layout::{self, Frame, Measures, Order, Plan, Size};
use crate::nets::{self, Bundle, bundles, cut, lines};
use std::fmt;

/// Pixels that a character takes: all text is in a font of one width.
const NAME: i32 = 8;
const SMALL: f64 = 6.7;
/// Around everything.
const MARGIN: i32 = 24;
/// For the pipeline's name.
const TITLE: i32 = 34;
/// A picture to the right that is wider flows down, if that is less wide.
const WIDE: i32 = 1600;
/// Characters of a label.
const LABEL: usize = 96;
/// Characters of a line of options.
const BOX: usize = 30;

/// A pipeline as an SVG.
///
/// [`Graph::svg`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Svg<'g>(pub(crate) &'g Graph<'g>);

/// A picture that is laid out.
struct Picture<'g> {
    graph: &'g Graph<'g>,
    boxes: Vec<Vec<String>>,
    bundles: Vec<Bundle>,
    labels: Vec<String>,
    down: bool,
    plan: Plan,
}

impl fmt::Display for Svg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        picture(self.0).write(f)
    }
}

fn picture<'g>(graph: &'g Graph<'g>) -> Picture<'g> {
    let order = nets::order(graph, &bundles(graph));
    let right = laid_out(graph, &order, false);
    if right.size().0 <= WIDE {
        return right;
    }
    let down = laid_out(graph, &order, true);
    if down.size().0 < right.size().0 { down } else { right }
}

fn laid_out<'g>(graph: &'g Graph<'g>, order: &Order, down: bool) -> Picture<'g> {
    let bundles = bundles(graph);
    let boxes: Vec<_> = (0..graph.nodes.len()).map(|node| lines(graph, node, BOX)).collect();
    let labels: Vec<_> = bundles.iter().map(|bundle| cut(&bundle.label(), LABEL)).collect();
    let sizes: Vec<_> = boxes.iter().map(|lines| turned(box_size(lines), down)).collect();
    let nets: Vec<_> = bundles.iter().zip(&labels).map(|(bundle, label)| bundle.net(label_size(label, down))).collect();
    let plan = layout::plan(order, &sizes, &nets, &measures(down));
    Picture { graph, boxes, bundles, labels, down, plan }
}

const fn measures(down: bool) -> Measures {
    let (port, inset, lead) = if down { (22, 16, 14) } else { (20, 15, 14) };
    Measures { gap: 26, port, inset, centre: true, lead, track: 0, head: 44, slope: 4 }
}

fn count(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 100)
}

/// Pixels of small text.
fn small(text: &str) -> i32 {
    (f64::from(count(text)) * SMALL).ceil() as i32
}

fn box_size(lines: &[String]) -> (i32, i32) {
    let name = lines.first().map_or(0, |name| count(name) * NAME);
    let width = lines.iter().skip(1).map(|line| small(line)).fold(name, i32::max);
    (width + 32, 22 + 15 * i32::try_from(lines.len()).unwrap_or(1))
}

const fn turned((width, height): (i32, i32), down: bool) -> Size {
    if down { Size { main: height, cross: width } } else { Size { main: width, cross: height } }
}

fn label_size(label: &str, down: bool) -> Size {
    match (label.is_empty(), down) {
        (true, _) => Size::default(),
        (false, true) => Size { main: 24, cross: small(label) + 20 },
        (false, false) => Size { main: small(label) + 18, cross: 20 },
    }
}

/// A rectangle of the picture.
#[derive(Clone, Copy)]
struct Rect {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

impl Rect {
    const fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    fn around(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) =
            ((self.x + self.width).max(other.x + other.width), (self.y + self.height).max(other.y + other.height));
        Self { x, y, width: right - x, height: bottom - y }
    }

    const fn grown(self, by: i32) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2 * by, height: self.height + 2 * by }
    }
}

impl Picture<'_> {
    /// Width and height.
    fn size(&self) -> (i32, i32) {
        let size = self.plan.size;
        let (width, height) = if self.down { (size.cross, size.main) } else { (size.main, size.cross) };
        let words = (count(self.graph.name) * 9).max(small(&self.footer()));
        (width.max(words) + 2 * MARGIN, height + 2 * MARGIN + TITLE + 18)
    }

    fn point(&self, main: i32, cross: i32) -> (i32, i32) {
        let (x, y) = if self.down { (cross, main) } else { (main, cross) };
        (x + MARGIN, y + MARGIN + TITLE)
    }

    fn rect(&self, frame: Frame) -> Rect {
        let (x, y) = self.point(frame.main, frame.cross);
        let (width, height) =
            if self.down { (frame.size.cross, frame.size.main) } else { (frame.size.main, frame.size.cross) };
        Rect { x, y, width, height }
    }

    fn footer(&self) -> String {
        self.graph.max_in_flight().map_or_else(String::new, |most| format!("at most {most} in flight"))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (width, height) = self.size();
        style::open(f, self.graph.name, width, height)?;
        self.tasks().iter().try_for_each(|(rect, names)| shapes::task(f, *rect, names))?;
        self.plan.lines.iter().try_for_each(|line| shapes::line(f, self, line))?;
        for (node, frame) in self.plan.nodes.iter().enumerate() {
            shapes::node(f, self.graph, node, &self.boxes[node], self.rect(*frame))?;
        }
        for (net, frame) in self.plan.labels.iter().enumerate() {
            shapes::label(f, self, net, *frame)?;
        }
        shapes::footer(f, &self.footer(), height)?;
        writeln!(f, "</svg>")
    }

    /// Around nodes that share a task, where nothing else is in between.
    fn tasks(&self) -> Vec<(Rect, String)> {
        let rects: Vec<_> = self.plan.nodes.iter().map(|frame| self.rect(*frame)).collect();
        let mut tasks = Vec::new();
        for task in self.graph.tasks().into_iter().filter(|task| task.len() > 1) {
            let around = task.iter().map(|node| rects[*node]).reduce(Rect::around).map(|rect| rect.grown(9));
            let alone = |rect: &Rect| !(0..rects.len()).any(|node| !task.contains(&node) && rects[node].meets(rect));
            let names = task.iter().map(|node| self.graph.nodes[*node].name).collect::<Vec<_>>().join(" + ");
            tasks.extend(around.filter(alone).map(|rect| (rect, format!("in one task: {names}"))));
        }
        tasks
    }

    /// What is said of a line when it is pointed at.
    fn about(&self, bundle: &Bundle, high: usize) -> String {
        let (from, to) = if bundle.back { (high, bundle.low) } else { (bundle.low, high) };
        let edge = self.graph.edges.iter().find(|edge| {
            edge.from == from && edge.to == to && (edge.carries == crate::Carries::Failures) == bundle.dashed
        });
        edge.map_or_else(String::new, |edge| crate::words::about_edge(self.graph, edge))
    }

    /// Whether the line's ends are in one task.
    fn fused(&self, bundle: &Bundle, high: usize) -> bool {
        self.graph
            .edges
            .iter()
            .any(|edge| edge.from == bundle.low && edge.to == high && edge.is_in_a_task() && !bundle.dashed)
    }
}
