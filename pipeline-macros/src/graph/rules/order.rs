//! `unordered` before what goes by the order of its items.

use crate::errors::Errors;
use crate::graph::draft::{Draft, Links};
use crate::graph::model::{Joining, Operator, Step, StepId, StepKind, Window};
use proc_macro2::Span;

/// A node that gives up the order, and behind it one whose result depends on it.
pub(crate) fn given_up(draft: &Draft, errors: &mut Errors) {
    let needing = draft.steps.iter().enumerate().filter_map(|(id, step)| Some((id, step, needs_order(step)?)));
    let needing: Vec<_> = needing.collect();
    if needing.is_empty() {
        return;
    }
    let links = draft.links();
    for (id, step, why) in needing {
        for (before, place) in unordered_before(draft, &links, id) {
            errors.at(place, text(&draft.steps[before], step, why));
        }
    }
}

/// What it does with the order, if anything depends on it.
fn needs_order(step: &Step) -> Option<&'static str> {
    match &step.kind {
        StepKind::Operator(operator) if operator.operator == Operator::Dedup => Some("compares neighbours"),
        StepKind::Operator(operator) if operator.operator == Operator::Scan => Some("goes from one item to the next"),
        StepKind::Join(join) if join.joining == Joining::Zip => Some("pairs by position"),
        _ if counts(step) => Some("takes so many together as they come"),
        _ => None,
    }
}

/// A fold whose windows are counted.
fn counts(step: &Step) -> bool {
    let window = step.options().and_then(|options| options.window.as_ref());
    window.is_some_and(|window| matches!(window.value, Window::Count(_)))
}

/// The nearest nodes that give up the order a step would see. A merge has none of its own to give up, and a join makes a new one.
fn unordered_before(draft: &Draft, links: &Links, step: StepId) -> Vec<(StepId, Span)> {
    let (mut found, mut open) = (Vec::new(), links.before[step].clone());
    let mut seen = vec![false; draft.steps.len()];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        match (&draft.steps[at].kind, gives_up(&draft.steps[at])) {
            (_, Some(place)) => found.push((at, place)),
            (StepKind::Merge(_) | StepKind::Join(_), None) => {}
            _ => open.extend(links.before[at].iter().rev()),
        }
    }
    found
}

/// With one worker there is nobody to overtake.
fn gives_up(step: &Step) -> Option<Span> {
    step.options().filter(|options| options.workers.is_some()).and_then(|options| options.unordered)
}

fn text(before: &Step, step: &Step, why: &str) -> String {
    let (from, to) = (&before.name, step.spelled().unwrap_or_default());
    format!(
        "`{from}` gives up the order of its items, and `{to}` behind it {why}: leave `unordered` out, and `{from}` keeps the order \
         of what came in"
    )
}
