//! Puts the steps in topological order and gives streams their final numbers. Only for drafts without mistakes.

use super::draft::{Draft, Links};
use super::model::{Carries, Else, Step, StepId, StepKind, Stream, StreamId};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// `None` when there is a cycle, or a stream without both ends: the rules have then reported it.
pub(super) fn sort(draft: Draft) -> Option<(Vec<Step>, Vec<Stream>)> {
    let links = draft.links();
    let order = order(&links, &vec![false; draft.steps.len()]);
    if order.len() != draft.steps.len() {
        return None;
    }
    let mut sorted = Sorted { numbers: vec![None; draft.streams.len()], streams: Vec::new() };
    sorted.number(&draft, &order, &links)?;
    let mut steps = reorder(draft, &order, &sorted)?;
    mark_failures(&mut steps, &sorted.streams);
    Some((steps, sorted.streams))
}

/// Steps whose producers all stand before them, in the order of the text where that leaves a choice. Steps on a cycle are
/// missing, and what stands behind them. Those in `cut` count as done.
pub(super) fn order(links: &Links, cut: &[bool]) -> Vec<StepId> {
    let waits = |step: StepId| links.before[step].iter().filter(|before| !cut[**before]).count();
    let mut waiting: Vec<_> = (0..links.before.len()).map(waits).collect();
    let ready = |step: &StepId| waiting[*step] == 0 && !cut[*step];
    let mut queue: BinaryHeap<_> = (0..waiting.len()).filter(ready).map(Reverse).collect();
    let mut order = Vec::new();
    while let Some(Reverse(step)) = queue.pop() {
        order.push(step);
        for &next in &links.after[step] {
            waiting[next] -= 1;
            if waiting[next] == 0 && !cut[next] {
                queue.push(Reverse(next));
            }
        }
    }
    order
}

struct Sorted {
    /// Draft stream to final stream, other names of a stream included.
    numbers: Vec<Option<StreamId>>,
    streams: Vec<Stream>,
}

impl Sorted {
    /// Streams in the order of their takers. What the taker's chain says about the edge counts: it is nearest.
    fn number(&mut self, draft: &Draft, order: &[StepId], links: &Links) -> Option<()> {
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, step)| places[*step] = place);
        for (taker, step) in order.iter().enumerate() {
            for input in draft.steps[*step].kind.inputs() {
                let actual = draft.actual(input)?;
                let producer = places[links.producers[actual]?];
                let (edge, carries) = (&draft.streams[input], draft.streams[actual].carries);
                let number = Some(self.streams.len());
                (self.numbers[input], self.numbers[actual]) = (number, number);
                self.streams.push(Stream { producer, taker, from: edge.from, to: edge.to, carries });
            }
        }
        Some(())
    }
}

fn reorder(draft: Draft, order: &[StepId], sorted: &Sorted) -> Option<Vec<Step>> {
    let mut steps: Vec<_> = draft.steps.into_iter().map(Some).collect();
    let mut complete = true;
    let mut rename = |stream: &mut StreamId| match sorted.numbers[*stream] {
        Some(number) => *stream = number,
        None => complete = false,
    };
    let mut ordered = Vec::new();
    for step in order {
        let mut step = steps[*step].take()?;
        step.kind.rename_streams(&mut rename);
        ordered.push(step);
    }
    complete.then_some(ordered)
}

/// A stream of failures, and all that is made of nothing but failures, feeds its taker "only by failures".
fn mark_failures(steps: &mut [Step], streams: &[Stream]) {
    let mut failed = vec![false; streams.len()];
    for step in steps {
        let inputs = step.kind.inputs();
        let only_failures = !inputs.is_empty() && inputs.iter().all(|input| failed[*input]);
        mark(&mut step.kind, only_failures);
        for out in step.kind.outputs() {
            failed[out] = only_failures || streams[out].carries == Carries::Failures;
        }
    }
}

fn mark(kind: &mut StepKind, only_failures: bool) {
    match kind {
        StepKind::Stage(stage) => stage.fed_only_by_failures = only_failures,
        StepKind::Sink(sink) => sink.fed_only_by_failures = only_failures,
        _ => return,
    }
    if let Some(failures) = kind.failures_mut()
        && only_failures
        && *failures == Else::None
    {
        *failures = Else::Retry;
    }
}
