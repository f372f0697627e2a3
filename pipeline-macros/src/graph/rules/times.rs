//! Event time: where it begins, who asks for it, and what belongs to windows.

use super::options::nodes;
use crate::errors::Errors;
use crate::graph::draft::{Draft, Links};
use crate::graph::model::{ArgValue, NodeOptions, Operator, Step, StepId, StepKind};
use crate::graph::times::Times;
use crate::parse::pipeline::options::{Key, Window};
use syn::Ident;

/// A time that begins and that nobody behind asks for, or that does not reach who does.
pub(crate) fn unused(draft: &Draft, errors: &mut Errors) {
    let (times, links) = (times(draft), draft.links());
    let can_begin = |step: &Step| !matches!(step.kind, StepKind::Sink(_));
    for (id, step) in draft.steps.iter().enumerate().filter(|(_, step)| can_begin(step)) {
        let mut outputs = step.kind.outputs().into_iter();
        let is_used = step.goes_by_time() || outputs.any(|out| times.wanted[out]);
        let (false, true, Some(place)) = (is_used, step.begins_time(), place(step, Key::Time)) else { continue };
        let (name, behind) = (&step.name, behind(draft, &links, id));
        let mut steps = draft.steps.iter().enumerate();
        let asker = steps.find(|(at, step)| behind[*at] && step.goes_by_time() && !step.begins_time());
        let text = match asker {
            Some((_, asker)) => format!(
                "the time that begins at `{name}` does not reach `{}`: it ends at `loop` ports; begin it behind them, at a node with `time: |item| ..`",
                asker.name
            ),
            None => format!(
                "nobody asks for the time that begins at `{name}`: no window of time and no join stands behind it; leave `time` out"
            ),
        };
        errors.at(place, text);
    }
}

/// The steps behind one, through `loop` ports too.
fn behind(draft: &Draft, links: &Links, from: StepId) -> Vec<bool> {
    let mut behind = links.reachable(from);
    while let Some(next) = entered(draft, &behind) {
        behind.iter_mut().zip(links.reachable(next)).for_each(|(is_behind, is)| *is_behind |= is);
    }
    behind
}

/// A `loop` port into which one of these steps leads, where it is not one of them.
fn entered(draft: &Draft, steps: &[bool]) -> Option<StepId> {
    let is_fed = |name: &Ident| {
        let into = |step: &Step| matches!(&step.kind, StepKind::IntoLoop { port, .. } if port == name);
        draft.steps.iter().zip(steps).any(|(step, is)| *is && into(step))
    };
    let begins =
        |(id, step): &(StepId, &Step)| matches!(step.kind, StepKind::Loop { .. }) && !steps[*id] && is_fed(&step.name);
    draft.steps.iter().enumerate().find(begins).map(|(id, _)| id)
}

/// Of merged and of joined streams all have a time, or none.
pub(crate) fn mixed(draft: &Draft, errors: &mut Errors) {
    let (times, links) = (times(draft), draft.links());
    for step in &draft.steps {
        let what = match &step.kind {
            StepKind::Merge(merge) if times.carries(merge.out) => "a window behind this merge goes",
            StepKind::Join(_) if step.joins_by_time() => "this join goes",
            StepKind::Join(join) if times.carries(join.out) => "a window behind these pairs goes",
            _ => continue,
        };
        let actual = |stream| draft.actual(stream).unwrap_or(stream);
        let inputs: Vec<_> = step.kind.inputs().into_iter().map(actual).collect();
        let without = inputs.iter().find(|input| !times.has[**input]).copied();
        let Some(without) = without.filter(|_| inputs.iter().any(|input| times.has[*input])) else { continue };
        let from = links.producers[without].and_then(|step| draft.steps[step].spelled()).unwrap_or_default();
        let span = draft.streams[without].from;
        errors.at(
            span,
            format!("{what} by event time, and what comes of `{from}` has none: begin it there too, `time: |item| ..`"),
        );
    }
}

