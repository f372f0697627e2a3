//! What a source says of its function.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{future, invocation, of_future, outputs};
use super::node::{arguments, error_of, resources, state};
use super::{Expansion, body, checks};
use crate::parse::function::{Items, ResultType, Shape};

pub(super) fn expand(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let (out, err) = (e.checked(&given(e)), error(e));
    let (res, state) = (resources(e), state(e));
    let (kind, read) = match &e.function.ret.shape {
        Shape::Option(_) => (quote!(PolledSource), polled(e)),
        _ => (quote!(StreamedSource), streamed(e)),
    };
    let is_source = super::node::stands(e, "BeginsAChain");
    // A source that stands elsewhere has one error, about where it stands.
    let whatever =
        ["TakesItems", "TakesBatches", "CanTimeOut", "Flushes", "NeverFails"].map(|fact| super::node::is(e, fact));
    let (arguments, checks) = (arguments(e), checks::expand(e));
    let described = super::described::of_source(e, &given(e));
    quote! {
        #checks
        #arguments
        #described
        #is_source
        #(#whatever)*
        impl #impls #aq::Source for #this #wheres {
            type Kind = #aq::#kind;
            type Out = #out;
            type Err = #err;
            type Res<'__a> = #res;
            type State = #state;

            fn remember(state: &Self::State) -> ::core::option::Option<Self::State> {
                #[allow(unused_imports)]
                use #aq::many::{ByClone as _, NotAtAll as _};
                (&#aq::many::Remember(state)).state()
            }
        }
        #read
    }
}

fn items<'a>(e: &'a Expansion<'_>) -> Option<&'a Items> {
    match &e.function.ret.shape {
        Shape::Iterator(items) | Shape::Stream(items) => Some(items),
        _ => None,
    }
}

/// What it gives.
pub(super) fn given(e: &Expansion<'_>) -> TokenStream {
    match &e.function.ret.shape {
        Shape::Option(ty) | Shape::Value(ty) => quote!(#ty),
        Shape::Flatten(ty) => quote!(<#ty as ::core::iter::IntoIterator>::Item),
        _ => items(e).map_or_else(
            || quote!(()),
            |items| {
                let ty = &items.ty;
                quote!(#ty)
            },
        ),
    }
}

pub(super) fn fails_with<'a>(e: &'a Expansion<'_>) -> Option<&'a ResultType> {
    let of_item = items(e).and_then(|items| items.result.as_ref());
    of_item.or(e.function.ret.result.as_ref())
}

/// The error of an item; where items have none, the error of opening.
fn error(e: &Expansion<'_>) -> TokenStream {
    match fails_with(e) {
        Some(result) => e.checked(&error_of(&e.aq, result)),
        None => quote!(::core::convert::Infallible),
    }
}

fn polled(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let call = invocation(e);
    let result = match e.function.ret.is_fallible() {
        true => call,
        false => quote!(::core::result::Result::Ok(#call)),
    };
    let output = quote!(::core::result::Result<::core::option::Option<Self::Out>, Self::Err>);
    let (future, returns) = (future(e, &result), of_future(e, &output));
    let never_waits = (!body::awaits(&e.function.body)).then(|| {
        quote!(
            const NEVER_WAITS: ::core::primitive::bool = true;
        )
    });
    quote! {
        #[allow(unused_variables, clippy::all)]
        impl #impls #aq::Polled for #this #wheres {
            #never_waits

            fn next<'__a>(
                __res: Self::Res<'__a>,
                __state: &'__a mut Self::State,
            ) -> #returns {
                #future
            }
        }
    }
}

fn streamed(e: &Expansion<'_>) -> TokenStream {
    let Expansion { aq, this, .. } = e;
    let generics = e.generics(&[]);
    let (impls, _, wheres) = generics.split_for_impl();
    let each = items(e).and_then(|items| items.result.as_ref());
    let opening = match &e.function.ret.result {
        Some(result) => error_of(aq, result),
        None => error(e),
    };
    let outputs = outputs(e, &opening);
    let outputs = if each.is_some() { quote!(#aq::many::flat(#outputs)) } else { outputs };
    let outputs = e.checked_value(&outputs);
    quote! {
        #[allow(unused_variables, clippy::all)]
        impl #impls #aq::Streamed for #this #wheres {
            fn open<'__a>(
                __res: Self::Res<'__a>,
                __state: &'__a mut Self::State,
            ) -> impl #aq::Stream<Item = ::core::result::Result<Self::Out, Self::Err>> + ::core::marker::Send + '__a {
                #outputs
            }
        }
    }
}
