//! Follows the chains: syntax tree to steps and streams. Judges nothing; what looks wrong becomes a fact for the rules.

mod bracket;
mod element;
mod finish;
mod function;
mod join;
mod route;

use super::draft::{Dangling, Draft, DraftStream, GlobalElse, Unreachable};
use super::model::{Carries, Step, StepKind, StreamId};
use super::names::{Feeding, NameId, NameKind, Names};
use crate::parse::pipeline::ast::{Chain, Element, Port, Statement};
use proc_macro2::Span;
use std::collections::BTreeMap;
use syn::Ident;

/// The draft of all statements. `fields` are the names of the struct's fields.
pub(super) fn lower(statements: Vec<Statement>, fields: Vec<Ident>) -> Draft {
    let names = Names::collect(&statements);
    let mut lower = Lower { draft: Draft { names, ..Draft::default() }, fields, numbers: BTreeMap::new() };
    lower.give_names_streams();
    statements.into_iter().for_each(|statement| lower.statement(statement));
    lower.finish()
}

struct Lower {
    draft: Draft,
    fields: Vec<Ident>,
    /// How many anonymous steps of each word there are.
    numbers: BTreeMap<String, usize>,
}

/// A stream on its way to the next element.
#[derive(Clone, Copy)]
struct Wire {
    stream: StreamId,
    /// What is written left of the next arrow.
    from: Span,
}

/// What comes out of an element or a chain.
enum Outcome {
    Open(Wire),
    /// Nothing: a sink, an `out` or `loop` port, `_`.
    Ended,
    /// Something is wrong and noted; say nothing more about it.
    Broken,
}

/// Whether something follows a chain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Its last function is a stage.
    Open,
    /// Its last function is a sink.
    Closed,
}

/// Where an element stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    end: End,
    last: bool,
    /// What an error calls the element behind it.
    next: &'a str,
}

impl Place<'_> {
    /// Does the stream end here?
    fn closes(&self) -> bool {
        self.last && self.end == End::Closed
    }

    fn branch_end(&self) -> End {
        if self.closes() { End::Closed } else { End::Open }
    }
}

impl Lower {
    fn give_names_streams(&mut self) {
        for id in 0..self.draft.names.list.len() {
            let (kind, span) = (self.draft.names.list[id].kind, self.draft.names.list[id].ident.span());
            if kind != NameKind::Node {
                let entrance = (kind == NameKind::Loop).then(|| self.stream(span, Carries::Items));
                self.draft.names.list[id].stream = Some(self.stream(span, Carries::Items));
                self.draft.names.list[id].entrance = entrance;
            }
        }
    }

    fn statement(&mut self, statement: Statement) {
        match statement {
            Statement::In(port) => self.in_port(port),
            Statement::Out(port) => self.out_port(port),
            Statement::Loop(port) => self.loop_port(port),
            Statement::Let { name, chain } => self.let_stream(&name, chain),
            Statement::Else { token, chain } => self.global_else(token.span, chain),
            Statement::Chain(chain) => {
                self.chain(chain, None, End::Closed);
            }
        }
    }

    fn in_port(&mut self, port: Port) {
        let out = self.stream_of(&port.name);
        let Port { name, ty, options, .. } = port;
        let span = name.span();
        self.push(name, span, StepKind::In { ty: Box::new(ty), options, out });
    }

    fn out_port(&mut self, port: Port) {
        let input = self.stream_of(&port.name);
        let Port { name, ty, options, .. } = port;
        let span = name.span();
        self.push(name, span, StepKind::Out { ty: Box::new(ty), options, input });
    }

    fn loop_port(&mut self, port: Port) {
        let (out, input) = (self.stream_of(&port.name), self.entrance_of(&port.name));
        let Port { name, ty, options, .. } = port;
        let (span, ty) = (name.span(), Box::new(ty));
        let into = self.joined("into", &name, span);
        self.push(name.clone(), span, StepKind::Loop { ty: ty.clone(), options, out });
        self.push(into, span, StepKind::IntoLoop { port: name, ty, input });
    }

    fn let_stream(&mut self, name: &Ident, chain: Chain) {
        match self.chain(chain, None, End::Open) {
            Outcome::Open(wire) => {
                let stream = self.stream_of(name);
                self.alias(stream, wire.stream);
            }
            Outcome::Ended => self.draft.facts.empty_lets.push(name.clone()),
            Outcome::Broken => {}
        }
    }

