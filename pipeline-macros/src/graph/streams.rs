//! Which streams enter and leave a step.

use super::model::{Else, JoinStep, Merge, Nested, OperatorStep, Sink, Stage, StepKind, StreamId};

impl StepKind {
    pub(crate) fn inputs(&self) -> Vec<StreamId> {
        match self {
            StepKind::In { .. } | StepKind::Source { .. } | StepKind::Loop { .. } => Vec::new(),
            StepKind::Stage(Stage { input, .. }) | StepKind::Sink(Sink { input, .. }) => vec![*input],
            StepKind::Nested(Nested { input, .. }) => vec![*input],
            StepKind::Operator(operator) => operator.input.into_iter().collect(),
            StepKind::Join(join) => join.inputs.to_vec(),
            StepKind::Merge(merge) => merge.inputs.clone(),
            StepKind::Broadcast { input, .. } | StepKind::Route { input, .. } => vec![*input],
            StepKind::Discard { input } | StepKind::Out { input, .. } | StepKind::IntoLoop { input, .. } => {
                vec![*input]
            }
        }
    }

    /// Main output first, then output ports, then failures.
    pub(crate) fn outputs(&self) -> Vec<StreamId> {
        match self {
            StepKind::In { out, .. } | StepKind::Source { out, .. } | StepKind::Loop { out, .. } => vec![*out],
            StepKind::Operator(OperatorStep { out, failures, .. }) | StepKind::Join(JoinStep { out, failures, .. }) => {
                [*out].into_iter().chain(failures.stream()).collect()
            }
            StepKind::Merge(Merge { out, .. }) => vec![*out],
            StepKind::Stage(stage) => {
                let ports = stage.ports.iter().map(|(_, stream)| *stream);
                stage.out.into_iter().chain(ports).chain(stage.failures.stream()).collect()
            }
            StepKind::Nested(nested) => {
                nested.out.into_iter().chain(nested.ports.iter().map(|(_, stream)| *stream)).collect()
            }
            StepKind::Sink(sink) => sink.failures.stream().into_iter().collect(),
            StepKind::Broadcast { outs, .. } => outs.clone(),
            StepKind::Route { arms, .. } => arms.iter().filter_map(|arm| arm.out).collect(),
            StepKind::Discard { .. } | StepKind::Out { .. } | StepKind::IntoLoop { .. } => Vec::new(),
        }
    }

    /// Calls `rename` on every stream that enters or leaves.
    pub(super) fn rename_streams(&mut self, rename: &mut impl FnMut(&mut StreamId)) {
        match self {
            StepKind::In { out, .. } | StepKind::Source { out, .. } | StepKind::Loop { out, .. } => rename(out),
            StepKind::Stage(stage) => rename_stage(stage, rename),
            StepKind::Nested(nested) => {
                rename(&mut nested.input);
                nested.out.iter_mut().for_each(&mut *rename);
                nested.ports.iter_mut().for_each(|(_, stream)| rename(stream));
            }
            StepKind::Sink(sink) => {
                rename(&mut sink.input);
                rename_else(&mut sink.failures, rename);
            }
            StepKind::Operator(operator) => {
                operator.input.iter_mut().for_each(&mut *rename);
                rename(&mut operator.out);
                rename_else(&mut operator.failures, rename);
            }
            StepKind::Join(join) => {
                join.inputs.iter_mut().for_each(&mut *rename);
                rename(&mut join.out);
                rename_else(&mut join.failures, rename);
            }
            StepKind::Merge(merge) => {
                merge.inputs.iter_mut().for_each(&mut *rename);
                rename(&mut merge.out);
            }
            StepKind::Broadcast { input, outs } => {
                rename(input);
                outs.iter_mut().for_each(rename);
            }
            StepKind::Route { input, arms } => {
                rename(input);
                arms.iter_mut().filter_map(|arm| arm.out.as_mut()).for_each(rename);
            }
            StepKind::Discard { input } | StepKind::Out { input, .. } | StepKind::IntoLoop { input, .. } => {
                rename(input);
            }
        }
    }

    /// Where failures go, for steps that are functions.
    pub(crate) fn failures_mut(&mut self) -> Option<&mut Else> {
        match self {
            StepKind::Stage(stage) => Some(&mut stage.failures),
            StepKind::Operator(operator) if operator.has_failures() => Some(&mut operator.failures),
            StepKind::Join(join) if join.has_failures() => Some(&mut join.failures),
            StepKind::Sink(sink) => Some(&mut sink.failures),
            _ => None,
        }
    }

    /// Where failures go, for steps that are functions.
    pub(crate) fn failures(&self) -> Option<Else> {
        match self {
            StepKind::Stage(stage) => Some(stage.failures),
            StepKind::Operator(operator) if operator.has_failures() => Some(operator.failures),
            StepKind::Join(join) if join.has_failures() => Some(join.failures),
            StepKind::Sink(sink) => Some(sink.failures),
            _ => None,
        }
    }
}

fn rename_stage(stage: &mut Stage, rename: &mut impl FnMut(&mut StreamId)) {
    rename(&mut stage.input);
    stage.out.iter_mut().for_each(&mut *rename);
    stage.ports.iter_mut().for_each(|(_, stream)| rename(stream));
    rename_else(&mut stage.failures, rename);
}

fn rename_else(failures: &mut Else, rename: &mut impl FnMut(&mut StreamId)) {
    if let Else::To(stream) | Else::Global(stream) = failures {
        rename(stream);
    }
}
