//! `pipeline!`: the struct, the handle of its running form, and `start`, one statement a step.

mod depth;
mod handle;
mod node;
mod operator;
mod options;
mod origins;
mod start;
mod steps;
mod values;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::errors::Errors;
use crate::graph::model::{Graph, StepKind};
use crate::graph::{Reading, read};
use crate::parse::pipeline::Outline;

/// Everything `pipeline!` leaves behind.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let Reading { outline, graph, errors } = read(input);
    let Some(outline) = outline else { return errors.into_compile_errors() };
    match graph {
        Some(graph) => right(&outline, &graph),
        None => wrong(&outline, errors),
    }
}

fn right(outline: &Outline, graph: &Graph) -> TokenStream {
    let names = Names::new(outline);
    let definition = definition(outline);
    let handle = handle::expand(&names, outline, &nodes(graph));
    let start = start::expand(&names, outline, graph);
    quote!(#definition #handle #start)
}

/// The struct, its ports and its methods are there, so that the rest of the program does not light up.
fn wrong(outline: &Outline, errors: Errors) -> TokenStream {
    let names = Names::new(outline);
    let definition = definition(outline);
    let handle = handle::expand(&names, outline, &[]);
    let start = start::absent(&names, outline);
    let errors = errors.into_compile_errors();
    quote!(#definition #handle #start const _: () = { #errors };)
}

/// The names that all artifacts share.
struct Names {
    /// `::aqueduct`
    krate: TokenStream,
    /// `::aqueduct::__private`
    aq: TokenStream,
    handle: Ident,
    nodes: Ident,
}

impl Names {
    fn new(outline: &Outline) -> Self {
        let krate = super::krate(outline.krate.as_ref());
        let name = &outline.header.name;
        Self {
            aq: quote!(#krate::__private),
            krate,
            handle: format_ident!("{name}Handle"),
            nodes: format_ident!("{name}Nodes"),
        }
    }
}

fn definition(outline: &Outline) -> TokenStream {
    let header = &outline.header;
    let (attrs, vis, name, generics, fields) =
        (&header.attrs, &header.vis, &header.name, &header.generics, &header.fields);
    let wheres = &generics.where_clause;
    match fields.is_empty() {
        // So `WordCount` is a value too.
        true => quote!(#(#attrs)* #vis struct #name #generics #wheres;),
        false => quote!(#(#attrs)* #vis struct #name #generics #wheres { #(#fields),* }),
    }
}

/// The nodes that the handle shows.
fn nodes(graph: &Graph) -> Vec<Ident> {
    let shown = |kind: &StepKind| match kind {
        StepKind::Source { .. } | StepKind::Stage(_) | StepKind::Sink(_) | StepKind::Route { .. } => true,
        StepKind::Discard { .. } => true,
        StepKind::Operator(step) => step.operator.word() != "batch",
        _ => false,
    };
    graph.steps.iter().filter(|step| shown(&step.kind)).map(|step| step.name.clone()).collect()
}

/// A name as the user reads it: `map` for `r#map`.
fn text(name: &Ident) -> String {
    name.unraw().to_string()
}

/// A local of the generated function. Hygienic: it neither hides nor is hidden by what the user named.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
