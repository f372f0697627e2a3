//! `pipeline!`: the struct, the handle of its running form, and `start`, one statement a step.

mod checks;
mod docs;
mod drawn;
mod fuse;
mod handle;
mod join;
mod nested;
mod node;
mod operator;
mod options;
mod origins;
mod plan;
mod sizes;
mod start;
mod steps;
mod times;
mod values;
mod within;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use handle::Shown;

use crate::errors::Errors;
use crate::graph::model::{Graph, StepKind};
use crate::graph::{Reading, read};
use crate::parse::pipeline::{self, Outline, Salvage};

/// Everything `pipeline!` leaves behind.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let Reading { outline, graph, errors } = read(input.clone());
    let Some(outline) = outline else { return errors.into_compile_errors() };
    match graph {
        Some(graph) => right(&outline, &graph),
        None => wrong(&outline, &pipeline::salvage(input), errors),
    }
}

fn right(outline: &Outline, graph: &Graph) -> TokenStream {
    let names = Names::new(outline);
    let definition = definition(outline, Some(graph));
    let handle = handle::expand(&names, outline, &nodes(graph));
    let steps = steps::Steps::new(&names, outline, graph);
    let plan = plan::expand(&steps);
    let start = start::expand(&steps, &plan.check);
    let constants = plan.constants;
    let within = within::is_possible(outline).then(|| within::items(&steps));
    quote!(#definition #handle #start #constants #within)
}

/// The struct, its ports, nodes and methods are there, so that the rest of the program does not light up.
fn wrong(outline: &Outline, salvage: &Salvage, errors: Errors) -> TokenStream {
    let names = Names::new(outline);
    let definition = definition(outline, None);
    let handle = handle::expand(&names, outline, &salvaged(salvage));
    let start = start::absent(&names, outline, salvage);
    let constants = plan::absent(&names, outline);
    let errors = errors.into_compile_errors();
    let within = within::is_possible(outline).then(|| within::absent(&names, outline));
    quote!(#definition #handle #start #constants #within const _: () = { #errors };)
}

/// The names that all artifacts share.
struct Names {
    /// `::aqueduct`
    krate: TokenStream,
    /// `::aqueduct::__private`
    aq: TokenStream,
    handle: Ident,
    nodes: Ident,
    /// The module of the types that stand for ports in messages.
    ports: Ident,
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
            ports: format_ident!("{name}_ports"),
        }
    }
}

/// The struct. Its docs begin with their first paragraph, which rustdoc takes for its lists, and the drawing.
fn definition(outline: &Outline, graph: Option<&Graph>) -> TokenStream {
    let header = &outline.header;
    let (vis, name, generics, fields) = (&header.vis, &header.name, &header.generics, &header.fields);
    let (summary, rest) = header.attrs.split_at(docs::summary(&header.attrs));
    let drawing = graph.map(|graph| docs::drawing(outline, graph)).map(|text| quote!(#[doc = #text]));
    let lists = graph.map(|graph| docs::lists(outline, graph)).map(|text| quote!(#[doc = #text]));
    let attrs = quote!(#(#summary)* #drawing #(#rest)* #lists);
    let wheres = &generics.where_clause;
    match fields.is_empty() {
        // So `WordCount` is a value too.
        true => quote!(#attrs #vis struct #name #generics #wheres;),
        false => quote!(#attrs #vis struct #name #generics #wheres { #(#fields),* }),
    }
}

/// The nodes that the handle shows.
fn nodes(graph: &Graph) -> Vec<Shown> {
    let shown = |kind: &StepKind| match kind {
        StepKind::Source { .. } | StepKind::Stage(_) | StepKind::Sink(_) | StepKind::Route { .. } => true,
        StepKind::Discard { .. } | StepKind::Nested(_) | StepKind::Join(_) => true,
        StepKind::Operator(step) => step.operator.word() != "batch",
        _ => false,
    };
    let steps = graph.steps.iter().filter(|step| shown(&step.kind));
    steps.map(|step| Shown { name: step.name.clone(), nested: matches!(step.kind, StepKind::Nested(_)) }).collect()
}

fn salvaged(salvage: &Salvage) -> Vec<Shown> {
    let [nodes, pipelines] = [(&salvage.nodes, false), (&salvage.pipelines, true)]
        .map(|(names, nested)| names.iter().map(move |name| Shown { name: name.clone(), nested }));
    nodes.chain(pipelines).collect()
}

/// A name as the user reads it: `map` for `r#map`.
fn text(name: &Ident) -> String {
    name.unraw().to_string()
}

/// A local of the generated function. Hygienic: it neither hides nor is hidden by what the user named.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}
