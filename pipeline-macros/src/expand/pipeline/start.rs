//! `start`, `run` and `run_blocking`.

use proc_macro2::TokenStream;
use quote::quote;

use super::steps::Steps;
use super::{Names, checks, fuse, local, nodes, options, text};
use crate::graph::model::{Graph, StepKind};
use crate::parse::pipeline::{Outline, PortOutline, Salvage};

pub(super) fn expand(steps: &Steps<'_>, check: &TokenStream) -> TokenStream {
    let (markers, body) = (markers(steps.names, steps.graph), body(steps, check));
    let methods = methods(steps.names, steps.outline, &body);
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
    methods(names, outline, &body)
}

fn methods(names: &Names, outline: &Outline, body: &TokenStream) -> TokenStream {
    let Names { krate, handle, .. } = names;
    let header = &outline.header;
    let name = &header.name;
    let (impls, arguments, wheres) = header.generics.split_for_impl();
    let runs = runs(names, outline);
    quote! {
        // Fields are in scope as references, which `&field` says as well; an edge is a closure on purpose.
        #[allow(dead_code, unused_parens, clippy::needless_borrow)]
        #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
        impl #impls #name #arguments #wheres {
            /// Starts the pipeline on the current tokio runtime.
            ///
            /// # Errors
            /// Outside of a tokio runtime, and when an option computed at run time has a value that cannot be.
            pub fn start(self) -> ::core::result::Result<#handle #arguments, #krate::StartError> {
                #body
            }
            #runs
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
    let Names { aq, handle, nodes: nodes_name, .. } = names;
    let (fields, builder, b) = (local("fields"), local("builder"), local("b"));
    // A `loop` port is declared before anything leads into it.
    let (loops, others): (Vec<_>, Vec<_>) =
        graph.steps.iter().partition(|step| matches!(step.kind, StepKind::Loop { .. }));
    let statements = loops.into_iter().chain(others).map(|step| steps.statement(step));
    let circles = graph.circles.iter().map(|circle| {
        let [inside, before] = [&circle.inside, &circle.before].map(|names| names.iter().map(text).collect::<Vec<_>>());
        quote!(#b.circle(&[#(#inside),*], &[#(#before),*]);)
    });
    let joined = fuse::statements(steps);
    let scope = options::fields_in_scope(outline, &quote!(&*#fields));
    let options = options::of_pipeline(names, &graph.options, &steps.fields);
    let name = text(&outline.header.name);
    let (checks, this) = (checks::expand(names, outline, graph), checks::value(names, outline, &quote!(self)));
    let shown = nodes(graph);
    let texts: Vec<_> = shown.iter().map(text).collect();
    let given = outline.ins.iter().chain(&outline.outs).map(|PortOutline { name: port, .. }| {
        let value = local(&format!("{}_port", text(port)));
        quote!(#port: #value)
    });
    quote! {
        #checks
        let #fields = ::std::sync::Arc::new(#this);
        #scope
        let mut #builder = #aq::Builder::new(#name, #options)?;
        let #b = &mut #builder;
        #check
        #(#statements)*
        #(#circles)*
        #(#joined)*
        let nodes = #nodes_name { #(#shown: #b.handle(#texts)),* };
        ::core::result::Result::Ok(#handle {
            #(#given,)*
            nodes,
            __running: #builder.launch()?,
            __pipeline: ::core::marker::PhantomData,
        })
    }
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
