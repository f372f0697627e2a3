//! Options: where they have a meaning, and what each needs beside it.

use crate::errors::Errors;
use crate::graph::draft::Draft;
use crate::graph::model::{Else, Joining, NodeOptions, Operator, Step, StepKind};
use crate::parse::pipeline::options::{Key, Overflow};
use proc_macro2::Span;

/// Options behind a name that is a port or a stream, not a node.
pub(crate) fn on_names(draft: &Draft, errors: &mut Errors) {
    for name in &draft.facts.options_on_names {
        let text = format!("`{name}` is no node, so it has no options here: write them where it is declared or made");
        errors.at(name.span(), text);
    }
}

/// Options that have no meaning where they stand.
pub(crate) fn misplaced(draft: &Draft, errors: &mut Errors) {
    for step in &draft.steps {
        let Some(options) = step.options() else { continue };
        for (key, span) in options.given.iter().filter(|(key, _)| !allowed(step, *key)) {
            let (option, place) = (key.word(), place(step));
            let text = match later(step, *key) {
                true => format!("`{option}` at {place} is not supported yet: remove it"),
                false => format!("`{option}` has no meaning at {place}, {}", mend(step, *key)),
            };
            errors.at(*span, text);
        }
    }
}

/// Keys can only be forgotten, and rates and batches kept per key, where there are keys.
pub(crate) fn without_by(draft: &Draft, errors: &mut Errors) {
    for (step, options) in nodes(draft) {
        if options.by.is_some() {
            continue;
        }
        // `distinct` without `by` compares whole items: they are its keys. A `join` has those of its `on`.
        let own_keys = step.operator() == Some(Operator::Distinct) || matches!(step.kind, StepKind::Join(_));
        for key in [Key::Keep, Key::MaxKeys].into_iter().filter(|_| !own_keys) {
            need(options.place_of(key), key.word(), "by: |item| item.key", step, errors);
        }
        let per_key = [
            options.batch.as_ref().and_then(|batch| batch.value.per_key),
            options.rate.as_ref().and_then(|rate| rate.value.per_key),
        ];
        for span in per_key.into_iter().flatten() {
            need(Some(span), "per key", "by: |item| item.key", step, errors);
        }
    }
}

/// With keys, one open batch for all or one for each: the reader should not have to guess.
pub(crate) fn ambiguous_batch(draft: &Draft, errors: &mut Errors) {
    for (_, options) in nodes(draft) {
        if let (Some(batch), Some(_)) = (&options.batch, &options.by)
            && batch.value.per_key.is_none()
        {
            errors.at(batch.key, "with `by` each key has a batch of its own: write `batch: n per key`");
        }
    }
}

/// Options that say something about another one.
pub(crate) fn without_partner(draft: &Draft, errors: &mut Errors) {
    const PARTNERS: [(Key, &[Key]); 13] = [
        (Key::Within, &[Key::Batch, Key::MaxWeight]),
        (Key::Split, &[Key::Batch, Key::MaxWeight]),
        (Key::Weight, &[Key::MaxWeight]),
        (Key::MaxWeight, &[Key::Weight]),
        (Key::RetryIf, &[Key::Retry]),
        (Key::IdleInput, &[Key::Time]),
        (Key::MaxSkew, &[Key::Time]),
        (Key::Lateness, &[Key::Time, Key::Window]),
        (Key::Trigger, &[Key::Window]),
        (Key::MaxWindows, &[Key::Window]),
        (Key::Accumulating, &[Key::Trigger, Key::Lateness]),
        (Key::Discarding, &[Key::Trigger, Key::Lateness]),
        (Key::Emit, &[Key::Window]),
    ];
    for (step, options) in nodes(draft) {
        for (key, partners) in PARTNERS {
            if !partners.iter().any(|partner| options.has(*partner)) {
                need(options.place_of(key), key.word(), partners[0].example(), step, errors);
            }
        }
    }
}

/// `overflow: fail` makes failures, and they must go somewhere.
pub(crate) fn full_goes_nowhere(draft: &Draft, errors: &mut Errors) {
    let fails = |options: &NodeOptions| options.overflow.as_ref().is_some_and(|o| o.value == Overflow::Fail);
    for (step, options) in nodes(draft).filter(|(_, options)| fails(options)) {
        let Some(span) = options.place_of(Key::Overflow) else { continue };
        match step.kind.failures() {
            Some(Else::None) => need(Some(span), "overflow: fail", Key::Else.example(), step, errors),
            None if step.operator().is_some() => {
                errors.at(span, "the failures of an operator go nowhere: write `overflow: drop_newest`, or `block`");
            }
            _ => {}
        }
    }
}

fn need(span: Option<Span>, what: &str, example: &str, step: &Step, errors: &mut Errors) {
    if let Some(span) = span {
        let name = &step.name;
        errors.at(span, format!("`{what}` at `{name}` has no meaning by itself: add `{example}`"));
    }
}

pub(super) fn nodes(draft: &Draft) -> impl Iterator<Item = (&Step, &NodeOptions)> {
    let functions = draft.steps.iter().filter(|step| step.is_node() && !matches!(step.kind, StepKind::Nested(_)));
    functions.filter_map(|step| Some((step, step.options()?)))
}

impl Step {
    pub(crate) fn options(&self) -> Option<&NodeOptions> {
        match &self.kind {
            StepKind::In { options, .. } | StepKind::Out { options, .. } => Some(options),
            StepKind::Loop { options, .. } | StepKind::Source { options, .. } => Some(options),
            StepKind::Stage(stage) => Some(&stage.options),
            StepKind::Sink(sink) => Some(&sink.options),
            StepKind::Nested(nested) => Some(&nested.options),
            StepKind::Operator(operator) => Some(&operator.options),
            StepKind::Join(join) => Some(&join.options),
            _ => None,
        }
    }
}

