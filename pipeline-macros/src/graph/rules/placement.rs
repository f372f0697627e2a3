//! Brackets: what may stand behind and between them.

use crate::errors::Errors;
use crate::graph::draft::Draft;
use crate::parse::pipeline::options::Key;

/// Brackets and routes take `prefer`, and only where their branches merge.
pub(crate) fn brackets(draft: &Draft, errors: &mut Errors) {
    for bracket in &draft.facts.brackets {
        for (key, span) in &bracket.options.given {
            let (option, word) = (key.word(), bracket.word);
            if *key != Key::Prefer {
                errors.at(
                    *span,
                    format!("`{option}` has no meaning at `{word}`: write it at a node inside or behind it"),
                );
            } else if !bracket.merges {
                errors.at(*span, "`prefer` has no meaning here: these branches do not merge");
            }
        }
    }
}

/// A branch that only discards has no effect at all.
pub(crate) fn idle_branches(draft: &Draft, errors: &mut Errors) {
    for span in &draft.facts.idle_branches {
        errors.at(*span, "this branch has no effect: remove it (to drop failures, write `else: skip`)");
    }
}
