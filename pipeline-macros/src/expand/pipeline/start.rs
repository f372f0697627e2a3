//! `start`, `run` and `run_blocking`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::handle::Shown;
use super::steps::{Steps, port};
use super::{Names, checks, fuse, local, nodes, options, text, within};
use crate::graph::model::{Graph, Step, StepKind};
use crate::parse::pipeline::{Outline, PortOutline, Salvage};

pub(super) fn expand(steps: &Steps<'_>, check: &TokenStream) -> TokenStream {
    let Steps { names, outline, graph, .. } = *steps;
    let markers = markers(names, graph);
    let methods = match within::is_possible(outline) {
        true => within::methods(steps, check),
        false => implementation(names, outline, &TokenStream::new(), &body(steps, check), &TokenStream::new()),
    };
    quote!(#markers #methods)
}

/// In place of a body that could not be generated: what is known of it, mentioned, so that an editor can say what it is.
pub(super) fn absent(names: &Names, outline: &Outline, salvage: &Salvage) -> TokenStream {
    let functions = &salvage.functions;
    let is_field = |name: &syn::Ident| outline.header.fields.iter().any(|field| field.ident.as_ref() == Some(name));
    let lent = salvage.lent.iter().filter(|(field, _)| is_field(field)).map(|(_, lent)| lent);
    let body = quote! {
        let _ = |__this: &Self| {
            #(let _ = ::core::marker::PhantomData::<#functions>;)*
            #(let _ = &__this.#lent;)*
        };
        loop {}
    };
    implementation(names, outline, &checks::absent(outline), &body, &TokenStream::new())
}

/// The methods: `start` with this body, and what stands before and behind it.
pub(super) fn implementation(
    names: &Names,
    outline: &Outline,
    before: &TokenStream,
    body: &TokenStream,
    behind: &TokenStream,
) -> TokenStream {
    let Names { krate, handle, .. } = names;
    let header = &outline.header;
    let name = &header.name;
    let (impls, arguments, wheres) = header.generics.split_for_impl();
    let runs = runs(names, outline);
    quote! {
        // Fields are in scope as references, which `&field` says as well; an edge is a closure on purpose. A pipeline at a node has
        // the name of a type.
        #[allow(dead_code, non_snake_case, unused_parens, clippy::needless_borrow)]
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        impl #impls #name #arguments #wheres {
            #before
            /// Starts the pipeline on the current tokio runtime.
            ///
            /// # Errors
            /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
            pub fn start(self) -> ::core::result::Result<#handle #arguments, #krate::StartError> {
                #body
            }
            #runs
            #behind
        }
    }
}

/// Only a pipeline without ports can run by itself.
fn runs(names: &Names, outline: &Outline) -> Option<TokenStream> {
    let Names { krate, aq, .. } = names;
    if !outline.ins.is_empty() || !outline.outs.is_empty() {
        return None;
    }
    let ends = quote!(::core::result::Result<#krate::Report, #krate::PipelineError>);
    Some(quote! {
        /// Runs until the sources have ended and everything has drained. Ctrl-c and SIGTERM stop the sources and drain; a
        /// second one aborts.
        ///
        /// # Errors
        /// When it cannot start, or when a node ended it.
        pub async fn run(self) -> #ends {
            let running = self.start()?.__running;
            running.run().await
        }

        /// As `run`, on a tokio runtime of its own: for programs that have none.
        ///
        /// # Errors
        /// As `run`.
        pub fn run_blocking(self) -> #ends {
            #aq::block_on(self.run())
        }
    })
}

fn body(steps: &Steps<'_>, check: &TokenStream) -> TokenStream {
    let Steps { names, outline, graph, .. } = *steps;
    let aq = &names.aq;
    let (fields, builder, b) = (local("fields"), local("builder"), local("b"));
    let scope = options::shared_fields_in_scope(outline);
    let options = options::of_pipeline(names, &graph.options, &steps.fields);
    let name = text(&outline.header.name);
    let (checks, this) = (checks::expand(names, outline, graph), checks::value(names, outline, &quote!(self)));
    let (statements, handle) = (statements(steps), handle(steps));
    quote! {
        #checks
        let #fields = ::std::sync::Arc::new(#this);
        #scope
        let mut #builder = #aq::Builder::new(#name, #options)?;
        let #b = &mut #builder;
        #check
        #statements
        #handle
    }
}

/// One a step, and what is said of several.
pub(super) fn statements(steps: &Steps<'_>) -> TokenStream {
    let (graph, b) = (steps.graph, local("b"));
    // A `loop` port is declared before anything leads into it.
    let (loops, others): (Vec<_>, Vec<_>) =
        graph.steps.iter().partition(|step| matches!(step.kind, StepKind::Loop { .. }));
    let statements = loops.into_iter().chain(others).map(|step| steps.statement(step));
    let circles = graph.circles.iter().map(|circle| {
        let [inside, before] =
            [&circle.inside, &circle.before].map(|names| names.iter().map(|name| steps.name(name)).collect::<Vec<_>>());
        quote!(#b.circle(&[#(#inside),*], &[#(#before),*]);)
    });
    let joined = fuse::statements(steps);
    quote!(#(#statements)* #(#circles)* #(#joined)*)
}

/// Everything is built, and starts.
pub(super) fn handle(steps: &Steps<'_>) -> TokenStream {
    let Steps { names, outline, graph, .. } = *steps;
    let Names { handle, nodes: nodes_name, .. } = names;
    let (builder, b) = (local("builder"), local("b"));
    let shown = nodes(graph).into_iter().map(|Shown { name, nested }| {
        let (text, which) = (text(&name), if nested { quote!(nodes) } else { quote!(handle) });
        quote!(#name: #b.#which(#text))
    });
    let given = outline.ins.iter().chain(&outline.outs).map(|PortOutline { name, .. }| {
        let value = port(name);
        quote!(#name: #value)
    });
    quote! {
        let nodes = #nodes_name { #(#shown),* };
        ::core::result::Result::Ok(#handle {
            #(#given,)*
            nodes,
            __running: #builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
}

/// What `in` and `out` ports say in their braces.
pub(super) fn port_options<'a>(steps: &Steps<'a>) -> Vec<(&'a Ident, TokenStream)> {
    let options = |step: &'a Step| match &step.kind {
        StepKind::In { options, .. } | StepKind::Out { options, .. } => {
            Some((&step.name, options::of_node(steps.names, options, &steps.fields)))
        }
        _ => None,
    };
    steps.graph.steps.iter().filter_map(options).collect()
}

/// Types that stand for ports in messages. They have a module of their own, since a port may have the name of a module or a type.
fn markers(names: &Names, graph: &Graph) -> TokenStream {
    let module = &names.ports;
    let is_port = |kind: &StepKind| matches!(kind, StepKind::In { .. } | StepKind::Out { .. } | StepKind::Loop { .. });
    let ports: Vec<_> = graph.steps.iter().filter(|step| is_port(&step.kind)).map(|step| &step.name).collect();
    match ports.is_empty() {
        true => TokenStream::new(),
        false => quote! {
            #[doc(hidden)]
            #[allow(non_snake_case, non_camel_case_types, dead_code)]
            mod #module { #(pub(super) enum #ports {})* }
        },
    }
}
