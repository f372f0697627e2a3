//! A pipeline as a node of another. It is built into the tasks of the outer one: what leads to its `in` goes on inside, and
//! what leads to its `out`s goes on behind it. The names of its nodes stand behind its own: `enrich.look_up`.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Mutex, PoisonError};

use crate::builder::{Builder, PipelineOptions};
use crate::chain::cast;
use crate::flow::{EdgeFlow, Flow, Inbox, Seg};
use crate::input::BoxInput;
use crate::options::NodeOptions;
use crate::plan::Inside;
use crate::report::NodeReport;
use crate::running::Node;
use crate::takes::Proof;
use crate::time::{Plain, Stamping};

/// What stands as a node, and begins with an upper-case letter. The type of its `in` is no item of this trait, for such a type may be
/// less visible than the pipeline: what flows in is re-cast, as on any edge ([`HasOneIn`] says whether it fits).
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands as a node, but it is no pipeline with one `in`",
    label = "not a pipeline with one `in`",
    note = "what begins with an upper-case letter is a pipeline: only one declared by `pipeline!` with exactly one `in` can be a node of another; a function begins with a lower-case letter"
)]
pub trait StandsAsANode: Sized {
    #[doc(hidden)]
    type It;
    /// What flows out of it, by the names of its `out`s, where what flows in carries what `S` says.
    #[doc(hidden)]
    type Outs<S: Stamping>;
    /// Its types are right.
    #[doc(hidden)]
    const CHECKED: usize;
    /// The names of its `out`s, and what to say of one that goes nowhere.
    #[doc(hidden)]
    const OUTS: &'static [(&'static str, &'static str)];
    /// What it holds.
    #[doc(hidden)]
    const HOLDS: Inside;
    #[doc(hidden)]
    fn options(&self) -> PipelineOptions;
    #[doc(hidden)]
    fn build<T: Send + 'static, S: Stamping>(self, b: &mut Builder, entrance: Open<T, (), S>) -> Self::Outs<S>;
}

/// What a pipeline takes.
pub trait HasOneIn<Taken> {}

/// A pipeline in the middle of a chain.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands in the middle of a chain, but it has not exactly one `out`",
    label = "a pipeline without an `out`, or with several",
    note = "without an `out` it ends its chain; several are taken by name: end the chain at `{Self}` and write `{Self}.port => ..;`"
)]
pub trait GoesOn {
    #[doc(hidden)]
    type It;
}

/// What flows out of a pipeline that goes on.
pub trait HasOneOut<Emitted: Send + 'static>: StandsAsANode {
    /// What that carries.
    #[doc(hidden)]
    type Stamp<S: Stamping>: Stamping;
    #[doc(hidden)]
    fn only<S: Stamping>(flows: Flows<Self, S>) -> Open<Emitted, Self, Self::Stamp<S>>;
}

/// What flows out of `P` where what flows in carries what `S` says.
pub struct Flows<P: StandsAsANode, S: Stamping> {
    /// By the names of its `out`s.
    pub outs: P::Outs<S>,
}

/// What stands in the parentheses of a pipeline is as much as it has fields for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has not as many fields as it is given arguments: {ARGUMENTS}",
    label = "is given {ARGUMENTS} arguments",
    note = "write an argument for each of its fields, in the order in which its struct declares them: each field gets a clone"
)]
pub trait HasFields<const ARGUMENTS: usize> {
    #[doc(hidden)]
    type It;
}

/// What its fields are, as a tuple.
pub trait IsMadeOf<Fields>: Sized {
    #[doc(hidden)]
    fn made(fields: Fields) -> Self;
}

/// What a pipeline is given for a field.
#[diagnostic::on_unimplemented(
    message = "a pipeline that is a node owns its fields, so it is given a clone, but `{Field}` is not `Clone`",
    label = "`{Field}` is not `Clone`",
    note = "let both pipelines hold an `Arc<{Field}>`, or derive `Clone`"
)]
pub trait Gives<Field> {
    #[doc(hidden)]
    fn given(field: &Field) -> Field;
}

