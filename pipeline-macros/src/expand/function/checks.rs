//! What every type of a signature must be, asked once: `__CHECKED` is a constant whose body does not compile where one is not,
//! each type with an error of its own, at the user's token. Everything else that is generated names these types through `If<__CHECKED>`,
//! which then is no type at all, and so no error of its own: neither here nor in a pipeline that uses the function.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

use super::{Expansion, node, source};
use crate::expand::at;
use crate::parse::function::{How, Role, Shape};

/// A constant in a type cannot depend on generics: there rustc asks at each impl.
pub(super) fn possible(e: &Expansion<'_>) -> bool {
    e.function.generics.params.is_empty()
}

/// The constant.
pub(super) fn expand(e: &Expansion<'_>) -> TokenStream {
    if !possible(e) {
        return TokenStream::new();
    }
    let asked: Vec<_> = [items(e), states(e), errors(e), ports(e)].into_iter().flatten().collect();
    quote! {
        const __CHECKED: ::core::primitive::usize = {
            #(#asked)*
            0
        };
    }
}

/// The constant, for pipelines that use the function.
pub(super) fn result(e: &Expansion<'_>) -> TokenStream {
    let value = if possible(e) { quote!(__CHECKED) } else { quote!(0) };
    let name = Ident::new("__CHECKED", e.function.name().span());
    quote!(#[doc(hidden)] pub const #name: ::core::primitive::usize = #value;)
}

/// Of a function that was refused: wherever it stands, its type is none, and so no further error.
pub(super) fn fits_everywhere(krate: &TokenStream, name: &Ident) -> TokenStream {
    let aq = quote!(#krate::__private);
    let it = quote!(<#name as #aq::If<__CHECKED>>::It);
    let roles =
        ["BeginsAChain", "StandsInAChain", "EndsAChain", "SendsToPorts"].map(|role| quote::format_ident!("{role}"));
    let facts = ["TakesItems", "TakesBatches", "CanTimeOut", "Flushes", "Ticks", "NeverFails"]
        .map(|fact| quote::format_ident!("{fact}"));
    quote! {
        impl #name {
            #[doc(hidden)]
            pub const __CHECKED: ::core::primitive::usize = __CHECKED;
            #[doc(hidden)]
            #[allow(non_upper_case_globals)]
            pub const __lent: #it = loop {};
            #[doc(hidden)]
            #[allow(non_upper_case_globals)]
            pub const __made: #it = loop {};
        }
        #(impl #aq::#roles for #name { type It = #it; })*
        #(impl #aq::Is<#aq::fact::#facts> for #name {})*
        impl #aq::Accepts for #name {
            type Taken = #it;
            type In<__Emitted: ::core::marker::Send + 'static> = #it;
            type Merged = #it;
            type Res<'__a> = #it;
        }
    }
}

fn ask(e: &Expansion<'_>, what: &str, ty: &impl ToTokens) -> TokenStream {
    let (aq, what, place) = (&e.aq, quote::format_ident!("{what}"), ty.span());
    let more = (what == "errors_are_shared").then(|| quote!(, _));
    let asked = at(place, quote!(#aq::#what));
    quote!(#asked::<#ty #more>();)
}

/// What comes in and what goes out.
fn items(e: &Expansion<'_>) -> Vec<TokenStream> {
    let mut asked = Vec::new();
    asked.extend(
        e.function.item.as_ref().filter(|item| item.how != How::Lent).map(|item| ask(e, "items_are_sent", &item.ty)),
    );
    let stage = e.function.role == Role::Stage && e.function.ports.is_empty();
    let given = match (&e.function.role, &e.function.ret.shape) {
        (Role::Source, _) => Some(source::given(e)),
        (_, Shape::Unit) => None,
        _ => stage.then(|| node::given(e)),
    };
    asked.extend(given.map(|given| ask(e, "items_are_sent", &given)));
    asked.extend(e.function.options.finish.as_ref().map(|finish| ask(e, "items_are_sent", &finish.ty)));
    asked
}

fn states(e: &Expansion<'_>) -> Vec<TokenStream> {
    let states = e.function.states.iter().map(|state| ask(e, "state_is_sent", &state.ty));
    let resources = e.function.resources.iter().map(|resource| ask(e, "resources_are_shared", &resource.ty));
    states.chain(resources).collect()
}

fn errors(e: &Expansion<'_>) -> Vec<TokenStream> {
    let result = match e.function.role {
        Role::Source => source::fails_with(e),
        _ => node::error_type(e),
    };
    let Some(result) = result else { return Vec::new() };
    let error = node::error_of(&e.aq, result);
    vec![ask(e, "errors_are_shown", &error), ask(e, "errors_are_shared", &error)]
}

fn ports(e: &Expansion<'_>) -> Vec<TokenStream> {
    e.function.ports.iter().map(|port| ask(e, "items_are_sent", &port.ty)).collect()
}
