//! All names of a pipeline: ports, streams, streams of failures, nodes. Collected before any chain is followed, because
//! a name may be used above the place that makes it.

use super::model::StreamId;
use crate::parse::pipeline::ast::{Chain, Element, Node, PortRef, Statement};
use crate::parse::pipeline::options::{NodeOptions, Otherwise};
use proc_macro2::Span;
use std::collections::{BTreeMap, BTreeSet};
use syn::Ident;
use syn::ext::IdentExt;

/// Index into [`Names::list`].
pub(super) type NameId = usize;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameKind {
    In,
    Out,
    /// Fed and taken.
    Loop,
    Let,
    /// Made by `{ else: name }`.
    Failures,
    /// A function at work.
    Node,
}

impl NameKind {
    /// Whether `{ else: name }` may lead there.
    pub(super) fn takes_failures(self) -> bool {
        matches!(self, NameKind::Failures | NameKind::Out | NameKind::Loop)
    }

    /// Whether a chain may end there.
    pub(super) fn ends_chains(self) -> bool {
        matches!(self, NameKind::Out | NameKind::Loop)
    }
}

pub(super) struct Name {
    pub(super) ident: Ident,
    pub(super) kind: NameKind,
    /// The stream it stands for; nodes have none.
    pub(super) stream: Option<StreamId>,
    /// Of a `loop` port: the stream that leads into it.
    pub(super) entrance: Option<StreamId>,
    /// Who takes it, in the order of the text.
    pub(super) taken: Vec<Taking>,
    /// What feeds it: only for `out` and `loop` ports and streams of failures.
    pub(super) fed: Vec<Feeding>,
    /// Something else has this name too.
    pub(super) repeated: bool,
}

pub(super) struct Taking {
    /// The name where it is taken.
    pub(super) at: Span,
    /// What an error calls the taker.
    pub(super) by: String,
}

pub(super) struct Feeding {
    pub(super) stream: StreamId,
    /// Where the name is written for this.
    pub(super) at: Span,
}

#[derive(Default)]
pub(super) struct Names {
    pub(super) list: Vec<Name>,
    first: BTreeMap<String, NameId>,
    /// Nodes with an output port that is used somewhere.
    ported: BTreeSet<String>,
}

impl Names {
    pub(super) fn collect(statements: &[Statement]) -> Names {
        let mut names = Names::default();
        names.ports(statements);
        let chains: Vec<_> = statements.iter().filter_map(Statement::chain).collect();
        chains.iter().for_each(|chain| names.walk(chain, &mut Names::failures));
        chains.iter().for_each(|chain| names.walk(chain, &mut Names::nodes));
        names
    }

    /// The first thing with this name.
    pub(super) fn find(&self, ident: &Ident) -> Option<NameId> {
        self.first.get(&key(ident)).copied()
    }

    /// The stream or port an element stands for, when it is nothing but its name.
    pub(super) fn referred(&self, node: &Node) -> Option<NameId> {
        let id = self.find(node.plain()?)?;
        (self.list[id].kind != NameKind::Node).then_some(id)
    }

    pub(super) fn has_ports(&self, node: &Ident) -> bool {
        self.ported.contains(&key(node))
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        self.list.iter().map(|name| key(&name.ident))
    }

    fn declare(&mut self, ident: &Ident, kind: NameKind) {
        let id = self.list.len();
        let first = *self.first.entry(key(ident)).or_insert(id);
        let (taken, fed, repeated) = (Vec::new(), Vec::new(), first != id);
        self.list.push(Name { ident: ident.clone(), kind, stream: None, entrance: None, taken, fed, repeated });
        self.list[first].repeated |= repeated;
    }

    fn ports(&mut self, statements: &[Statement]) {
        for statement in statements {
            match statement {
                Statement::In(port) => self.declare(&port.name, NameKind::In),
                Statement::Out(port) => self.declare(&port.name, NameKind::Out),
                Statement::Loop(port) => self.declare(&port.name, NameKind::Loop),
                Statement::Let { name, .. } => self.declare(name, NameKind::Let),
                Statement::Else { .. } | Statement::Chain(_) => {}
            }
        }
    }

    fn failures(&mut self, element: &Element) {
        let Some(Otherwise::To(name)) = element.options().and_then(otherwise) else { return };
        let known = self.find(name).map(|id| self.list[id].kind);
        // Several nodes may feed one name, and a port is a name to feed.
        if !known.is_some_and(NameKind::takes_failures) {
            self.declare(name, NameKind::Failures);
        }
    }

    fn nodes(&mut self, element: &Element) {
        match element {
            Element::Node(node) if self.referred(node).is_none() => self.declare(name_of(node), NameKind::Node),
            Element::Operator(operator) => {
                if let Some(name) = &operator.options.name {
                    self.declare(&name.value, NameKind::Node);
                }
            }
            Element::Join(join) => {
                if let Some(name) = &join.options.name {
                    self.declare(&name.value, NameKind::Node);
                }
            }
            Element::Port(PortRef { node, .. }) => {
                self.ported.insert(key(node));
            }
            _ => {}
        }
    }

    /// Every element of a chain, also of those inside it. Depth is bounded by the guard.
    fn walk(&mut self, chain: &Chain, visit: &mut impl FnMut(&mut Names, &Element)) {
        for element in &chain.elements {
            visit(self, element);
            if let Some(Otherwise::Inline { branches, .. }) = element.options().and_then(otherwise) {
                branches.iter().for_each(|chain| self.walk(chain, visit));
            }
            match element {
                Element::Bracket(bracket) => bracket.branches.iter().for_each(|chain| self.walk(chain, visit)),
                Element::Join(join) => join.operands.iter().for_each(|chain| self.walk(chain, visit)),
                Element::Match(route) => route.arms.iter().for_each(|arm| self.walk(&arm.chain, visit)),
                _ => {}
            }
        }
    }
}

fn otherwise(options: &NodeOptions) -> Option<&Otherwise> {
    options.otherwise.as_ref().map(|otherwise| &otherwise.value)
}

/// What a node is called: its `name:`, else its function's.
pub(super) fn name_of(node: &Node) -> &Ident {
    node.options.name.as_ref().map_or(node.call.function(), |name| &name.value)
}

/// `r#map` and `map` are one name to rustc, so they are here.
pub(super) fn key(ident: &Ident) -> String {
    ident.unraw().to_string()
}

impl Statement {
    fn chain(&self) -> Option<&Chain> {
        match self {
            Statement::Let { chain, .. } | Statement::Else { chain, .. } | Statement::Chain(chain) => Some(chain),
            Statement::In(_) | Statement::Out(_) | Statement::Loop(_) => None,
        }
    }
}

impl Element {
    /// The options between its braces, if it can have any.
    pub(super) fn options(&self) -> Option<&NodeOptions> {
        match self {
            Element::Node(node) => Some(&node.options),
            Element::Operator(operator) => Some(&operator.options),
            Element::Join(join) => Some(&join.options),
            Element::Bracket(bracket) => Some(&bracket.options),
            Element::Match(route) => Some(&route.options),
            Element::Port(_) | Element::Discard(_) => None,
        }
    }
}
