//! What the pipeline looks like and how much it can hold, as constants: `GRAPH` and `MAX_IN_FLIGHT`.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

use super::drawn::{Arrival, Drawn, function, kind, shown};
use super::sizes::{self, Sizes};
use super::steps::Steps;
use super::{Names, fuse, local, nested, node, options, text, within};
use crate::expand::at;
use crate::graph::model::{
    Arm, Call, Carries, Flow, JoinStep, Joining, Nested, NodeOptions, Operator, OperatorStep, Opt, Overflow, Step,
    StepId, StepKind, StreamId,
};
use crate::parse::pipeline::Outline;
use crate::spell::has_hole;

/// The constants, and what `start` must check first.
pub(super) struct Plan {
    pub(super) constants: TokenStream,
    pub(super) check: TokenStream,
}

/// The same for a pipeline with mistakes: what refers to them resolves.
pub(super) fn absent(names: &Names, outline: &Outline) -> TokenStream {
    let krate = &names.krate;
    let name = text(&outline.header.name);
    let constants = quote! {
        /// Not there, because of the errors in its drawing.
        pub const GRAPH: #krate::Graph<'static> = #krate::Graph { name: #name, nodes: &[], edges: &[], file: "" };
        /// Not known, because of the errors in its drawing.
        pub const MAX_IN_FLIGHT: ::core::primitive::usize = 0;
    };
    implementation(outline, &constants)
}

