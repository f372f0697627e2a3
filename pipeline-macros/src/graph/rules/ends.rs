//! Where chains start and end.

use crate::errors::{Errors, line_of};
use crate::graph::draft::{Dangling, Draft};

/// A chain ends at a sink, an `out` port or `_`.
pub(crate) fn dangling(draft: &Draft, errors: &mut Errors) {
    for Dangling { span, label, alone } in &draft.facts.dangling {
        let what = label.as_ref().map_or("this arm".to_owned(), |label| format!("`{label}`"));
        let mend = match label {
            Some(label) if *alone => format!("write what takes its items, as in `{label} => sink`"),
            _ => "end the chain with a sink, an `out` port, or `_` to discard".to_owned(),
        };
        errors.at(*span, format!("nothing takes what comes out of {what}: {mend}"));
    }
}

/// Behind a sink, an `out` port or `_` nothing arrives.
pub(crate) fn unreachable(draft: &Draft, errors: &mut Errors) {
    for node in &draft.facts.unreachable {
        let (label, after) = (&node.label, &node.after);
        errors.at(node.span, format!("`{label}` gets nothing: the stream ends at `{after}`; move one of them"));
    }
}

/// A `let` names what comes out of its chain.
pub(crate) fn empty_lets(draft: &Draft, errors: &mut Errors) {
    for name in &draft.facts.empty_lets {
        let text = format!("nothing comes out of this chain, so `{name}` names no stream: drop `let {name} =`");
        errors.at(name.span(), text);
    }
}

/// `zip`, `latest` and `join` make pairs of what comes out of two chains.
pub(crate) fn empty_sides(draft: &Draft, errors: &mut Errors) {
    for word in &draft.facts.empty_sides {
        errors.at(word.span(), format!("nothing comes out of one of the two chains of `{word}`: end it with a stage"));
    }
}

/// One statement takes every failure no node routed.
pub(crate) fn more_than_one_else(draft: &Draft, errors: &mut Errors) {
    let Some(first) = &draft.global else { return };
    for span in &draft.facts.more_globals {
        let line = line_of(first.span);
        errors.at(*span, format!("there is an `else =>` statement already{line}: bring both into one chain"));
    }
}

/// An `else =>` that takes nothing is a node nobody feeds.
pub(crate) fn idle_else(draft: &Draft, errors: &mut Errors) {
    let Some(global) = &draft.global else { return };
    let fed = draft.actual(global.stream).is_some_and(|stream| draft.links().producers[stream].is_some());
    if !fed {
        let text = "this `else` takes nothing: every stage and sink says where its own failures go; remove it";
        errors.at(global.span, text);
    }
}