/// A pipeline, to one that is a node of it.
pub enum Outer {}

#[diagnostic::do_not_recommend]
impl<T: Clone> Gives<T> for Outer {
    fn given(field: &T) -> T {
        field.clone()
    }
}

/// An open end, whatever it is: a type that generated code can name.
pub enum Open<T: Send + 'static, From = (), S: Stamping = Plain> {
    /// A task without an end.
    Task(Seg<T, From, S>),
    /// An edge that nobody reads yet.
    Edge(EdgeFlow<T, From, S>),
}

impl<T: Send + 'static, From: 'static, S: Stamping> Open<T, From, S> {
    pub(crate) fn coming_from<F>(self) -> Open<T, F, S> {
        match self {
            Self::Task(seg) => Open::Task(seg.coming_from()),
            Self::Edge(edge) => Open::Edge(edge.coming_from()),
        }
    }

    /// The same stream without times.
    pub(crate) fn strip(self) -> Open<T, From> {
        match self {
            Self::Task(seg) => Open::Task(seg.strip()),
            Self::Edge(edge) => Open::Edge(edge.strip()),
        }
    }
}

impl<T: Send + 'static, From: 'static, S: Stamping> Flow for Open<T, From, S> {
    type Out = T;
    type From = From;
    type Stamp = S;

    fn into_seg(self, b: &mut Builder) -> Seg<T, From, S> {
        match self {
            Self::Task(seg) => seg.into_seg(b),
            Self::Edge(edge) => edge.into_seg(b),
        }
    }

    fn into_input(self, b: &mut Builder, inbox: Inbox<T>) -> BoxInput<S::Of<T>> {
        match self {
            Self::Task(seg) => seg.into_input(b, inbox),
            Self::Edge(edge) => edge.into_input(b, inbox),
        }
    }

    fn map_input<O: Send + 'static>(
        self,
        b: &mut Builder,
        inbox: Inbox<O>,
        map: impl FnMut(T) -> O + Send + 'static,
    ) -> BoxInput<S::Of<O>> {
        match self {
            Self::Task(seg) => seg.map_input(b, inbox, map),
            Self::Edge(edge) => edge.map_input(b, inbox, map),
        }
    }

    fn into_open(self, _b: &mut Builder) -> Self {
        self
    }
}

/// An end of a pipeline that may be a node: `T` is known to be what flows; a wrong edge has its error elsewhere.
pub fn open<T: Send + 'static, From: 'static, Fl: Flow>(flow: Fl, b: &mut Builder) -> Open<T, From, Fl::Stamp> {
    cast::<Open<Fl::Out, Fl::From, Fl::Stamp>, Open<T, Fl::From, Fl::Stamp>>(flow.into_open(b)).coming_from()
}

/// A pipeline as a node: through an inbox, if it asks for one, into what is built of `pipeline`, whose names stand behind `name`. Its
/// own `channel` and `max_restarts` apply within it; `drain` is the outermost one's.
pub fn nest<S, Taken, Fl>(
    flow: Fl,
    name: &'static str,
    options: &NodeOptions,
    before: &[&'static str],
    pipeline: S,
    b: &mut Builder,
    _takes: impl Fn(&Fl::Out) -> Proof<S, Fl::From, Taken>,
) -> Flows<S, Fl::Stamp>
where
    S: StandsAsANode + HasOneIn<Taken>,
    Fl: Flow,
{
    let entrance = match options.inbox(b.channel()) {
        None => open::<Fl::Out, (), _>(flow, b),
        Some(_) => open(b.cut(flow, name, options), b),
    };
    let options = pipeline.options();
    Flows { outs: b.within(name, before, options, |b| pipeline.build(b, entrance)) }
}

/// Where the steps that are added stand.
#[derive(Default)]
pub struct Scope {
    /// The node they are within.
    within: Option<&'static str>,
    /// The steps that lead to that node, in all pipelines around it.
    before: Vec<&'static str>,
}

/// A circle that some `loop` ports close, by the names of its steps.
pub struct Ring {
    pub(crate) inside: Vec<&'static str>,
    pub(crate) before: Vec<&'static str>,
}

impl Ring {
    /// All of it lies on a cycle of a pipeline around it, whose circle it is part of.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let within = |step: &&str| other.inside.iter().any(|name| inner_name(step, name).is_some());
        self.inside.iter().all(within)
    }
}

