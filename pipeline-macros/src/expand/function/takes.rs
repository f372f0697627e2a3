//! Which edges a function stands on: the impls whose absence is the edge error. Their tokens are spanned on the signature,
//! so that rustc points there when it says what would fit.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type, parse_quote};

use super::Expansion;
use crate::expand::at;
use crate::parse::function::{How, Item};

pub(super) fn expand(e: &Expansion<'_>) -> TokenStream {
    let Some(item) = &e.function.item else { return TokenStream::new() };
    let lenders = match item.how {
        How::Lent => lenders(&item.ty, &e.aq),
        _ => vec![itself(&item.ty)],
    };
    lenders.into_iter().map(|lender| takes(e, &item.ty, item.written.span(), &lender)).collect()
}

/// How an item is lent: by which of the types that lend it, is known only where the edge is.
pub(super) fn lend(e: &Expansion<'_>) -> Option<TokenStream> {
    let (aq, item) = (&e.aq, e.function.item.as_ref().filter(|item| item.how == How::Lent)?);
    let lenders = lenders(&item.ty, aq);
    let lends = lenders.iter().map(|Lender { ty, lend }| {
        quote! {
            if let ::core::option::Option::Some(__item) = #aq::lent_as::<_, #ty>(__item) {
                return #lend;
            }
        }
    });
    Some(quote! {
        #[inline]
        fn lend<__Emitted: 'static>(__item: &__Emitted) -> &Self::Taken {
            #(#lends)*
            #aq::lends_nothing()
        }
    })
}

/// What a merge before the function converts into: the item, or the first of the types that lend it.
pub(super) fn merged(item: &Item, aq: &TokenStream) -> TokenStream {
    match item.how {
        How::Lent => lenders(&item.ty, aq).swap_remove(0).ty,
        _ => itself(&item.ty).ty,
    }
}

/// A type that can be lent as the item, and how.
struct Lender {
    ty: TokenStream,
    lend: TokenStream,
}

fn itself(ty: &Type) -> Lender {
    Lender { ty: quote!(#ty), lend: quote!(__item) }
}

fn lenders(ty: &Type, aq: &TokenStream) -> Vec<Lender> {
    let deref = quote!(::core::ops::Deref::deref(__item));
    let lender = |ty: TokenStream| Lender { ty, lend: deref.clone() };
    match ty {
        Type::Slice(slice) => {
            let element = &slice.elem;
            let bytes = is_named(element, "u8").then(|| lender(quote!(#aq::Bytes)));
            [lender(quote!(::std::vec::Vec<#element>))].into_iter().chain(bytes).collect()
        }
        Type::TraitObject(_) => vec![lender(quote!(::std::boxed::Box<#ty>)), lender(quote!(::std::sync::Arc<#ty>))],
        _ if is_named(ty, "str") => vec![lender(quote!(::std::string::String)), lender(quote!(#aq::Text))],
        _ if is_named(ty, "Path") => {
            let owned = quote!(<#ty as ::std::borrow::ToOwned>::Owned);
            vec![Lender { ty: owned, lend: quote!(::core::borrow::Borrow::borrow(__item)) }]
        }
        _ => vec![itself(ty), lender(quote!(::std::sync::Arc<#ty>))],
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

fn takes(e: &Expansion<'_>, taken: &Type, span: Span, lender: &Lender) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[parse_quote!(AnyUpstream)]);
    let (impls, _, wheres) = generics.split_for_impl();
    let ty = &lender.ty;
    let at_fn = e.function.sig.fn_token.span;
    let from = Ident::new("AnyUpstream", span);
    let implements = quote_spanned!(at_fn => impl);
    let rest = at(
        span,
        quote! {
            #impls #aq::Takes<#ty, #from, #taken> for #this #wheres {}
        },
    );
    quote!(#implements #rest)
}
