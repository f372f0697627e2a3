//! Placing a node with `by`.

use std::marker::PhantomData;
use std::sync::Arc;

use hashbrown::DefaultHashBuilder;

use super::Draft;
use super::place::{only, spawn_each, unordered};
use super::tasks::Tasks;
use crate::builder::Builder;
use crate::chain::{FoldCore, Keyed, KeyedCore, StageCore, Weigh};
use crate::edge::{Edge, EdgeView, Rx, Tx};
use crate::failure::Exit;
use crate::flow::{EdgeFlow, Flow, NowOf, Seg};
use crate::head::{ErrOf, KeyedHead, KeyedQueue, KeyedTail, OutOf, QueueOptions, StateOf, Try, UnitOf};
use crate::keys::{KeyBy, lane};
use crate::node::{Async, Bind, Blocking, CallFold, CallSync, Folds, Many, Node, One, Sync};
use crate::outcome::Keeping;
use crate::state::Books;
use crate::tail::{End, Lanes};
use crate::time::Stamping;

type ModeOf<Bd, I> = <<Bd as Bind<I>>::Stage as Node<I>>::Mode;
type KindOf<Bd, I> = <<Bd as Bind<I>>::Stage as Node<I>>::Kind;

/// A queue of keys, and the workers that serve it.
type Served<I, Fl, Bd, Q, W> = (
    Arc<KeyedQueue<I, <<Bd as Bind<I>>::Stage as Node<I>>::Shape, Q, W, StateOf<Bd, I>>>,
    Vec<Seg<OutOf<Bd, I>, <Bd as Bind<I>>::Stage, <Fl as Flow>::Stamp>>,
);

/// The fused work of a kind, with a state per key.
pub trait Cored<I: Send + 'static, Bd: Bind<I>, Key, X, K> {
    #[doc(hidden)]
    type Core: KeyedCore<I, Key>;
    #[doc(hidden)]
    fn core(bound: Bd, exit: X, books: Books) -> Self::Core;
}

impl<I, Bd, Key, X, K> Cored<I, Bd, Key, X, K> for Sync
where
    I: Send + 'static,
    Bd: Bind<I>,
    Bd::Stage: CallSync<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, I> + 'static,
{
    type Core = StageCore<I, Bd, X, K>;

    fn core(bound: Bd, exit: X, books: Books) -> Self::Core {
        StageCore::new(bound, exit, books)
    }
}

impl<I, Bd, Key, X, K, M> Cored<I, Bd, Key, X, K> for Folds<M>
where
    I: Send + 'static,
    Bd: Bind<I>,
    Bd::Stage: CallFold<I> + Node<I, Shape = One>,
    Key: Send + 'static,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, I> + 'static,
{
    type Core = FoldCore<I, Bd, X, K>;

    fn core(bound: Bd, exit: X, books: Books) -> Self::Core {
        FoldCore::new(bound, exit, books)
    }
}

/// How a keyed node of a kind is placed when its options ask for nothing that waits.
pub trait PlaceKeyed<I: Send + 'static, Fl: Flow, Bd: Bind<I>, Q, W, X, K> {
    /// What comes of it.
    type Out: Send + 'static;
    /// The open end behind it.
    type Flow: Flow<Out = Self::Out, From = Bd::Stage, Stamp = Fl::Stamp>;
    #[doc(hidden)]
    fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow;
}

macro_rules! fused_by_key {
    ($($kind:ty $(: $of:ident)?),+) => {$(
        impl<I, Fl, Bd, Q, W, X, K $(, $of)?> PlaceKeyed<I, Fl, Bd, Q, W, X, K> for $kind
        where
            I: Send + 'static,
            Fl: Flow,
            Bd: Bind<I>,
            Q: KeyBy<I>,
            $kind: Cored<I, Bd, Q::Key, X, K>,
        {
            type Out = <<$kind as Cored<I, Bd, Q::Key, X, K>>::Core as KeyedCore<I, Q::Key>>::Out;
            type Flow = Seg<Self::Out, Bd::Stage, Fl::Stamp>;

            fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
                let seg = draft.flow.into_seg(b).cast::<I>();
                let ctx = b.node(draft.name, &seg.gate, &draft.options);
                let core = <$kind>::core(draft.bound, only(draft.exits), Books::new(ctx));
                seg.fuse(Keyed::new(draft.by, core, draft.options.keeping()), draft.name)
            }
        }
    )+};
}

fused_by_key!(Sync, Folds<M>: M);

