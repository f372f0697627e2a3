//! What a pipeline with one `in` leaves behind so that it can be a node of another: it is built by a function that is handed what
//! flows in and hands back what flows out. `start` gives it ports, and so can any pipeline give it neighbours.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, parse_quote};

use super::steps::{Steps, port};
use super::{Names, checks, local, options, start, text};
use crate::expand::at;
use crate::graph::model::{Step, StepKind};
use crate::parse::pipeline::{Outline, PortOutline};

/// Several `in`s would need several edges to one node, and what is none leads nowhere.
pub(super) fn is_possible(outline: &Outline) -> bool {
    outline.ins.len() == 1
}

/// The methods of a right pipeline.
pub(super) fn methods(steps: &Steps<'_>, check: &TokenStream) -> TokenStream {
    let Steps { names, outline, graph, .. } = *steps;
    let (checks, start) = (checks::expand(names, outline, graph), start(steps));
    let (options, build) = (of_pipeline(steps), build(steps, check));
    start::implementation(names, outline, &checks, &start, &quote!(#options #build))
}

/// What others see of a right one.
pub(super) fn items(steps: &Steps<'_>) -> TokenStream {
    let Steps { names, outline, .. } = *steps;
    let aq = &names.aq;
    let [PortOutline { ty, .. }] = ins(outline);
    let ways = 0..4_usize;
    let inside = quote! {
        #aq::plan::Inside::new(
            ::core::any::type_name::<#ty>,
            [#(#aq::plan::Held::of(&Self::__within(#aq::plan::WAYS_IN[#ways]))),*],
        )
    };
    let options = quote!(self.__options());
    let build = quote! {
        let entrance = #aq::open(entrance, b);
        Self::__build(self, b, entrance)
    };
    all(names, outline, &Stand { inside, options, build, checked: checks::result(outline), timed: timed(steps) })
}

/// The same of one with mistakes.
pub(super) fn absent(names: &Names, outline: &Outline) -> TokenStream {
    let aq = &names.aq;
    let stand = Stand {
        inside: quote!(#aq::plan::Inside::nothing()),
        options: quote!(loop {}),
        build: quote!(loop {}),
        checked: quote!(0),
        timed: vec![false; outline.outs.len()],
    };
    all(names, outline, &stand)
}

/// What differs between the two.
struct Stand {
    inside: TokenStream,
    options: TokenStream,
    build: TokenStream,
    checked: TokenStream,
    /// Through which `out`s items leave with what they came with.
    timed: Vec<bool>,
}

fn all(names: &Names, outline: &Outline, stand: &Stand) -> TokenStream {
    let timed = &stand.timed;
    let (outs, node, edges) = (outs(names, outline, timed), node(names, outline, stand), edges(names, outline, timed));
    quote!(#outs #node #edges)
}

/// Through which `out`s items leave with what they came with.
fn timed(steps: &Steps<'_>) -> Vec<bool> {
    let leaves = |step: &Step, out: &Ident| match &step.kind {
        StepKind::Out { input, .. } => step.name == *out && steps.times.passes_on(*input),
        _ => false,
    };
    let timed = |out: &PortOutline| steps.graph.steps.iter().any(|step| leaves(step, &out.name));
    steps.outline.outs.iter().map(timed).collect()
}

/// What items carry that come from outside, as a type.
fn stamp() -> Ident {
    Ident::new("__Stamp", Span::call_site())
}

fn ins(outline: &Outline) -> [&PortOutline; 1] {
    [&outline.ins[0]]
}

/// Ports on both sides of it.
fn start(steps: &Steps<'_>) -> TokenStream {
    let Steps { names, outline, .. } = *steps;
    let Names { aq, .. } = names;
    let (builder, b, flow, outs) = (local("builder"), local("b"), local("flow"), local("outs"));
    let (this, name) = (&outline.header.name, text(&outline.header.name));
    let scope = options::fields_in_scope(outline, &quote!(&self));
    let asked = start::port_options(steps);
    let said = asked.iter().map(|(port, options)| {
        let name = options_of(port);
        quote!(let #name = #options;)
    });
    let [PortOutline { name: entry, ty, .. }] = ins(outline);
    let (entry_port, entry_options, entry_text, ports) = (port(entry), options_of(entry), text(entry), &names.ports);
    let ty = checks::ty(names, outline, ty);
    let ways = outline.outs.iter().map(|PortOutline { name: out, ty, .. }| {
        let (port, options, text, ty) = (port(out), options_of(out), text(out), checks::ty(names, outline, ty));
        quote!(let #port = #b.out_port::<#ty, #ports::#out, _>(#outs.#out, #text, &#options);)
    });
    let handle = start::handle(steps);
    quote! {
        #scope
        #(#said)*
        let mut #builder = #aq::Builder::new(#name, Self::__options(&self))?;
        let #b = &mut #builder;
        let (#entry_port, #flow) = #b.in_port::<#ty, #ports::#entry>(#entry_text, &#entry_options);
        let #flow = #aq::open(#flow, #b);
        let #outs = #this::__build(self, #b, #flow);
        #(#ways)*
        #handle
    }
}

fn options_of(port: &Ident) -> Ident {
    local(&format!("{}_options", text(port)))
}

fn of_pipeline(steps: &Steps<'_>) -> TokenStream {
    let Steps { names, outline, graph, .. } = *steps;
    let aq = &names.aq;
    let scope = options::fields_in_scope(outline, &quote!(self));
    let options = options::of_pipeline(names, &graph.options, &steps.fields);
    quote! {
        fn __options(&self) -> #aq::PipelineOptions {
            #scope
            #options
        }
    }
}

fn build(steps: &Steps<'_>, check: &TokenStream) -> TokenStream {
    let Steps { names, outline, .. } = *steps;
    let aq = &names.aq;
    let (fields, b, entrance, outs) = (local("fields"), local("b"), local("entrance"), outs_name(outline));
    let this = checks::value(names, outline, &quote!(self));
    let scope = options::shared_fields_in_scope(outline);
    let statements = start::statements(steps);
    let [PortOutline { ty, .. }] = ins(outline);
    let (ty, outs_type, stamp) = (checks::ty(names, outline, ty), outs_type(outline, &timed(steps)), stamp());
    let marker = outline.outs.is_empty().then(|| quote!(__pipeline: ::core::marker::PhantomData));
    let given = outline.outs.iter().map(|PortOutline { name: out, .. }| {
        let port = port(out);
        quote!(#out: #port)
    });
    quote! {
        fn __build<#stamp: #aq::Stamping>(self, #b: &mut #aq::Builder, #entrance: #aq::Open<#ty, (), #stamp>) -> #outs_type {
            let #fields = ::std::sync::Arc::new(#this);
            #scope
            #check
            #statements
            #outs { #(#given,)* #marker }
        }
    }
}

fn outs_name(outline: &Outline) -> Ident {
    format_ident!("{}Outs", outline.header.name)
}

fn outs_type(outline: &Outline, timed: &[bool]) -> TokenStream {
    let outs = outs_name(outline);
    let generics = with_stamp(outline, timed, || parse_quote!(__Stamp));
    let (_, arguments, _) = generics.split_for_impl();
    quote!(#outs #arguments)
}

/// The pipeline's generics, with one more for what its items carry, if that goes anywhere.
fn with_stamp(outline: &Outline, timed: &[bool], stamp: impl Fn() -> GenericParam) -> Generics {
    let mut generics = outline.header.generics.clone();
    generics.params.extend(timed.contains(&true).then(stamp));
    generics
}

/// What flows out of it, by the names of its `out`s.
fn outs(names: &Names, outline: &Outline, timed: &[bool]) -> TokenStream {
    let aq = &names.aq;
    let (vis, this, name) = (&outline.header.vis, &outline.header.name, outs_name(outline));
    let (_, arguments, wheres) = outline.header.generics.split_for_impl();
    let flows = outline.outs.iter().zip(timed).map(|(PortOutline { name: out, ty, .. }, timed)| {
        let (ty, carries) = (checks::ty(names, outline, ty), carries(aq, *timed));
        quote!(pub #out: #aq::Open<#ty, #this #arguments, #carries>)
    });
    // Without an `out` nothing else names the generics.
    let marker =
        outline.outs.is_empty().then(|| quote!(__pipeline: ::core::marker::PhantomData<fn() -> #this #arguments>));
    // With a default, which rustc does not print: its errors name the struct.
    let generics = with_stamp(outline, timed, || parse_quote!(__Stamp: #aq::Stamping = #aq::Plain));
    quote! {
        #[doc(hidden)]
        #[allow(dead_code, private_interfaces, non_camel_case_types)]
        #vis struct #name #generics #wheres { #(#flows,)* #marker }
    }
}

/// What the items of an `out` carry.
fn carries(aq: &TokenStream, timed: bool) -> TokenStream {
    let stamp = stamp();
    if timed { quote!(#stamp) } else { quote!(#aq::Plain) }
}

fn node(names: &Names, outline: &Outline, stand: &Stand) -> TokenStream {
    let (aq, this) = (&names.aq, &outline.header.name);
    let (impls, arguments, wheres) = outline.header.generics.split_for_impl();
    let Stand { inside, options, build, checked, timed } = stand;
    let (outs_type, stamp) = (outs_type(outline, timed), stamp());
    let outs = outline.outs.iter().map(|out| {
        let out = text(&out.name);
        let says = format!(
            "the `out` port `{out}` of `{this}` goes nowhere: write `{this}.{out} => ..;`, or `{this}.{out} => _;` to discard"
        );
        quote!((#out, #says))
    });
    quote! {
        #[allow(unused_variables, clippy::all)]
        impl #impls #aq::StandsAsANode for #this #arguments #wheres {
            type It = Self;
            type Outs<#stamp: #aq::Stamping> = #outs_type;
            const CHECKED: ::core::primitive::usize = #checked;
            const OUTS: &'static [(&'static ::core::primitive::str, &'static ::core::primitive::str)] = &[#(#outs),*];
            const HOLDS: #aq::plan::Inside = #inside;
            fn options(&self) -> #aq::PipelineOptions { #options }
            fn build<__In: ::core::marker::Send + 'static, #stamp: #aq::Stamping>(
                self,
                b: &mut #aq::Builder,
                entrance: #aq::Open<__In, (), #stamp>,
            ) -> #outs_type {
                #build
            }
        }
    }
}

/// On which edges it may stand: their tokens are those of its ports and its struct, so that rustc points there.
fn edges(names: &Names, outline: &Outline, timed: &[bool]) -> TokenStream {
    let (aq, header) = (&names.aq, &outline.header);
    let this = &header.name;
    let (impls, arguments, wheres) = header.generics.split_for_impl();
    let [PortOutline { name: entry, ty, .. }] = ins(outline);
    let from = Ident::new("AnyUpstream", ty.span());
    let mut more: Generics = header.generics.clone();
    more.params.push(parse_quote!(#from));
    let (upstream, ..) = more.split_for_impl();
    let implements = at(entry.span(), quote!(impl));
    let takes = at(ty.span(), quote!(#upstream #aq::Takes<#ty, #from, #ty> for #this #arguments #wheres {}));
    let (goes_on, made) = (goes_on(names, outline, timed), made(names, outline));
    quote! {
        #implements #takes
        impl #impls #aq::HasOneIn<#ty> for #this #arguments #wheres {}
        #goes_on
        #made
    }
}

fn goes_on(names: &Names, outline: &Outline, timed: &[bool]) -> Option<TokenStream> {
    let ([PortOutline { name: out, ty, .. }], [timed]) = (outline.outs.as_slice(), timed) else { return None };
    let (aq, this, stamp, carries) = (&names.aq, &outline.header.name, stamp(), carries(&names.aq, *timed));
    let (impls, arguments, wheres) = outline.header.generics.split_for_impl();
    let ty = checks::ty(names, outline, ty);
    Some(quote! {
        impl #impls #aq::GoesOn for #this #arguments #wheres { type It = Self; }
        impl #impls #aq::HasOneOut<#ty> for #this #arguments #wheres {
            type Stamp<#stamp: #aq::Stamping> = #carries;
            fn only<#stamp: #aq::Stamping>(flows: #aq::Flows<Self, #stamp>) -> #aq::Open<#ty, Self, #carries> {
                flows.outs.#out
            }
        }
    })
}

/// What it is made of: how many rustc says by one trait, and of which types by the other.
fn made(names: &Names, outline: &Outline) -> TokenStream {
    let (aq, this, fields) = (&names.aq, &outline.header.name, &outline.header.fields);
    let (impls, arguments, wheres) = outline.header.generics.split_for_impl();
    let (idents, types): (Vec<_>, Vec<_>) = fields.iter().map(|field| (&field.ident, &field.ty)).unzip();
    let value = if fields.is_empty() { quote!(Self) } else { quote!(Self { #(#idents),* }) };
    let place = this.span();
    let implements = at(place, quote!(impl));
    let (pattern, count) = (quote!((#(#idents,)*)), fields.len());
    let counted = at(place, quote!(#aq::HasFields<#count>));
    quote! {
        #implements #impls #counted for #this #arguments #wheres { type It = Self; }
        impl #impls #aq::IsMadeOf<(#(#types,)*)> for #this #arguments #wheres {
            fn made(#pattern: (#(#types,)*)) -> Self { #value }
        }
    }
}
