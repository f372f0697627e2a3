//! A pipeline under construction: generated code calls these, one statement a node.

use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::chain::{Boxed, Chain};
use crate::control::{Control, Gate, Guard};
use crate::edge::{DEFAULT_CAPACITY, Edge, EdgeOptions, EdgeView, In, OutPort, Overflow, Rx, Tx};
use crate::error::StartError;
use crate::flow::{EdgeFlow, Flow, Inbox, Seg};
use crate::head::{Down, Head, Out};
use crate::input::{BoxInput, Input, Merge};
use crate::options::NodeOptions;
use crate::push::{Segment, Tail};
use crate::retry::Intensity;
use crate::running::{Node, Running};
use crate::state::{Books, NodeCtx};
use crate::stats::NodeStats;
use crate::tail::{Arm, Arms, Branches, Broadcast, Copied, End, Route};
use crate::takes::Merged;

/// The options of a pipeline: `options { drain: 30s, max_restarts: 3 per 5s, channel: 256 }`.
#[derive(Clone, Copy, Debug)]
pub struct PipelineOptions {
    /// How long a drain may take.
    pub drain: Duration,
    /// How often a node may be restarted.
    pub max_restarts: Intensity,
    /// How many items an edge holds.
    pub channel: usize,
}

impl Default for PipelineOptions {
    fn default() -> Self {
        let drain = Duration::from_secs(30);
        Self { drain, max_restarts: Intensity::default(), channel: DEFAULT_CAPACITY }
    }
}

/// Builds a pipeline.
pub struct Builder {
    name: &'static str,
    options: PipelineOptions,
    control: Arc<Control>,
    tasks: Vec<Task>,
    nodes: Vec<NodeCell>,
    edges: Vec<Arc<dyn EdgeView>>,
    early: HashMap<&'static str, Arc<NodeStats>>,
    wrong: Option<StartError>,
}

pub struct Task {
    pub(crate) name: &'static str,
    pub(crate) future: Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// A node as the handle sees it.
pub struct NodeCell {
    pub(crate) name: &'static str,
    pub(crate) stats: Arc<NodeStats>,
    pub(crate) gates: Arc<Mutex<Vec<Arc<Gate>>>>,
}

pub struct TaskParts {
    pub(crate) name: &'static str,
    pub(crate) gate: Arc<Gate>,
}

impl Builder {
    /// Begins a pipeline.
    ///
    /// # Errors
    /// [`StartError::NoRuntime`] outside of a tokio runtime; [`StartError::Option`] where an option cannot be.
    pub fn new(name: &'static str, options: PipelineOptions) -> Result<Self, StartError> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(StartError::NoRuntime);
        }
        let mut builder = Self {
            name,
            options,
            control: Control::new(),
            tasks: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            early: HashMap::new(),
            wrong: None,
        };
        builder.check(name, options.channel > 0, "`channel` must be at least 1");
        Ok(builder)
    }

    /// Notes an option that cannot be; the first one is returned by [`launch`](Self::launch).
    pub(crate) fn check(&mut self, node: &str, holds: bool, reason: &str) {
        if !holds {
            let error = StartError::Option { node: node.to_owned(), reason: reason.to_owned() };
            self.wrong.get_or_insert(error);
        }
    }

    pub(crate) fn gate(&self) -> Arc<Gate> {
        self.control.gate()
    }

    pub(crate) fn control(&self) -> Arc<Control> {
        Arc::clone(&self.control)
    }

    pub(crate) fn guard(&self, node: &'static str) -> Guard {
        Guard::new(node, self.control())
    }

    pub(crate) fn channel(&self) -> usize {
        self.options.channel
    }

    /// A node of this name, run by the task behind `gate`.
    pub(crate) fn node(&mut self, name: &'static str, gate: &Arc<Gate>, options: &NodeOptions) -> NodeCtx {
        options.check(name, self);
        let cell = NodeCell { name, stats: self.stats_of(name), gates: Arc::new(Mutex::new(vec![Arc::clone(gate)])) };
        let ctx = NodeCtx {
            name,
            stats: Arc::clone(&cell.stats),
            control: self.control(),
            restart: options.restart,
            max_restarts: options.max_restarts.unwrap_or(self.options.max_restarts),
            rate: options.rate.clone(),
        };
        self.nodes.push(cell);
        ctx
    }

    /// The counters of a node that is added later.
    pub(crate) fn stats_of(&mut self, name: &'static str) -> Arc<NodeStats> {
        Arc::clone(self.early.entry(name).or_default())
    }

