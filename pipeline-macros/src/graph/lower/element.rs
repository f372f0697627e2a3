//! One element of a chain, at its start or behind an arrow.

use super::{Lower, Outcome, Place, Wire};
use crate::graph::draft::{LedInto, PortTaking};
use crate::graph::model::{Carries, OperatorStep, StepKind};
use crate::graph::names::{NameId, NameKind, Taking};
use crate::parse::pipeline::ast::{Element, Node, OperatorNode, PortRef};
use crate::parse::pipeline::options::NodeOptions;
use proc_macro2::Span;
use syn::Ident;

impl Lower {
    /// Where a chain starts.
    pub(super) fn head(&mut self, element: Element, place: Place) -> Outcome {
        match element {
            Element::Node(node) => match self.draft.names.referred(&node) {
                Some(name) => self.take_name(name, node, place),
                None => self.source(node, place),
            },
            Element::Port(port) => self.take_port(port, place),
            Element::Operator(operator) => self.operator(operator, None),
            Element::Join(join) => self.join_streams(join),
            Element::Bracket(bracket) => self.merge_bracket(bracket),
            // Refused by the parser.
            Element::Match(_) | Element::Discard(_) => Outcome::Broken,
        }
    }

    /// What stands behind an arrow.
    pub(super) fn element(&mut self, element: Element, wire: Wire, place: Place) -> Outcome {
        match element {
            Element::Node(node) => match self.draft.names.referred(&node) {
                Some(name) => self.lead_into(name, node, wire),
                None => self.function(node, wire, place),
            },
            Element::Operator(operator) => self.operator(operator, Some(wire)),
            Element::Bracket(bracket) => self.broadcast_bracket(bracket, wire, place),
            Element::Match(route) => self.route(route, wire, place),
            Element::Discard(span) => self.discard(wire, span),
            // Refused by the parser.
            Element::Port(_) | Element::Join(_) => Outcome::Broken,
        }
    }

    fn take_name(&mut self, name: NameId, node: Node, place: Place) -> Outcome {
        let ident = node.call.function().clone();
        self.refuse_options(&node.options, &ident);
        let known = &mut self.draft.names.list[name];
        if known.kind == NameKind::Out {
            self.draft.facts.outs_taken.push(ident);
            return Outcome::Broken;
        }
        known.taken.push(Taking { at: ident.span(), by: place.next.to_owned() });
        match known.stream {
            Some(stream) => Outcome::Open(self.reference(stream, ident.span())),
            None => Outcome::Broken,
        }
    }

    /// A name of its own for a stream each time it is taken: two takers are a mistake, but not a reason to mix them up.
    fn reference(&mut self, stream: usize, at: Span) -> Wire {
        let wire = self.wire(at);
        self.alias(wire.stream, stream);
        wire
    }

    fn take_port(&mut self, port: PortRef, place: Place) -> Outcome {
        let PortRef { node, port } = port;
        let from = node.span();
        let stream = self.stream(from, Carries::Port);
        self.draft.facts.ports.push(PortTaking { node, port, stream, by: place.next.to_owned() });
        Outcome::Open(Wire { stream, from })
    }

    fn lead_into(&mut self, name: NameId, node: Node, wire: Wire) -> Outcome {
        let at = node.call.function().clone();
        self.refuse_options(&node.options, &at);
        if self.draft.names.list[name].kind.ends_chains() {
            self.feed(name, wire, at.span());
            return Outcome::Ended;
        }
        self.draft.facts.led_into.push(LedInto { at, name, stream: wire.stream });
        Outcome::Broken
    }

    fn refuse_options(&mut self, options: &NodeOptions, name: &Ident) {
        if !options.given.is_empty() {
            self.draft.facts.options_on_names.push(name.clone());
        }
    }

    fn operator(&mut self, node: OperatorNode, wire: Option<Wire>) -> Outcome {
        let OperatorNode { operator, word, args, mut options } = node;
        let span = word.span();
        let name = match &options.name {
            Some(name) => name.value.clone(),
            None => self.anonymous(operator.word(), span),
        };
        let input = wire.map(|wire| self.take(wire, span));
        let failures = self.failures(&mut options, span);
        let out = self.wire(span);
        let step = OperatorStep { operator, word: span, args, options, input, out: out.stream, failures };
        self.push(name, span, StepKind::Operator(step));
        Outcome::Open(out)
    }

    fn discard(&mut self, wire: Wire, span: Span) -> Outcome {
        let name = self.anonymous("discard", span);
        let input = self.take(wire, span);
        self.push(name, span, StepKind::Discard { input });
        Outcome::Ended
    }
}
