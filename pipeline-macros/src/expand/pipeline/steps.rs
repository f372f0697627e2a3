//! One statement a step: it takes its streams and gives the next ones names.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::origins::Origins;
use super::{Names, checks, join, local, nested, node, operator, options, text, times, values, within};
use crate::expand::at;
use crate::graph::model::{Arm, Carries, Flow, Graph, Merge, Nested, Stage, Step, StepKind, StreamId, Taker};
use crate::graph::times::Times;
use crate::parse::pipeline::Outline;

/// What the statements of one pipeline share.
pub(super) struct Steps<'a> {
    pub(super) names: &'a Names,
    pub(super) outline: &'a Outline,
    pub(super) graph: &'a Graph,
    pub(super) fields: Vec<Ident>,
    origins: Origins,
    pub(super) times: Times,
}

impl<'a> Steps<'a> {
    pub(super) fn new(names: &'a Names, outline: &'a Outline, graph: &'a Graph) -> Self {
        let fields = outline.header.fields.iter().filter_map(|field| field.ident.clone()).collect();
        Self { names, outline, graph, fields, origins: Origins::of(graph), times: graph.times() }
    }

    /// What the step does, and where the times of its streams begin and end.
    pub(super) fn statement(&self, step: &Step) -> TokenStream {
        let (statement, times) = (self.of_step(step), times::behind(self, step));
        quote!(#statement #times)
    }

    fn of_step(&self, step: &Step) -> TokenStream {
        let b = local("b");
        let aq = &self.names.aq;
        let name = self.name(&step.name);
        match &step.kind {
            StepKind::In { ty, out, .. } if within::is_possible(self.outline) => {
                let (entrance, out, marker) = (local("entrance"), self.stream(*out), self.marker_of(step));
                let ty = checks::ty(self.names, self.outline, ty);
                quote!(let #out = #aq::open::<#ty, #marker, _>(#entrance, #b);)
            }
            StepKind::In { ty, options, out, .. } => {
                let (port, out, marker) = (port(&step.name), self.stream(*out), self.marker_of(step));
                let options = options::of_node(self.names, options, &self.fields);
                let ty = checks::ty(self.names, self.outline, ty);
                quote!(let (#port, #out) = #b.in_port::<#ty, #marker>(#name, &#options);)
            }
            StepKind::Source { call, options, out } => {
                let values = values::of(self.names, &self.fields, call);
                node::source(self, &name, call, &values, options, &self.stream(*out))
            }
            StepKind::Stage(stage) => {
                let before = times::begin(self, step, stage.input);
                let stage = node::stage(self, &name, stage);
                quote!(#before #stage)
            }
            StepKind::Sink(sink) => node::sink(self, &name, sink),
            StepKind::Nested(nested) => nested::statement(self, &name, nested),
            StepKind::Operator(op) => {
                let before = op.input.map(|input| times::begin(self, step, input));
                let operator = operator::statement(self, &name, op, step.span);
                quote!(#before #operator)
            }
            StepKind::Join(it) => join::statement(self, &name, it, &self.marker_of(step)),
            StepKind::Merge(merge) => self.merge(&name, merge),
            StepKind::Broadcast { input, outs } => {
                let (flow, outs, from) = (self.stream(*input), self.streams(outs), self.graph.streams[*input].from);
                let copy = at(from, quote!(|__item: &_| #aq::Copies::another(__item)));
                quote!(let [#(#outs),*] = #b.broadcast(#flow, #name, #copy);)
            }
            StepKind::Route { input, arms } => self.route(&name, *input, arms),
            StepKind::Discard { input } => {
                let flow = self.stream(*input);
                quote!(#b.discard(#flow, #name);)
            }
            StepKind::Out { ty, options, input, .. } => {
                let (port, flow, marker) = (port(&step.name), self.stream(*input), self.marker_of(step));
                let leaves = self.leaving(&name, ty, &marker, *input);
                if within::is_possible(self.outline) {
                    let ty = checks::ty(self.names, self.outline, ty);
                    return quote!(#leaves let #port = #aq::open::<#ty, Self, _>(#flow, #b););
                }
                let options = options::of_node(self.names, options, &self.fields);
                quote!(#leaves let #port = #b.out_port::<#ty, #marker, _>(#flow, #name, &#options);)
            }
            StepKind::Loop { ty, options, out } => {
                let (port, out, marker) = (loop_port(&step.name), self.stream(*out), self.marker_of(step));
                let ty = checks::ty(self.names, self.outline, ty);
                let options = options::of_node(self.names, options, &self.fields);
                quote!(let (#port, #out) = #b.loop_port::<#ty, #marker>(#name, &#options);)
            }
            StepKind::IntoLoop { port, ty, input } => {
                let (flow, entrance) = (self.stream(*input), loop_port(port));
                let leaves = self.leaving(&self.name(port), ty, &self.marker_of(step), *input);
                quote!(#leaves #b.lead_into(#flow, #entrance);)
            }
        }
    }

    /// The name of a step, which stands behind another where the pipeline is a node.
    pub(super) fn name(&self, name: &Ident) -> TokenStream {
        let (b, name) = (local("b"), text(name));
        if within::is_possible(self.outline) { quote!(#b.name(#name)) } else { quote!(#name) }
    }

    /// What comes to a port is what it takes.
    fn leaving(&self, name: &TokenStream, ty: &syn::Type, marker: &TokenStream, input: StreamId) -> TokenStream {
        let (from, to) = (self.graph.streams[input].from, self.graph.streams[input].to);
        let (aq, ty) = (&self.names.aq, checks::ty(self.names, self.outline, ty));
        let (leaves, emitted) = (at(from, quote!(#aq::Leaves)), at(from, quote!(#aq::emitted)));
        let (flow, arrive) = (self.stream(input), self.arriving(input, &quote!(#ty, #marker), name));
        let leaves = quote!(#leaves::<#ty, _, #marker>);
        let (item, leave) = (at(to, quote!(__item)), at(to, quote!(::leaves)));
        let leaves = quote_spanned!(to => |#item, __from| #leaves #leave(#emitted(#item), __from));
        quote! {
            #arrive
            #aq::leaving::<#ty, #marker, _>(&#flow, #leaves);
        }
    }

    /// Failures of one node convert into what their taker takes, as those of several do in their merge.
    pub(super) fn arriving(&self, input: StreamId, types: &TokenStream, taker: &TokenStream) -> TokenStream {
        if !self.of_failures(input) {
            return TokenStream::new();
        }
        let (b, flow, marker) = (local("b"), self.stream(input), self.marker(input));
        let merges = self.merges(input);
        quote! {
            let #flow = {
                let failures = #b.merging::<#types, _>(#flow, #taker, #merges);
                #b.merge::<_, #marker, _, _>([failures], #taker, false)
            };
        }
    }

    /// The variable of a stream: named like what it comes from, with its number, so that it is no other local's name.
    pub(super) fn stream(&self, stream: StreamId) -> Ident {
        let producer = &self.graph.steps[self.graph.streams[stream].producer];
        let name = text(&producer.name);
        match (&producer.kind, self.graph.streams[stream].carries) {
            (_, Carries::Failures) => local(&format!("{name}_failures_{stream}")),
            (StepKind::Stage(Stage { ports, .. }) | StepKind::Nested(Nested { ports, .. }), Carries::Port) => {
                let port = ports.iter().find(|(_, id)| *id == stream).map(|(port, _)| text(port));
                local(&format!("{name}_{}_{stream}", port.unwrap_or_default()))
            }
            _ => local(&format!("{name}_{stream}")),
        }
    }

    pub(super) fn streams(&self, streams: &[StreamId]) -> Vec<Ident> {
        streams.iter().map(|stream| self.stream(*stream)).collect()
    }

    /// The type that stands in messages for what a stream comes from.
    pub(super) fn marker(&self, stream: StreamId) -> TokenStream {
        let producer = self.graph.streams[stream].producer;
        self.marker_of(&self.graph.steps[self.origins.steps[producer]])
    }

    fn marker_of(&self, step: &Step) -> TokenStream {
        let (aq, name) = (&self.names.aq, &step.name);
        match &step.kind {
            StepKind::In { .. } | StepKind::Out { .. } | StepKind::Loop { .. } => {
                let ports = &self.names.ports;
                quote!(#ports::#name)
            }
            StepKind::IntoLoop { port, .. } => {
                let ports = &self.names.ports;
                quote!(#ports::#port)
            }
            StepKind::Source { call, .. } => {
                let path = &call.path;
                quote!(#path)
            }
            StepKind::Stage(stage) => {
                let path = &stage.call.path;
                quote!(#path)
            }
            StepKind::Sink(sink) => {
                let path = &sink.call.path;
                quote!(#path)
            }
            StepKind::Nested(nested) => {
                let path = &nested.call.path;
                quote!(#path)
            }
            StepKind::Operator(op) => {
                let word = Ident::new(op.operator.word(), step.span);
                quote!(#aq::op::#word)
            }
            StepKind::Join(join) => {
                let word = Ident::new(join.joining.word(), step.span);
                quote!(#aq::op::#word)
            }
            // Never the origin of anything: what only connects others passes on what it is given.
            StepKind::Merge(_) | StepKind::Broadcast { .. } | StepKind::Route { .. } | StepKind::Discard { .. } => {
                quote!(())
            }
        }
    }

    fn merge(&self, name: &TokenStream, merge: &Merge) -> TokenStream {
        let (b, out, marker) = (local("b"), self.stream(merge.out), self.marker(merge.out));
        let prefer = merge.prefer_first;
        let taker = &self.graph.steps[self.graph.streams[merge.out].taker];
        let into = match &taker.kind {
            StepKind::IntoLoop { port, .. } => self.name(port),
            _ => self.name(&taker.name),
        };
        let first = local("input0");
        let inputs = merge.inputs.iter().enumerate().map(|(at, input)| {
            let flow = self.stream(*input);
            match self.converts(merge, taker) {
                Some(types) => {
                    let merges = self.merges(*input);
                    quote!(#b.merging::<#types, _>(#flow, #into, #merges))
                }
                None if at == 0 => quote!(#b.merging_same(#flow, #into)),
                None => {
                    let same = self.is_one(*input);
                    quote!(#b.merging_with(&#first, #flow, #into, #same))
                }
            }
        });
        let inputs: Vec<_> = inputs.collect();
        let each: Vec<_> = (0..inputs.len()).map(|at| local(&format!("input{at}"))).collect();
        quote!(let #out = { #(let #each = #inputs;)* let inputs = [#(#each),*]; #b.merge::<_, #marker, _, _>(inputs, #name, #prefer) };)
    }

    /// What is of another type than the first of the merged is an error of this closure.
    fn is_one(&self, input: StreamId) -> TokenStream {
        let (aq, from) = (&self.names.aq, self.graph.streams[input].from);
        at(from, quote!(|__item, __first, __from| #aq::IsOneWith::one_with(__item, __first, __from)))
    }

    /// Failures, or what a broadcast gives of them.
    pub(super) fn of_failures(&self, input: StreamId) -> bool {
        self.origins.failures[input]
    }

    /// What does not convert is an error of this closure.
    fn merges(&self, input: StreamId) -> TokenStream {
        let (aq, stream) = (&self.names.aq, &self.graph.streams[input]);
        let says = if self.of_failures(input) { quote!(Arrives) } else { quote!(Merges) };
        at(stream.from, quote!(|__item| #aq::#says::merge(__item)))
    }

    /// Before a function or an `out` port each input is converted: into what, and for whom.
    fn converts(&self, merge: &Merge, taker: &Step) -> Option<TokenStream> {
        let aq = &self.names.aq;
        match (&taker.kind, merge.taker) {
            (StepKind::Out { ty, .. } | StepKind::IntoLoop { ty, .. }, Taker::Out) => {
                let marker = self.marker_of(taker);
                let ty = checks::ty(self.names, self.outline, ty);
                Some(quote!(#ty, #marker))
            }
            (StepKind::Stage(_) | StepKind::Sink(_), Taker::Function) => {
                let path = self.marker_of(taker);
                Some(quote!(<#path as #aq::Accepts>::Merged, #path))
            }
            // What it takes, only its own `in` says.
            (StepKind::Nested(_), Taker::Function) => {
                let path = self.marker_of(taker);
                Some(quote!(_, #path))
            }
            _ => None,
        }
    }

    fn route(&self, name: &TokenStream, input: StreamId, arms: &[Arm]) -> TokenStream {
        let aq = &self.names.aq;
        let (b, flow, marker) = (local("b"), self.stream(input), self.marker(input));
        let (item, targets) = (Ident::new("__item", self.graph.streams[input].to), local("arms"));
        let outs: Vec<Ident> = arms.iter().filter_map(|arm| arm.out).map(|out| self.stream(out)).collect();
        let types = outs.iter().map(|_| quote!(#aq::Arm<_, _>));
        let mut at = 0;
        let patterns: Vec<TokenStream> = arms
            .iter()
            .map(|arm| {
                let target = arm.out.map(|_| {
                    let index = syn::Index::from(at);
                    at += 1;
                    quote!(#targets.#index)
                });
                pattern(arm, target)
            })
            .collect();
        let named = options::mentioned(&quote!(#(#patterns)*), &self.fields);
        let (kept, scope) = options::keeping(&named);
        quote! {
            let (#(#outs,)*) = #b.route(#flow, #name, {
                #kept
                move |#item, #targets: &mut (#(#types,)*)| {
                    #scope
                    match #item { #(#patterns)* }
                }
            });
            #(let #outs = #outs.coming_from::<#marker>();)*
        }
    }
}

/// A port of the handle.
pub(super) fn port(port: &Ident) -> Ident {
    local(&format!("{}_port", text(port)))
}

/// Where chains lead into a `loop` port.
fn loop_port(port: &Ident) -> Ident {
    local(&format!("{}_loop", text(port)))
}

fn pattern(arm: &Arm, target: Option<TokenStream>) -> TokenStream {
    let pat = &arm.pat;
    let guard = arm.guard.as_ref().map(|guard| quote!(if #guard));
    let Some(target) = target else { return quote!(#pat #guard => {}) };
    let whole = local("whole");
    match &arm.flow {
        Flow::Whole => quote!(#whole @ (#pat) #guard => #target.take(#whole),),
        Flow::Binding(name) => quote!(#pat #guard => #target.take(#name),),
        Flow::Expr(expr) => quote!(#pat #guard => #target.take(#expr),),
    }
}
