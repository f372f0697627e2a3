//! A pipeline under construction: generated code calls these, one statement a node.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use aqueduct_drawing::Graph;

use crate::circle::{Before, Busy, Circle, Close, Minded};
use crate::control::{Control, Gate, Guard};
use crate::edge::{DEFAULT_CAPACITY, Edge, EdgeOptions, EdgeView, In, OutPort, Overflow, PortEdge, Rx, Tx};
use crate::error::StartError;
use crate::flow::{Drive, EdgeFlow, Flow, Inbox, Seg};
use crate::head::Out;
use crate::input::{BoxInput, Input, Merge};
use crate::options::NodeOptions;
use crate::plan::within_limit;
use crate::push::Push;
use crate::retry::Intensity;
use crate::running::{Node, Running};
use crate::state::{Books, NodeCtx};
use crate::stats::NodeStats;
use crate::sync::Mutex;
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
    /// The steps by name, each with the gate of a task that works on it.
    places: Vec<(&'static str, Arc<Gate>)>,
    edges: Vec<Arc<dyn EdgeView>>,
    /// `in` and `loop` ports, for the cycles they belong to.
    ports: Vec<(&'static str, Arc<dyn PortEdge>)>,
    early: HashMap<&'static str, Arc<NodeStats>>,
    wrong: Option<StartError>,
}

pub struct Task {
    pub(crate) name: &'static str,
    pub(crate) future: Drive,
    gate: Arc<Gate>,
    /// The step its items go to.
    to: &'static str,
    /// Tasks with the same number are one: `fuse` says so.
    pub(crate) joined: usize,
}

/// A node as the handle sees it.
pub struct NodeCell {
    pub(crate) name: &'static str,
    pub(crate) stats: Arc<NodeStats>,
    pub(crate) gates: Arc<Mutex<Vec<Arc<Gate>>>>,
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
            places: Vec::new(),
            edges: Vec::new(),
            ports: Vec::new(),
            early: HashMap::new(),
            wrong: None,
        };
        builder.check_count(name, "channel", Some(options.channel));
        builder.check_time(name, "drain", Some(options.drain));
        Ok(builder)
    }

    /// Notes an option that cannot be; the first one is returned by [`launch`](Self::launch).
    pub(crate) fn check(&mut self, node: &str, holds: bool, reason: &str) {
        if !holds {
            let error = StartError::Option { node: node.to_owned(), reason: reason.to_owned() };
            self.wrong.get_or_insert(error);
        }
    }

    /// What counts something is not zero: the compiler says the same of a literal.
    pub(crate) fn check_count(&mut self, node: &str, option: &str, count: Option<usize>) {
        self.check(node, count != Some(0), &format!("`{option}` cannot be zero: write 1 or more"));
    }

    /// A time is longer than nothing: the compiler says the same of a literal.
    pub(crate) fn check_time(&mut self, node: &str, option: &str, time: Option<Duration>) {
        let says = || format!("`{option}` cannot be zero: write a duration such as `1s`");
        self.check(node, time != Some(Duration::ZERO), &says());
    }

    /// `options { max_in_flight: n }`, where some option is computed when the pipeline starts.
    pub fn within_limit(&mut self, graph: &Graph<'_>, limit: usize) {
        if let Some(limit) = within_limit(graph, limit) {
            self.check(graph.name, false, limit.text());
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
        self.stands(name, gate);
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
            self.places.push((cell.name, Arc::clone(gate)));
        }
    }

    /// A step, also one that is no node of the handle, is in the task behind `gate`.
    pub(crate) fn stands(&mut self, step: &'static str, gate: &Arc<Gate>) {
        self.places.push((step, Arc::clone(gate)));
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

    /// A task whose items go to the step `to`.
    pub(crate) fn spawn<T: Send + 'static, F: 'static>(
        &mut self,
        seg: Seg<T, F>,
        end: impl Push<T> + 'static,
        to: &'static str,
    ) {
        let (name, gate) = (seg.name, Arc::clone(&seg.gate));
        let joined = self.tasks.len();
        self.tasks.push(Task { name, future: seg.drive(end), gate, to, joined });
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
        self.ports.push((name, Arc::clone(&edge) as Arc<dyn PortEdge>));
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
        self.spawn(seg, Tx::outward(&edge), name);
        OutPort::new(rx)
    }

    /// A `loop` port: where what leads into it comes out.
    pub fn loop_port<T: Send + 'static, Port>(
        &mut self,
        name: &'static str,
        options: &NodeOptions,
    ) -> (LoopPort<T>, EdgeFlow<T, Port>) {
        options.check(name, self);
        let overflow = if options.overflow == Overflow::Block { Overflow::DropOldest } else { options.overflow };
        let inbox = EdgeOptions { capacity: options.buffer.unwrap_or(self.options.channel).max(1), overflow };
        let edge = Edge::looping(name, inbox);
        self.edges.push(Arc::clone(&edge) as Arc<dyn EdgeView>);
        self.ports.push((name, Arc::clone(&edge) as Arc<dyn PortEdge>));
        self.control.on_stop(closing(Arc::clone(&edge) as Arc<dyn PortEdge>));
        let flow = EdgeFlow::of(&edge, name);
        (LoopPort { edge, name }, flow)
    }

    /// A chain that leads into a `loop` port.
    pub fn lead_into<T: Send + 'static, Fl: Flow>(&mut self, flow: Fl, port: LoopPort<T>) {
        let seg = flow.into_seg(self).cast::<T>();
        self.spawn(seg, Tx::new(&port.edge), port.name);
    }

    /// The steps of all cycles that some `loop` ports, also among these, have in common, and the steps before them. The loops
    /// close when everything before has ended and nothing is in the cycles.
    pub fn circle(&mut self, inside: &[&str], before: &[&str]) {
        let loops = self.ports.iter().filter(|(name, _)| inside.contains(name));
        let circle = Circle::new(loops.map(|(_, edge)| closing(Arc::clone(edge))).collect());
        for (_, edge) in self.ports.iter().filter(|(name, _)| before.contains(name)) {
            edge.lead_into(Busy::new(&circle));
        }
        let tasks = std::mem::take(&mut self.tasks);
        self.tasks = tasks.into_iter().map(|task| self.minded(task, &circle, inside, before)).collect();
    }

    /// `fuse`: the task of a step becomes one with those that lead to it, which work on the steps before it. Called when all tasks
    /// are there.
    pub fn fuse(&mut self, step: &str, before: &[&str]) {
        let theirs = self.places.iter().filter(|(name, _)| *name == step || before.contains(name));
        let gates: Vec<_> = theirs.map(|(_, gate)| gate).collect();
        let works = |task: &Task| gates.iter().any(|gate| Arc::ptr_eq(gate, &task.gate));
        let of_it = self.tasks.iter().filter(|task| task.to == step || works(task));
        let numbers: Vec<usize> = of_it.map(|task| task.joined).collect();
        for task in self.tasks.iter_mut().filter(|task| numbers.contains(&task.joined)) {
            task.joined = numbers[0];
            task.gate.share();
        }
    }

    fn minded(&self, mut task: Task, circle: &Arc<Circle>, inside: &[&str], before: &[&str]) -> Task {
        let runs =
            |steps: &[&str]| self.nodes.iter().any(|node| steps.contains(&node.name) && node.runs_in(&task.gate));
        let leads = |from: &[&str]| from.contains(&task.name);
        if runs(inside) || (leads(inside) && inside.contains(&task.to)) {
            task.future = Box::pin(Minded::new(task.future, &task.gate, circle));
        } else if runs(before) || (leads(before) && (before.contains(&task.to) || inside.contains(&task.to))) {
            task.future = Box::pin(Before { run: task.future, _busy: Busy::new(circle) });
        }
        task
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

    /// The end of a chain.
    pub fn end<Fl: Flow<Out = ()>>(&mut self, flow: Fl) {
        let seg = flow.into_seg(self);
        let name = seg.name;
        self.spawn(seg, End, name);
    }

    /// `=> _`
    pub fn discard<Fl: Flow>(&mut self, flow: Fl, name: &'static str) {
        let seg = flow.into_seg(self);
        let books = Books::new(self.node(name, &seg.gate, &NodeOptions::new()));
        let seg: Seg<_, ()> = seg.fuse(crate::chain::Discard(books), name);
        self.spawn(seg, End, name);
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
        self.stands(name, &seg.gate);
        self.spawn(seg, Broadcast::new(branches, move |item: &Fl::Out| copy(item).item, guard), name);
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
        self.spawn(seg, Route::new(arms, choose, books), name);
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

/// How a `loop` port is closed.
fn closing(edge: Arc<dyn PortEdge>) -> Close {
    Box::new(move || edge.close())
}

impl NodeCell {
    fn runs_in(&self, task: &Arc<Gate>) -> bool {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|gate| Arc::ptr_eq(gate, task))
    }
}

/// Where chains lead into a `loop` port.
pub struct LoopPort<T> {
    edge: Arc<Edge<T>>,
    name: &'static str,
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
        let outs = Tx::several(&edge, self.workers).into_iter().map(Out::new).collect();
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
