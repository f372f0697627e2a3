//! From the syntax tree to a graph that is known to be right: names are resolved (`names`), chains followed (`lower`),
//! every rule is asked (`rules`), and the steps are put in order (`sort`).

mod circles;
mod draft;
mod lower;
pub(crate) mod model;
mod names;
mod rules;
mod sort;
mod streams;
pub(crate) mod times;

#[cfg(test)]
mod tests;

use crate::errors::Errors;
use crate::parse::pipeline::{self, Outline, ast::Pipeline};
use model::Graph;
use proc_macro2::TokenStream;

/// More steps than anyone draws, generated drawings of a thousand nodes included. The macro takes half a second for as many, rustc
/// minutes: a `macro_rules!` that goes on for ever should end here, and not there.
const STEPS: usize = 5_000;

/// All there is to know about a `pipeline!`.
pub(crate) struct Reading {
    /// The struct and its ports, also of a pipeline with mistakes: what the rest of the user's program refers to.
    /// `None` only when there is no struct with a name.
    pub(crate) outline: Option<Outline>,
    /// `None` exactly when there are errors.
    pub(crate) graph: Option<Graph>,
    pub(crate) errors: Errors,
}

/// Reads a `pipeline!`, from tokens to a graph.
pub(crate) fn read(input: TokenStream) -> Reading {
    let mut errors = Errors::default();
    let pipeline = pipeline::parse(input, &mut errors);
    let outline = pipeline.as_ref().map(Pipeline::outline);
    let graph = pipeline.and_then(|pipeline| build(pipeline, &mut errors));
    errors.shorten();
    Reading { outline, graph, errors }
}

/// The graph, or `None` when there are mistakes: these or earlier ones.
fn build(pipeline: Pipeline, errors: &mut Errors) -> Option<Graph> {
    let Pipeline { header, options, statements } = pipeline;
    let fields = header.fields.iter().filter_map(|field| field.ident.clone()).collect();
    let draft = lower::lower(statements, fields);
    if draft.steps.is_empty() && draft.names.list.is_empty() && errors.is_empty() {
        errors.at(header.name.span(), "this pipeline has no chain: write `source => sink;`");
    }
    if let Some(step) = draft.steps.get(STEPS) {
        let text = format!("a pipeline has at most {STEPS} nodes, merges and routes: make two of it, joined by ports");
        errors.at(step.span, text);
        return None;
    }
    rules::not_within_itself(&draft, &header.name, errors);
    rules::check(&draft, errors);
    if !errors.is_empty() {
        return None;
    }
    let circles = circles::named(&draft);
    let Some((steps, streams)) = sort::sort(draft) else {
        errors.at(
            header.name.span(),
            "aqueduct cannot make sense of this pipeline, and should say why: please report it",
        );
        return None;
    };
    Some(Graph { options, steps, streams, circles })
}