fn place(step: &Step) -> String {
    let name = &step.name;
    match &step.kind {
        StepKind::In { .. } => format!("the `in` port `{name}`"),
        StepKind::Out { .. } => format!("the `out` port `{name}`"),
        StepKind::Loop { .. } => format!("the `loop` port `{name}`"),
        StepKind::Source { .. } => format!("the source `{name}`"),
        StepKind::Operator(operator) => format!("`{}`", operator.operator.word()),
        StepKind::Join(join) => format!("`{}`", join.joining.word()),
        StepKind::Nested(nested) => {
            format!("the pipeline `{}`", nested.call.path.segments[nested.call.path.segments.len() - 1].ident)
        }
        _ => format!("`{name}`"),
    }
}

fn allowed(step: &Step, key: Key) -> bool {
    match table(step) {
        Some(keys) => keys.contains(&key),
        // Functions take every option that is theirs.
        None => match key {
            Key::Prefer | Key::On | Key::Apart | Key::AsOf | Key::Kind => false,
            key => !matches!(step.kind, StepKind::Sink(_)) || !OF_TIME.contains(&key),
        },
    }
}

/// What belongs to event time and windows: nothing comes of a sink.
const OF_TIME: [Key; 10] = [
    Key::Time,
    Key::Lateness,
    Key::IdleInput,
    Key::MaxSkew,
    Key::Window,
    Key::Trigger,
    Key::Accumulating,
    Key::Discarding,
    Key::Emit,
    Key::MaxWindows,
];

/// Operators that will have keys.
fn later(step: &Step, key: Key) -> bool {
    let keyed = matches!(step.operator(), Some(Operator::Scan | Operator::Dedup | Operator::Batch));
    keyed && matches!(key, Key::By | Key::Keep | Key::MaxKeys)
}

fn mend(step: &Step, key: Key) -> String {
    let Some(keys) = table(step) else {
        return match key {
            Key::Prefer => "only behind brackets whose branches merge".to_owned(),
            Key::On | Key::Apart | Key::AsOf | Key::Kind => "only at `join`".to_owned(),
            _ => "since nothing comes of a sink: write it at a fold before".to_owned(),
        };
    };
    let words: Vec<_> = keys.iter().map(|key| format!("`{}`", key.word())).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("which takes {} and {last}", rest.join(", ")),
        _ => format!("which takes {}", words.concat()),
    }
}

/// What `distinct` takes within a window; that `keep` has no meaning there is said elsewhere.
const DISTINCT_WITHIN: &[Key] = &[
    Key::Name,
    Key::By,
    Key::Keep,
    Key::MaxKeys,
    Key::Buffer,
    Key::Overflow,
    Key::Fuse,
    Key::Else,
    Key::Time,
    Key::Lateness,
    Key::IdleInput,
    Key::MaxSkew,
    Key::Window,
];

/// What a fold takes, but for what only functions have.
const TOP: &[Key] = &[
    Key::Name,
    Key::Workers,
    Key::By,
    Key::Keep,
    Key::MaxKeys,
    Key::Buffer,
    Key::Overflow,
    Key::Fuse,
    Key::Else,
    Key::Time,
    Key::Lateness,
    Key::IdleInput,
    Key::MaxSkew,
    Key::Window,
    Key::Trigger,
    Key::Accumulating,
    Key::Discarding,
    Key::MaxWindows,
];

/// What may stand at a step; `None` for stages and sinks.
fn table(step: &Step) -> Option<&'static [Key]> {
    use Key::{
        Apart, AsOf, Batch, Buffer, By, Else, Fuse, Keep, Kind, MaxKeys, MaxRestarts, MaxWeight, Name, On, Overflow,
        Rate,
    };
    use Key::{IdleInput, Lateness, MaxSkew, Restart, RestartIf, Time, Weight, Window, Within};
    match &step.kind {
        StepKind::In { .. } | StepKind::Loop { .. } => Some(&[Buffer, Overflow, Time, Lateness, IdleInput, MaxSkew]),
        StepKind::Out { .. } => Some(&[Buffer]),
        StepKind::Source { .. } => {
            Some(&[Name, Rate, Restart, RestartIf, MaxRestarts, Time, Lateness, IdleInput, MaxSkew])
        }
        StepKind::Nested(_) => Some(&[Name, Buffer, Overflow]),
        StepKind::Operator(operator) => Some(match operator.operator {
            Operator::Tick => &[Name],
            Operator::Distinct if operator.options.window.is_some() => DISTINCT_WITHIN,
            Operator::Distinct => {
                &[Name, Buffer, Overflow, Fuse, By, Keep, MaxKeys, Window, Time, Lateness, IdleInput, MaxSkew]
            }
            Operator::Top => TOP,
            Operator::Batch => {
                &[Name, Buffer, Overflow, Fuse, Batch, Within, Weight, MaxWeight, Time, Lateness, IdleInput, MaxSkew]
            }
            _ => &[Name, Buffer, Overflow, Fuse, Time, Lateness, IdleInput, MaxSkew],
        }),
        StepKind::Join(join) => Some(match join.joining {
            Joining::Join => &[Name, Fuse, On, Apart, AsOf, Window, Kind, MaxKeys, Else],
            Joining::Zip | Joining::Latest => &[Name, Fuse],
        }),
        _ => None,
    }
}
