//! Event time: where it begins, where nobody asks for it any more, and windows.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::steps::Steps;
use super::{local, options, within};
use crate::expand::{at, located};
use crate::graph::model::{NodeOptions, Step, StepKind, StreamId, Trigger, Window};

/// Behind a step: the time of what a port or a source gives, and no times where nobody asks for them.
pub(super) fn behind(steps: &Steps<'_>, step: &Step) -> TokenStream {
    let from_outside = matches!(step.kind, StepKind::In { .. } | StepKind::Source { .. } | StepKind::Loop { .. });
    if from_outside && step.begins_time() {
        return step.kind.outputs().into_iter().map(|out| begin(steps, step, out)).collect();
    }
    step.kind.outputs().into_iter().filter(|out| is_stripped(steps, step, *out)).map(|out| strip(steps, out)).collect()
}

/// `let clicks_0 = b.begin_time(clicks_0, "clicks", .., |c| c.at, ..);`
pub(super) fn begin(steps: &Steps<'_>, step: &Step, stream: StreamId) -> TokenStream {
    let Some((options, time)) = step.options().and_then(|options| Some((options, options.time.as_ref()?))) else {
        return TokenStream::new();
    };
    let (aq, b, flow, name) = (&steps.names.aq, local("b"), steps.stream(stream), steps.name(&step.name));
    let value = options::closure(&time.value, &steps.fields);
    let is_time = at(time.value.span(), quote!(|__time| #aq::IsTimestamp::timestamp(__time)));
    // At a window that goes by it, `lateness` says how disordered the stream is.
    let given = [("lateness", &options.lateness), ("idle_input", &options.idle_input), ("max_skew", &options.max_skew)];
    let given = given.into_iter().filter_map(|(name, option)| {
        let option = option.as_ref()?;
        let (name, value) = (Ident::new(name, option.key), options::value(&option.value, &steps.fields));
        Some(quote_spanned!(option.key => .#name(#value)))
    });
    quote!(let #flow = #b.begin_time(#flow, #name, #aq::TimeOptions::new() #(#given)*, #value, #is_time);)
}

/// It comes out of the step with its time, and nobody asks for that.
fn is_stripped(steps: &Steps<'_>, step: &Step, out: StreamId) -> bool {
    let moves = |stream| steps.times.carries(stream) || steps.times.passes_on(stream);
    let enters = matches!(step.kind, StepKind::In { .. }) && within::is_possible(steps.outline);
    let comes = enters || step.kind.inputs().into_iter().any(moves);
    let by_window = !matches!(step.kind, StepKind::Join(_));
    let by_step = step.options().is_some_and(|options| options.window.is_some() && by_window || options.time.is_some());
    (comes || by_step) && !moves(out)
}

fn strip(steps: &Steps<'_>, stream: StreamId) -> TokenStream {
    let (b, flow) = (local("b"), steps.stream(stream));
    quote!(let #flow = #b.strip_time(#flow);)
}

/// How the fold `draft` is placed, which has a window. What is wrong about that is wrong at the option.
pub(super) fn windowing(steps: &Steps<'_>, options: &NodeOptions, input: StreamId) -> Option<TokenStream> {
    let (aq, emission) = (&steps.names.aq, local(emission(options, &options.window.as_ref()?.value)));
    let place = local(if options.workers.is_some() { "place_lanes" } else { "place" });
    placed_by_window(steps, options, input, &quote!(#place::<#aq::#emission>))
}

/// How `distinct` is.
pub(super) fn within(steps: &Steps<'_>, options: &NodeOptions, input: StreamId) -> Option<TokenStream> {
    placed_by_window(steps, options, input, &quote!(place_firsts))
}

fn placed_by_window(
    steps: &Steps<'_>,
    options: &NodeOptions,
    input: StreamId,
    place: &TokenStream,
) -> Option<TokenStream> {
    let window = options.window.as_ref()?;
    let (aq, b, draft) = (&steps.names.aq, local("b"), local("draft"));
    let value = |expr| options::value(expr, &steps.fields);
    let kind = match &window.value {
        Window::Sliding(size, every) => {
            let (size, every) = (value(size), value(every));
            quote!(Sliding(#size, #every))
        }
        Window::Session(gap) => {
            let gap = value(gap);
            quote!(Session(#gap))
        }
        Window::Tumbling(size) => {
            let size = value(size);
            quote!(Tumbling(#size))
        }
        Window::Global | Window::Count(_) => match &options.keep {
            Some(keep) => {
                let keep = value(&keep.value);
                quote!(KeptFor(#keep))
            }
            None => quote!(Global),
        },
    };
    let in_time = options.time.is_some() || steps.times.carries(input);
    let how = local(if in_time { "windowed_in_time" } else { "windowed_by_clock" });
    let (firing, emits) = (firing(steps, options), emits(steps, options));
    let (kind_of, when) = (local("kind"), local("when"));
    let placed = located(window.key, quote!({ let #draft = #draft.#how(#b, #kind_of, #when); #draft.#place(#b) }));
    Some(quote!({ let (#kind_of, #when) = (#aq::#kind, (#firing, #emits)); #placed }))
}

/// What comes of a state each time that it is emitted.
fn emits(steps: &Steps<'_>, options: &NodeOptions) -> TokenStream {
    let draft = local("draft");
    match (&options.emit, options.accumulating) {
        (Some(emit), _) => {
            let handler = options::closure(&emit.value, &steps.fields);
            quote_spanned!(emit.key => #draft.by_hand(#handler))
        }
        (None, Some(place)) => located(place, quote!(#draft.accumulating())),
        (None, None) => quote!(#draft.discarding()),
    }
}

/// What is emitted names the key, where there are keys, and the window, where that says something.
fn emission(options: &NodeOptions, window: &Window) -> &'static str {
    match (options.by.is_some(), window.is_timed()) {
        (true, true) => "ByKeyAndWindow",
        (false, true) => "ByWindow",
        (true, false) => "ByKey",
        (false, false) => "Alone",
    }
}

/// Asked of the draft, so that what a trigger looks at has a type.
fn firing(steps: &Steps<'_>, options: &NodeOptions) -> TokenStream {
    let draft = local("draft");
    let value = |expr| options::value(expr, &steps.fields);
    let triggers = options.trigger.iter().flat_map(|trigger| &trigger.value).map(|trigger| match trigger {
        Trigger::Every(items) => {
            let items = value(items);
            quote!(.every(#items))
        }
        Trigger::Periodically(period) => {
            let period = value(period);
            quote!(.periodically(#period))
        }
        Trigger::When(test) => {
            let test = options::closure(test, &steps.fields);
            quote!(.when(#test))
        }
    });
    // Where event time begins here, it says how disordered that is.
    let lateness = options.lateness.as_ref().filter(|_| options.time.is_none()).map(|lateness| {
        let value = value(&lateness.value);
        quote!(.lateness(#value))
    });
    let most = options.max_windows.as_ref().or(options.max_keys.as_ref()).map(|most| {
        let value = value(&most.value);
        quote!(.max_windows(#value))
    });
    let count = options.window.iter().filter_map(|window| match &window.value {
        Window::Count(items) => Some(value(items)),
        _ => None,
    });
    quote!(#draft.firing() #(.count(#count))* #(#triggers)* #lateness #most)
}