impl Builder {
    /// The name of a step: behind that of the node it is within.
    #[must_use]
    pub fn name(&self, name: &'static str) -> &'static str {
        match self.scope.within {
            None => name,
            Some(node) => kept(format!("{node}.{name}")),
        }
    }

    /// Builds what is within the node `name`, behind the steps `before`.
    fn within<R>(
        &mut self,
        name: &'static str,
        before: &[&'static str],
        options: PipelineOptions,
        build: impl FnOnce(&mut Self) -> R,
    ) -> R {
        self.check_options(name, &options);
        let before = self.scope.before.iter().chain(before).copied().collect();
        let options = PipelineOptions { drain: self.options.drain, ..options };
        let scope = mem::replace(&mut self.scope, Scope { within: Some(name), before });
        let options = mem::replace(&mut self.options, options);
        let built = build(self);
        (self.scope, self.options) = (scope, options);
        built
    }

    /// The steps of all cycles that some `loop` ports, also among these, have in common, and the steps before them. The loops
    /// close when everything before has ended and nothing is in the cycles.
    pub fn circle(&mut self, inside: &[&'static str], before: &[&'static str]) {
        let before = self.scope.before.iter().chain(before).copied().collect();
        self.rings.push(Ring { inside: inside.to_vec(), before });
    }

    /// The handle of a node that is a pipeline.
    #[must_use]
    pub fn nodes(&self, within: &str) -> Nodes {
        let inner = self.node_names().filter_map(|name| Some((inner_name(name, within)?, name)));
        Nodes { nodes: inner.map(|(inner, name)| (inner.to_owned(), self.handle(name))).collect() }
    }
}

/// Whether a step is one of these, or within one of them.
pub(crate) fn is_among(step: &str, names: &[&str]) -> bool {
    names.iter().any(|name| step == *name || inner_name(step, name).is_some())
}

/// `look_up` of `enrich.look_up` within `enrich`.
fn inner_name<'a>(name: &'a str, within: &str) -> Option<&'a str> {
    name.strip_prefix(within)?.strip_prefix('.')
}

/// A name for the life of the program. There are as many as the drawings of a program say, however often they are started.
/// (No lock of `crate::sync`: nothing waits for it.)
fn kept(name: String) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let name: &'static str = Box::leak(name.into_boxed_str());
    names.insert(name);
    name
}

/// The nodes of a pipeline that is itself a node: `running.nodes.enrich`.
#[derive(Clone)]
pub struct Nodes {
    /// By their names within it.
    nodes: Vec<(String, Node)>,
}

impl Nodes {
    /// Holds all of them back, as [`Node::pause`] does one: what is inside stays there, and what waits before it backs up.
    pub fn pause(&self) {
        self.nodes.iter().for_each(|(_, node)| node.pause());
    }

    /// Lets them go on, also those that were paused one by one.
    pub fn resume(&self) {
        self.nodes.iter().for_each(|(_, node)| node.resume());
    }

    /// One of them, by its name within the pipeline: `look_up`, or `inner.look_up` of a pipeline in it.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// Their counters so far, by the names they have in a report: `enrich.look_up`.
    #[must_use]
    pub fn stats(&self) -> Vec<NodeReport> {
        self.nodes.iter().map(|(_, node)| node.stats()).collect()
    }
}
