//! The graph as it is drawn: merges are no nodes, but edges that lead to the same one, and a `loop` port is one node.

use aqueduct_drawing::Kind;
use proc_macro2::Ident;
use quote::quote;

use super::origins::Origins;
use super::text;
use crate::graph::model::{Graph, Merge, Nested, Stage, Step, StepId, StepKind, StreamId};
use crate::parse::pipeline::options::Key;
use crate::spell::spelled;

pub(super) struct Drawn<'a> {
    graph: &'a Graph,
    /// The number of each step among the nodes.
    numbers: Vec<Option<usize>>,
    /// Whether failures flow in a stream.
    failures: Vec<bool>,
}

/// What arrives at a node.
pub(super) struct Arrival {
    pub(super) streams: Vec<StreamId>,
    /// Through a merge, also of a single stream that is converted.
    pub(super) merged: bool,
}

impl<'a> Drawn<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let mut next = 0;
        let numbers = graph.steps.iter().map(|step| {
            next += usize::from(is_node(step));
            is_node(step).then(|| next - 1)
        });
        Self { graph, numbers: numbers.collect(), failures: Origins::of(graph).failures }
    }

    /// The number of a node; what leads into a `loop` port is that port.
    pub(super) fn number(&self, id: StepId) -> usize {
        let id = match &self.graph.steps[id].kind {
            StepKind::IntoLoop { port, .. } => {
                self.graph.steps.iter().position(|step| is_loop(step, port)).unwrap_or(id)
            }
            _ => id,
        };
        self.numbers[id].unwrap_or_default()
    }

    /// All that has a box of its own.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (StepId, &'a Step)> {
        self.graph.steps.iter().enumerate().filter(|(_, step)| is_node(step))
    }

    /// All that takes or emits: all but merges.
    pub(super) fn steps(&self) -> impl Iterator<Item = (StepId, &'a Step)> {
        self.graph.steps.iter().enumerate().filter(|(_, step)| !matches!(step.kind, StepKind::Merge(_)))
    }

    /// What arrives at each node that takes something.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = (StepId, Arrival)> {
        self.steps().filter_map(|(id, step)| Some((id, self.arrival(step)?)))
    }

    pub(super) fn arrival(&self, step: &Step) -> Option<Arrival> {
        let inputs = step.kind.inputs();
        let input = *inputs.first()?;
        let mut streams = Vec::new();
        inputs.iter().for_each(|input| self.arriving(*input, &mut streams));
        // Failures of one node convert into what their taker takes, as those of several do in their merge.
        let converts = {
            use StepKind::{IntoLoop, Nested, Out, Sink, Stage};
            matches!(step.kind, Stage(_) | Sink(_) | Nested(_) | Out { .. } | IntoLoop { .. })
        };
        // Each side of a join has an edge of its own, as each of what is merged.
        let merged = inputs.len() > 1 || self.merge(input).is_some() || (converts && self.failures[input]);
        Some(Arrival { streams, merged })
    }

    /// The streams that become this one.
    pub(super) fn arriving(&self, stream: StreamId, streams: &mut Vec<StreamId>) {
        match self.merge(stream) {
            Some(merge) => merge.inputs.iter().for_each(|input| self.arriving(*input, streams)),
            None => streams.push(stream),
        }
    }

    pub(super) fn merge(&self, stream: StreamId) -> Option<&'a Merge> {
        match &self.producer(stream).kind {
            StepKind::Merge(merge) => Some(merge),
            _ => None,
        }
    }

    pub(super) fn producer(&self, stream: StreamId) -> &'a Step {
        &self.graph.steps[self.graph.streams[stream].producer]
    }

    /// An output port's name, an arm's pattern; which side of a join it is.
    pub(super) fn label(&self, stream: StreamId) -> Option<String> {
        match (self.origin(stream), self.side(stream)) {
            (Some(origin), Some(side)) => Some(format!("{origin}, {side}")),
            (origin, side) => origin.or(side.map(str::to_owned)),
        }
    }

    fn side(&self, mut stream: StreamId) -> Option<&'static str> {
        loop {
            match &self.graph.steps[self.graph.streams[stream].taker].kind {
                StepKind::Merge(merge) => stream = merge.out,
                StepKind::Join(join) if join.inputs[0] == stream => return Some("left"),
                StepKind::Join(_) => return Some("right"),
                _ => return None,
            }
        }
    }

    fn origin(&self, stream: StreamId) -> Option<String> {
        match &self.producer(stream).kind {
            StepKind::Stage(Stage { ports, .. }) | StepKind::Nested(Nested { ports, .. }) => {
                ports.iter().find(|(_, out)| *out == stream).map(|(port, _)| text(port))
            }
            StepKind::Route { arms, .. } => arms.iter().find(|arm| arm.out == Some(stream)).map(|arm| {
                let (pat, guard) = (&arm.pat, arm.guard.as_ref().map(|guard| quote!(if #guard)));
                spelled(&quote!(#pat #guard))
            }),
            _ => None,
        }
    }
}

fn is_node(step: &Step) -> bool {
    !matches!(step.kind, StepKind::Merge(_) | StepKind::IntoLoop { .. })
}

fn is_loop(step: &Step, port: &Ident) -> bool {
    matches!(step.kind, StepKind::Loop { .. }) && step.name == *port
}

/// What a step is in a drawing. Only types tell a fold from a stage.
pub(super) fn kind(step: &Step) -> Kind {
    match &step.kind {
        StepKind::In { .. } => Kind::Input,
        StepKind::Out { .. } => Kind::Output,
        StepKind::Loop { .. } | StepKind::IntoLoop { .. } => Kind::Loop,
        StepKind::Source { .. } => Kind::Source,
        StepKind::Stage(_) | StepKind::Merge(_) => Kind::Stage,
        StepKind::Sink(_) => Kind::Sink,
        StepKind::Nested(_) => Kind::Pipeline,
        StepKind::Operator(op) if op.input.is_none() => Kind::Source,
        StepKind::Operator(_) | StepKind::Join(_) => Kind::Operator,
        StepKind::Broadcast { .. } => Kind::Broadcast,
        StepKind::Route { .. } => Kind::Route,
        StepKind::Discard { .. } => Kind::Discard,
    }
}

/// What a node calls, where it has another name.
pub(super) fn function(step: &Step) -> Option<String> {
    let path = match &step.kind {
        StepKind::Source { call, .. } => &call.path,
        StepKind::Stage(stage) => &stage.call.path,
        StepKind::Sink(sink) => &sink.call.path,
        StepKind::Nested(nested) => &nested.call.path,
        StepKind::Operator(op) if op.options.name.is_none() => return None,
        StepKind::Operator(op) => return Some(op.operator.word().to_owned()),
        StepKind::Join(join) if join.options.name.is_some() => return Some(join.joining.word().to_owned()),
        _ => return None,
    };
    Some(spelled(path)).filter(|path| *path != text(&step.name))
}

/// The options as they were written; failures that go somewhere are an edge.
pub(super) fn shown(step: &Step) -> impl Iterator<Item = (&'static str, &str)> {
    let written = step.options().into_iter().flat_map(|options| &options.written);
    written.filter_map(|(key, value)| match key {
        Key::Name => None,
        Key::Else if value != "skip" && value != "stop" => None,
        _ => Some((key.word(), value.as_str())),
    })
}
