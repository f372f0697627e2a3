//! The tasks of one node.

use std::sync::Arc;

use crate::builder::Builder;
use crate::control::Gate;
use crate::options::NodeOptions;
use crate::state::{Books, NodeCtx};

/// The tasks of a node, which have its counters and its gate in common; each worker has an exit for failures.
pub(super) struct Tasks<X> {
    name: &'static str,
    options: NodeOptions,
    exits: Vec<X>,
    ctx: Option<NodeCtx>,
}

impl<X> Tasks<X> {
    pub(super) fn new(name: &'static str, options: NodeOptions, exits: Vec<X>) -> Self {
        Self { name, options, exits, ctx: None }
    }

    /// A worker more, behind this gate.
    pub(super) fn worker(&mut self, b: &mut Builder, gate: &Arc<Gate>) -> (Books, X) {
        let exit = self.exits.pop().expect("aqueduct: every node has an exit for each of its workers");
        (self.task(b, gate), exit)
    }

    /// A task more, behind this gate, where nothing fails.
    pub(super) fn task(&mut self, b: &mut Builder, gate: &Arc<Gate>) -> Books {
        let ctx = match &self.ctx {
            Some(ctx) => {
                b.also(gate);
                ctx.clone()
            }
            None => self.ctx.insert(b.node(self.name, gate, &self.options)).clone(),
        };
        Books::new(ctx)
    }
}
