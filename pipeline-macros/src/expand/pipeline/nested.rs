//! A pipeline's node: it is made of what it is given, and built between what leads to it and what follows it.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::quote;
use std::collections::BTreeSet;
use syn::spanned::Spanned;

use super::steps::Steps;
use super::{local, node, options};
use crate::expand::at;
use crate::graph::model::{ArgValue, Call, Nested, Step, StepId, StreamId};

/// The path, if it is a pipeline with one `in`; otherwise rustc says so, and nothing more about it.
pub(super) fn pipeline(aq: &TokenStream, call: &Call) -> TokenStream {
    let path = &call.path;
    node::only_if(aq, node::span(path), &quote!(#path), &quote!(StandsAsANode))
}

/// The same, in the place it has in its chain, with the arguments it is given.
fn in_place(aq: &TokenStream, nested: &Nested) -> TokenStream {
    let (place, arguments) = (node::span(&nested.call.path), nested.call.args.len());
    let it = node::only_if(aq, place, &pipeline(aq, &nested.call), &quote!(HasFields<#arguments>));
    match nested.out {
        Some(_) => node::only_if(aq, place, &it, &quote!(GoesOn)),
        None => it,
    }
}

pub(super) fn statement(steps: &Steps<'_>, name: &TokenStream, nested: &Nested) -> TokenStream {
    let (aq, b, it) = (&steps.names.aq, local("b"), in_place(&steps.names.aq, nested));
    let (flow, path) = (steps.stream(nested.input), &nested.call.path);
    let arrive = steps.arriving(nested.input, &quote!(_, #path), name);
    let inbox = options::of_node(steps.names, &nested.options, &steps.fields);
    let (takes, made, before) =
        (node::takes(steps, nested.input), made(steps, &nested.call, &it), before(steps, nested.input));
    let (flows, pipeline) = (local("flows"), local("pipeline"));
    let (check, outs) = (all_outs(steps, nested, &it), outs(steps, nested, &it, &flows));
    quote! {
        let #flows = {
            #arrive
            let #pipeline = #made;
            let options = #inbox;
            #aq::nest::<#it, _, _>(#flow, #name, &options, &[#(#before),*], #pipeline, #b, #takes)
        };
        #check
        #outs
    }
}

/// A clone for each field. Each argument first gets a name where it is written: an error about it points there.
fn made(steps: &Steps<'_>, call: &Call, it: &TokenStream) -> TokenStream {
    let (aq, fields) = (&steps.names.aq, local("fields"));
    let (mut lets, mut names) = (Vec::new(), Vec::new());
    for (number, arg) in call.args.iter().enumerate() {
        let (span, value) = match &arg.value {
            ArgValue::Field(place) => (place.span(), quote!(&#fields.#place)),
            ArgValue::Value(value) | ArgValue::State(value) => (value.span(), quote!(&(#value))),
        };
        let [lent, name] = ["lent", "given"].map(|word| Ident::new(&format!("__{word}{number}"), span));
        let given = at(span, quote!(<#aq::Outer as #aq::Gives<_>>::given(#lent)));
        lets.push(quote!(let #lent = #value; let #name = #given;));
        names.push(name);
    }
    let place = node::span(&call.path);
    let (open, close) = (at(place, quote!(<)), at(place, quote!(as #aq::IsMadeOf<_>>::made)));
    let mut arguments = Group::new(Delimiter::Parenthesis, quote!((#(#names,)*)));
    arguments.set_span(place);
    quote!({ #(#lets)* #open #it #close #arguments })
}

/// The steps that lead to the pipeline: a `loop` in it stays open while one of them is at work.
fn before(steps: &Steps<'_>, input: StreamId) -> Vec<TokenStream> {
    let (streams, mut open) = (&steps.graph.streams, vec![steps.graph.streams[input].producer]);
    let mut found = BTreeSet::new();
    while let Some(step) = open.pop() {
        if found.insert(step) {
            let inputs = leading(steps, step);
            open.extend(inputs.into_iter().map(|stream| streams[stream].producer));
        }
    }
    let step = |id: &StepId| &steps.graph.steps[*id];
    found.iter().map(|id| steps.name(&step(id).name)).collect()
}

/// What leads to a step; to where a `loop` port begins, what leads into it.
fn leading(steps: &Steps<'_>, step: StepId) -> Vec<StreamId> {
    use crate::graph::model::StepKind::{IntoLoop, Loop};
    let step = &steps.graph.steps[step];
    let into = |other: &&Step| matches!(&other.kind, IntoLoop { port, .. } if *port == step.name);
    match &step.kind {
        Loop { .. } => steps.graph.steps.iter().filter(into).flat_map(|other| other.kind.inputs()).collect(),
        kind => kind.inputs(),
    }
}

/// Every `out` leads somewhere.
fn all_outs(steps: &Steps<'_>, nested: &Nested, it: &TokenStream) -> Option<TokenStream> {
    if nested.out.is_some() {
        return None;
    }
    let (aq, used) = (&steps.names.aq, nested.ports.iter().map(|(port, _)| port.to_string()));
    let check = quote! {
        match #aq::idle_port(<#it as #aq::StandsAsANode>::OUTS, &[#(#used),*]) {
            ::core::option::Option::Some(says) => ::core::panic!("{}", says),
            ::core::option::Option::None => {}
        }
    };
    // An item of its own is looked at by `cargo check` too, but it cannot name the pipeline's generics.
    let place = node::span(&nested.call.path);
    Some(match steps.outline.header.generics.params.is_empty() {
        true => at(place, quote!(const _: () = #check;)),
        false => at(place, quote!(const { #check };)),
    })
}

fn outs(steps: &Steps<'_>, nested: &Nested, it: &TokenStream, flows: &Ident) -> TokenStream {
    if let Some(out) = nested.out {
        let out = steps.stream(out);
        let aq = &steps.names.aq;
        return quote!(let #out = <#it as #aq::HasOneOut<_>>::only(#flows););
    }
    let named = nested.ports.iter().map(|(port, out)| {
        let out = steps.stream(*out);
        quote!(let #out = #flows.outs.#port;)
    });
    quote!(#(#named)*)
}
