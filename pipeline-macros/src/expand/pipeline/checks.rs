//! What the types of a pipeline must be, asked once, as those of a function are (`expand/function/checks.rs`): a field that cannot be
//! shared and a port whose items cannot be sent are one error each, at their types. All are asked `If` the functions are right: what
//! is wrong with one of those has been said there.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

use super::{Names, nested, within};
use crate::expand::at;
use crate::graph::model::{Graph, StepKind};
use crate::parse::pipeline::Outline;
use crate::spell::has_hole;

/// A constant in a type cannot depend on generics.
fn possible(outline: &Outline) -> bool {
    outline.header.generics.params.is_empty()
}

/// Of a pipeline that others can name, the constants are its own.
fn constant(outline: &Outline, name: &str) -> TokenStream {
    let (this, name) = (&outline.header.name, quote::format_ident!("{name}"));
    if within::is_possible(outline) { quote!({ #this::#name }) } else { quote!(#name) }
}

/// The constants: each is asked only if the ones before it hold.
pub(super) fn expand(names: &Names, outline: &Outline, graph: &Graph) -> TokenStream {
    if !possible(outline) {
        return TokenStream::new();
    }
    let checked = graph.steps.iter().filter_map(|step| checked_before(names, &step.kind));
    let fields: Vec<_> = outline.header.fields.iter().map(|field| &field.ty).collect();
    let ports = outline.ins.iter().chain(&outline.outs).map(|port| &port.ty);
    let loops = graph.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Loop { ty, .. } => Some(&**ty),
        _ => None,
    });
    let [functions, shared] = ["__FUNCTIONS", "__SHARED"].map(|name| constant(outline, name));
    let shares = fields.iter().map(|ty| ask(names, "resources_are_shared", &functions, ty));
    let sent = fields.iter().map(|ty| ask(names, "resources_are_sent", &shared, ty));
    let items = ports.chain(loops).map(|ty| ask(names, "items_are_sent", &shared, ty));
    quote! {
        const __FUNCTIONS: ::core::primitive::usize = 0 #(+ #checked)*;
        const __SHARED: ::core::primitive::usize = { #(#shares)* 0 };
        const __CHECKED: ::core::primitive::usize = { #(#sent)* #(#items)* 0 };
    }
}

/// Whether it is right, for those whose node it is.
pub(super) fn result(outline: &Outline) -> TokenStream {
    if possible(outline) { constant(outline, "__CHECKED") } else { quote!(0) }
}

/// Of a pipeline with mistakes: nothing more is said of it.
pub(super) fn absent(outline: &Outline) -> TokenStream {
    match within::is_possible(outline) {
        true => quote!(
            const __CHECKED: ::core::primitive::usize = 0;
        ),
        false => TokenStream::new(),
    }
}

/// What has been asked of the function, or the pipeline, at a node.
fn checked_before(names: &Names, kind: &StepKind) -> Option<TokenStream> {
    let path = match kind {
        StepKind::Source { call, .. } => &call.path,
        StepKind::Stage(stage) => &stage.call.path,
        StepKind::Sink(sink) => &sink.call.path,
        StepKind::Nested(nested) => {
            let (aq, it) = (&names.aq, nested::pipeline(&names.aq, &nested.call));
            return Some(quote!(<#it as #aq::StandsAsANode>::CHECKED));
        }
        _ => return None,
    };
    (!has_hole(&quote!(#path))).then(|| quote!(<#path>::__CHECKED))
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
    let checked = constant(outline, "__CHECKED");
    if possible(outline) { quote!(<#ty as #aq::If<#checked>>::It) } else { quote!(#ty) }
}

/// The pipeline itself.
pub(super) fn value(names: &Names, outline: &Outline, this: &TokenStream) -> TokenStream {
    let aq = &names.aq;
    let checked = constant(outline, "__CHECKED");
    if possible(outline) { quote!(#aq::If::<#checked>::it(#this)) } else { this.clone() }
}
