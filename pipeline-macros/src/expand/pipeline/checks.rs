//! What the types of a pipeline must be, asked once, as those of a function are (`expand/function/checks.rs`): a field that cannot be
//! shared and a port whose items cannot be sent are one error each, at their types. All are asked `If` the functions are right: what
//! is wrong with one of those has been said there.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

use super::Names;
use crate::expand::at;
use crate::graph::model::{Graph, StepKind};
use crate::parse::pipeline::Outline;

/// A constant in a type cannot depend on generics.
fn possible(outline: &Outline) -> bool {
    outline.header.generics.params.is_empty()
}

/// The constants: each is asked only if the ones before it hold.
pub(super) fn expand(names: &Names, outline: &Outline, graph: &Graph) -> TokenStream {
    if !possible(outline) {
        return TokenStream::new();
    }
    let functions = graph.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Source { call, .. } => Some(&call.path),
        StepKind::Stage(stage) => Some(&stage.call.path),
        StepKind::Sink(sink) => Some(&sink.call.path),
        _ => None,
    });
    let functions = functions.filter(|path| !has_hole(&quote!(#path)));
    let fields: Vec<_> = outline.header.fields.iter().map(|field| &field.ty).collect();
    let ports = outline.ins.iter().chain(&outline.outs).map(|port| &port.ty);
    let loops = graph.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Loop { ty, .. } => Some(&**ty),
        _ => None,
    });
    let shared = fields.iter().map(|ty| ask(names, "resources_are_shared", &quote!(__FUNCTIONS), ty));
    let sent = fields.iter().map(|ty| ask(names, "resources_are_sent", &quote!(__SHARED), ty));
    let items = ports.chain(loops).map(|ty| ask(names, "items_are_sent", &quote!(__SHARED), ty));
    quote! {
        const __FUNCTIONS: ::core::primitive::usize = 0 #(+ <#functions>::__CHECKED)*;
        const __SHARED: ::core::primitive::usize = { #(#shared)* 0 };
        const __CHECKED: ::core::primitive::usize = { #(#sent)* #(#items)* 0 };
    }
}

/// `parse::<_>`: rustc can infer it only where the function is used.
pub(super) fn has_hole(path: &TokenStream) -> bool {
    path.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "_",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        TokenTree::Group(group) => has_hole(&group.stream()),
    })
}

fn ask(names: &Names, what: &str, checked: &TokenStream, ty: &impl ToTokens) -> TokenStream {
    let (aq, what, place) = (&names.aq, quote::format_ident!("{what}"), ty.span());
    let (asked, open, close) =
        (at(place, quote!(#aq::#what)), at(place, quote!(<)), at(place, quote!(as #aq::If<#checked>>::It)));
    quote!(#asked::<#open #ty #close>();)
}

/// A type of the pipeline that was asked about.
pub(super) fn ty(names: &Names, outline: &Outline, ty: &syn::Type) -> TokenStream {
    let aq = &names.aq;
    if possible(outline) { quote!(<#ty as #aq::If<__CHECKED>>::It) } else { quote!(#ty) }
}

/// The pipeline itself.
pub(super) fn value(names: &Names, outline: &Outline, this: &TokenStream) -> TokenStream {
    let aq = &names.aq;
    if possible(outline) { quote!(#aq::If::<__CHECKED>::it(#this)) } else { this.clone() }
}
