//! When all chains have been followed: names that several nodes feed become merges, output ports are attached, failures
//! nobody routed go to the `else =>` statement, and merges learn what takes them.

use super::{Lower, Wire};
use crate::graph::draft::Draft;
use crate::graph::model::{Else, Merge, Step, StepId, StepKind, StreamId, Taker};
use crate::graph::names::{NameId, NameKind, key};
use proc_macro2::Span;
use std::collections::BTreeSet;
use syn::Ident;

impl Lower {
    pub(super) fn finish(mut self) -> Draft {
        self.attach_ports();
        (0..self.draft.names.list.len()).for_each(|name| self.feed_name(name));
        self.route_failures();
        self.name_takers();
        self.draft
    }

    /// `split.cards` becomes an output of the stage `split`.
    fn attach_ports(&mut self) {
        if self.draft.facts.ports.is_empty() {
            return;
        }
        let nodes = self.draft.nodes();
        for taking in &self.draft.facts.ports {
            let (port, stream) = (taking.port.clone(), taking.stream);
            let Some(&step) = nodes.get(&key(&taking.node)) else { continue };
            match &mut self.draft.steps[step].kind {
                StepKind::Stage(stage) => stage.ports.push((port, stream)),
                StepKind::Nested(nested) => nested.ports.push((port, stream)),
                _ => {}
            }
        }
    }

    /// One feeder is the stream itself; several are merged.
    fn feed_name(&mut self, id: NameId) {
        let name = &self.draft.names.list[id];
        let (Some(stream), ident) = (name.entrance.or(name.stream), name.ident.clone()) else { return };
        let inputs: Vec<_> = name.fed.iter().map(|feeding| feeding.stream).collect();
        let first = name.fed.first().map(|feeding| feeding.at);
        match (inputs.as_slice(), first) {
            ([only], Some(at)) => self.feed_once(stream, *only, at, name.kind),
            ([_, _, ..], Some(at)) => self.feed_merged(stream, inputs, ident, at),
            _ => {}
        }
    }

    fn feed_once(&mut self, name: StreamId, feeder: StreamId, at: Span, kind: NameKind) {
        let from = self.draft.streams[feeder].from;
        self.alias(name, feeder);
        if kind.ends_chains() {
            self.take(Wire { stream: name, from }, at);
        }
    }

    fn feed_merged(&mut self, name: StreamId, inputs: Vec<StreamId>, ident: Ident, at: Span) {
        let step = self.joined("merge", &ident, at);
        let merge = Merge { inputs, prefer_first: false, out: name, taker: Taker::Function };
        self.take(Wire { stream: name, from: at }, ident.span());
        self.push(step, at, StepKind::Merge(merge));
    }

    /// Functions behind the `else =>` statement do not feed it: failures would go round in circles.
    fn route_failures(&mut self) {
        let Some(global) = self.draft.global.as_ref().map(|global| (global.stream, global.span)) else { return };
        let behind = self.behind(global.0);
        let open = |(id, step): (StepId, &Step)| {
            (step.kind.failures() == Some(Else::None) && !behind[id]).then_some((id, step.span))
        };
        let feeders: Vec<_> = self.draft.steps.iter().enumerate().filter_map(open).collect();
        let streams: Vec<_> = feeders.into_iter().map(|(id, span)| self.route_globally(id, span, global.1)).collect();
        match streams.as_slice() {
            [] => {}
            [only] => self.alias(global.0, *only),
            _ => self.merge_globally(global.0, streams, global.1),
        }
    }

    /// All steps that the stream leads to.
    fn behind(&self, stream: StreamId) -> Vec<bool> {
        let takes = |kind: &StepKind| kind.inputs().iter().any(|input| self.draft.actual(*input) == Some(stream));
        match self.draft.steps.iter().position(|step| takes(&step.kind)) {
            Some(taker) => self.draft.links().reachable(taker),
            None => vec![false; self.draft.steps.len()],
        }
    }

    fn route_globally(&mut self, step: StepId, from: Span, to: Span) -> StreamId {
        let wire = self.failure_wire(from);
        let stream = self.take(wire, to);
        if let Some(failures) = self.draft.steps[step].kind.failures_mut() {
            *failures = Else::Global(stream);
        }
        stream
    }

    fn merge_globally(&mut self, out: StreamId, inputs: Vec<StreamId>, span: Span) {
        let name = self.anonymous("failures", span);
        let merge = Merge { inputs, prefer_first: false, out, taker: Taker::Function };
        self.push(name, span, StepKind::Merge(merge));
    }

    fn name_takers(&mut self) {
        let (lets, takers) = (self.lets(), self.takers());
        let of_merge = |step: &Step| match &step.kind {
            StepKind::Merge(merge) if lets.contains(&merge.out) => Some(Taker::Let),
            StepKind::Merge(merge) => takers[merge.out].map(|taker| as_taker(&self.draft.steps[taker].kind)),
            _ => None,
        };
        let takers: Vec<_> = self.draft.steps.iter().map(of_merge).collect();
        for (step, taker) in self.draft.steps.iter_mut().zip(takers) {
            if let (StepKind::Merge(merge), Some(taker)) = (&mut step.kind, taker) {
                merge.taker = taker;
            }
        }
    }

    /// The first step that takes each stream.
    fn takers(&self) -> Vec<Option<StepId>> {
        let mut takers = vec![None; self.draft.streams.len()];
        for (id, step) in self.draft.steps.iter().enumerate().rev() {
            for input in step.kind.inputs() {
                if let Some(actual) = self.draft.actual(input) {
                    takers[actual] = Some(id);
                }
            }
        }
        takers
    }

    /// The streams that a `let` gives a name to.
    fn lets(&self) -> BTreeSet<StreamId> {
        let lets = self.draft.names.list.iter().filter(|name| name.kind == NameKind::Let);
        lets.filter_map(|name| self.draft.streams[name.stream?].alias_of).collect()
    }
}

fn as_taker(kind: &StepKind) -> Taker {
    match kind {
        StepKind::In { .. } | StepKind::Source { .. } | StepKind::Loop { .. } => Taker::Function,
        StepKind::Stage(_) | StepKind::Sink(_) | StepKind::Nested(_) => Taker::Function,
        StepKind::Operator(_) | StepKind::Join(_) => Taker::Operator,
        StepKind::Merge(_) => Taker::Merge,
        StepKind::Broadcast { .. } => Taker::Broadcast,
        StepKind::Route { .. } => Taker::Route,
        StepKind::Discard { .. } => Taker::Discard,
        StepKind::Out { .. } | StepKind::IntoLoop { .. } => Taker::Out,
    }
}
