//! Which steps the `loop` ports close into cycles, and what leads into them.

use super::draft::{Draft, Links};
use super::model::{Circle, StepId, StepKind};
use syn::Ident;

/// The two ends of a `loop` port.
pub(super) struct Ends {
    /// Where chains begin at it.
    pub(super) out: StepId,
    /// Where chains end at it.
    pub(super) into: StepId,
}

/// All `loop` ports, in the order of the text.
pub(super) fn loops(draft: &Draft) -> Vec<Ends> {
    let ends = |(into, step): (StepId, &super::model::Step)| match &step.kind {
        StepKind::IntoLoop { port, .. } => {
            let is_out = |step: &super::model::Step| matches!(step.kind, StepKind::Loop { .. }) && step.name == *port;
            draft.steps.iter().position(is_out).map(|out| Ends { out, into })
        }
        _ => None,
    };
    draft.steps.iter().enumerate().filter_map(ends).collect()
}

/// As [`Draft::links`], with the `loop` ports closed.
pub(super) fn closed_links(draft: &Draft) -> Links {
    let mut links = draft.links();
    for Ends { out, into } in loops(draft) {
        links.after[into].push(out);
        links.before[out].push(into);
    }
    links
}

/// The way from where a `loop` port begins chains to where they end at it.
pub(super) fn way_around(links: &Links, port: &Ends) -> Option<Vec<StepId>> {
    links.path(port.out, port.into)
}

/// The steps on a common cycle with a `loop` port, and those that lead into it.
pub(super) fn around(links: &Links, port: &Ends) -> (Vec<StepId>, Vec<StepId>) {
    let (reached, leads) = (links.reachable(port.out), links.leading(port.into));
    (0..leads.len()).filter(|step| leads[*step]).partition(|step| reached[*step])
}

/// One circle for all loops on common cycles.
pub(super) fn named(draft: &Draft) -> Vec<Circle> {
    let links = closed_links(draft);
    let mut seen = vec![false; draft.steps.len()];
    let mut circles = Vec::new();
    for port in loops(draft) {
        if seen[port.out] {
            continue;
        }
        let (inside, before) = around(&links, &port);
        inside.iter().for_each(|step| seen[*step] = true);
        circles.push(Circle { inside: names(draft, &inside), before: names(draft, &before) });
    }
    circles
}

fn names(draft: &Draft, steps: &[StepId]) -> Vec<Ident> {
    steps.iter().map(|step| draft.steps[*step].name.clone()).collect()
}
