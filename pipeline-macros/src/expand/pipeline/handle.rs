//! The handle of a running pipeline: its ports, its nodes, and how it ends.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Names;
use crate::parse::pipeline::{Outline, PortOutline};

/// A node that the handle shows.
pub(crate) struct Shown {
    pub(crate) name: Ident,
    /// It is a pipeline, with nodes of its own.
    pub(crate) nested: bool,
}

pub(super) fn expand(names: &Names, outline: &Outline, nodes: &[Shown]) -> TokenStream {
    let handle = handle(names, outline);
    let nodes = node_struct(names, outline, nodes);
    let methods = methods(names, outline);
    quote!(#handle #nodes #methods)
}

fn handle(names: &Names, outline: &Outline) -> TokenStream {
    let Names { krate, aq, handle, nodes, .. } = names;
    let (vis, generics) = (&outline.header.vis, &outline.header.generics);
    let (_, arguments, wheres) = generics.split_for_impl();
    let pipeline = &outline.header.name;
    let says = format!("A running [`{pipeline}`]. Dropping it drains in the background.");
    let ports = outline.ins.iter().map(|port| field(port, "Takes what goes in by", &quote!(#krate::In)));
    let outs = outline.outs.iter().map(|port| field(port, "Gives what comes out by", &quote!(#krate::OutPort)));
    quote! {
        #[doc = #says]
        #[allow(dead_code)]
        #[must_use = "a handle that is dropped stops its pipeline"]
        #vis struct #handle #generics #wheres {
            #(#ports,)*
            #(#outs,)*
            /// Its nodes: each can be paused, resumed and asked for its counters.
            pub nodes: #nodes,
            __running: #aq::Running,
            __pipeline: ::core::marker::PhantomData<fn() -> #pipeline #arguments>,
        }
    }
}

/// A port, with the user's own docs where it has some.
fn field(port: &PortOutline, does: &str, kind: &TokenStream) -> TokenStream {
    let PortOutline { docs, name, ty } = port;
    let says = format!("{does} `{name}`.");
    let docs = if docs.is_empty() { quote!(#[doc = #says]) } else { quote!(#(#docs)*) };
    quote!(#docs pub #name: #kind<#ty>)
}

fn node_struct(names: &Names, outline: &Outline, all: &[Shown]) -> TokenStream {
    let Names { krate, nodes, .. } = names;
    let (vis, pipeline) = (&outline.header.vis, &outline.header.name);
    let says = format!("The nodes of a running [`{pipeline}`].");
    let fields = all.iter().map(|Shown { name, nested }| match nested {
        true => {
            let says = format!("The nodes of the pipeline `{name}`.");
            quote!(#[doc = #says] pub #name: #krate::Nodes)
        }
        false => {
            let says = format!("The node `{name}`.");
            quote!(#[doc = #says] pub #name: #krate::Node)
        }
    });
    // A pipeline at a node has the name of a type, unless it is given another.
    let named = all.iter().any(|shown| shown.nested).then(|| quote!(#[allow(non_snake_case)]));
    quote! {
        #[doc = #says]
        #[allow(dead_code)]
        #named
        #[derive(::core::clone::Clone)]
        #vis struct #nodes { #(#fields),* }
    }
}

fn methods(names: &Names, outline: &Outline) -> TokenStream {
    let Names { krate, aq, handle, .. } = names;
    let (impls, arguments, wheres) = outline.header.generics.split_for_impl();
    let ends = quote!(::core::result::Result<#krate::Report, #krate::PipelineError>);
    quote! {
        impl #impls ::core::fmt::Debug for #handle #arguments #wheres {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(::core::stringify!(#handle)).finish_non_exhaustive()
            }
        }

        #[allow(dead_code)]
        impl #impls #handle #arguments #wheres {
            /// The ports are dropped here: while they lived, an `in` would stay open and an `out` would wait to be read.
            fn without_ports(self) -> #aq::Running {
                self.__running
            }

            /// Waits for the natural end: until the sources and `in` ports have ended and everything has drained. The
            /// handle's own ports are dropped; an `in` port of which a clone lives stays open.
            ///
            /// # Errors
            /// When a node ended the pipeline.
            pub async fn join(self) -> #ends {
                let running = self.without_ports();
                running.join().await
            }

            /// Stops the sources and `in` ports and drains, with a deadline.
            ///
            /// # Errors
            /// When a node ended the pipeline, or when it had not drained by the deadline.
            pub async fn stop(self) -> #ends {
                let running = self.without_ports();
                running.stop().await
            }

            /// Ends everything at once; what was under way is counted as left.
            pub async fn abort(self) -> #krate::Report {
                let running = self.without_ports();
                running.abort().await
            }

            /// The counters so far.
            #[must_use]
            pub fn stats(&self) -> #krate::Report {
                self.__running.stats()
            }
        }
    }
}