    /// One more task that runs the node added last.
    pub(crate) fn also(&mut self, gate: &Arc<Gate>) {
        if let Some(cell) = self.nodes.last() {
            cell.gates.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(gate));
        }
    }

    pub(crate) fn edge<T: Send + 'static>(&mut self, from: &str, options: Option<EdgeOptions>) -> Arc<Edge<T>> {
        let options = options.unwrap_or(EdgeOptions::blocking(self.options.channel));
        let edge = Edge::new(from, options);
        self.edges.push(Arc::clone(&edge) as Arc<dyn EdgeView>);
        edge
    }

    /// Reports an edge that was made elsewhere.
    pub(crate) fn watch(&mut self, edge: Arc<dyn EdgeView>) {
        self.edges.push(edge);
    }

    pub(crate) fn spawn<H: Head, C: Chain<H::Out>, F, T: Tail<C::Out>>(&mut self, seg: Seg<H, C, F>, tail: T) {
        let (head, chain, TaskParts { name, gate }) = seg.into_task();
        let future = Box::pin(head.drive(Down::new(Segment { chain, tail }, gate)));
        self.tasks.push(Task { name, future });
    }

    /// An `in` port.
    pub fn in_port<T: Send + 'static, From>(
        &mut self,
        name: &'static str,
        options: &NodeOptions,
    ) -> (In<T>, EdgeFlow<T, From>) {
        options.check(name, self);
        let inbox = options.inbox(self.options.channel).unwrap_or(EdgeOptions::blocking(self.options.channel));
        let edge = self.edge(name, Some(inbox));
        let port = In::new(&edge, inbox);
        self.control.on_stop(port.closer());
        (port, EdgeFlow::of(&edge, name))
    }

    /// An `out` port.
    pub fn out_port<T, Port, Fl>(&mut self, flow: Fl, name: &'static str, options: &NodeOptions) -> OutPort<T>
    where
        T: Send + 'static,
        Fl: Flow,
    {
        options.check(name, self);
        let inbox = options.inbox(self.options.channel).unwrap_or(EdgeOptions::blocking(self.options.channel));
        let edge = self.edge(name, Some(inbox));
        let rx = Rx::new(&edge);
        rx.leads_to("(outside)");
        let seg = flow.into_seg(self).cast::<T>();
        self.spawn(seg, Tx::outward(&edge));
        OutPort::new(rx)
    }

    /// `buffer` and `overflow` of an operator.
    pub fn cut<Fl: Flow>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: &NodeOptions,
    ) -> EdgeFlow<Fl::Out, Fl::From> {
        options.check(name, self);
        let inbox = Inbox { node: name, options: options.inbox(self.options.channel), on_full: None };
        EdgeFlow::new(flow.into_input(self, inbox), name)
    }

    /// A long chain's type, forgotten: nothing else changes.
    pub fn shorten<Fl: Flow>(&mut self, flow: Fl) -> Seg<Fl::Head, Boxed<<Fl::Head as Head>::Out, Fl::Out>, Fl::From> {
        let Seg { head, chain, name, gate, from } = flow.into_seg(self);
        Seg { head, chain: Boxed::new(chain), name, gate, from }
    }

    /// The end of a chain.
    pub fn end<Fl: Flow<Out = ()>>(&mut self, flow: Fl) {
        let seg = flow.into_seg(self);
        self.spawn(seg, End);
    }

    /// `=> _`
    pub fn discard<Fl: Flow>(&mut self, flow: Fl, name: &'static str) {
        let seg = flow.into_seg(self);
        let books = Books::new(self.node(name, &seg.gate, &NodeOptions::new()));
        let seg: Seg<_, _, ()> = seg.fuse(crate::chain::Discard(books), name);
        self.spawn(seg, End);
    }

    /// The streams of a broadcast. `copy` makes all but the last.
    pub fn broadcast<const N: usize, Fl: Flow>(
        &mut self,
        flow: Fl,
        name: &'static str,
        copy: impl Fn(&Fl::Out) -> Copied<Branches, Fl::Out> + Send + 'static,
    ) -> [EdgeFlow<Fl::Out, Fl::From>; N] {
        let edges: [Arc<Edge<Fl::Out>>; N] = std::array::from_fn(|_| self.edge(name, None));
        let branches = edges.iter().map(Tx::new).collect();
        let guard = self.guard(name);
        let flows = edges.map(|edge| EdgeFlow::of(&edge, name));
        let seg = flow.into_seg(self);
        self.spawn(seg, Broadcast::new(branches, move |item: &Fl::Out| copy(item).item, guard));
        flows
    }

    /// The streams behind the arms of a `match`.
    pub fn route<A: Arms, Fl: Flow>(
        &mut self,
        flow: Fl,
        name: &'static str,
        choose: impl FnMut(Fl::Out, &mut A) + Send + 'static,
    ) -> A::Flows {
        let seg = flow.into_seg(self);
        let books = Books::new(self.node(name, &seg.gate, &NodeOptions::new()));
        let (arms, flows) = A::open(&mut Opener { builder: self, name, workers: 1 });
        self.spawn(seg, Route::new(arms, choose, books));
        flows
    }

    /// One input of a merge into `Taker`, which takes `Taken`.
    pub fn merging<Taken, Taker: 'static, Fl>(
        &mut self,
        flow: Fl,
        into: &'static str,
        merges: impl Fn(Fl::Out) -> Merged<Taken, Fl::From, Taker> + Send + 'static,
    ) -> Merging<Taken>
    where
        Taken: Send + 'static,
        Fl: Flow,
    {
        Merging { input: flow.map_input(self, Inbox::plain(into), move |item| merges(item).item) }
    }

    /// One input of a merge of streams of one type.
    pub fn merging_same<Fl: Flow>(&mut self, flow: Fl, into: &'static str) -> Merging<Fl::Out> {
        Merging { input: flow.into_input(self, Inbox::plain(into)) }
    }

    /// One more, of the first one's type.
    pub fn merging_with<T: Send + 'static, Fl: Flow>(
        &mut self,
        _first: &Merging<T>,
        flow: Fl,
        into: &'static str,
        is_one: impl Fn(Fl::Out, PhantomData<T>, PhantomData<Fl::From>) -> Merged<T, Fl::From, ()> + Send + 'static,
    ) -> Merging<T> {
        let same = move |item| is_one(item, PhantomData, PhantomData).item;
        Merging { input: flow.map_input(self, Inbox::plain(into), same) }
    }

    /// Several streams as one.
    pub fn merge<T: Send + 'static, From, const N: usize>(
        &mut self,
        inputs: [Merging<T>; N],
        name: &'static str,
        prefer_first: bool,
    ) -> EdgeFlow<T, From> {
        let inputs = inputs.into_iter().map(|merging| merging.input).collect();
        EdgeFlow::new(Box::new(Merge::new(inputs, prefer_first)), name)
    }

    /// Starts everything.
    ///
    /// # Errors
    /// [`StartError::Option`] where an option computed at run time cannot be.
    pub fn launch(self) -> Result<Running, StartError> {
        match self.wrong {
            Some(error) => Err(error),
            None => {
                Ok(Running::launch(self.name, self.options.drain, self.control, self.tasks, self.nodes, self.edges))
            }
        }
    }

    /// The handle of a node.
    pub fn handle(&self, name: &str) -> Node {
        let cell = self.nodes.iter().find(|cell| cell.name == name);
        Node::new(name.to_owned(), cell)
    }
}

