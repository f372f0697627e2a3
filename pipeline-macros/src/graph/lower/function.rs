//! Functions at work: sources, stages, sinks, their arguments and where their failures go.

use super::{End, Lower, Outcome, Place, Wire};
use crate::graph::model::{Arg, ArgValue, Call, Carries, Else, Nested, Sink, Stage, StepKind};
use crate::graph::names::name_of;
use crate::parse::pipeline::ast::{self, Chain, Lent, Node};
use crate::parse::pipeline::awaits;
use crate::parse::pipeline::options::{NodeOptions, Otherwise};
use proc_macro2::Span;
use syn::{Expr, Ident};

impl Lower {
    pub(super) fn source(&mut self, node: Node, place: Place) -> Outcome {
        if node.call.is_pipeline() {
            self.draft.facts.pipelines_first.push(node.call.function().clone());
            return Outcome::Broken;
        }
        let (name, span) = (name_of(&node).clone(), node.call.function().span());
        if node.plain().is_some() && !place.closes() {
            self.draft.facts.plain_sources.push(node.call.function().clone());
        }
        let Node { call, options } = node;
        let out = self.wire(span);
        let call = self.call(call);
        self.push(name, span, StepKind::Source { call, options, out: out.stream });
        Outcome::Open(out)
    }

    /// A stage, or at the end of a chain a sink.
    pub(super) fn function(&mut self, node: Node, wire: Wire, place: Place) -> Outcome {
        if node.call.is_pipeline() {
            return self.nested(node, wire, place);
        }
        let (name, span) = (name_of(&node).clone(), node.call.function().span());
        let ported = self.draft.names.has_ports(&name);
        if place.closes() && node.plain().is_some() {
            self.draft.facts.plain_sinks.push(node.call.function().clone());
        }
        let Node { call, mut options } = node;
        let input = self.take(wire, span);
        let failures = self.failures(&mut options, span);
        let call = self.call(call);
        if place.closes() && !ported {
            let sink = Sink { call, options, input, failures, fed_only_by_failures: false };
            self.push(name, span, StepKind::Sink(sink));
            return Outcome::Ended;
        }
        let out = (!place.closes()).then(|| self.wire(span));
        let stage = Stage {
            call,
            options,
            input,
            out: out.map(|wire| wire.stream),
            ports: Vec::new(),
            failures,
            fed_only_by_failures: false,
        };
        self.push(name, span, StepKind::Stage(stage));
        out.map_or(Outcome::Ended, Outcome::Open)
    }

    /// A pipeline at a node; at the end of a chain its `out`s are taken by name, if it has any.
    fn nested(&mut self, node: Node, wire: Wire, place: Place) -> Outcome {
        let (name, span) = (name_of(&node).clone(), node.call.function().span());
        let input = self.take(wire, span);
        let call = self.call(node.call);
        let out = (!place.closes()).then(|| self.wire(span));
        let (options, stream) = (node.options, out.map(|wire| wire.stream));
        let nested = Nested { call, options, input, out: stream, ports: Vec::new() };
        self.push(name, span, StepKind::Nested(nested));
        out.map_or(Outcome::Ended, Outcome::Open)
    }

    pub(super) fn failures(&mut self, options: &mut NodeOptions, node: Span) -> Else {
        match options.otherwise.take().map(|otherwise| otherwise.value) {
            None => Else::None,
            Some(Otherwise::Skip) => Else::Skip,
            Some(Otherwise::Stop) => Else::Stop,
            Some(Otherwise::To(name)) => self.failures_to(&name, node),
            Some(Otherwise::Inline { span, branches }) => self.failures_into(span, branches, node),
        }
    }

    fn failures_to(&mut self, name: &Ident, node: Span) -> Else {
        let wire = self.failure_wire(node);
        if let Some(id) = self.draft.names.find(name)
            && self.draft.names.list[id].kind.takes_failures()
        {
            self.feed(id, wire, name.span());
        }
        Else::To(wire.stream)
    }

    fn failures_into(&mut self, span: Span, branches: Vec<Chain>, node: Span) -> Else {
        let wire = self.failure_wire(node);
        self.fan_out(branches, wire, span, End::Closed);
        Else::To(wire.stream)
    }

    pub(super) fn failure_wire(&mut self, from: Span) -> Wire {
        Wire { stream: self.stream(from, Carries::Failures), from }
    }

    fn call(&self, call: ast::Call) -> Call {
        let args = call.args.into_iter().map(|arg| self.arg(arg)).collect();
        Call { path: call.path, args }
    }

    fn arg(&self, lent: Lent) -> Arg {
        let awaits = awaits(&lent.expr);
        let value = match lent.mutable {
            true => ArgValue::State(lent.expr),
            false if self.is_field(&lent.expr) => ArgValue::Field(lent.expr),
            false => ArgValue::Value(lent.expr),
        };
        Arg { value, awaits }
    }

    /// `gateway` or `cfg.client`, where the first name is one of the struct's fields.
    fn is_field(&self, mut expr: &Expr) -> bool {
        loop {
            expr = match expr {
                Expr::Field(field) => &field.base,
                Expr::Group(group) => &group.expr,
                Expr::Paren(paren) => &paren.expr,
                Expr::Path(path) => return path.path.get_ident().is_some_and(|root| self.fields.contains(root)),
                _ => return false,
            };
        }
    }
}
