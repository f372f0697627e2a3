//! `fuse`: which steps become one task, and what is said of functions that only types tell apart.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::drawn::Drawn;
use super::steps::Steps;
use super::{local, text};
use crate::expand::at;
use crate::graph::model::{Call, NodeOptions, Step, StepKind};
use crate::spell::has_hole;

/// Where a node says `fuse`.
pub(super) fn place(step: &Step) -> Option<Span> {
    step.options().and_then(|options| options.fuse)
}

/// One a node with `fuse`, when all tasks are there.
pub(super) fn statements(steps: &Steps<'_>) -> Vec<TokenStream> {
    let (drawn, b) = (Drawn::new(steps.graph), local("b"));
    let joins = |step: &Step| {
        place(step)?;
        let (name, streams) = (steps.name(&step.name), drawn.arrival(step)?.streams);
        let before = streams.iter().map(|stream| steps.name(&drawn.producer(*stream).name));
        let check = check(steps, step);
        Some(quote!(#check #b.fuse(#name, &[#(#before),*]);))
    };
    steps.graph.steps.iter().filter_map(joins).collect()
}

/// What runs on a thread of its own, or on workers, joins no task.
fn check(steps: &Steps<'_>, step: &Step) -> Option<TokenStream> {
    let (call, options) = match &step.kind {
        StepKind::Stage(stage) => (&stage.call, &stage.options),
        StepKind::Sink(sink) => (&sink.call, &sink.options),
        _ => return None,
    };
    let place = options.fuse?;
    let path = &call.path;
    // Of a function whose own types only `start` can infer, no constant can be asked.
    if has_hole(&quote!(#path)) {
        return None;
    }
    let check = refusals(steps, &text(&step.name), call, options);
    // An item of its own is looked at by `cargo check` too, but it cannot name the pipeline's generics.
    Some(match steps.outline.header.generics.params.is_empty() {
        true => at(place, quote!(const _: () = #check;)),
        false => at(place, quote!(const { #check };)),
    })
}

fn refusals(steps: &Steps<'_>, name: &str, call: &Call, options: &NodeOptions) -> TokenStream {
    let (aq, path) = (&steps.names.aq, &call.path);
    let calls = quote!(#aq::drawing::Calls);
    let blocking = format!(
        "`{name}` is `blocking`: it runs on a thread of its own, so `fuse` cannot join it to the task before it; leave `fuse` out"
    );
    let keyed = options.by.is_some().then(|| {
        let says = format!(
            "`{name}` can wait, so with `by` it is called by workers that serve whatever key is ready, and `fuse` cannot join it to \
             the task before it; leave one of them out"
        );
        quote!(#calls::Async | #calls::Many => ::core::panic!(#says),)
    });
    quote! {
        match <#path as #aq::plan::Described>::IT.calls {
            #calls::Blocking => ::core::panic!(#blocking),
            #keyed
            _ => {}
        }
    }
}
