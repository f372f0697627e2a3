//! The description of a pipeline: plain data, so that it can be a constant.

use crate::item::Item;

/// A pipeline as it is drawn: its nodes, producers before takers, and the edges between them.
#[derive(Clone, Copy, Debug)]
pub struct Graph<'a> {
    /// The pipeline's name.
    pub name: &'a str,
    /// Producers before takers, but for what leads back into a [`Kind::Loop`].
    pub nodes: &'a [Node<'a>],
    /// In the order of their takers.
    pub edges: &'a [Edge<'a>],
    /// The file that declares the pipeline, as the compiler was given it.
    pub file: &'a str,
}

/// Something that happens to items.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// Unique in its pipeline: its name in metrics, traces and drawings.
    pub name: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The function or operator, where it is called otherwise than the node.
    pub function: Option<&'a str>,
    /// How its function is called; `None` for what is no function.
    pub calls: Option<Calls>,
    /// What stands in its braces, in the order of the language's reference: `("workers", "5")`, `("unordered", "")`.
    pub options: &'a [(&'a str, &'a str)],
    /// How many tasks work on it; `None` where that is computed when the pipeline starts. Fused nodes share the task of the node
    /// before them.
    pub workers: Option<usize>,
    /// The most items that are in its hands, beside those on edges; `None` where that is computed when the pipeline starts.
    pub in_hand: Option<usize>,
    /// Where it stands in the source.
    pub place: Place,
}

/// Line and column, both from 1; 0 where they are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An `in` port.
    Input,
    /// An `out` port.
    Output,
    /// A `loop` port: what is sent to it comes out of it.
    Loop,
    /// A `#[source]`, or the operator `tick`.
    Source,
    /// A `#[stage]`.
    Stage,
    /// A `#[fold]`.
    Fold,
    /// A `#[sink]`.
    Sink,
    /// A built-in operator.
    Operator,
    /// Each item goes to all.
    Broadcast,
    /// Each item goes to one: a `match`.
    Route,
    /// `_`
    Discard,
    /// A pipeline with drawings of its own, whose `in` and `out`s are the edges here.
    Pipeline,
}

/// How a function is called, which decides what task it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Calls {
    /// A plain `fn`.
    Plain,
    /// An `async fn`.
    Async,
    /// `#[stage(blocking)]`: on a thread that may block.
    Blocking,
    /// It returns an iterator or a stream.
    Many,
    /// It sends to output ports.
    Ports,
    /// It takes items into a state.
    Folds,
}

/// What leads from one node to another.
#[derive(Clone, Copy, Debug)]
pub struct Edge<'a> {
    /// Index of the producer.
    pub from: usize,
    /// Index of the taker.
    pub to: usize,
    /// An output port's name, or the pattern of a route's arm.
    pub label: Option<&'a str>,
    /// What of its producer it carries.
    pub carries: Carries,
    /// The type of what it carries.
    pub item: Item<'a>,
    /// What it holds.
    pub buffer: Buffer,
    /// Both nodes are in one task, whatever it holds: its taker says `fuse`.
    pub joined: bool,
}

/// What of its producer an edge carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// What it emits.
    Items,
    /// What did not get through it.
    Failures,
}

/// What an edge holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
    /// Nothing: both nodes are in one task, and in one loop.
    Fused,
    /// So many items.
    Holds(usize),
    /// As many as the options say that are computed when the pipeline starts.
    AtStart,
    /// Not said here: a drawing made of names alone.
    NotSaid,
}

/// A summand of the most items that can be in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFlight {
    /// This edge (an index into [`Graph::edges`]) holds so many.
    Edge(usize, usize),
    /// This node (an index into [`Graph::nodes`]) has so many in its hands.
    Node(usize, usize),
}

impl Edge<'_> {
    /// Whether both nodes are in one task.
    #[must_use]
    pub fn is_in_a_task(&self) -> bool {
        self.joined || self.buffer == Buffer::Fused
    }
}

impl<'a> Graph<'a> {
    /// The most items that can be in the pipeline at once, where all options are constants: what its edges hold, and what its
    /// nodes have in their hands. `None` where some option is computed when the pipeline starts.
    #[must_use]
    pub const fn max_in_flight(&self) -> Option<usize> {
        let (mut sum, mut at) = (0_usize, 0);
        while at < self.edges.len() {
            match self.edges[at].buffer {
                Buffer::Fused => {}
                Buffer::Holds(items) => sum = sum.saturating_add(items),
                Buffer::AtStart | Buffer::NotSaid => return None,
            }
            at += 1;
        }
        at = 0;
        while at < self.nodes.len() {
            match self.nodes[at].in_hand {
                Some(items) => sum = sum.saturating_add(items),
                None => return None,
            }
            at += 1;
        }
        Some(sum)
    }

    /// The summands of [`max_in_flight`](Self::max_in_flight), as far as they are constants.
    pub fn in_flight(&self) -> impl Iterator<Item = InFlight> + use<'a> {
        let edges = self.edges.iter().enumerate().filter_map(|(at, edge)| match edge.buffer {
            Buffer::Holds(items) if items > 0 => Some(InFlight::Edge(at, items)),
            _ => None,
        });
        let held =
            |(at, node): (usize, &Node<'_>)| node.in_hand.filter(|held| *held > 0).map(|held| InFlight::Node(at, held));
        edges.chain(self.nodes.iter().enumerate().filter_map(held))
    }

    /// The nodes that share a task, in the order of the first of each: a chain fused into one loop, with what `fuse` joins
    /// to it, or a node alone. A node with
    /// several `workers` stands for as many tasks.
    #[must_use]
    pub fn tasks(&self) -> Vec<Vec<usize>> {
        let mut tasks: Vec<Vec<usize>> = Vec::new();
        for node in 0..self.nodes.len() {
            let mut task = vec![node];
            for edge in self.edges.iter().filter(|edge| edge.to == node && edge.is_in_a_task()) {
                // All that is joined is one task, where the first of it stands.
                if let Some(before) = tasks.iter().position(|task| task.contains(&edge.from)) {
                    task.extend(std::mem::take(&mut tasks[before]));
                }
            }
            task.sort_unstable();
            tasks.retain(|task| !task.is_empty());
            let at = tasks.partition_point(|other| other[0] < task[0]);
            tasks.insert(at, task);
        }
        tasks
    }
}
