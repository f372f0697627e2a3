//! What a function says of itself for drawings: its types by name, and how it is called.

use proc_macro2::TokenStream;
use quote::quote;

use super::Expansion;
use super::node::{Kind, error, error_type, kind, out, taken};
use crate::parse::function::{Role, Shape};

/// Of a stage, a fold or a sink.
pub(super) fn expand(e: &Expansion<'_>) -> TokenStream {
    let aq = &e.aq;
    let calls = match kind(e) {
        Kind::Sync => quote!(Plain),
        Kind::Async => quote!(Async),
        Kind::Blocking => quote!(Blocking),
        Kind::Many => quote!(Many),
        Kind::Ports => quote!(Ports),
        Kind::Folds => quote!(Folds),
    };
    let taken = type_name(&taken(e));
    let fails = error_type(e).map(|_| {
        let error = type_name(&error(e));
        quote!(const FAILS: ::core::option::Option<#aq::drawing::TypeName> = ::core::option::Option::Some(#error);)
    });
    let emits = emits(e);
    implement(
        e,
        &quote! {
            const CALLS: #aq::drawing::Calls = #aq::drawing::Calls::#calls;
            const TAKES: #aq::drawing::Item<'static> = #aq::drawing::Item::Of(#taken);
            const EMITS: #aq::plan::Emits = #aq::plan::Emits::#emits;
            #fails
        },
    )
}

fn emits(e: &Expansion<'_>) -> TokenStream {
    let f = e.function;
    match (&f.ret.shape, f.role) {
        (_, Role::Sink) => quote!(Nothing),
        (_, Role::Fold) => {
            let state = type_name(&super::node::state(e));
            quote!(Of(#state))
        }
        _ if !f.ports.is_empty() => quote!(Nothing),
        (Shape::Unit, _) => quote!(Same),
        _ => {
            let out = type_name(&out(e));
            quote!(Of(#out))
        }
    }
}

/// Of a source.
pub(super) fn of_source(e: &Expansion<'_>, out: &TokenStream) -> TokenStream {
    let aq = &e.aq;
    let out = type_name(out);
    implement(
        e,
        &quote! {
            const CALLS: #aq::drawing::Calls = #aq::drawing::Calls::Async;
            const EMITS: #aq::plan::Emits = #aq::plan::Emits::Of(#out);
        },
    )
}

fn implement(e: &Expansion<'_>, consts: &TokenStream) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    quote!(impl #impls #aq::Described for #this #wheres { #consts })
}

fn type_name(ty: &TokenStream) -> TokenStream {
    quote!(::core::any::type_name::<#ty>)
}
