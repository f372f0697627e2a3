//! Pipelines at nodes.

use crate::errors::Errors;
use crate::graph::draft::Draft;
use crate::graph::model::{ArgValue, Nested, Overflow, StepKind};
use crate::parse::pipeline::options::Key;
use crate::spell::has_hole;
use quote::quote;
use syn::{Ident, Path};

/// A pipeline with an `in` is fed; one without has nothing to do with this one.
pub(crate) fn first(draft: &Draft, errors: &mut Errors) {
    for name in &draft.facts.pipelines_first {
        let text = format!(
            "`{name}` is a pipeline, and takes what comes to its `in`: write `source => {name}`; one without an `in` is started by \
             itself. If it is a function, write it in lower case"
        );
        errors.at(name.span(), text);
    }
}

/// It is made once, of its fields.
pub(crate) fn state(draft: &Draft, errors: &mut Errors) {
    for nested in nested(draft) {
        for arg in &nested.call.args {
            if let ArgValue::State(expr) = &arg.value {
                errors.over(expr, "a pipeline has fields and no state: lend it with `&`, and each field gets a clone");
            }
        }
    }
}

/// How much it holds, and that it does not hold itself, is asked where no type is inferred.
pub(crate) fn open_types(draft: &Draft, errors: &mut Errors) {
    for path in nested(draft).map(|nested| &nested.call.path).filter(|path| has_hole(&quote!(#path))) {
        errors.over(path, "the types of a pipeline at a node are written out: there can be no `_` among them");
    }
}

/// Its failures are its own: there is no `else` for what finds no room.
pub(crate) fn full(draft: &Draft, errors: &mut Errors) {
    for nested in nested(draft) {
        let fails = nested.options.overflow.as_ref().is_some_and(|overflow| overflow.value == Overflow::Fail);
        if let Some(place) = nested.options.place_of(Key::Overflow).filter(|_| fails) {
            let text = "the failures of a pipeline are its own, so what finds no room before it cannot fail: write \
                        `overflow: drop_newest`, or `block`";
            errors.at(place, text);
        }
    }
}

/// As far as its name tells: through another one, rustc finds out.
pub(crate) fn not_within_itself(draft: &Draft, this: &Ident, errors: &mut Errors) {
    let is_this = |path: &Path| path.segments.len() == 1 && path.segments[0].ident == *this || path.is_ident("Self");
    for path in nested(draft).map(|nested| &nested.call.path).filter(|path| is_this(path)) {
        let text =
            format!("`{this}` cannot be a node of itself: it would hold no end of them; a way back is a `loop` port");
        errors.over(path, text);
    }
}

fn nested(draft: &Draft) -> impl Iterator<Item = &Nested> {
    draft.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Nested(nested) => Some(nested),
        _ => None,
    })
}
