//! `match { .. }`: one stream for each arm.

use super::{Lower, Outcome, Place, Wire};
use crate::graph::draft::UnclearArm;
use crate::graph::model::{Arm, Flow, StepKind};
use crate::parse::pipeline::ast::{self, Chain, Element, Match};
use proc_macro2::Span;
use quote::ToTokens;

impl Lower {
    pub(super) fn route(&mut self, route: Match, wire: Wire, place: Place) -> Outcome {
        let Match { span, arms, options } = route;
        let name = self.anonymous("route", span);
        let input = self.take(wire, span);
        let (arms, chains): (Vec<_>, Vec<_>) = arms.into_iter().map(|arm| self.arm(arm)).unzip();
        self.push(name, span, StepKind::Route { input, arms });
        let chains = chains.into_iter().flatten();
        let outcomes = chains.map(|(wire, chain)| self.chain(chain, Some(wire), place.branch_end())).collect();
        self.join(outcomes, span, options, "match")
    }

    /// The arm, and what is left to follow of it.
    fn arm(&mut self, arm: ast::Arm) -> (Arm, Option<(Wire, Chain)>) {
        let ast::Arm { pat, guard, bindings, flow, chain } = arm;
        let discards = matches!(chain.elements.as_slice(), [Element::Discard(_)]);
        let from = flow.as_ref().map_or_else(|| start(&pat), start);
        let flow = match flow {
            Some(expr) => said(expr),
            None => match bindings.as_slice() {
                [] => Flow::Whole,
                [only] => Flow::Binding(only.clone()),
                _ if discards => Flow::Whole,
                [first, ..] => {
                    let binding = first.clone();
                    self.draft.facts.unclear_arms.push(UnclearArm { pat: pat.clone(), bindings });
                    Flow::Binding(binding)
                }
            },
        };
        let wire = (!discards).then(|| self.wire(from));
        let arm = Arm { pat, guard, flow, out: wire.map(|wire| wire.stream) };
        (arm, wire.map(|wire| (wire, chain)))
    }
}

fn said(expr: syn::Expr) -> Flow {
    match &expr {
        syn::Expr::Path(path) => match path.path.get_ident() {
            Some(binding) => Flow::Binding(binding.clone()),
            None => Flow::Expr(expr),
        },
        _ => Flow::Expr(expr),
    }
}

fn start(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}
