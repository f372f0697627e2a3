//! Brackets: a merge at the start of a chain, a broadcast behind an arrow.

use super::{End, Lower, Outcome, Place, Wire};
use crate::graph::draft::BracketOptions;
use crate::graph::model::{Merge, StepKind, StreamId, Taker};
use crate::parse::pipeline::ast::{Bracket, Chain, Element};
use crate::parse::pipeline::options::NodeOptions;
use proc_macro2::Span;

impl Lower {
    pub(super) fn merge_bracket(&mut self, bracket: Bracket) -> Outcome {
        let Bracket { span, branches, options } = bracket;
        let outcomes = branches.into_iter().map(|chain| self.chain(chain, None, End::Open)).collect();
        self.join(outcomes, span, options, "[..]")
    }

    pub(super) fn broadcast_bracket(&mut self, bracket: Bracket, wire: Wire, place: Place) -> Outcome {
        let Bracket { span, branches, options } = bracket;
        let outcomes = self.fan_out(branches, wire, span, place.branch_end());
        self.join(outcomes, span, options, "[..]")
    }

    /// Every chain gets every item. A single one needs no copies.
    pub(super) fn fan_out(&mut self, branches: Vec<Chain>, wire: Wire, span: Span, end: End) -> Vec<Outcome> {
        self.note_idle(&branches);
        if branches.len() < 2 {
            return branches.into_iter().map(|chain| self.chain(chain, Some(wire), end)).collect();
        }
        let name = self.anonymous("broadcast", span);
        let input = self.take(wire, span);
        let wires: Vec<_> = branches.iter().map(|_| self.wire(wire.from)).collect();
        let outs = wires.iter().map(|wire| wire.stream).collect();
        self.push(name, span, StepKind::Broadcast { input, outs });
        branches.into_iter().zip(wires).map(|(chain, wire)| self.chain(chain, Some(wire), end)).collect()
    }

    fn note_idle(&mut self, branches: &[Chain]) {
        for branch in branches {
            if let [Element::Discard(span)] = branch.elements.as_slice() {
                self.draft.facts.idle_branches.push(*span);
            }
        }
    }

    /// What comes out of branches or arms, as one stream.
    pub(super) fn join(
        &mut self,
        outcomes: Vec<Outcome>,
        span: Span,
        options: Box<NodeOptions>,
        word: &'static str,
    ) -> Outcome {
        let broken = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Broken));
        let open: Vec<_> = outcomes.into_iter().filter_map(Outcome::wire).collect();
        let prefer_first = options.prefer.is_some();
        if !options.given.is_empty() {
            self.draft.facts.brackets.push(BracketOptions { options, merges: open.len() > 1 || broken, word });
        }
        match open.as_slice() {
            [] if broken => Outcome::Broken,
            [] => Outcome::Ended,
            [wire] => Outcome::Open(*wire),
            _ => Outcome::Open(self.merge(&open, prefer_first, span)),
        }
    }

    fn merge(&mut self, wires: &[Wire], prefer_first: bool, span: Span) -> Wire {
        let name = self.anonymous("merge", span);
        let inputs: Vec<StreamId> = wires.iter().map(|wire| self.take(*wire, span)).collect();
        let out = self.wire(span);
        // What takes it is known when all chains have been followed.
        let merge = Merge { inputs, prefer_first, out: out.stream, taker: Taker::Function };
        self.push(name, span, StepKind::Merge(merge));
        out
    }
}

impl Outcome {
    pub(super) fn wire(self) -> Option<Wire> {
        match self {
            Outcome::Open(wire) => Some(wire),
            Outcome::Ended | Outcome::Broken => None,
        }
    }
}