macro_rules! queued_by_key {
    ($($kind:ty),+) => {$(
        impl<I, Fl, Bd, Q, W, X, K> PlaceKeyed<I, Fl, Bd, Q, W, X, K> for $kind
        where
            I: Send + 'static,
            Fl: Flow,
            Bd: Bind<I>,
            Bd::Stage: Node<I, Kind = $kind>,
            $kind: Try<I, Bd, Extra = ()>,
            Q: KeyBy<I>,
            W: Weigh<I> + std::marker::Sync,
            X: Exit<I, ErrOf<Bd, I>>,
            K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
        {
            type Out = OutOf<Bd, I>;
            type Flow = EdgeFlow<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>;

            fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
                draft.place_queue(b)
            }
        }
    )+};
}

queued_by_key!(Async, Blocking, Many);

/// How a keyed node of a kind is placed on several workers.
pub trait PlaceLanes<I: Send + 'static, Fl: Flow, Bd: Bind<I>, Q, W, X, K> {
    /// What comes of it.
    type Out: Send + 'static;
    /// The open end behind it.
    type Flow: Flow<Out = Self::Out, From = Bd::Stage>;
    #[doc(hidden)]
    fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow;
}

/// What the lanes of a kind let out.
type LaneOf<A, I, Bd, Q, X, K> =
    <<A as Cored<I, Arc<Bd>, <Q as KeyBy<I>>::Key, X, K>>::Core as KeyedCore<I, <Q as KeyBy<I>>::Key>>::Out;

macro_rules! laned {
    ($($kind:ty),+) => {$(
        impl<I, Fl, Bd, Q, W, X, K> PlaceLanes<I, Fl, Bd, Q, W, X, K> for $kind
        where
            I: Send + 'static,
            Fl: Flow,
            Bd: Bind<I>,
            Q: KeyBy<I>,
            $kind: Cored<I, Arc<Bd>, Q::Key, X, K>,
        {
            type Out = <<$kind as Cored<I, Arc<Bd>, Q::Key, X, K>>::Core as KeyedCore<I, Q::Key>>::Out;
            type Flow = EdgeFlow<Self::Out, Bd::Stage, Fl::Stamp>;

            fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
                let name = draft.name;
                let lanes = lanes::<$kind, _, _, _, _, _, _, _>(draft, b);
                EdgeFlow::new(Box::new(unordered(spawn_each(b, lanes, name, Tx::new))), name)
            }
        }
    )+};
}

laned!(Sync, Folds);

macro_rules! queued_lanes {
    ($($kind:ty),+) => {$(
        impl<I, Fl, Bd, Q, W, X, K> PlaceLanes<I, Fl, Bd, Q, W, X, K> for $kind
        where
            I: Send + 'static,
            Fl: Flow,
            Bd: Bind<I>,
            Bd::Stage: Node<I, Kind = $kind>,
            $kind: Try<I, Bd, Extra = ()>,
            Q: KeyBy<I>,
            W: Weigh<I> + std::marker::Sync,
            X: Exit<I, ErrOf<Bd, I>>,
            K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
        {
            type Out = OutOf<Bd, I>;
            type Flow = EdgeFlow<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>;

            fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
                draft.place_queue(b)
            }
        }
    )+};
}

queued_lanes!(Async, Blocking, Many);

