//! Placing a node into a task: fused where it is synchronous and asks for nothing else, at the head of a task of its own, or
//! as several workers.

use std::marker::PhantomData;
use std::sync::Arc;

use super::tasks::Tasks;
use super::{Draft, batch_inbox};
use crate::builder::Builder;
use crate::chain::{Fold, Fused, cast};
use crate::edge::{Edge, EdgeOptions, Overflow, Rx, Tx, WorkerRx};
use crate::failure::Exit;
use crate::flow::{EdgeFlow, Flow, Inbox, NowOf, Seg};
use crate::head::{ErrOf, OutOf, StageHead, Try, UnitOf};
use crate::input::{Input, Merge, Ordered};
use crate::node::{Async, Bind, Blocking, CallFold, CallSync, Folds, Many, Node, One, Sync};
use crate::outcome::Keeping;
use crate::spread::OfWorkers;
use crate::state::Books;
use crate::tail::End;
use crate::time::Stamping;

pub(super) type ModeOf<Bd, I> = <<Bd as Bind<I>>::Stage as Node<I>>::Mode;
type KindOf<Bd, I> = <<Bd as Bind<I>>::Stage as Node<I>>::Kind;

/// How a node of a kind is placed when its options do not ask for a task of its own.
pub trait Place<I: Send + 'static, Fl: Flow, Bd: Bind<I>, X, K> {
    /// What comes of it.
    type Out: Send + 'static;
    /// The open end behind it.
    type Flow: Flow<Out = Self::Out, From = Bd::Stage, Stamp = Fl::Stamp>;
    #[doc(hidden)]
    fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow;
}

impl<I, Fl, Bd, X, K> Place<I, Fl, Bd, X, K> for Sync
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Bd::Stage: CallSync<I>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
{
    type Out = OutOf<Bd, I>;
    type Flow = Seg<Self::Out, Bd::Stage, Fl::Stamp>;

    fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
        let seg = draft.flow.into_seg(b).cast();
        let ctx = b.node(draft.name, &seg.gate, &draft.options);
        let exit = only(draft.exits);
        seg.fuse(Fused::<I, Bd, X, K>::new(draft.bound, exit, Books::new(ctx), draft.options.tick), draft.name)
    }
}

impl<I, Fl, Bd, X, K, M> Place<I, Fl, Bd, X, K> for Folds<M>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Bd::Stage: CallFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, I> + 'static,
{
    type Out = <Bd::Stage as CallFold<I>>::Emit;
    type Flow = Seg<Self::Out, Bd::Stage, Fl::Stamp>;

    fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
        let seg = draft.flow.into_seg(b).cast();
        let ctx = b.node(draft.name, &seg.gate, &draft.options);
        let exit = only(draft.exits);
        seg.fuse(Fold::<I, Bd, X, K>::new(draft.bound, exit, Books::new(ctx)), draft.name)
    }
}

macro_rules! placed_as_task {
    ($($kind:ty),+) => {$(
        impl<I, Fl, Bd, X, K> Place<I, Fl, Bd, X, K> for $kind
        where
            I: Send + 'static,
            Fl: Flow,
            Bd: Bind<I>,
            $kind: Try<I, Bd, Extra = ()>,
            X: Exit<I, ErrOf<Bd, I>>,
            K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
        {
            type Out = OutOf<Bd, I>;
            type Flow = Seg<Self::Out, Bd::Stage, Fl::Stamp>;

            fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
                draft.task::<$kind>(b)
            }
        }
    )+};
}

placed_as_task!(Async, Blocking, Many);

/// How a node of a kind without keys is placed on several workers.
pub trait PlaceWorkers<I: Send + 'static, Fl: Flow, Bd: Bind<I>, X, K> {
    /// What comes of it.
    type Out: Send + 'static;
    /// The open end behind it.
    type Flow: Flow<Out = Self::Out, From = Bd::Stage>;
    #[doc(hidden)]
    fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow;
}