/// One input of a merge.
pub struct Merging<T> {
    input: BoxInput<T>,
}

/// Opens the edges of arms and output ports.
pub struct Opener<'a> {
    pub(crate) builder: &'a mut Builder,
    pub(crate) name: &'static str,
    pub(crate) workers: usize,
}

impl Opener<'_> {
    pub(crate) fn arm<T: Send + 'static>(&mut self) -> (Arm<T>, EdgeFlow<T>) {
        let edge = self.builder.edge(self.name, None);
        (Arm::new(Tx::new(&edge)), EdgeFlow::of(&edge, self.name))
    }

    /// The senders of one output port for each worker, and its stream.
    pub fn port<T: Send + 'static>(&mut self) -> (Vec<Out<T>>, EdgeFlow<T>) {
        let edge = self.builder.edge(self.name, None);
        let outs = match self.workers {
            1 => vec![Out::new(Tx::new(&edge))],
            workers => (0..workers).map(|_| Out::new(Tx::shared(&edge))).collect(),
        };
        (outs, EdgeFlow::of(&edge, self.name))
    }
}

impl NodeOptions {
    /// The inbox asked for, if any.
    pub(crate) fn inbox(&self, channel: usize) -> Option<EdgeOptions> {
        match (self.buffer, self.overflow) {
            (None, Overflow::Block) => None,
            (buffer, overflow) => Some(EdgeOptions { capacity: buffer.unwrap_or(channel).max(1), overflow }),
        }
    }
}
