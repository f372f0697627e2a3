//! `zip`, `latest`, `join`: a step with two inputs.

use super::{End, Lower, Outcome, Wire};
use crate::graph::model::{JoinStep, StepKind};
use crate::parse::pipeline::ast::{Chain, Element, JoinNode};
use syn::Ident;

impl Lower {
    pub(super) fn join_streams(&mut self, node: JoinNode) -> Outcome {
        let JoinNode { joining, word, operands, mut options } = node;
        let span = word.span();
        let wires: Vec<Wire> = operands.into_iter().filter_map(|chain| self.side(chain, &word)).collect();
        // More or fewer than two, or one that emits nothing, is a mistake of which enough is said.
        let Ok([left, right]) = <[Wire; 2]>::try_from(wires) else { return Outcome::Broken };
        let name = match &options.name {
            Some(name) => name.value.clone(),
            None => self.anonymous(joining.word(), span),
        };
        let inputs = [self.take(left, span), self.take(right, span)];
        let failures = self.failures(&mut options, span);
        let out = self.wire(span);
        self.push(name, span, StepKind::Join(JoinStep { joining, options, inputs, out: out.stream, failures }));
        Outcome::Open(out)
    }

    fn side(&mut self, chain: Chain, word: &Ident) -> Option<Wire> {
        let alone = match chain.elements.as_slice() {
            [Element::Node(node)] => self.draft.names.referred(node),
            _ => None,
        };
        let outcome = self.chain(chain, None, End::Open);
        // A name alone is taken by what the chain is a side of.
        if let Some(taking) = alone.and_then(|name| self.draft.names.list[name].taken.last_mut()) {
            taking.by = word.to_string();
        }
        if matches!(outcome, Outcome::Ended) {
            self.draft.facts.empty_sides.push(word.clone());
        }
        outcome.wire()
    }
}
