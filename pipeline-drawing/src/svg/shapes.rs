//! Boxes, lines and words of the picture.

use super::xml::Xml;
use super::{MARGIN, Picture, Rect};
use crate::layout::{Frame, Hop, Line};
use crate::nets::Bundle;
use crate::{Graph, Kind, words};
use std::fmt;

type Out<'f, 'o> = &'f mut fmt::Formatter<'o>;

pub(super) fn task(f: Out<'_, '_>, rect: Rect, about: &str) -> fmt::Result {
    let Rect { x, y, width, height } = rect;
    write!(f, r#"  <rect class="aq-task" x="{x}" y="{y}" width="{width}" height="{height}" rx="14">"#)?;
    writeln!(f, "<title>{}</title></rect>", Xml(about))
}

pub(super) fn node(f: Out<'_, '_>, graph: &Graph<'_>, at: usize, lines: &[String], rect: Rect) -> fmt::Result {
    let node = &graph.nodes[at];
    writeln!(f, "  <g><title>{}</title>", Xml(&words::about(graph, node).join("\n")))?;
    outline(f, node.kind, rect)?;
    let middle = rect.x + rect.width / 2;
    let rows = i32::try_from(lines.len()).unwrap_or(1);
    let mut y = rect.y + (rect.height - 15 * (rows - 1)) / 2 + 4;
    for (row, line) in lines.iter().enumerate() {
        let class = if row == 0 { "aq-name" } else { "aq-option" };
        writeln!(f, r#"    <text class="aq-text {class}" x="{middle}" y="{y}">{}</text>"#, Xml(line))?;
        y += 15;
    }
    writeln!(f, "  </g>")
}

fn outline(f: Out<'_, '_>, kind: Kind, rect: Rect) -> fmt::Result {
    let Rect { x, y, width, height } = rect;
    let class = words::kind(kind);
    if kind == Kind::Route {
        let (right, bottom, middle, tip) = (x + width, y + height, y + height / 2, 12);
        let (a, b) = (x + tip, right - tip);
        let points = format!("{x},{middle} {a},{y} {b},{y} {right},{middle} {b},{bottom} {a},{bottom}");
        return writeln!(f, r#"    <polygon class="aq-box aq-{class}" points="{points}" stroke-linejoin="round"/>"#);
    }
    let round = match kind {
        Kind::Input | Kind::Output | Kind::Loop | Kind::Broadcast | Kind::Discard => (height / 2).min(20),
        Kind::Operator => 3,
        _ => 8,
    };
    writeln!(
        f,
        r#"    <rect class="aq-box aq-{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}"/>"#
    )
}

pub(super) fn line(f: Out<'_, '_>, picture: &Picture<'_>, line: &Line) -> fmt::Result {
    let bundle = &picture.bundles[line.net];
    let fused = if picture.fused(bundle, line.high) { " aq-fused" } else { "" };
    let kind = suffix(bundle);
    let end = if bundle.back { "start" } else { "end" };
    let path = path(picture, line, bundle.back);
    let class = if kind.is_empty() { String::new() } else { format!(" aq{kind}") };
    write!(f, r#"  <path class="aq-edge{class}{fused}" d="{path}" marker-{end}="url(#aq-head{kind})">"#)?;
    writeln!(f, "<title>{}</title></path>", Xml(&picture.about(bundle, line.high)))
}

const fn suffix(bundle: &Bundle) -> &'static str {
    if bundle.dashed {
        "-failures"
    } else if bundle.back {
        "-back"
    } else {
        ""
    }
}

/// Straight past labels and boxes, in curves through the channels. It starts under its box, whose side may not be straight.
fn path(picture: &Picture<'_>, line: &Line, back: bool) -> String {
    let Some(first) = line.hops.first() else { return String::new() };
    let under = if back { 1 } else { -10 };
    let (x, y) = picture.point(first.start + under, first.from);
    let mut path = format!("M{x} {y}");
    for (at, hop) in line.hops.iter().enumerate() {
        let last = at + 1 == line.hops.len();
        curve(&mut path, picture, hop, if last && !back { 7 } else { 0 });
    }
    path
}

/// One channel; its end stays straight for the head of the arrow.
fn curve(path: &mut String, picture: &Picture<'_>, hop: &Hop, head: i32) {
    use fmt::Write as _;
    let end = hop.end - 1;
    let middle = (hop.track + end - head) / 2;
    let mut put = |letter: &str, main: i32, cross: i32| {
        let (x, y) = picture.point(main, cross);
        // Writing to a string does not fail.
        let _ = write!(path, "{letter}{x} {y}");
    };
    put("L", hop.track, hop.from);
    if hop.from != hop.to {
        put("C", middle, hop.from);
        put(" ", middle, hop.to);
        put(" ", end - head, hop.to);
    }
    put("L", end, hop.to);
}

pub(super) fn label(f: Out<'_, '_>, picture: &Picture<'_>, net: usize, frame: Frame) -> fmt::Result {
    let label = &picture.labels[net];
    if label.is_empty() {
        return Ok(());
    }
    let (x, y) = picture.point(frame.main, frame.cross);
    let (x, y) = if picture.down { (x + 8, y + 17) } else { (x + 9, y - 5) };
    let class = match suffix(&picture.bundles[net]) {
        "" => String::new(),
        kind => format!(" aq-said{kind}"),
    };
    writeln!(f, r#"  <text class="aq-text aq-label{class}" x="{x}" y="{y}">{}</text>"#, Xml(label))
}

pub(super) fn footer(f: Out<'_, '_>, text: &str, height: i32) -> fmt::Result {
    let y = height - MARGIN + 4;
    if text.is_empty() {
        Ok(())
    } else {
        writeln!(f, r#"  <text class="aq-text aq-label" x="{MARGIN}" y="{y}">{text}</text>"#)
    }
}
