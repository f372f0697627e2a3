//! Streams that lead back to where they came from, and the `loop` ports that allow it.

use crate::errors::Errors;
use crate::graph::circles::{self, Ends};
use crate::graph::draft::{Draft, LedInto, Links};
use crate::graph::model::{NodeOptions, StepId, StepKind};
use crate::graph::names::{NameKind, key};
use crate::graph::sort::order;
use crate::parse::pipeline::options::{Key, Overflow};
use proc_macro2::Span;

/// A chain that leads into a stream which has its own source: back into itself, or from the side.
pub(crate) fn led_into(draft: &Draft, errors: &mut Errors) {
    if draft.facts.led_into.is_empty() {
        return;
    }
    let links = draft.links();
    for led in &draft.facts.led_into {
        if errors.are_many() {
            return;
        }
        match way_back(draft, &links, led) {
            Some(way) => errors.at(led.at.span(), cycle_text(&way)),
            None => errors.at(led.at.span(), side_text(draft, led)),
        }
    }
}

/// Cycles through `let` names and failures, each spelled out once.
pub(crate) fn cycles(draft: &Draft, errors: &mut Errors) {
    names_in_circles(draft, errors);
    let links = draft.links();
    let mut cut = vec![false; draft.steps.len()];
    while let Some(mut cycle) = find(&links, &cut).filter(|_| !errors.are_many()) {
        start_at_node(draft, &mut cycle);
        errors.at(draft.steps[cycle[0]].span, cycle_text(&spell(draft, &cycle)));
        cycle.iter().for_each(|step| cut[*step] = true);
    }
}

/// A `loop` port that makes its senders wait, or has failures: a cycle that waits for itself stands still for ever.
pub(crate) fn loops_that_wait(draft: &Draft, errors: &mut Errors) {
    let links = circles::closed_links(draft);
    for port in circles::loops(draft) {
        let step = &draft.steps[port.out];
        let StepKind::Loop { options, .. } = &step.kind else { continue };
        let name = key(&step.name);
        match overflow(options) {
            Some((Overflow::Block, span)) => {
                let cycle = circles::way_around(&links, &port)
                    .map_or("a cycle".to_owned(), |way| format!("the cycle `{}`", spell(draft, &way)));
                errors.at(span, blocking_text(&cycle));
            }
            Some((Overflow::Fail, span)) => errors.at(span, failing_text(&name)),
            _ => {}
        }
    }
}

fn overflow(options: &NodeOptions) -> Option<(Overflow, Span)> {
    Some((options.overflow.as_ref()?.value, options.place_of(Key::Overflow)?))
}

fn blocking_text(cycle: &str) -> String {
    format!(
        "a `loop` port cannot block: in {cycle} each could wait for room behind the next one, and all of them for ever; \
         write `overflow: drop_oldest` or `drop_newest`"
    )
}

fn failing_text(name: &str) -> String {
    format!(
        "`{name}` has no `else`, so what finds no room there cannot fail: write `overflow: drop_oldest` or `drop_newest`"
    )
}

/// A `loop` port that leads forward is a stream; one that nothing leads into from outside is never used.
pub(crate) fn idle_loops(draft: &Draft, errors: &mut Errors) {
    let links = circles::closed_links(draft);
    for port in circles::loops(draft).iter().filter(|port| is_used(draft, &links, port)) {
        let name = &draft.steps[port.out].name;
        let text = match circles::way_around(&links, port) {
            None => format!(
                "the `loop` port `{name}` closes no cycle: nothing that comes out of it leads back into it; to name a \
                 stream, write `let {name} = ..`"
            ),
            Some(way) if circles::around(&links, port).1.is_empty() => {
                format!("nothing ever enters the cycle `{}`: lead a source or an `in` port into it", spell(draft, &way))
            }
            Some(_) => continue,
        };
        errors.at(name.span(), text);
    }
}

/// It is fed and taken; else that is the mistake.
fn is_used(draft: &Draft, links: &Links, port: &Ends) -> bool {
    let taken = links.after[port.out].iter().any(|step| *step != port.out);
    let fed = links.before[port.into].iter().any(|step| *step != port.into);
    let repeated = draft.names.list.iter().any(|name| name.repeated && name.ident == draft.steps[port.out].name);
    taken && fed && !repeated
}

/// The steps of a path as the user would write them; merges and routes go without saying.
pub(super) fn spell(draft: &Draft, path: &[StepId]) -> String {
    let names: Vec<_> = path.iter().filter_map(|step| draft.steps[*step].spelled()).collect();
    names.join(" => ")
}

fn cycle_text(way: &str) -> String {
    format!(
        "`{way}` is a cycle, whose edges could wait for each other for ever: close it with a `loop` port, which cannot \
         block: `loop name: T;`, with `=> name` where the way back ends, and `[.., name] => ..` where it begins"
    )
}

fn side_text(draft: &Draft, led: &LedInto) -> String {
    let name = key(&led.at);
    let origin = match draft.names.list[led.name].kind {
        NameKind::In => "an `in` port",
        NameKind::Let => "a stream named by `let`",
        _ => "a stream of failures",
    };
    format!("`{name}` is {origin}, so no chain can lead into it; to take both together, write `[{name}, ..] => taker`")
}

/// From the name, through its takers, to what arrives there, and the name again.
fn way_back(draft: &Draft, links: &Links, led: &LedInto) -> Option<String> {
    let last = links.producers[draft.actual(led.stream)?]?;
    let stream = draft.actual(draft.names.list[led.name].stream?)?;
    let takes =
        |step: &StepId| draft.steps[*step].kind.inputs().iter().any(|input| draft.actual(*input) == Some(stream));
    let path = (0..draft.steps.len()).filter(takes).find_map(|taker| links.path(taker, last))?;
    let name = key(&led.at);
    Some(format!("{name} => {} => {name}", spell(draft, &path)))
}

/// `let a = b; let b = a;`: no step at all, only names.
fn names_in_circles(draft: &Draft, errors: &mut Errors) {
    for name in &draft.names.list {
        if name.stream.is_some_and(|stream| draft.actual(stream).is_none()) {
            let text =
                format!("the stream `{}` is made of nothing but itself: start its chain at a source", name.ident);
            errors.at(name.ident.span(), text);
        }
    }
}

/// The steps of one cycle that avoids `cut`, each once.
fn find(links: &Links, cut: &[bool]) -> Option<Vec<StepId>> {
    let mut done = cut.to_vec();
    order(links, cut).into_iter().for_each(|step| done[step] = true);
    let mut at = done.iter().position(|done| !done)?;
    let mut seen = vec![false; done.len()];
    // Backwards, because every step that is left waits for another one that is left.
    while !seen[at] {
        seen[at] = true;
        at = links.before[at].iter().copied().find(|before| !done[*before])?;
    }
    Some(close(links, &done, at))
}

/// `at` stands on a cycle: once around, forwards.
fn close(links: &Links, done: &[bool], at: StepId) -> Vec<StepId> {
    let mut around = vec![at];
    let mut step = at;
    while let Some(before) = links.before[step].iter().copied().find(|before| !done[*before]) {
        if before == at {
            break;
        }
        around.push(before);
        step = before;
    }
    around.reverse();
    around
}

/// From the node that stands first in the text, and back to it.
fn start_at_node(draft: &Draft, cycle: &mut Vec<StepId>) {
    let rank = |step: StepId| (draft.steps[step].spelled().is_none(), step);
    let first = (0..cycle.len()).min_by_key(|place| rank(cycle[*place])).unwrap_or(0);
    cycle.rotate_left(first);
    cycle.push(cycle[0]);
}
