//! What rustdoc shows of the struct: the drawing, the ports, and where failures go.

use aqueduct_drawing::{Buffer, Carries, Edge, Graph, Item, Node, Place};

use super::drawn::{Drawn, function, kind, shown};
use super::text;
use crate::graph::model::{self, Else, StepKind};
use crate::parse::pipeline::{Outline, PortOutline};
use crate::spell::spelled;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue};

/// How many of the attributes make the first paragraph of the docs.
pub(super) fn summary(attrs: &[Attribute]) -> usize {
    let empty = |attr: &Attribute| doc(attr).is_some_and(|text| text.trim().is_empty());
    match attrs.iter().position(empty) {
        Some(end) => end,
        None => attrs.iter().rposition(|attr| doc(attr).is_some()).map_or(0, |last| last + 1),
    }
}

fn doc(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
            path.is_ident("doc").then(|| text.value())
        }
        _ => None,
    }
}

/// The drawing.
pub(super) fn drawing(outline: &Outline, graph: &model::Graph) -> String {
    let sketch = Sketch::new(graph);
    let name = text(&outline.header.name);
    let (nodes, edges) = (sketch.nodes(), sketch.edges());
    let drawn = Graph { name: &name, nodes: &nodes, edges: &edges, file: "" };
    format!("\n\n```text\n{}\n```\n\n", drawn.text().to_string().trim_end())
}

/// Behind it: ports, and failures.
pub(super) fn lists(outline: &Outline, graph: &model::Graph) -> String {
    let port = |word: &str, port: &PortOutline| format!("* `{word} {}: {}`\n", text(&port.name), spelled(&port.ty));
    let mut ports: String = outline.ins.iter().map(|it| port("in", it)).collect();
    ports.extend(outline.outs.iter().map(|it| port("out", it)));
    ports.extend(graph.steps.iter().filter_map(loop_port));
    let failures: String = graph.steps.iter().filter_map(|step| failures(graph, step)).collect();
    section("Ports", &ports) + &section("Failures", &failures)
}

fn loop_port(step: &model::Step) -> Option<String> {
    let StepKind::Loop { ty, .. } = &step.kind else { return None };
    Some(format!("* `loop {}: {}`\n", text(&step.name), spelled(ty)))
}

fn section(title: &str, lines: &str) -> String {
    if lines.is_empty() { String::new() } else { format!("\n\n# {title}\n\n{lines}") }
}

/// Where what does not get through a node goes, as far as its drawing says.
fn failures(graph: &model::Graph, step: &model::Step) -> Option<String> {
    let goes = match step.kind.failures()? {
        Else::None => return None,
        Else::To(stream) | Else::Global(stream) => format!("go to `{}`", takers(graph, stream).join("`, `")),
        Else::Skip => "are skipped".to_owned(),
        Else::Stop => "stop the pipeline".to_owned(),
        Else::Retry => "are retried until they get through".to_owned(),
    };
    Some(format!("* of `{}` {goes}\n", text(&step.name)))
}

/// The nodes behind a stream, merges and broadcasts looked through.
fn takers(graph: &model::Graph, stream: model::StreamId) -> Vec<String> {
    let taker = &graph.steps[graph.streams[stream].taker];
    match &taker.kind {
        StepKind::Merge(merge) => takers(graph, merge.out),
        StepKind::IntoLoop { port, .. } => vec![text(port)],
        StepKind::Broadcast { outs, .. } => outs.iter().flat_map(|out| takers(graph, *out)).collect(),
        _ => vec![text(&taker.name)],
    }
}

/// The graph by its names alone, with texts for the drawing to borrow.
struct Sketch<'a> {
    graph: &'a model::Graph,
    drawn: Drawn<'a>,
    /// By step.
    names: Vec<String>,
    functions: Vec<Option<String>>,
    types: Vec<Option<String>>,
    options: Vec<Vec<(&'static str, &'a str)>>,
    /// By stream.
    labels: Vec<Option<String>>,
}

impl<'a> Sketch<'a> {
    fn new(graph: &'a model::Graph) -> Self {
        let drawn = Drawn::new(graph);
        Self {
            graph,
            names: graph.steps.iter().map(|step| text(&step.name)).collect(),
            functions: graph.steps.iter().map(function).collect(),
            types: graph.steps.iter().map(port_type).collect(),
            options: graph.steps.iter().map(|step| shown(step).collect()).collect(),
            labels: (0..graph.streams.len()).map(|stream| drawn.label(stream)).collect(),
            drawn,
        }
    }

    fn nodes(&self) -> Vec<Node<'_>> {
        let node = |(id, step): (usize, &model::Step)| Node {
            name: &self.names[id],
            kind: kind(step),
            function: self.functions[id].as_deref(),
            calls: None,
            options: &self.options[id],
            workers: None,
            in_hand: None,
            place: Place { line: 0, column: 0 },
        };
        self.drawn.nodes().map(node).collect()
    }

    fn edges(&self) -> Vec<Edge<'_>> {
        let arrivals = self.drawn.arrivals();
        arrivals.flat_map(|(taker, it)| it.streams.into_iter().map(move |stream| self.edge(stream, taker))).collect()
    }

    fn edge(&self, stream: model::StreamId, taker: model::StepId) -> Edge<'_> {
        let model::Stream { producer, carries, .. } = self.graph.streams[stream];
        let carries = match carries {
            model::Carries::Failures => Carries::Failures,
            _ => Carries::Items,
        };
        let ty = self.types[producer].as_ref().or(self.types[taker].as_ref());
        let item = ty.map_or(Item::Unknown, |ty| Item::Written(ty));
        let (from, to, label) = (self.drawn.number(producer), self.drawn.number(taker), self.labels[stream].as_deref());
        Edge { from, to, label, carries, item, buffer: Buffer::NotSaid, joined: false }
    }
}

/// The types that are written in the drawing itself.
fn port_type(step: &model::Step) -> Option<String> {
    match &step.kind {
        StepKind::In { ty, .. } | StepKind::Out { ty, .. } | StepKind::Loop { ty, .. } => Some(spelled(ty)),
        _ => None,
    }
}