pub(super) fn expand(steps: &Steps<'_>) -> Plan {
    let sizes = Sizes::new(&steps.fields);
    let planner = Planner::new(steps, &sizes);
    let plan = planner.plan();
    let limit = limit(steps, &sizes);
    let numbers = numbers(steps, &sizes);
    let graph = graph(steps, &quote!(Self::__PLAN));
    let none = sizes.later().iter().map(|_| quote!(::core::option::Option::None)).collect::<Vec<_>>();
    let (krate, counts) = (&steps.names.krate, planner.plan_type());
    let (outside, within) = (outside(steps), planner.within(&none));
    let constants = quote! {
        /// What it looks like: print it with `{}` as text, or ask it for `mermaid()`, `dot()`, `svg()` or `json()`.
        pub const GRAPH: #krate::Graph<'static> = #graph;
        #numbers
        #[doc(hidden)]
        const __PLAN: #counts = Self::__plan([#(#none),*] #outside);
        #plan
        #within
    };
    let mut checks = sizes.checks();
    checks.extend(not_within_itself(steps));
    checks.extend(limit.constant);
    checks.extend(ticks(steps));
    let (outside, inside) = place_checks(steps, &checks);
    let (constants, at_start) = (implementation(steps.outline, &constants), limit.at_start);
    Plan { constants: quote!(#constants #outside), check: quote!(#inside #at_start) }
}

/// A stage that ticks is told how often.
fn ticks(steps: &Steps<'_>) -> Option<TokenStream> {
    let aq = &steps.names.aq;
    let silent = steps.graph.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Stage(stage) if stage.options.tick.is_none() && stage.ports.is_empty() => Some(stage),
        _ => None,
    });
    let checks = silent.filter(|stage| !has_hole(&stage.call.path.to_token_stream())).map(|stage| {
        let (path, function) = (&stage.call.path, node::as_stage(aq, stage));
        let says = at(path.span(), quote!(#aq::plan::has_interval));
        let mut asked = Group::new(Delimiter::Parenthesis, quote!(<#function as #aq::Described>::TICKS));
        asked.set_span(path.span());
        quote!(#says #asked;)
    });
    let checks: Vec<_> = checks.collect();
    (!checks.is_empty()).then(|| quote!(#(#checks)*))
}

fn implementation(outline: &Outline, constants: &TokenStream) -> TokenStream {
    let header = &outline.header;
    let name = &header.name;
    let (impls, arguments, wheres) = header.generics.split_for_impl();
    quote! {
        #[allow(dead_code, unused_variables, trivial_numeric_casts, clippy::all, clippy::pedantic, clippy::nursery)]
        impl #impls #name #arguments #wheres { #constants }
    }
}

fn graph(steps: &Steps<'_>, plan: &TokenStream) -> TokenStream {
    let (krate, name) = (&steps.names.krate, text(&steps.outline.header.name));
    quote!(#krate::Graph { name: #name, nodes: &#plan.0, edges: &#plan.1, file: ::core::file!() })
}

/// The most items in flight: a constant where all options are, else a method.
fn numbers(steps: &Steps<'_>, sizes: &Sizes<'_>) -> TokenStream {
    if sizes.are_constant() {
        return quote! {
            /// The most items that can be in it at once: what its edges hold, and what its nodes have in hand. `GRAPH` shows the
            /// sum.
            pub const MAX_IN_FLIGHT: ::core::primitive::usize = match Self::GRAPH.max_in_flight() {
                ::core::option::Option::Some(items) => items,
                ::core::option::Option::None => ::core::primitive::usize::MAX,
            };
        };
    }
    let scope = options::fields_in_scope(steps.outline, &quote!(self));
    let (later, plan, outside) = (sizes.later(), local("plan"), outside(steps));
    let graph = graph(steps, &quote!(#plan));
    quote! {
        /// The most items that can be in it at once, with these fields: what its edges hold, and what its nodes have in hand.
        #[must_use]
        pub fn max_in_flight(&self) -> ::core::primitive::usize {
            #scope
            let #plan = Self::__plan([#(#later),*] #outside);
            #graph.max_in_flight().unwrap_or(::core::primitive::usize::MAX)
        }
    }
}

/// `options { max_in_flight: n }`
#[derive(Default)]
struct Limit {
    /// Checked by the compiler.
    constant: Option<TokenStream>,
    /// Checked at the start.
    at_start: Option<TokenStream>,
}

fn limit(steps: &Steps<'_>, sizes: &Sizes<'_>) -> Limit {
    let Some(Opt { key, value }) = &steps.graph.options.max_in_flight else { return Limit::default() };
    let (aq, b) = (&steps.names.aq, local("b"));
    if sizes.are_constant() && sizes::is_constant(value, &steps.fields) {
        let this = &steps.outline.header.name;
        let (_, arguments, _) = steps.outline.header.generics.split_for_impl();
        let turbofish = arguments.as_turbofish();
        let known = steps.graph.steps.iter().any(is_nested).then(|| {
            quote!(::core::assert!(
                #aq::plan::is_known(&#this #turbofish::GRAPH),
                "how much a pipeline in this one holds is known only when it starts: give its sizes as constants, or leave \
                 `max_in_flight` out"
            );)
        });
        let check = quote! {
            #known
            match #aq::plan::within_limit(&#this #turbofish::GRAPH, (#value) as ::core::primitive::usize) {
                ::core::option::Option::None => {}
                ::core::option::Option::Some(limit) => ::core::panic!("{}", limit.text()),
            }
        };
        return Limit { constant: Some(at(*key, check)), at_start: None };
    }
    let (later, plan, outside) = (sizes.later(), local("plan"), outside(steps));
    let (graph, value) = (graph(steps, &quote!(#plan)), options::value(value, &steps.fields));
    let at_start = quote! {
        let #plan = Self::__plan([#(#later),*] #outside);
        #b.within_limit(&#graph, #value);
    };
    Limit { constant: None, at_start: Some(at_start) }
}

fn is_nested(step: &Step) -> bool {
    matches!(step.kind, StepKind::Nested(_))
}

/// What begins a plan that may stand within another: nothing, but ports on both sides.
fn outside(steps: &Steps<'_>) -> Option<TokenStream> {
    within::is_possible(steps.outline).then(|| quote!(, ::core::option::Option::None))
}

/// What a pipeline holds is asked of those in it, and a pipeline in itself holds no end of them.
fn not_within_itself(steps: &Steps<'_>) -> Option<TokenStream> {
    let nested = steps.graph.steps.iter().find(|step| is_nested(step))?;
    let this = &steps.outline.header.name;
    let (_, arguments, _) = steps.outline.header.generics.split_for_impl();
    let turbofish = arguments.as_turbofish();
    Some(at(nested.span, quote!(let _ = #this #turbofish::__PLAN;)))
}

/// Checks of constants. An item of its own is looked at by `cargo check` too, but it cannot name the pipeline's generics.
fn place_checks(steps: &Steps<'_>, checks: &[TokenStream]) -> (TokenStream, TokenStream) {
    let allow = quote!(#[allow(trivial_numeric_casts, clippy::all, clippy::pedantic)]);
    match steps.outline.header.generics.params.is_empty() {
        true => (quote!(#(#allow const _: () = { #checks };)*), TokenStream::new()),
        false => (TokenStream::new(), quote!(#(#allow const { #checks };)*)),
    }
}

/// Writes the plan of one pipeline: a statement a step, then its nodes and its edges.
struct Planner<'a> {
    steps: &'a Steps<'a>,
    sizes: &'a Sizes<'a>,
    channel: TokenStream,
    drawn: Drawn<'a>,
}

impl<'a> Planner<'a> {
    fn new(steps: &'a Steps<'a>, sizes: &'a Sizes<'a>) -> Self {
        let channel = match &steps.graph.options.channel {
            Some(channel) => sizes.of("channel", channel.key, &channel.value),
            None => {
                let aq = &steps.names.aq;
                quote!(#aq::plan::CHANNEL)
            }
        };
        Self { steps, sizes, channel, drawn: Drawn::new(steps.graph) }
    }

    /// A plan of so many nodes and edges, and, where it may stand within another, `out`s.
    fn plan_type(&self) -> TokenStream {
        let plan = self.plan_path();
        let nodes = Literal::usize_unsuffixed(self.drawn.nodes().count());
        let edges = Literal::usize_unsuffixed(self.drawn.arrivals().map(|(_, arrival)| arrival.streams.len()).sum());
        match within::is_possible(self.steps.outline) {
            true => {
                let outs = Literal::usize_unsuffixed(self.steps.outline.outs.len());
                quote!(#plan::PlanWithin<#nodes, #edges, #outs>)
            }
            false => quote!(#plan::Plan<#nodes, #edges>),
        }
    }

    fn plan(&self) -> TokenStream {
        let (plan, sizes, channel) = (self.plan_path(), local("sizes"), local("channel"));
        let room = &self.channel;
        let statements: Vec<_> = self.drawn.steps().map(|(id, step)| self.statement(id, step)).collect();
        let nodes: Vec<_> = self.drawn.nodes().map(|(id, step)| self.node(id, step)).collect();
        let edges: Vec<_> = self.drawn.arrivals().flat_map(|(taker, arrival)| self.edges(taker, &arrival)).collect();
        let (counts, given) = (self.plan_type(), Literal::usize_unsuffixed(self.sizes.later().len()));
        let within = within::is_possible(self.steps.outline);
        let entrance = within.then(|| {
            let entrance = local("entrance");
            quote!(, #entrance: ::core::option::Option<#plan::Placed>)
        });
        let ends = within.then(|| {
            let ends =
                self.steps.outline.outs.iter().filter_map(|out| self.step_of(&out.name)).map(|id| self.local(id));
            quote!(, [#(#ends.out),*])
        });
        quote! {
            const fn __plan(#sizes: [#plan::Size; #given] #entrance) -> #counts {
                let #channel = #room;
                #(#statements)*
                ([#(#nodes),*], [#(#edges),*] #ends)
            }
        }
    }

    fn step_of(&self, port: &Ident) -> Option<StepId> {
        self.steps.graph.steps.iter().position(|step| step.name == *port)
    }

    /// What it is within another: nothing that is computed at the start is known there.
    fn within(&self, none: &[TokenStream]) -> Option<TokenStream> {
        if !within::is_possible(self.steps.outline) {
            return None;
        }
        let (plan, entrance, counts) = (self.plan_path(), local("entrance"), self.plan_type());
        Some(quote! {
            const fn __within(#entrance: #plan::Placed) -> #counts {
                Self::__plan([#(#none),*], ::core::option::Option::Some(#entrance))
            }
        })
    }

    fn statement(&self, id: StepId, step: &Step) -> TokenStream {
        let (plan, aq, channel) = (self.plan_path(), &self.steps.names.aq, local("channel"));
        let (this, end) = (self.local(id), self.end(step));
        let value = match &step.kind {
            StepKind::In { ty, options, .. } => {
                let (room, overflow) = (self.room(options), self.overflow(options));
                let port = quote!(in_port(::core::any::type_name::<#ty>, #room, #overflow));
                if within::is_possible(self.steps.outline) {
                    return self.entrance(&this, &port);
                }
                port
            }
            StepKind::Loop { ty, options, .. } => {
                let room = self.room(options);
                quote!(loop_port(::core::any::type_name::<#ty>, #room))
            }
            StepKind::IntoLoop { ty, .. } => quote!(into_loop(::core::any::type_name::<#ty>, #end)),
            StepKind::Out { ty, options, .. } => {
                let room = self.room(options);
                match within::is_possible(self.steps.outline) {
                    true => {
                        let entrance = local("entrance");
                        quote!(way_out(#entrance.is_none(), ::core::any::type_name::<#ty>, #end, #room))
                    }
                    false => quote!(out_port(::core::any::type_name::<#ty>, #end, #room)),
                }
            }
            StepKind::Nested(nested) => return self.nested(id, nested, &end),
            StepKind::Source { call, .. } => {
                let source = self.function(call, node::as_source(aq, call));
                quote!(source::<#source>())
            }
            StepKind::Stage(stage) => {
                let (function, demand) = (
                    self.function(&stage.call, node::as_stage(aq, stage)),
                    self.demand(&stage.options, node::placing(stage)),
                );
                quote!(node::<#function>(#end, &#demand))
            }
            StepKind::Sink(sink) => {
                let (function, demand) = (
                    self.function(&sink.call, node::as_sink(aq, sink)),
                    self.demand(&sink.options, node::placing_sink(sink)),
                );
                quote!(node::<#function>(#end, &#demand))
            }
            StepKind::Operator(op) => self.operator(op, &end),
            StepKind::Join(join) => self.join(join, &end),
            StepKind::Broadcast { .. } | StepKind::Route { .. } => quote!(branches(#end, #channel)),
            StepKind::Discard { .. } => quote!(discard(#end)),
            StepKind::Merge(_) => return TokenStream::new(),
        };
        let fused = fuse::place(step).map(|_| quote!(.fused()));
        quote!(let #this = #plan::#value #fused;)
    }

    /// An `in` port, or what leads there within another pipeline.
    fn entrance(&self, this: &Ident, port: &TokenStream) -> TokenStream {
        let (plan, entrance) = (self.plan_path(), local("entrance"));
        quote! {
            let #this = match #entrance {
                ::core::option::Option::Some(entrance) => entrance,
                ::core::option::Option::None => #plan::#port,
            };
        }
    }

    /// A pipeline, by its own plan.
    fn nested(&self, id: StepId, nested: &Nested, end: &TokenStream) -> TokenStream {
        let (plan, this, within) = (self.plan_path(), self.local(id), self.local_within(id));
        let it = nested::pipeline(&self.steps.names.aq, &nested.call);
        let inbox = match self.inbox(&nested.options) {
            Some((room, overflow)) => quote!(::core::option::Option::Some(#room), #overflow),
            None => {
                let block = self.overflow(&nested.options);
                quote!(::core::option::Option::None, #block)
            }
        };
        quote! {
            let #within = #plan::nested::<#it>(#end, #inbox);
            let #this = #within.placed;
        }
    }

    fn local_within(&self, id: StepId) -> Ident {
        local(&format!("{}_within_{id}", text(&self.steps.graph.steps[id].name)))
    }

    /// What comes of a pipeline.
    fn open_of(&self, id: StepId, nested: &Nested, stream: StreamId) -> TokenStream {
        let (within, it) = (self.local_within(id), nested::pipeline(&self.steps.names.aq, &nested.call));
        match nested.ports.iter().find(|(_, out)| *out == stream) {
            Some((port, _)) => {
                let port = text(port);
                quote!(#within.named::<#it>(#port))
            }
            None => quote!(#within.only()),
        }
    }

    fn operator(&self, op: &OperatorStep, end: &TokenStream) -> TokenStream {
        let channel = local("channel");
        let inbox = match self.inbox(&op.options) {
            Some((room, overflow)) => quote!(::core::option::Option::Some(#room), #overflow),
            None => {
                let block = self.overflow(&op.options);
                quote!(::core::option::Option::None, #block)
            }
        };
        let (none, one) = (quote!(::core::option::Option::Some(0)), quote!(::core::option::Option::Some(1)));
        match op.operator {
            Operator::Tick => quote!(tick()),
            Operator::Map | Operator::FilterMap | Operator::Scan => quote!(joined(#end, #inbox, #none).untyped()),
            Operator::FlatMap => quote!(head(#end, #inbox, #channel, #none).untyped()),
            Operator::Delay => quote!(head(#end, #inbox, #channel, #channel)),
            Operator::Debounce | Operator::Sample => quote!(joined(#end, #inbox, #one)),
            Operator::Top => {
                let (aq, demand) = (&self.steps.names.aq, self.demand(&op.options, node::placing_operator(op)));
                quote!(node::<#aq::op::top>(#end, &#demand).untyped())
            }
            Operator::Distinct if op.has_failures() => quote!(passing(#end, #inbox, #channel)),
            Operator::Batch => {
                let held = self.batch(&op.options).unwrap_or(none);
                quote!(joined(#end, #inbox, #held).batched())
            }
            _ => quote!(joined(#end, #inbox, #none)),
        }
    }

    /// What waits for its partner is still on its edge, and what a `join` keeps is state. `latest` has one of each side in hand.
    fn join(&self, join: &JoinStep, end: &TokenStream) -> TokenStream {
        let channel = local("channel");
        let held: usize = if join.joining == Joining::Latest { 2 } else { 0 };
        let held = Literal::usize_unsuffixed(held);
        quote!(joining(#end, #channel, ::core::option::Option::Some(#held)))
    }

    /// The function as a type. With a `_` among its own types, which only `start` can infer, it is any function.
    fn function(&self, call: &Call, function: TokenStream) -> TokenStream {
        let (path, plan) = (&call.path, self.plan_path());
        if has_hole(&quote!(#path)) { quote!(#plan::Inferred) } else { function }
    }

    /// What stands open before a step.
    fn end(&self, step: &Step) -> TokenStream {
        let Some(Arrival { streams, merged }) = self.drawn.arrival(step) else { return TokenStream::new() };
        let (plan, ends) = (self.plan_path(), streams.iter().map(|stream| self.open(*stream)));
        if merged { quote!(#plan::merged(&[#(#ends),*])) } else { quote!(#(#ends)*) }
    }

    /// The end that a stream comes from.
    fn open(&self, stream: StreamId) -> TokenStream {
        let producer = self.drawn.producer(stream);
        let this = self.local(self.steps.graph.streams[stream].producer);
        let is_whole = |arm: &Arm| arm.out == Some(stream) && matches!(arm.flow, Flow::Whole);
        match (&producer.kind, self.steps.graph.streams[stream].carries) {
            (StepKind::Nested(nested), _) => self.open_of(self.steps.graph.streams[stream].producer, nested, stream),
            (_, Carries::Failures) => quote!(#this.failures),
            (_, Carries::Port) => quote!(#this.port),
            (StepKind::Route { arms, .. }, _) if !arms.iter().any(is_whole) => quote!(#this.untyped().out),
            _ => quote!(#this.out),
        }
    }

    fn demand(&self, options: &NodeOptions, placing: node::Placement) -> TokenStream {
        let (plan, channel) = (self.plan_path(), local("channel"));
        let placing = match options.window.is_some() && options.workers.is_some() {
            true => Ident::new("Windows", Span::call_site()),
            false => placing.planned(),
        };
        let workers = options.workers.as_ref().map(|workers| {
            let workers = self.sizes.of("workers", workers.key, &workers.value);
            quote!(.workers(#workers))
        });
        let inbox = self.inbox(options).map(|(room, overflow)| quote!(.inbox(#room, #overflow)));
        let batch = self.batch(options).map(|batch| quote!(.batch(#batch)));
        let unordered = options.unordered.map(|_| quote!(.unordered()));
        let keyed = options.by.as_ref().map(|_| quote!(.keyed()));
        let timed = options.window.as_ref().is_some_and(|window| window.value.is_timed());
        let windowed = timed.then(|| quote!(.windowed()));
        let handled = options.emit.as_ref().map(|_| quote!(.handled()));
        quote!(#plan::Demand::new(#plan::Placing::#placing, #channel) #workers #inbox #batch #unordered #keyed #windowed #handled)
    }

    fn inbox(&self, options: &NodeOptions) -> Option<(TokenStream, TokenStream)> {
        let asks = options.buffer.is_some() || options.overflow.is_some();
        asks.then(|| (self.room(options), self.overflow(options)))
    }

    fn room(&self, options: &NodeOptions) -> TokenStream {
        let channel = local("channel");
        options.buffer.as_ref().map_or(quote!(#channel), |buffer| self.sizes.of("buffer", buffer.key, &buffer.value))
    }

    fn overflow(&self, options: &NodeOptions) -> TokenStream {
        let krate = &self.steps.names.krate;
        let policy = options::policy(options.overflow.as_ref().map_or(Overflow::Block, |overflow| overflow.value));
        quote!(#krate::Overflow::#policy)
    }

    /// How many items a batch holds at most: `max_weight` alone bounds them too.
    fn batch(&self, options: &NodeOptions) -> Option<TokenStream> {
        match (&options.batch, &options.max_weight) {
            (Some(batch), _) => Some(self.sizes.of("batch", batch.key, &batch.value.size)),
            (None, Some(weight)) => Some(self.sizes.of("max_weight", weight.key, &weight.value)),
            (None, None) => None,
        }
    }

    fn plan_path(&self) -> TokenStream {
        let aq = &self.steps.names.aq;
        quote!(#aq::plan)
    }

    /// The variable of a step: named like it, with its number, so that it is no other local's name.
    fn local(&self, id: StepId) -> Ident {
        local(&format!("{}_{id}", text(&self.steps.graph.steps[id].name)))
    }

    fn node(&self, id: StepId, step: &Step) -> TokenStream {
        let (aq, this, name) = (&self.steps.names.aq, self.local(id), text(&step.name));
        let kind = Ident::new(&format!("{:?}", kind(step)), Span::call_site());
        let (function, place) = (optional(function(step)), place(step.span));
        let options = shown(step).map(|(word, value)| quote!((#word, #value)));
        quote!(#this.node(#name, #aq::drawing::Kind::#kind, #function, &[#(#options),*], #place))
    }

    fn edges(&self, taker: StepId, arrival: &Arrival) -> Vec<TokenStream> {
        let (this, channel) = (self.local(taker), local("channel"));
        let edge = |stream: &StreamId| {
            let end = self.open(*stream);
            let number = |id| Literal::usize_unsuffixed(self.drawn.number(id));
            let (from, to) = (number(self.steps.graph.streams[*stream].producer), number(taker));
            let label = optional(self.drawn.label(*stream));
            let edge = match arrival.merged {
                true => quote!(#this.merging(#end, #channel, (#from, #to), #label)),
                false => quote!(#this.from(#end, (#from, #to), #label)),
            };
            match is_nested(self.drawn.producer(*stream)) {
                true => {
                    let plan = self.plan_path();
                    quote!(#plan::out_of_a_pipeline(#edge))
                }
                false => edge,
            }
        };
        arrival.streams.iter().map(edge).collect()
    }
}

fn optional(text: Option<String>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

/// Line and column, where there is a compiler to ask.
fn place(span: Span) -> TokenStream {
    let (line, column) = match proc_macro::is_available() {
        true => (span.unwrap().line(), span.unwrap().column()),
        false => (0, 0),
    };
    let (line, column) = (Literal::usize_unsuffixed(line), Literal::usize_unsuffixed(column));
    quote!((#line, #column))
}
