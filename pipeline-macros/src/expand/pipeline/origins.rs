//! Where items come from, through all that only connects. Once for the whole graph: any number of merges may stand in a row.

use crate::graph::model::{Carries, Graph, StepId, StepKind};

pub(super) struct Origins {
    /// For each step, the one that made what it passes on: itself, if it makes items.
    pub(super) steps: Vec<StepId>,
    /// For each stream, whether failures flow there, or what a broadcast gives of them.
    pub(super) failures: Vec<bool>,
}

impl Origins {
    /// Producers stand before their takers, so one pass is enough.
    pub(super) fn of(graph: &Graph) -> Self {
        let mut steps: Vec<StepId> = (0..graph.steps.len()).collect();
        let mut failures: Vec<_> = graph.streams.iter().map(|stream| stream.carries == Carries::Failures).collect();
        for (id, step) in graph.steps.iter().enumerate() {
            let passed_on = match &step.kind {
                StepKind::Merge(merge) => merge.inputs.first(),
                StepKind::Broadcast { input, .. } | StepKind::Route { input, .. } => Some(input),
                _ => None,
            };
            if let Some(input) = passed_on {
                steps[id] = steps[graph.streams[*input].producer];
            }
            if let StepKind::Broadcast { input, outs } = &step.kind {
                outs.iter().for_each(|out| failures[*out] = failures[*input]);
            }
        }
        Self { steps, failures }
    }
}