    fn global_else(&mut self, span: Span, chain: Chain) {
        if self.draft.global.is_some() {
            self.draft.facts.more_globals.push(span);
            return;
        }
        let stream = self.stream(span, Carries::Items);
        self.draft.global = Some(GlobalElse { span, stream });
        self.chain(chain, Some(Wire { stream, from: span }), End::Closed);
    }

    /// Follows a chain; without an input its first element is where it starts.
    fn chain(&mut self, chain: Chain, input: Option<Wire>, end: End) -> Outcome {
        let labels: Vec<_> = chain.elements.iter().map(Element::label).collect();
        let last = chain.elements.len().saturating_sub(1);
        let mut at = input.map(|wire| (wire.from, None));
        let mut flow = input.map(Outcome::Open);
        for (index, element) in chain.elements.into_iter().enumerate() {
            let place = Place { end, last: index == last, next: labels.get(index + 1).map_or("", String::as_str) };
            let span = element.span();
            flow = Some(match flow {
                None => self.head(element, place),
                Some(Outcome::Open(wire)) => self.element(element, wire, place),
                Some(Outcome::Ended) => return self.unreachable(span, &labels, index),
                Some(Outcome::Broken) => return Outcome::Broken,
            });
            at = Some((span, Some(labels[index].clone())));
        }
        let alone = last == 0 && input.is_none();
        match (flow, end, at) {
            (Some(Outcome::Open(_)), End::Closed, Some((span, label))) => self.dangling(span, label, alone),
            (flow, ..) => flow.unwrap_or(Outcome::Broken),
        }
    }

    fn unreachable(&mut self, span: Span, labels: &[String], index: usize) -> Outcome {
        let after = labels[index.saturating_sub(1)].clone();
        self.draft.facts.unreachable.push(Unreachable { span, label: labels[index].clone(), after });
        Outcome::Broken
    }

    fn dangling(&mut self, span: Span, label: Option<String>, alone: bool) -> Outcome {
        self.draft.facts.dangling.push(Dangling { span, label, alone });
        Outcome::Broken
    }

    fn push(&mut self, name: Ident, span: Span, kind: StepKind) {
        self.draft.steps.push(Step { name, span, kind });
    }

    /// A name no other step has: `map_1`.
    fn anonymous(&mut self, word: &str, span: Span) -> Ident {
        let number = self.numbers.entry(word.to_owned()).or_default();
        loop {
            *number += 1;
            let name = Ident::new(&format!("{word}_{number}"), span);
            if self.draft.names.find(&name).is_none() {
                return name;
            }
        }
    }

    /// `merge_failed`: a word before the name it is about, or a number behind the word.
    fn joined(&mut self, word: &str, name: &Ident, at: Span) -> Ident {
        let joined = Ident::new(&format!("{word}_{}", super::names::key(name)), at);
        if self.draft.names.find(&joined).is_none() { joined } else { self.anonymous(word, at) }
    }

    fn stream(&mut self, at: Span, carries: Carries) -> StreamId {
        self.draft.streams.push(DraftStream { alias_of: None, from: at, to: at, carries });
        self.draft.streams.len() - 1
    }

    /// A stream that starts at `from`, as a wire.
    fn wire(&mut self, from: Span) -> Wire {
        Wire { stream: self.stream(from, Carries::Items), from }
    }

    /// The stream of a name that was declared. Two things with one name share it: that mistake is reported by its rule.
    fn stream_of(&mut self, ident: &Ident) -> StreamId {
        let names = &self.draft.names;
        match names.find(ident).and_then(|id| names.list[id].stream) {
            Some(stream) => stream,
            None => self.stream(ident.span(), Carries::Items),
        }
    }

    fn entrance_of(&mut self, port: &Ident) -> StreamId {
        let names = &self.draft.names;
        let entrance = names.find(port).and_then(|id| names.list[id].entrance);
        entrance.unwrap_or_else(|| self.stream(port.span(), Carries::Items))
    }

    fn alias(&mut self, name: StreamId, stream: StreamId) {
        self.draft.streams[name].alias_of = Some(stream);
    }

    /// Notes that the element at `to` takes the wire.
    fn take(&mut self, wire: Wire, to: Span) -> StreamId {
        let stream = &mut self.draft.streams[wire.stream];
        (stream.from, stream.to) = (wire.from, to);
        wire.stream
    }

    fn feed(&mut self, name: NameId, wire: Wire, at: Span) {
        let stream = self.take(wire, at);
        self.draft.names.list[name].fed.push(Feeding { stream, at });
    }
}