macro_rules! tried_by_workers {
    ($($kind:ty),+) => {$(
        impl<I, Fl, Bd, X, K> PlaceWorkers<I, Fl, Bd, X, K> for $kind
        where
            I: Send + 'static,
            Fl: Flow,
            Bd: Bind<I>,
            $kind: Try<I, Bd, Extra = ()>,
            X: Exit<I, ErrOf<Bd, I>>,
            K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
        {
            type Out = OutOf<Bd, I>;
            type Flow = OfWorkers<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>;

            fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
                draft.try_by_workers::<$kind>(b)
            }
        }
    )+};
}

tried_by_workers!(Sync, Async, Blocking, Many);

/// The one exit of a node with one worker.
pub(super) fn only<X>(exits: Vec<X>) -> X {
    exits.into_iter().next().expect("aqueduct: every node has an exit for each of its workers")
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    X: Exit<I, ErrOf<Bd, I>>,
{
    /// A node whose options ask for nothing: fused if it can be.
    pub fn place<S, O>(
        self,
        b: &mut Builder,
    ) -> impl Flow<Out = O, From = S, Stamp = Fl::Stamp> + use<I, Fl, Bd, Q, W, K, X, S, O>
    where
        Bd: Bind<I, Stage = S>,
        S: Node<I>,
        O: Send + 'static,
        S::Kind: Place<I, Fl, Bd, X, K, Out = O>,
    {
        S::Kind::place(self, b)
    }
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
{
    /// A task of its own with one worker.
    fn task<A>(self, b: &mut Builder) -> Seg<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>
    where
        A: Try<I, Bd, Extra = ()>,
    {
        let policy = self.policy();
        let gate = b.gate();
        let ctx = b.node(self.name, &gate, &self.options);
        let options = self.options.gathers().then(|| batch_inbox(1));
        let inbox = Inbox { node: self.name, options, on_full: None };
        let now = NowOf::<Fl>::default();
        let input = Fl::Stamp::bare(self.flow.map_input(b, inbox, cast::<_, UnitOf<Bd, I>>), &now);
        let head = StageHead::<I, Bd, A, X, K> {
            input,
            bound: Arc::new(self.bound),
            extra: (),
            policy,
            exit: only(self.exits),
            books: Books::new(ctx),
            now: Fl::Stamp::instants(&now),
            keep: PhantomData,
        };
        Seg::bare(head, now, self.name, gate)
    }

    /// A node with `retry`, `timeout`, `rate` and the like, and one worker.
    pub fn place_task(self, b: &mut Builder) -> Seg<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>
    where
        KindOf<Bd, I>: Try<I, Bd, Extra = ()>,
    {
        self.task::<KindOf<Bd, I>>(b)
    }

    /// `workers: n`
    pub fn place_workers(self, b: &mut Builder) -> <KindOf<Bd, I> as PlaceWorkers<I, Fl, Bd, X, K>>::Flow
    where
        KindOf<Bd, I>: PlaceWorkers<I, Fl, Bd, X, K>,
    {
        KindOf::<Bd, I>::place(self, b)
    }

    /// Workers whose outputs come in the order of their inputs, or as they come.
    fn try_by_workers<A>(self, b: &mut Builder) -> OfWorkers<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>
    where
        A: Try<I, Bd, Extra = ()>,
    {
        let (name, ordered) = (self.name, !self.options.unordered);
        let workers = self.options.workers.max(1);
        let says_marks = self.exits.iter().any(|exit| exit.marks().is_some());
        let (edge, heads) = self.workers::<A>(b, without_ports(workers));
        if !ordered {
            return OfWorkers::AsItComes(heads, name);
        }
        edge.keep_deals();
        if says_marks {
            edge.tell_workers();
        }
        let ordered = Ordered::new(&edge, spawn_each(b, heads, name, Tx::dealt));
        OfWorkers::Ordered(EdgeFlow::new(Box::new(ordered), name))
    }

    /// A sink with `workers: n`.
    pub fn end_workers(self, b: &mut Builder)
    where
        KindOf<Bd, I>: Try<I, Bd, Extra = ()>,
        Bd::Stage: Node<I, Out = ()>,
    {
        let (name, workers) = (self.name, self.options.workers.max(1));
        let (_, heads) = self.workers::<KindOf<Bd, I>>(b, without_ports(workers));
        heads.into_iter().for_each(|head| b.spawn(head.strip(), End, name));
    }

    /// The heads of all workers, behind one edge.
    pub(super) fn workers<A>(
        self,
        b: &mut Builder,
        extras: Vec<(A::Extra, NowOf<Fl>)>,
    ) -> Workers<Fl::Stamp, UnitOf<Bd, I>, OutOf<Bd, I>, Bd::Stage>
    where
        A: Try<I, Bd, Extra: 'static>,
    {
        let policy = self.policy();
        let (name, options) = (self.name, self.options.clone());
        let inbox = match options.gathers() {
            true => Some(batch_inbox(extras.len())),
            // One that fails stands before it, where its exit is.
            false => options.inbox(b.channel()).filter(|inbox| inbox.overflow != Overflow::Fail),
        };
        let edge = shared_edge(b, self.flow, name, inbox);
        let bound = Arc::new(self.bound);
        let mut tasks = Tasks::new(name, options.clone(), self.exits);
        let heads = extras.into_iter().enumerate().map(|(at, (extra, now))| {
            let gate = b.gate();
            let (books, exit) = tasks.worker(b, &gate);
            let reader = WorkerRx::new(&edge, at);
            let reader = if options.gathers() { reader.one_by_one() } else { reader };
            let head = StageHead::<I, Bd, A, X, K> {
                input: Fl::Stamp::bare(Box::new(reader), &now),
                bound: Arc::clone(&bound),
                extra,
                policy: policy.clone(),
                exit,
                books,
                now: Fl::Stamp::instants(&now),
                keep: PhantomData,
            };
            Seg::bare(head, now, name, gate)
        });
        let heads = heads.collect();
        edge.leads_to(name);
        (edge, heads)
    }
}

/// What so many workers have to themselves that send to no ports.
fn without_ports<N: Default>(workers: usize) -> Vec<((), N)> {
    (0..workers).map(|_| ((), N::default())).collect()
}

/// The edge that several workers share, and the workers.
pub(super) type Workers<S, U, O, From> = (Arc<Edge<<S as Stamping>::Of<U>>>, Vec<Seg<O, From, S>>);

/// The edge that several workers share.
pub(crate) fn shared_edge<T: Send + 'static, Fl: Flow>(
    b: &mut Builder,
    flow: Fl,
    name: &'static str,
    inbox: Option<EdgeOptions>,
) -> Arc<Edge<<Fl::Stamp as Stamping>::Of<T>>> {
    let seg = flow.into_seg(b).cast::<T>();
    let edge = b.edge(seg.name, inbox);
    b.spawn(seg, Tx::new(&edge), name);
    edge.leads_to(name);
    edge
}

/// Spawns each with an edge of its own behind it, to which `sender` makes the sending end.
pub(crate) fn spawn_each<T: Send + 'static, F: 'static, S: Stamping>(
    b: &mut Builder,
    segs: Vec<Seg<T, F, S>>,
    name: &'static str,
    sender: impl Fn(&Arc<Edge<S::Of<T>>>) -> Tx<S::Of<T>>,
) -> Vec<Rx<S::Of<T>>> {
    let spawn = |seg| {
        let edge = b.edge(name, None);
        b.spawn(seg, sender(&edge), name);
        Rx::new(&edge)
    };
    segs.into_iter().map(spawn).collect()
}

/// As they come, fair by turns.
pub(crate) fn unordered<T: Send + 'static>(edges: Vec<Rx<T>>) -> Merge<T> {
    Merge::new(edges.into_iter().map(|rx| Box::new(rx) as Box<dyn Input<Item = T>>).collect(), false)
}
