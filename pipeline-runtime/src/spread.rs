//! Several workers as one stream.

use crate::builder::Builder;
use crate::draft::{spawn_each, unordered};
use crate::edge::Tx;
use crate::flow::{EdgeFlow, Flow, Inbox, Seg};
use crate::input::BoxInput;
use crate::nested::Open;
use crate::time::{Plain, Stamping};

/// What the workers of a node let out.
pub enum OfWorkers<T: Send + 'static, From = (), S: Stamping = Plain> {
    /// In the order in which they took it.
    Ordered(EdgeFlow<T, From, S>),
    /// As it comes, of tasks that have no end yet: as many workers that come next and take whatever comes may join them.
    AsItComes(Vec<Seg<T, From, S>>, &'static str),
}

impl<T: Send + 'static, From: 'static, S: Stamping> OfWorkers<T, From, S> {
    fn into_edge(self, b: &mut Builder) -> EdgeFlow<T, From, S> {
        match self {
            Self::Ordered(edge) => edge,
            Self::AsItComes(tasks, name) => {
                EdgeFlow::new(Box::new(unordered(spawn_each(b, tasks, name, Tx::new))), name)
            }
        }
    }
}

impl<T: Send + 'static, From: 'static, S: Stamping> Flow for OfWorkers<T, From, S> {
    type Out = T;
    type From = From;
    type Stamp = S;

    fn into_seg(self, b: &mut Builder) -> Seg<T, From, S> {
        self.into_edge(b).into_seg(b)
    }

    fn into_input(self, b: &mut Builder, inbox: Inbox<T>) -> BoxInput<S::Of<T>> {
        self.into_edge(b).into_input(b, inbox)
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(T) -> O + Send + 'static,
    ) -> BoxInput<S::Of<O>> {
        self.into_edge(b).map_input(b, inbox, map)
    }

    fn into_open(self, b: &mut Builder) -> Open<T, From, S> {
        self.into_edge(b).into_open(b)
    }

    fn into_workers(self, b: &mut Builder, node: &'static str, workers: usize) -> Vec<Seg<T, From, S>> {
        match self {
            Self::AsItComes(tasks, _) if tasks.len() == workers => tasks,
            other => other.into_edge(b).into_workers(b, node, workers),
        }
    }
}
