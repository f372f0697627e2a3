//! A function's node: its arguments, its options, where its failures go, and how it is placed into a task.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::steps::Steps;
use super::values::Values;
use super::{local, options, times, values};
use crate::expand::{self, at};
use crate::graph::model::{
    Call, Else, NodeOptions, Operator, OperatorStep, Opt, Overflow, Sink, Stage, StreamId, Window,
};

/// `let clicks = source::<clicks>(..).place(b);`
pub(super) fn source(
    steps: &Steps<'_>,
    name: &TokenStream,
    call: &Call,
    values: &Values,
    options: &NodeOptions,
    out: &Ident,
) -> TokenStream {
    let (aq, b) = (&steps.names.aq, local("b"));
    let Values { before, env, res, init, .. } = values;
    let restart_if = restart_if(options, &steps.fields);
    let options = options::of_node(steps.names, options, &steps.fields);
    let function = as_source(aq, call);
    quote! {
        let #out = {
            #before
            #aq::source::<#function, _, _, _>(#name, #env, #res, #init, #options) #restart_if .place(#b)
        };
    }
}

pub(super) fn span(path: &syn::Path) -> proc_macro2::Span {
    path.segments.last().map_or_else(proc_macro2::Span::call_site, |last| last.ident.span())
}

pub(super) fn stage(steps: &Steps<'_>, name: &TokenStream, stage: &Stage) -> TokenStream {
    let (b, draft) = (local("b"), local("draft"));
    let Stage { call, options, input, failures, .. } = stage;
    let demands = Demands { at: span(&call.path), options, failures: *failures, placement: placing(stage) };
    let drafted = Drafted { call, input: *input, demands };
    let before = drafted.tokens(steps, name, &as_stage(&steps.names.aq, stage));
    let failures = failures_name(steps, stage.failures);
    if !stage.ports.is_empty() {
        let flows = local("flows");
        let (ports, outs) =
            (stage.ports.iter().map(|(port, _)| port), stage.ports.iter().map(|(_, out)| steps.stream(*out)));
        let check = all_ports(steps, stage);
        return quote! {
            let (#flows, #failures) = { #before #check (#draft.place_ports(#b), failures) };
            #(let #outs = #flows.#ports;)*
        };
    }
    let out = stage.out.map_or_else(|| local("_ends"), |out| steps.stream(out));
    let placed = placed(steps, options, placing(stage), *input);
    quote!(let (#out, #failures) = { #before (#placed, failures) };)
}

fn placed(steps: &Steps<'_>, options: &NodeOptions, placement: Placement, input: StreamId) -> TokenStream {
    times::windowing(steps, options, input).unwrap_or_else(|| {
        let (b, draft, place) = (local("b"), local("draft"), placement.method("place"));
        quote!(#draft.#place(#b))
    })
}

/// An operator that is a node like those of users: `begun` is its draft. What comes of it is the operator's, for messages.
pub(super) fn provided(
    steps: &Steps<'_>,
    op: &OperatorStep,
    input: StreamId,
    begun: &TokenStream,
    marker: &TokenStream,
) -> TokenStream {
    let (aq, draft) = (&steps.names.aq, local("draft"));
    let demands = Demands::of_operator(op);
    let (typed, settled) = (demands.typed(aq, &steps.fields), demands.settled(aq));
    let (out, failures) = (steps.stream(op.out), failures_name(steps, op.failures));
    let placed = match op.operator {
        Operator::Distinct => times::within(steps, &op.options, input),
        _ => Some(placed(steps, &op.options, demands.placement, input)),
    };
    let routed = match op.failures.stream() {
        Some(_) => quote!(#aq::failures_from::<#marker, _, _, _>(failures)),
        None => quote!(failures),
    };
    quote! {
        let (#out, #failures) = {
            let #draft = #begun #(#typed)*;
            #settled
            (#aq::coming_from::<#marker, _>(#placed), #routed)
        };
    }
}

/// Every port of the stage leads somewhere.
fn all_ports(steps: &Steps<'_>, stage: &Stage) -> TokenStream {
    let (aq, path) = (&steps.names.aq, &stage.call.path);
    let used = stage.ports.iter().map(|(port, _)| port.to_string());
    let check = quote! {
        match #aq::idle_port(<#path as #aq::Accepts>::PORTS, &[#(#used),*]) {
            ::core::option::Option::Some(says) => ::core::panic!("{}", says),
            ::core::option::Option::None => {}
        }
    };
    // An item of its own is looked at by `cargo check` too, but it cannot name the pipeline's generics.
    match steps.outline.header.generics.params.is_empty() {
        true => at(span(path), quote!(const _: () = #check;)),
        false => at(span(path), quote!(const { #check };)),
    }
}

pub(super) fn sink(steps: &Steps<'_>, name: &TokenStream, sink: &Sink) -> TokenStream {
    let (b, draft) = (local("b"), local("draft"));
    let placement = placing_sink(sink);
    let Sink { call, options, input, failures, .. } = sink;
    let demands = Demands { at: span(&call.path), options, failures: *failures, placement };
    let drafted = Drafted { call, input: *input, demands };
    let before = drafted.tokens(steps, name, &as_sink(&steps.names.aq, sink));
    let failures = failures_name(steps, sink.failures);
    let ended = match placement {
        Placement::Workers | Placement::Queue => {
            let end = placement.method("end");
            quote!(#draft.#end(#b))
        }
        _ => {
            let place = placement.method("place");
            quote!({ let end = #draft.#place(#b); #b.end(end) })
        }
    };
    quote!(let #failures = { #before #ended; failures };)
}

fn failures_name(steps: &Steps<'_>, failures: Else) -> TokenStream {
    match failures.stream() {
        Some(stream) => {
            let name = steps.stream(stream);
            quote!(#name)
        }
        None => quote!(()),
    }
}

pub(super) fn placing(stage: &Stage) -> Placement {
    match stage.ports.is_empty() {
        true => Placement::of(&stage.options, stage.failures),
        false => Placement::Workers,
    }
}

pub(super) fn placing_operator(op: &OperatorStep) -> Placement {
    Placement::of(&op.options, op.failures)
}

pub(super) fn placing_sink(sink: &Sink) -> Placement {
    Placement::of(&sink.options, sink.failures)
}

/// How a node gets its task.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    Plain,
    Task,
    Workers,
    Keyed,
    Lanes,
    Queue,
}

impl Placement {
    pub(super) fn of(options: &NodeOptions, failures: Else) -> Self {
        let per_key_batch = options.batch.as_ref().is_some_and(|batch| batch.value.per_key.is_some());
        let waits = options.retry.is_some()
            || options.timeout.is_some()
            || options.rate.is_some()
            || options.breaker.is_some()
            || options.restart_if.is_some()
            || options.split.is_some()
            || failures == Else::Retry;
        match (options.by.is_some(), options.workers.is_some()) {
            (true, _) if waits || per_key_batch => Self::Queue,
            (true, true) => Self::Lanes,
            (true, false) => Self::Keyed,
            (false, true) => Self::Workers,
            (false, false) if waits || options.idle.is_some() => Self::Task,
            (false, false) => Self::Plain,
        }
    }

    /// The same, as the plan calls it.
    pub(super) fn planned(self) -> Ident {
        let name = match self {
            Self::Plain => "Plain",
            Self::Task => "Task",
            Self::Workers => "Workers",
            Self::Keyed => "Keyed",
            Self::Lanes => "Lanes",
            Self::Queue => "Queue",
        };
        Ident::new(name, proc_macro2::Span::call_site())
    }

    fn method(self, verb: &str) -> Ident {
        let behind = match self {
            Self::Plain => "",
            Self::Task => "_task",
            Self::Workers => "_workers",
            Self::Keyed => "_keyed",
            Self::Lanes => "_lanes",
            Self::Queue => "_queue",
        };
        local(&format!("{verb}{behind}"))
    }
}

/// What stages and sinks have in common.
struct Drafted<'a> {
    call: &'a Call,
    input: StreamId,
    demands: Demands<'a>,
}

/// What is asked of a node, whatever it calls.
struct Demands<'a> {
    /// The node.
    at: proc_macro2::Span,
    options: &'a NodeOptions,
    failures: Else,
    placement: Placement,
}

impl Drafted<'_> {
    /// Statements that leave `draft`, ready to be placed, and `failures`.
    fn tokens(&self, steps: &Steps<'_>, name: &TokenStream, function: &TokenStream) -> TokenStream {
        let (aq, draft) = (&steps.names.aq, local("draft"));
        let (path, flow) = (&self.call.path, steps.stream(self.input));
        let arrive = steps.arriving(self.input, &quote!(<#path as #aq::Accepts>::Merged, #path), name);
        let Values { before, env, res, alone, init } = values::of(steps.names, &steps.fields, self.call);
        let options = options::of_node(steps.names, self.demands.options, &steps.fields);
        // What is wrong with an argument is wrong at the node.
        let lending = if alone { "lending_nothing" } else { "lending" };
        let [node, lending] = ["node", lending].map(|name| Ident::new(name, span(path)));
        let takes = takes(steps, self.input);
        let (typed, facts) = (self.demands.typed(aq, &steps.fields), self.facts(aq));
        let settled = self.demands.settled(aq);
        quote! {
            #facts
            #arrive
            #before
            let #draft = #aq::#node::<#function, _, _, _, _, _>(#flow, #name, #options, #env, #aq::#lending::<#function, _, _>(#env, #res), #init, #takes) #(#typed)*;
            #settled
        }
    }

    /// What the options say of the function must be true of it.
    fn facts(&self, aq: &TokenStream) -> TokenStream {
        let (o, path) = (self.demands.options, &self.call.path);
        let timeout = o.timeout.as_ref().map(|timeout| says(aq, timeout.key, path, "CanTimeOut"));
        let idle = o.idle.as_ref().map(|idle| says(aq, idle.key, path, "Flushes"));
        let tick = o.tick.as_ref().map(|tick| says(aq, tick.key, path, "Ticks"));
        let gathers = o.batch.as_ref().map(|batch| batch.key).or(o.max_weight.as_ref().map(|weight| weight.key));
        let shape = match gathers {
            Some(key) => says(aq, key, path, "TakesBatches"),
            None => says(aq, span(path), path, "TakesItems"),
        };
        quote!(#shape #timeout #idle #tick)
    }
}

impl<'a> Demands<'a> {
    fn of_operator(op: &'a OperatorStep) -> Self {
        let placement = placing_operator(op);
        Self { at: op.word, options: &op.options, failures: op.failures, placement }
    }

    /// Where its failures go, its inbox, its batches.
    fn settled(&self, aq: &TokenStream) -> TokenStream {
        let (b, draft) = (local("b"), local("draft"));
        let failures = self.failures(aq);
        let cut = self.is_cut().then(|| quote!(let #draft = #draft.cut(#b);));
        let batched = self.gathers().then(|| quote!(let #draft = #draft.batched(#b);));
        quote!(#failures #cut #batched)
    }

    /// An inbox before the node. Workers share one that is theirs already, as do those that serve keys; but what is refused or
    /// gathered must be so before it.
    fn is_cut(&self) -> bool {
        let asks = self.options.buffer.is_some() || self.options.overflow.is_some();
        let overflow = self.options.overflow.as_ref().map_or(Overflow::Block, |overflow| overflow.value);
        let has_one = match self.placement {
            Placement::Workers => overflow != Overflow::Fail && !self.batches(),
            Placement::Queue => overflow == Overflow::Block,
            _ => false,
        };
        asks && !has_one
    }

    /// Batches are gathered before the node, but for those of a key.
    fn gathers(&self) -> bool {
        self.batches() && self.options.batch.as_ref().is_none_or(|batch| batch.value.per_key.is_none())
    }

    fn batches(&self) -> bool {
        self.options.batch.is_some() || self.options.max_weight.is_some()
    }

    /// Options that are types: checks, keys, weights, questions to errors.
    fn typed(&self, aq: &TokenStream, fields: &[Ident]) -> Vec<TokenStream> {
        let o = self.options;
        let mut calls = Vec::new();
        calls.extend(o.by.as_ref().map(|key| by(aq, key, fields)));
        calls.extend(o.weight.as_ref().map(|weight| {
            let value = weight_of(&weight.value, fields);
            quote_spanned!(weight.key => .weigh(#value))
        }));
        calls.extend(o.retry_if.as_ref().map(|test| {
            let value = options::closure(&test.value, fields);
            quote_spanned!(test.key => .retry_if(#value))
        }));
        calls.extend(restart_if(o, fields));
        calls.extend(self.breaker(aq, fields));
        calls
    }

    /// One that sends items to `else` needs one.
    fn breaker(&self, aq: &TokenStream, fields: &[Ident]) -> Option<TokenStream> {
        let breaker = self.options.breaker.as_ref()?;
        let value = options::value(&breaker.value, fields);
        let breaks = quote!(#aq::Breaks::breaks(__breaker, __error));
        let breaks = match self.failures {
            Else::None | Else::Retry => quote!(#aq::BreaksWithoutElse::breaks_without_else(#breaks)),
            _ => breaks,
        };
        // What is wrong with a breaker is an error of this closure.
        let breaks = at(breaker.key, quote!(|__breaker, __error| #breaks));
        Some(quote_spanned!(breaker.key => .breaker(#value, #breaks)))
    }

    fn failures(&self, aq: &TokenStream) -> TokenStream {
        let (b, draft) = (local("b"), local("draft"));
        // An item is in several windows that slide.
        let sliding = self.options.window.as_ref().filter(|window| matches!(window.value, Window::Sliding(..)));
        let again = self.options.retry.as_ref().map(|retry| retry.key).or(sliding.map(|window| window.key));
        let plain = self.options.window.is_none() && self.options.breaker.is_none();
        let kept = again.map(|at| {
            let keeps = keeps(aq, at);
            quote_spanned!(at => .kept(#keeps))
        });
        let at = self.at;
        match self.failures {
            Else::None => {
                let without = expand::at(at, quote!(#aq::NeedsNoElse::needs_no_else));
                let stop = match self.options.window {
                    Some(_) => quote!(stop_unless_late),
                    None => quote!(stop_on_failure),
                };
                quote!(let (#draft, failures) = (#draft.without_else(#without) #kept .#stop(), ());)
            }
            Else::Retry => {
                let keeps = keeps(aq, at);
                quote!(let (#draft, failures) = (#draft.kept_globally(#keeps).retry_for_ever(), ());)
            }
            Else::Skip => quote!(let (#draft, failures) = (#draft #kept .skip_failures(), ());),
            Else::Stop => quote!(let (#draft, failures) = (#draft #kept .stop_on_failure(), ());),
            Else::Global(_) if kept.is_none() && plain => {
                let keeps = keeps(aq, at);
                quote!(let (#draft, failures) = #draft.kept_globally(#keeps).route_failures_globally(#b);)
            }
            Else::To(_) | Else::Global(_) => {
                let keeps = keeps(aq, at);
                quote!(let (#draft, failures) = #draft.kept(#keeps).route_kept_failures(#b);)
            }
        }
    }
}

/// The edge: everything that is wrong about it is an error of this closure.
pub(super) fn takes(steps: &Steps<'_>, input: StreamId) -> TokenStream {
    let (aq, stream) = (&steps.names.aq, &steps.graph.streams[input]);
    let (takes, emitted) = (at(stream.from, quote!(#aq::Takes)), at(stream.from, quote!(#aq::emitted)));
    let (item, lend) = (at(stream.to, quote!(__item)), at(stream.to, quote!(::lend)));
    // From here to there: the argument and the function underline the same tokens, so rustc says one thing about them.
    quote_spanned!(stream.to => |#item| #takes #lend(#emitted(#item)))
}

/// The function as what it stands for: only one of this role, with these options.
fn in_role(aq: &TokenStream, call: &Call, role: &str, options: &NodeOptions) -> TokenStream {
    let (path, role) = (&call.path, Ident::new(role, span(&call.path)));
    let by_worker = options.workers.as_ref().filter(|_| options.by.is_none()).map(|option| option.key);
    let of_attempts = [
        ("retry", options.retry.as_ref().map(|option| option.key)),
        ("rate", options.rate.as_ref().map(|option| option.key)),
        ("breaker", options.breaker.as_ref().map(|option| option.key)),
        ("restart_if", options.restart_if.as_ref().map(|option| option.key)),
        ("split", options.split),
    ];
    let given = of_attempts.into_iter().filter_map(|(word, place)| Some((word, place?)));
    let it = only_if(aq, span(path), &quote!(#path), &quote!(#role));
    let it = match &options.window {
        Some(window) => only_if(aq, window.key, &it, &quote!(FoldsItems)),
        None => it,
    };
    let it = by_worker.into_iter().fold(it, |it, place| only_if(aq, place, &it, &quote!(SharesItsWork)));
    given.fold(it, |it, (word, place)| {
        let word = Ident::new(word, place);
        only_if(aq, place, &it, &quote!(Tries<#aq::option::#word>))
    })
}

pub(super) fn as_source(aq: &TokenStream, call: &Call) -> TokenStream {
    let path = &call.path;
    only_if(aq, span(path), &quote!(#path), &quote!(BeginsAChain))
}

pub(super) fn as_stage(aq: &TokenStream, stage: &Stage) -> TokenStream {
    let role = if stage.ports.is_empty() { "StandsInAChain" } else { "SendsToPorts" };
    in_role(aq, &stage.call, role, &stage.options)
}

pub(super) fn as_sink(aq: &TokenStream, sink: &Sink) -> TokenStream {
    in_role(aq, &sink.call, "EndsAChain", &sink.options)
}

/// The function must be this, or rustc says at this place that it is not.
fn says(aq: &TokenStream, place: proc_macro2::Span, path: &syn::Path, fact: &str) -> TokenStream {
    let fact = Ident::new(fact, place);
    let (open, close) = (at(place, quote!(<)), at(place, quote!(as #aq::#fact>::HOLDS;)));
    quote!(let () = #open #path #close)
}

/// The function itself, if it is this; otherwise rustc says so, and nothing more about it.
pub(super) fn only_if(aq: &TokenStream, place: proc_macro2::Span, it: &TokenStream, fact: &TokenStream) -> TokenStream {
    let (open, close) = (at(place, quote!(<)), at(place, quote!(as #aq::#fact>::It)));
    quote!(#open #it #close)
}

fn restart_if(options: &NodeOptions, fields: &[Ident]) -> Option<TokenStream> {
    let test = options.restart_if.as_ref()?;
    let value = options::closure(&test.value, fields);
    Some(quote_spanned!(test.key => .restart_if(#value)))
}

/// The item must still be there after a failure: lent, or copied before.
fn keeps(aq: &TokenStream, place: proc_macro2::Span) -> TokenStream {
    at(place, quote!(|__given, __item| #aq::Keeps::keeps(__given, __item)))
}

/// A body that starts with `&`, or that is the item itself, lends the key; any other makes one.
fn by(aq: &TokenStream, by: &Opt<Expr>, fields: &[Ident]) -> TokenStream {
    let value = options::closure(&by.value, fields);
    match lends(&by.value) {
        true => {
            let key = lent_key(aq, by);
            quote_spanned!(by.key => .by_ref_of(#value, #key))
        }
        false => {
            let key = owned_key(aq, by);
            quote_spanned!(by.key => .by_value_of(#value, #key))
        }
    }
}

/// What is no key is an error of this closure.
pub(super) fn lent_key(aq: &TokenStream, by: &Opt<Expr>) -> TokenStream {
    at(by.value.span(), quote!(|__key| #aq::CanLendKey::can_lend_key(__key)))
}

/// The same, of a key that is made.
pub(super) fn owned_key(aq: &TokenStream, by: &Opt<Expr>) -> TokenStream {
    at(by.value.span(), quote!(|__key| #aq::CanBeKey::can_be_key(__key)))
}

pub(super) fn lends(closure: &Expr) -> bool {
    let Expr::Closure(closure) = closure else { return false };
    let body = match &*closure.body {
        Expr::Block(block) if block.block.stmts.len() == 1 => match &block.block.stmts[0] {
            syn::Stmt::Expr(expr, None) => expr,
            _ => return false,
        },
        body => body,
    };
    match body {
        Expr::Reference(_) => true,
        Expr::Path(path) => closure.inputs.first().is_some_and(|input| match input {
            syn::Pat::Ident(input) => path.path.get_ident() == Some(&input.ident),
            _ => false,
        }),
        _ => false,
    }
}

/// A weight may be any integer: `|m| m.len()`.
fn weight_of(closure: &Expr, fields: &[Ident]) -> TokenStream {
    match closure {
        Expr::Closure(closure) => {
            let (inputs, body) = (&closure.inputs, &closure.body);
            options::closure(&syn::parse_quote!(|#inputs| (#body) as ::core::primitive::u64), fields)
        }
        other => quote!(#other),
    }
}
