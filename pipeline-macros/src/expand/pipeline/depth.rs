//! Where a chain is so long that its type has to be forgotten.

use super::node::Placement;
use crate::graph::model::{Graph, Operator, OperatorStep, Stage, StepKind, StreamId};

/// Fused nodes in a row before their type is forgotten. rustc's time for a chain grows faster than the square of its length (10
/// nodes 0.27 s, 16 nodes 0.66 s, 32 nodes 3.6 s, 64 its recursion limit); forgetting costs an item a dynamic call in and one
/// out.
const FUSED: usize = 8;

/// The streams that are shortened before they are taken. A sink or a port behind eight nodes needs none.
pub(super) fn shortened(graph: &Graph) -> Vec<bool> {
    let mut depth = vec![0; graph.streams.len()];
    let mut shortened = vec![false; graph.streams.len()];
    for step in &graph.steps {
        let Some((input, out)) = fused(&step.kind) else { continue };
        depth[out] = input.map_or(0, |input| depth[input]) + 1;
        let goes_on = fused(&graph.steps[graph.streams[out].taker].kind).is_some();
        if depth[out] >= FUSED && goes_on {
            (depth[out], shortened[out]) = (0, true);
        }
    }
    shortened
}

/// What may go into the chain before it: an asynchronous stage does not, which only rustc knows. Without an input where a chain
/// begins.
fn fused(kind: &StepKind) -> Option<(Option<StreamId>, StreamId)> {
    match kind {
        StepKind::Stage(Stage { options, input, out: Some(out), ports, failures, .. }) if ports.is_empty() => {
            let cut = options.buffer.is_some() || options.overflow.is_some();
            let fused = matches!(Placement::of(options, *failures), Placement::Plain);
            fused.then_some((Some(*input).filter(|_| !cut), *out))
        }
        StepKind::Operator(OperatorStep { operator, options, input, out, .. }) => {
            let begins = matches!(operator, Operator::Tick | Operator::Delay | Operator::FlatMap);
            let cut = begins || options.buffer.is_some() || options.overflow.is_some();
            Some((input.filter(|_| !cut), *out))
        }
        _ => None,
    }
}
