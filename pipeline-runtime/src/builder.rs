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
use crate::flow::{Drive, EdgeFlow, Flow, Inbox, MovedOf, Seg};
use crate::input::{BoxInput, Input, Merge};
use crate::nested::{Ring, Scope, is_among};
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
use crate::time::{Plain, Stamping};

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
    pub(crate) options: PipelineOptions,
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
    pub(crate) scope: Scope,
    /// Circles to be closed, and tasks to be joined, when all tasks are there.
    pub(crate) rings: Vec<Ring>,
    fuses: Vec<(&'static str, Vec<&'static str>)>,
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
            scope: Scope::default(),
            rings: Vec::new(),
            fuses: Vec::new(),
        };
        builder.check_options(name, &options);
        Ok(builder)
    }

    pub(crate) fn check_options(&mut self, pipeline: &str, options: &PipelineOptions) {
        self.check_count(pipeline, "channel", Some(options.channel));
        self.check_time(pipeline, "drain", Some(options.drain));
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
    pub(crate) fn spawn<T: Send + 'static, F: 'static, S: Stamping>(
        &mut self,
        seg: Seg<T, F, S>,
        end: impl Push<S::Of<T>> + 'static,
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
        let seg = flow.into_seg(self).strip().cast::<T>();
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
        let seg = flow.into_seg(self).strip().cast::<T>();
        self.spawn(seg, Tx::new(&port.edge), port.name);
    }

    fn close_circles(&mut self) {
        let rings = std::mem::take(&mut self.rings);
        let alone = |ring: &&Ring| !rings.iter().any(|other| ring.is_within(other));
        rings.iter().filter(alone).for_each(|ring| self.close_circle(ring));
    }

    fn close_circle(&mut self, Ring { inside, before }: &Ring) {
        let loops = self.ports.iter().filter(|(name, _)| is_among(name, inside));
        let circle = Circle::new(loops.map(|(_, edge)| closing(Arc::clone(edge))).collect());
        for (_, edge) in self.ports.iter().filter(|(name, _)| is_among(name, before)) {
            edge.lead_into(Busy::new(&circle));
        }
        let tasks = std::mem::take(&mut self.tasks);
        self.tasks = tasks.into_iter().map(|task| self.minded(task, &circle, inside, before)).collect();
    }

    /// `fuse`: the task of a step becomes one with those that lead to it, which work on the steps before it.
    pub fn fuse(&mut self, step: &'static str, before: &[&'static str]) {
        self.fuses.push((step, before.to_vec()));
    }

    fn join_tasks(&mut self, step: &str, before: &[&str]) {
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
            |steps: &[&str]| self.nodes.iter().any(|node| is_among(node.name, steps) && node.runs_in(&task.gate));
        let leads = |from: &[&str]| is_among(task.name, from);
        if runs(inside) || (leads(inside) && is_among(task.to, inside)) {
            task.future = Box::pin(Minded::new(task.future, &task.gate, circle));
        } else if runs(before) || (leads(before) && (is_among(task.to, before) || is_among(task.to, inside))) {
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
    ) -> EdgeFlow<Fl::Out, Fl::From, Fl::Stamp> {
        options.check(name, self);
        let inbox = Inbox { node: name, options: options.inbox(self.options.channel), on_full: None };
        EdgeFlow::new(flow.into_input(self, inbox), name)
    }

    /// The end of a chain.
    pub fn end<Fl: Flow<Out = ()>>(&mut self, flow: Fl) {
        let seg = flow.into_seg(self).strip();
        let name = seg.name;
        self.spawn(seg, End, name);
    }

    /// `=> _`
    pub fn discard<Fl: Flow>(&mut self, flow: Fl, name: &'static str) {
        let seg = flow.into_seg(self).strip();
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
    ) -> [EdgeFlow<Fl::Out, Fl::From, Fl::Stamp>; N] {
        let edges: [Arc<Edge<MovedOf<Fl>>>; N] = std::array::from_fn(|_| self.edge(name, None));
        let branches = edges.iter().map(Tx::new).collect();
        let guard = self.guard(name);
        let flows = edges.map(|edge| EdgeFlow::of(&edge, name));
        let seg = flow.into_seg(self);
        self.stands(name, &seg.gate);
        let tail = Broadcast::<_, _, Fl::Stamp>::new(branches, move |item: &Fl::Out| copy(item).item, guard);
        self.spawn(seg, tail, name);
        flows
    }

    /// The streams behind the arms of a `match`.
    pub fn route<A: Arms<Fl::Stamp>, Fl: Flow>(
        &mut self,
        flow: Fl,
        name: &'static str,
        choose: impl FnMut(Fl::Out, &mut A) + Send + 'static,
    ) -> A::Flows {
        let seg = flow.into_seg(self);
        let books = Books::new(self.node(name, &seg.gate, &NodeOptions::new()));
        let (arms, flows) = A::open(&mut Opener { builder: self, name });
        self.spawn(seg, Route::<Fl::Out, _, _, Fl::Stamp>::new(arms, choose, books), name);
        flows
    }

    /// One input of a merge into `Taker`, which takes `Taken`.
    pub fn merging<Taken, Taker: 'static, Fl>(
        &mut self,
        flow: Fl,
        into: &'static str,
        merges: impl Fn(Fl::Out) -> Merged<Taken, Fl::From, Taker> + Send + 'static,
    ) -> Merging<Taken, Fl::Stamp>
    where
        Taken: Send + 'static,
        Fl: Flow,
    {
        Merging { input: flow.map_input(self, Inbox::plain(into), move |item| merges(item).item) }
    }

    /// One input of a merge of streams of one type.
    pub fn merging_same<Fl: Flow>(&mut self, flow: Fl, into: &'static str) -> Merging<Fl::Out, Fl::Stamp> {
        Merging { input: flow.into_input(self, Inbox::plain(into)) }
    }

    /// One more, of the first one's type.
    pub fn merging_with<T: Send + 'static, Fl: Flow>(
        &mut self,
        _first: &Merging<T, Fl::Stamp>,
        flow: Fl,
        into: &'static str,
        is_one: impl Fn(Fl::Out, PhantomData<T>, PhantomData<Fl::From>) -> Merged<T, Fl::From, ()> + Send + 'static,
    ) -> Merging<T, Fl::Stamp> {
        let same = move |item| is_one(item, PhantomData, PhantomData).item;
        Merging { input: flow.map_input(self, Inbox::plain(into), same) }
    }

    /// Several streams as one.
    pub fn merge<T: Send + 'static, From, S: Stamping, const N: usize>(
        &mut self,
        inputs: [Merging<T, S>; N],
        name: &'static str,
        prefer_first: bool,
    ) -> EdgeFlow<T, From, S> {
        let inputs = inputs.into_iter().map(|merging| merging.input).collect();
        EdgeFlow::new(Box::new(Merge::new(inputs, prefer_first)), name)
    }

    /// Starts everything.
    ///
    /// # Errors
    /// [`StartError::Option`] where an option computed at run time cannot be.
    pub fn launch(mut self) -> Result<Running, StartError> {
        self.close_circles();
        for (step, before) in std::mem::take(&mut self.fuses) {
            self.join_tasks(step, &before);
        }
        match self.wrong {
            Some(error) => Err(error),
            None => {
                Ok(Running::launch(self.name, self.options.drain, self.control, self.tasks, self.nodes, self.edges))
            }
        }
    }

    pub(crate) fn node_names(&self) -> impl Iterator<Item = &'static str> {
        self.nodes.iter().map(|cell| cell.name)
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
pub struct Merging<T: Send + 'static, S: Stamping = Plain> {
    input: BoxInput<S::Of<T>>,
}

/// Opens the edges of arms.
pub struct Opener<'a> {
    pub(crate) builder: &'a mut Builder,
    pub(crate) name: &'static str,
}

impl Opener<'_> {
    pub(crate) fn arm<T: Send + 'static, S: Stamping>(&mut self) -> (Arm<T, S>, EdgeFlow<T, (), S>) {
        let edge = self.builder.edge(self.name, None);
        (Arm::new(Tx::new(&edge)), EdgeFlow::of(&edge, self.name))
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
