//! What a function says of itself for drawings: its types by name, and how it is called.

use proc_macro2::TokenStream;
use quote::quote;

use super::Expansion;
use super::node::{Kind, error, error_type, folded, kind, out, taken};
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
    let fails = match error_type(e) {
        Some(_) => {
            let error = type_name(&error(&e.plain()));
            quote!(::core::option::Option::Some(#error))
        }
        None => quote!(::core::option::Option::None),
    };
    implement(e, &calls, &quote!(#aq::drawing::Item::Of(#taken)), &emits(e), &fails)
}

fn emits(e: &Expansion<'_>) -> TokenStream {
    let f = e.function;
    match (&f.ret.shape, f.role) {
        (_, Role::Sink) => quote!(Nothing),
        (_, Role::Fold) => {
            let emitted = type_name(&folded(&e.plain()));
            match f.options.merge {
                Some(_) => quote!(Merged(#emitted)),
                None => quote!(Of(#emitted)),
            }
        }
        _ if !f.ports.is_empty() => quote!(Nothing),
        (Shape::Unit, _) => quote!(Same),
        _ => {
            let out = type_name(&out(&e.plain()));
            quote!(Of(#out))
        }
    }
}

/// Of a source.
pub(super) fn of_source(e: &Expansion<'_>, out: &TokenStream) -> TokenStream {
    let (aq, out) = (&e.aq, type_name(out));
    let nothing = quote!(::core::option::Option::None);
    implement(e, &quote!(Async), &quote!(#aq::drawing::Item::Unknown), &quote!(Of(#out)), &nothing)
}

fn implement(
    e: &Expansion<'_>,
    calls: &TokenStream,
    takes: &TokenStream,
    emits: &TokenStream,
    fails: &TokenStream,
) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let ticks = e.function.options.tick.as_ref().map(|_| {
        quote!(
            const TICKS: ::core::primitive::bool = true;
        )
    });
    quote! {
        impl #impls #aq::Described for #this #wheres {
            #ticks
            const IT: #aq::plan::Description = #aq::plan::Description {
                calls: #aq::drawing::Calls::#calls,
                takes: #takes,
                emits: #aq::plan::Emits::#emits,
                fails: #fails,
            };
        }
    }
}

fn type_name(ty: &TokenStream) -> TokenStream {
    quote!(::core::any::type_name::<#ty>)
}
