//! `fuse`: a node joins the task of those before it. There must be one to join, and nothing that asks for another.

use crate::errors::Errors;
use crate::graph::draft::{Draft, Links};
use crate::graph::model::{NodeOptions, Step, StepId, StepKind};
use crate::parse::pipeline::options::Key;
use proc_macro2::Span;

/// Options of the same node that need a task of their own.
pub(crate) fn contradicted(draft: &Draft, errors: &mut Errors) {
    for (step, options) in fused(draft) {
        let name = &step.name;
        for key in [Key::Buffer, Key::Overflow] {
            let text = format!(
                "`{}` gives `{name}` a task of its own behind its inbox, and `fuse` joins it to the task before it: keep one of \
                 the two",
                key.word()
            );
            at(options.place_of(key), text, errors);
        }
        let text = format!(
            "`workers` are tasks of their own, and `fuse` joins `{name}` to the task before it: keep one of the two"
        );
        at(options.place_of(Key::Workers), text, errors);
        if let (Some(by), Some(waits)) = (options.place_of(Key::By), waits(options)) {
            let text = format!(
                "with `by` and {waits}, `{name}` is called by workers that serve whatever key is ready, and `fuse` joins it to \
                 the task before it: leave one of them out"
            );
            errors.at(by, text);
        }
    }
}

/// Each item comes out of a task, and that is one.
pub(crate) fn nothing_to_join(draft: &Draft, errors: &mut Errors) {
    let links = draft.links();
    for (id, step) in draft.steps.iter().enumerate() {
        let Some(place) = step.options().filter(|_| takes(step)).and_then(|options| options.fuse) else { continue };
        for before in before(draft, &links, id) {
            errors_of(step, &draft.steps[before], place, errors);
        }
    }
}

fn errors_of(step: &Step, before: &Step, place: Span, errors: &mut Errors) {
    let (name, from) = (&step.name, &before.name);
    let port = match &before.kind {
        StepKind::Nested(_) => {
            let text = format!(
                "`fuse` joins `{name}` to the task before it, and that is a matter of the pipeline `{from}`: leave `fuse` out"
            );
            return errors.at(place, text);
        }
        StepKind::In { .. } => "an `in` port",
        StepKind::Loop { .. } => "a `loop` port",
        _ if before.options().is_some_and(|options| options.workers.is_some()) => {
            let text = format!(
                "`fuse` joins `{name}` to the task before it, and `{from}` works in several (`workers`): leave `fuse` out"
            );
            return errors.at(place, text);
        }
        _ => return,
    };
    errors.at(
        place,
        format!("`fuse` joins `{name}` to the task before it, and there is none: `{from}` is {port}; leave `fuse` out"),
    );
}

/// The steps whose tasks lead to a step: what is merged comes out of several.
fn before(draft: &Draft, links: &Links, step: StepId) -> Vec<StepId> {
    let (mut found, mut open) = (Vec::new(), links.before[step].clone());
    let mut seen = vec![false; draft.steps.len()];
    while let Some(next) = open.pop() {
        match &draft.steps[next].kind {
            _ if std::mem::replace(&mut seen[next], true) => {}
            StepKind::Merge(_) => open.extend(links.before[next].iter().rev()),
            _ => found.push(next),
        }
    }
    found
}

fn fused(draft: &Draft) -> impl Iterator<Item = (&Step, &NodeOptions)> {
    super::options::nodes(draft).filter(|(step, options)| options.fuse.is_some() && takes(step))
}

/// Where `fuse` has a meaning at all; elsewhere that is the error.
fn takes(step: &Step) -> bool {
    match &step.kind {
        StepKind::Stage(_) | StepKind::Sink(_) | StepKind::Join(_) => true,
        StepKind::Operator(operator) => operator.input.is_some(),
        _ => false,
    }
}

/// What may wait at a key.
fn waits(options: &NodeOptions) -> Option<String> {
    let keys = [Key::Retry, Key::Timeout, Key::Rate, Key::Breaker, Key::RestartIf, Key::Split];
    let key = keys.into_iter().find(|key| options.has(*key));
    let per_key = options.batch.as_ref().is_some_and(|batch| batch.value.per_key.is_some());
    key.map(|key| format!("`{}`", key.word())).or_else(|| per_key.then(|| "batches `per key`".to_owned()))
}

fn at(place: Option<Span>, text: String, errors: &mut Errors) {
    if let Some(place) = place {
        errors.at(place, text);
    }
}