/// One lane a worker: a key always goes the same way, and each lane has the states of its keys to itself.
fn lanes<A, I, Fl, Bd, Q, W, X, K>(
    draft: Draft<I, Fl, Bd, Q, W, K, X>,
    b: &mut Builder,
) -> Vec<Seg<LaneOf<A, I, Bd, Q, X, K>, (), Fl::Stamp>>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Q: KeyBy<I>,
    A: Cored<I, Arc<Bd>, Q::Key, X, K>,
{
    let (name, workers) = (draft.name, draft.options.workers.max(1));
    let mut keeping = draft.options.keeping();
    keeping.max_keys = keeping.max_keys.map(|most| most.div_ceil(workers));
    let seg = draft.flow.into_seg(b).cast::<I>();
    let edges: Vec<Arc<Edge<<Fl::Stamp as Stamping>::Of<I>>>> = (0..workers).map(|_| b.edge(seg.name, None)).collect();
    let (by, bound) = (Arc::new(draft.by), Arc::new(draft.bound));
    let (keys, hasher) = (Arc::clone(&by), DefaultHashBuilder::default());
    let choose = move |item: &I, lanes| lane(&*keys, &hasher, item, lanes);
    b.spawn(seg, Lanes::<I, _, Fl::Stamp>::new(edges.iter().map(Tx::new).collect(), choose), name);
    let mut tasks = Tasks::new(name, draft.options, draft.exits);
    let mut lane = |edge: &Arc<Edge<<Fl::Stamp as Stamping>::Of<I>>>| {
        let flow = EdgeFlow::<I, (), Fl::Stamp>::of(edge, name);
        edge.leads_to(name);
        let seg = flow.into_seg(b);
        let (books, exit) = tasks.worker(b, &seg.gate);
        let core = A::core(Arc::clone(&bound), exit, books);
        seg.fuse(Keyed::new(Arc::clone(&by), core, keeping), name)
    };
    edges.iter().map(&mut lane).collect()
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Q: KeyBy<I>,
{
    /// `by` alone.
    pub fn place_keyed<S, O>(
        self,
        b: &mut Builder,
    ) -> impl Flow<Out = O, From = S, Stamp = Fl::Stamp> + use<I, Fl, Bd, Q, W, K, X, S, O>
    where
        Bd: Bind<I, Stage = S>,
        S: Node<I>,
        O: Send + 'static,
        S::Kind: PlaceKeyed<I, Fl, Bd, Q, W, X, K, Out = O>,
    {
        S::Kind::place(self, b)
    }

    /// `by` with `workers`.
    pub fn place_lanes(self, b: &mut Builder) -> <KindOf<Bd, I> as PlaceLanes<I, Fl, Bd, Q, W, X, K>>::Flow
    where
        KindOf<Bd, I>: PlaceLanes<I, Fl, Bd, Q, W, X, K>,
    {
        KindOf::<Bd, I>::place(self, b)
    }
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Q: KeyBy<I>,
    W: Weigh<I> + std::marker::Sync,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, UnitOf<Bd, I>>,
{
    /// `by` with what can wait: workers that serve whatever key is ready. Their outputs share one edge, so that those of a
    /// key stay in order.
    pub fn place_queue(self, b: &mut Builder) -> EdgeFlow<OutOf<Bd, I>, Bd::Stage, Fl::Stamp>
    where
        KindOf<Bd, I>: Try<I, Bd, Extra = ()>,
    {
        let name = self.name;
        let (queue, heads) = self.queue_heads(b);
        let edge = b.edge(name, None);
        let rx = Rx::new(&edge);
        let senders: Vec<_> = heads.iter().map(|_| Tx::shared(&edge)).collect();
        if Fl::Stamp::TIMED {
            queue.say_at(senders.iter().map(Tx::marks).collect());
        }
        heads.into_iter().zip(senders).for_each(|(seg, tx)| b.spawn(seg, tx, name));
        EdgeFlow::new(Box::new(rx), name)
    }

    /// A sink with `by`.
    pub fn end_queue(self, b: &mut Builder)
    where
        KindOf<Bd, I>: Try<I, Bd, Extra = ()>,
        Bd::Stage: Node<I, Out = ()>,
    {
        let name = self.name;
        let (_, heads) = self.queue_heads(b);
        heads.into_iter().for_each(|seg| b.spawn(seg.strip(), End, name));
    }

    fn queue_heads(mut self, b: &mut Builder) -> Served<I, Fl, Bd, Q, W>
    where
        KindOf<Bd, I>: Try<I, Bd, Extra = ()>,
    {
        let mut policy = self.policy();
        let (name, options, workers) = (self.name, self.options.clone(), self.options.workers.max(1));
        let queue_options = QueueOptions {
            capacity: options.inbox(b.channel()).map_or(b.channel(), |inbox| inbox.capacity),
            batch: options.batch.map(|_| options.batching()),
            keep: options.keeping(),
            rate: policy.rate.take(),
            rate_per_key: options.rate_per_key,
        };
        (policy.idle, policy.tick) = (None, None);
        self.exits.truncate(workers);
        let queue = KeyedQueue::new(self.by, self.weigh, queue_options, workers);
        if Fl::Stamp::TIMED {
            queue.carry_times(self.exits.iter().filter_map(Exit::marks).collect());
        }
        let seg = self.flow.into_seg(b).cast::<I>();
        queue.leads(seg.name, name);
        b.watch(Arc::clone(&queue) as Arc<dyn EdgeView>);
        b.spawn(seg, KeyedTail::<_, _, _, _, _, Fl::Stamp>::new(&queue), name);
        let bound = Arc::new(self.bound);
        let mut tasks = Tasks::new(name, options, self.exits);
        let mut heads = Vec::new();
        for worker in 0..workers {
            let gate = b.gate();
            let (books, exit) = tasks.worker(b, &gate);
            let now = NowOf::<Fl>::default();
            let head = KeyedHead::<I, Bd, KindOf<Bd, I>, Q, W, X, K> {
                queue: Arc::clone(&queue),
                worker,
                bound: Arc::clone(&bound),
                extra: (),
                policy: policy.clone(),
                exit,
                books,
                now: Fl::Stamp::instants(&now),
                keep: PhantomData,
            };
            heads.push(Seg::bare(head, now, name, gate));
        }
        (queue, heads)
    }
}
