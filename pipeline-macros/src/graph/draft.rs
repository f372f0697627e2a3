//! The graph before it is known to be right: all steps and streams, and facts for the rules to judge.

use super::model::{Carries, Operator, Step, StepId, StreamId};
use super::names::{NameId, Names};
use crate::parse::pipeline::options::NodeOptions;
use proc_macro2::Span;
use std::collections::BTreeMap;
use syn::Ident;

/// What lowering makes of a syntax tree.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) steps: Vec<Step>,
    pub(super) streams: Vec<DraftStream>,
    pub(super) names: Names,
    pub(super) facts: Facts,
    /// The `else =>` statement.
    pub(super) global: Option<GlobalElse>,
}

/// A stream, or a second name for one.
pub(super) struct DraftStream {
    /// The stream this is another name for.
    pub(super) alias_of: Option<StreamId>,
    pub(super) from: Span,
    pub(super) to: Span,
    pub(super) carries: Carries,
}

pub(super) struct GlobalElse {
    pub(super) span: Span,
    pub(super) stream: StreamId,
}

/// Where a chain went wrong: lowering notes it, a rule turns it into an error.
#[derive(Default)]
pub(super) struct Facts {
    /// Chains whose last element still emits.
    pub(super) dangling: Vec<Dangling>,
    /// Elements behind something that emits nothing.
    pub(super) unreachable: Vec<Unreachable>,
    /// Streams with a producer of their own that a chain leads into.
    pub(super) led_into: Vec<LedInto>,
    /// `out` ports at the start of a chain.
    pub(super) outs_taken: Vec<Ident>,
    /// `let x = ..` whose chain emits nothing.
    pub(super) empty_lets: Vec<Ident>,
    /// `zip`, `latest` or `join` of a chain that emits nothing.
    pub(super) empty_sides: Vec<Ident>,
    /// Patterns that bind several names, and no word about what flows.
    pub(super) unclear_arms: Vec<UnclearArm>,
    /// Options behind a name that is no node.
    pub(super) options_on_names: Vec<Ident>,
    /// Brackets and routes with options, and whether their branches merge.
    pub(super) brackets: Vec<BracketOptions>,
    /// `_` as a branch of its own.
    pub(super) idle_branches: Vec<Span>,
    /// `else =>` statements after the first.
    pub(super) more_globals: Vec<Span>,
    /// Output ports that are taken.
    pub(super) ports: Vec<PortTaking>,
    /// Pipelines at the start of a chain.
    pub(super) pipelines_first: Vec<Ident>,
    /// Functions without arguments at the start or end of a chain: perhaps misspelled names.
    pub(super) plain_sources: Vec<Ident>,
    pub(super) plain_sinks: Vec<Ident>,
}

pub(super) struct Dangling {
    pub(super) span: Span,
    /// `None` for an arm that says what flows and nothing more.
    pub(super) label: Option<String>,
    /// It is all there is of the chain.
    pub(super) alone: bool,
}

pub(super) struct Unreachable {
    pub(super) span: Span,
    pub(super) label: String,
    pub(super) after: String,
}

pub(super) struct LedInto {
    pub(super) at: Ident,
    pub(super) name: NameId,
    /// What arrives there.
    pub(super) stream: StreamId,
}

pub(super) struct UnclearArm {
    pub(super) pat: syn::Pat,
    pub(super) bindings: Vec<Ident>,
}

pub(super) struct BracketOptions {
    pub(super) options: Box<NodeOptions>,
    pub(super) merges: bool,
    pub(super) word: &'static str,
}

pub(super) struct PortTaking {
    pub(super) node: Ident,
    pub(super) port: Ident,
    pub(super) stream: StreamId,
    pub(super) by: String,
}

impl Draft {
    /// The stream that `id` is, or is another name for; `None` when names stand for each other in a circle.
    pub(super) fn actual(&self, mut id: StreamId) -> Option<StreamId> {
        for _ in 0..=self.streams.len() {
            match self.streams[id].alias_of {
                Some(next) => id = next,
                None => return Some(id),
            }
        }
        None
    }

