//! Arms of routes.

use crate::errors::Errors;
use crate::graph::draft::Draft;

/// A pattern with one binding says what flows; with several, the arm must.
pub(crate) fn unclear(draft: &Draft, errors: &mut Errors) {
    for arm in &draft.facts.unclear_arms {
        let list: Vec<_> = arm.bindings.iter().map(ToString::to_string).collect();
        let names = list.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let (first, all) = (&list[0], list.join(", "));
        let text = format!(
            "this pattern binds {names}, so the arm must say what flows: write `=> {first} => ..` for one of them, or \
             `=> ({all}) => ..` for all"
        );
        errors.over(&arm.pat, text);
    }
}