/// When something is emitted more than once, the reader should not have to guess what it is.
pub(crate) fn panes(draft: &Draft, errors: &mut Errors) {
    for (_, options) in folds_by_window(draft) {
        let (accumulating, discarding) = (options.accumulating, options.discarding);
        if let (Some(_), Some(both)) = (accumulating, discarding) {
            errors.at(both, "`accumulating` keeps what was emitted, `discarding` begins anew: keep one of the two");
        }
        if let (Some(_), Some(emit)) = (accumulating.or(discarding), &options.emit) {
            errors.at(emit.key, "`emit` says itself what is kept, in the state as it leaves it: leave `accumulating` and `discarding` out");
        }
        if let (Some(trigger), None, None, None) = (&options.trigger, accumulating, discarding, &options.emit) {
            errors.at(
                trigger.key,
                "a `trigger` emits a window more than once: say `accumulating` (what was emitted is part of the next) or `discarding` (it is not), or \
                 write `emit: |state, pane| ..` to decide each time",
            );
        }
        let counts = options.window.as_ref().is_some_and(|window| matches!(window.value, Window::Count(_)));
        if let (true, Some(_), None, Some(place)) = (counts, &options.trigger, accumulating, discarding) {
            errors.at(
                place,
                "`discarding` forgets with the state how many items of `count(n)` there were: say `accumulating`, or take smaller windows",
            );
        }
    }
}

/// `distinct` passes the first of each key in each window at once: so there is one window an item, and it is known when the item comes.
pub(crate) fn distinct_within(draft: &Draft, errors: &mut Errors) {
    let within = nodes(draft).filter(|(step, _)| step.operator() == Some(Operator::Distinct));
    for window in within.filter_map(|(_, options)| options.window.as_ref()) {
        let given = match &window.value {
            Window::Tumbling(_) => continue,
            Window::Sliding(..) => {
                "an item is in several `sliding` windows, the first of its key in some of them and not in others"
            }
            Window::Session(_) => {
                "a `session` goes on as long as items of its key come, so it is known at its end and not as they come"
            }
            Window::Count(_) | Window::Global => {
                "`count` and `global` have no end in time: without `window`, `keep: 10min` and `max_keys: 10_000` bound the keys"
            }
        };
        errors.at(
            window.key,
            format!("`distinct` goes by `tumbling` windows alone, as in `window: tumbling(1h)`: {given}"),
        );
    }
}

/// Options that have no meaning at a fold by window.
pub(crate) fn keys_of_windows(draft: &Draft, errors: &mut Errors) {
    for (step, options) in folds_by_window(draft) {
        for (key, kept, bound) in meaningless(step) {
            if let Some(place) = options.place_of(key) {
                let (word, name) = (key.word(), &step.name);
                errors.at(place, format!("the {kept} of `{name}` go when their window closes, so `{word}` has no meaning: write `{bound}: 10_000` to bound them"));
            }
        }
        let StepKind::Stage(stage) = &step.kind else { continue };
        for arg in stage.call.args.iter().filter(|arg| arg.awaits) {
            if let ArgValue::State(state) = &arg.value {
                errors.over(state, "a state is made for each window as its first item comes, so it cannot be awaited: make a value that is there at once");
            }
        }
    }
}

/// A join has no states in its windows, and nothing that lets them out early.
fn folds_by_window(draft: &Draft) -> impl Iterator<Item = (&Step, &NodeOptions)> {
    nodes(draft).filter(|(step, options)| options.window.is_some() && !matches!(step.kind, StepKind::Join(_)))
}

/// What bounds states that their windows bound: by time that is, so not where windows are no spans of time. What `distinct` has are keys.
fn meaningless(step: &Step) -> Vec<(Key, &'static str, &'static str)> {
    let by_time = match (step.window_of_time(), step.operator()) {
        (None, _) => &[][..],
        (Some(_), Some(Operator::Distinct)) => return vec![(Key::Keep, "keys", "max_keys")],
        (Some(_), _) => &[Key::Keep, Key::MaxKeys],
    };
    [Key::Idle].iter().chain(by_time).map(|key| (*key, "states", "max_windows")).collect()
}

fn times(draft: &Draft) -> Times {
    let actual = |stream| draft.actual(stream).unwrap_or(stream);
    Times::of(|| Box::new(draft.steps.iter()), draft.streams.len(), actual)
}

fn place(step: &Step, key: Key) -> Option<proc_macro2::Span> {
    step.options().and_then(|options| options.place_of(key))
}