    /// Who produces and who takes every stream.
    pub(super) fn links(&self) -> Links {
        let mut links = Links::new(self.streams.len(), self.steps.len());
        for (id, step) in self.steps.iter().enumerate() {
            for stream in step.kind.outputs() {
                links.producers[stream] = Some(id);
            }
        }
        for (id, step) in self.steps.iter().enumerate() {
            for stream in step.kind.inputs() {
                let producer = self.actual(stream).and_then(|stream| links.producers[stream]);
                if let Some(producer) = producer {
                    links.after[producer].push(id);
                    links.before[id].push(producer);
                }
            }
        }
        links
    }

    /// The nodes by name; of two with one name, the first.
    pub(super) fn nodes(&self) -> BTreeMap<String, StepId> {
        let nodes = self.steps.iter().enumerate().rev().filter(|(_, step)| step.is_node());
        nodes.map(|(id, step)| (super::names::key(&step.name), id)).collect()
    }
}

impl Step {
    /// A function or an operator with a name, not a port, merge or route.
    pub(super) fn is_node(&self) -> bool {
        use super::model::StepKind::{Join, Nested, Operator, Sink, Source, Stage};
        matches!(self.kind, Source { .. } | Stage(_) | Sink(_) | Nested(_) | Operator(_) | Join(_))
    }

    /// How an error spells it within a chain; what only connects other steps goes without saying.
    pub(super) fn spelled(&self) -> Option<String> {
        use super::model::StepKind::{Broadcast, IntoLoop, Join, Merge, Operator, Route};
        match &self.kind {
            IntoLoop { port, .. } => Some(super::names::key(port)),
            Broadcast { .. } | Merge(_) | Route { .. } => None,
            Operator(operator) => Some(operator.operator.word().to_owned()),
            Join(join) => Some(join.joining.word().to_owned()),
            _ => Some(super::names::key(&self.name)),
        }
    }

    pub(super) fn operator(&self) -> Option<Operator> {
        match &self.kind {
            super::model::StepKind::Operator(step) => Some(step.operator),
            _ => None,
        }
    }
}

/// Steps before and after each step, failure routes included.
pub(super) struct Links {
    pub(super) producers: Vec<Option<StepId>>,
    pub(super) after: Vec<Vec<StepId>>,
    pub(super) before: Vec<Vec<StepId>>,
}

impl Links {
    fn new(streams: usize, steps: usize) -> Self {
        Links { producers: vec![None; streams], after: vec![Vec::new(); steps], before: vec![Vec::new(); steps] }
    }

    /// The shortest way from one step to another, both included.
    pub(super) fn path(&self, from: StepId, to: StepId) -> Option<Vec<StepId>> {
        let came_from = search(&self.after, from);
        let mut path = vec![to];
        let mut at = to;
        while at != from {
            at = came_from[at]?;
            path.push(at);
        }
        path.reverse();
        Some(path)
    }

    /// All steps that items of `from` can reach, itself included.
    pub(super) fn reachable(&self, from: StepId) -> Vec<bool> {
        all_found(from, &search(&self.after, from))
    }

    /// All steps whose items can reach `to`, itself included.
    pub(super) fn leading(&self, to: StepId) -> Vec<bool> {
        all_found(to, &search(&self.before, to))
    }
}

fn all_found(start: StepId, came_from: &[Option<StepId>]) -> Vec<bool> {
    came_from.iter().enumerate().map(|(step, from)| step == start || from.is_some()).collect()
}

/// For each step, the one before it on the way from `start` along `links`.
fn search(links: &[Vec<StepId>], start: StepId) -> Vec<Option<StepId>> {
    let mut came_from = vec![None; links.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(step) = queue.pop_front() {
        for &next in &links[step] {
            if next != start && came_from[next].is_none() {
                came_from[next] = Some(step);
                queue.push_back(next);
            }
        }
    }
    came_from
}
