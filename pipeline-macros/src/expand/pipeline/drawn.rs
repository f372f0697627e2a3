//! The graph as it is drawn: merges are no nodes, but edges that lead to the same one.

use aqueduct_drawing::Kind;
use quote::quote;

use super::text;
use crate::graph::model::{Graph, Merge, Step, StepId, StepKind, StreamId};
use crate::parse::pipeline::options::Key;
use crate::spell::spelled;

pub(super) struct Drawn<'a> {
    graph: &'a Graph,
    /// The number of each step among the nodes.
    numbers: Vec<Option<usize>>,
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
            let is_node = !matches!(step.kind, StepKind::Merge(_));
            next += usize::from(is_node);
            is_node.then(|| next - 1)
        });
        Self { graph, numbers: numbers.collect() }
    }

    /// The number of a node.
    pub(super) fn number(&self, id: StepId) -> usize {
        self.numbers[id].unwrap_or_default()
    }

    /// All steps but merges, which have no place of their own.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (StepId, &'a Step)> {
        let steps = self.graph.steps.iter().enumerate();
        steps.filter(|(_, step)| !matches!(step.kind, StepKind::Merge(_)))
    }

    /// What arrives at each node that takes something.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = (StepId, Arrival)> {
        self.nodes().filter_map(|(id, step)| Some((id, self.arrival(step)?)))
    }

    pub(super) fn arrival(&self, step: &Step) -> Option<Arrival> {
        let input = step.kind.inputs().first().copied()?;
        let mut streams = Vec::new();
        self.arriving(input, &mut streams);
        // Failures of one node convert into what their taker takes, as those of several do in their merge.
        let converts = matches!(step.kind, StepKind::Stage(_) | StepKind::Sink(_) | StepKind::Out { .. });
        let merged = self.merge(input).is_some() || (converts && self.graph.of_failures(input));
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

    /// An output port's name, an arm's pattern.
    pub(super) fn label(&self, stream: StreamId) -> Option<String> {
        match &self.producer(stream).kind {
            StepKind::Stage(stage) => stage.ports.iter().find(|(_, out)| *out == stream).map(|(port, _)| text(port)),
            StepKind::Route { arms, .. } => arms.iter().find(|arm| arm.out == Some(stream)).map(|arm| {
                let (pat, guard) = (&arm.pat, arm.guard.as_ref().map(|guard| quote!(if #guard)));
                spelled(&quote!(#pat #guard))
            }),
            _ => None,
        }
    }
}

/// What a step is in a drawing. Only types tell a fold from a stage.
pub(super) fn kind(step: &Step) -> Kind {
    match &step.kind {
        StepKind::In { .. } => Kind::Input,
        StepKind::Out { .. } => Kind::Output,
        StepKind::Source { .. } => Kind::Source,
        StepKind::Stage(_) | StepKind::Merge(_) => Kind::Stage,
        StepKind::Sink(_) => Kind::Sink,
        StepKind::Operator(op) if op.input.is_none() => Kind::Source,
        StepKind::Operator(_) => Kind::Operator,
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
        StepKind::Operator(op) if op.options.name.is_none() => return None,
        StepKind::Operator(op) => return Some(op.operator.word().to_owned()),
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
