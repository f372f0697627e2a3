//! Placing a fold by window.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hashbrown::DefaultHashBuilder;

use super::Draft;
use super::place::{only, spawn_each, unordered};
use super::tasks::Tasks;
use crate::builder::Builder;
use crate::chain::FoldCore;
use crate::edge::{Edge, Tx};
use crate::failure::Exit;
use crate::flow::{EdgeFlow, Flow, Seg};
use crate::head::{ErrOf, StateOf};
use crate::keys::{KeyBy, lane};
use crate::node::{Bind, CallFold, Node, One};
use crate::options::NodeOptions;
use crate::outcome::Keeping;
use crate::state::Books;
use crate::tail::Lanes;
use crate::time::{
    Accumulates, Accumulating, Arrive, ByHand, CarriesTime, Discarding, Distinct, Emission, Emits, Firing, Firsts,
    FirstsOf, KindOfWindow, Pane, Stamped, Timed, WallClock, Windowed,
};

/// A fold by window, ready to be placed: its items come with their times.
pub struct WindowedDraft<I: Send + 'static, From, Bd: Bind<I>, Q, W, K, X, Kd, G> {
    draft: Draft<I, Seg<I, From, Timed>, Bd, Q, W, K, X>,
    kind: Kd,
    firing: Firing<StateOf<Bd, I>>,
    gives: G,
    /// Where the clock says the time.
    clock: Option<WallClock>,
}

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
{
    /// When windows are emitted: once, when the watermark reaches their end, unless more is said.
    pub fn firing(&self) -> Firing<StateOf<Bd, I>> {
        Firing::new()
    }

    /// No trigger, or `discarding`.
    pub fn discarding(&self) -> Discarding<I, Bd> {
        Discarding::new()
    }

    /// `accumulating`
    pub fn accumulating(&self) -> Accumulating<I, Bd>
    where
        StateOf<Bd, I>: Accumulates,
    {
        Accumulating::new()
    }

    /// `emit: |state, pane| ..`
    pub fn by_hand<T>(
        &self,
        handler: impl Fn(&mut StateOf<Bd, I>, &Pane) -> Option<T> + Send + Sync + 'static,
    ) -> ByHand<StateOf<Bd, I>, T> {
        ByHand::new(handler)
    }

    /// `window`, in event time.
    pub fn windowed_in_time<Kd, G>(
        self,
        b: &mut Builder,
        kind: Kd,
        (firing, gives): (Firing<StateOf<Bd, I>>, G),
    ) -> WindowedDraft<I, Fl::From, Bd, Q, W, K, X, Kd, G>
    where
        Fl::Stamp: CarriesTime,
    {
        let timed = |flow: Fl, by, weigh, exits| (Fl::Stamp::timed(flow.into_seg(b)).cast::<I>(), by, weigh, exits);
        WindowedDraft { draft: self.with(timed), kind, firing, gives, clock: None }
    }

    /// `window`, by the clock: an item's time is when it comes.
    pub fn windowed_by_clock<Kd, G>(
        self,
        b: &mut Builder,
        kind: Kd,
        (firing, gives): (Firing<StateOf<Bd, I>>, G),
    ) -> WindowedDraft<I, Fl::From, Bd, Q, W, K, X, Kd, G> {
        let clock = WallClock::new();
        let arriving = |flow: Fl, by, weigh, exits| {
            let seg = flow.into_seg(b).cast::<I>().strip();
            let name = seg.name;
            (seg.pushing(name, move |next| Box::new(Arrive::new(clock, next))), by, weigh, exits)
        };
        WindowedDraft { draft: self.with(arriving), kind, firing, gives, clock: Some(clock) }
    }
}

/// What a windowed fold lets out.
type OutBy<E, I, Bd, Q, G> = <E as Emission<<Q as KeyBy<I>>::Key, <G as Emits<StateOf<Bd, I>>>::Value>>::Out;

impl<I, From, Bd, Q, W, K, X, Kd, G> WindowedDraft<I, From, Bd, Q, W, K, X, Kd, G>
where
    I: Send + 'static,
    From: 'static,
    Bd: Bind<I>,
    Bd::Stage: CallFold<I> + Node<I, Shape = One>,
    Q: KeyBy<I>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<<Bd::Stage as Node<I>>::Mode, I>,
    G: Emits<StateOf<Bd, I>>,
{
    /// In the task of what stands before it.
    pub fn place<E>(self, b: &mut Builder) -> Seg<OutBy<E, I, Bd, Q, G>, Bd::Stage, Timed>
    where
        E: Emission<Q::Key, G::Value>,
        Kd: KindOfWindow<I, Bd, Q::Key>,
    {
        self.check(b, self.kind.lengths());
        let Self { draft, kind, firing, gives, clock } = self;
        let (name, seg) = (draft.name, draft.flow);
        let books = Books::new(b.node(name, &seg.gate, &draft.options));
        let core = FoldCore::<I, Bd, X, K>::new(draft.bound, only(draft.exits), books);
        let (by, windows) = (draft.by, kind.windows(&firing, b.guard(name)));
        seg.pushing(name, move |next| {
            Box::new(Windowed::<_, _, _, _, _, _, _, E>::new(core, by, (firing, gives), windows, clock, next))
        })
    }

    /// With `workers`: each has the windows of its keys.
    pub fn place_lanes<E>(self, b: &mut Builder) -> EdgeFlow<OutBy<E, I, Bd, Q, G>, Bd::Stage, Timed>
    where
        E: Emission<Q::Key, G::Value>,
        Kd: KindOfWindow<I, Arc<Bd>, Q::Key>,
    {
        self.check(b, self.kind.lengths());
        let Self { draft, kind, firing, gives, clock } = self;
        let (name, workers, seg) = (draft.name, draft.options.workers.max(1), draft.flow);
        let edges: Vec<Arc<Edge<Stamped<I>>>> = (0..workers).map(|_| b.edge(seg.name, None)).collect();
        let (by, bound) = (Arc::new(draft.by), Arc::new(draft.bound));
        let (keys, hasher) = (Arc::clone(&by), DefaultHashBuilder::default());
        let choose = move |item: &I, lanes| lane(&*keys, &hasher, item, lanes);
        let tail = Lanes::<I, _, Timed>::new(edges.iter().map(Tx::new).collect(), choose);
        b.spawn(seg, tail, name);
        let mut tasks = Tasks::new(name, draft.options, draft.exits);
        let lane = |edge: &Arc<Edge<Stamped<I>>>| {
            edge.leads_to(name);
            let seg = EdgeFlow::<I, (), Timed>::of(edge, name).into_seg(b);
            let (books, exit) = tasks.worker(b, &seg.gate);
            let core = FoldCore::<I, Arc<Bd>, X, K>::new(Arc::clone(&bound), exit, books);
            let firing = (firing.shared_by(workers), gives.another());
            let (by, windows) = (Arc::clone(&by), kind.windows(&firing.0, b.guard(name)));
            seg.pushing(name, move |next| {
                Box::new(Windowed::<_, _, _, _, _, _, _, E>::new(core, by, firing, windows, clock, next))
            })
        };
        let lanes: Vec<Seg<_, Bd::Stage, Timed>> = edges.iter().map(lane).collect();
        EdgeFlow::new(Box::new(unordered(spawn_each(b, lanes, name, Tx::new))), name)
    }
}

impl<I, From, Bd, Q, W, K, X, Kd, G> WindowedDraft<I, From, Bd, Q, W, K, X, Kd, G>
where
    I: Send + 'static,
    From: 'static,
    Bd: Bind<I>,
{
    /// `distinct`: the first item of each key in each window, in the task of what stands before it.
    pub fn place_firsts(self, b: &mut Builder) -> Seg<I, Bd::Stage, Timed>
    where
        Bd: Bind<I, Stage = Firsts>,
        Q: KeyBy<I>,
        X: Exit<I, Infallible>,
        Kd: KindOfWindow<I, Bd, Q::Key>,
    {
        self.check(b, self.kind.lengths());
        let Self { draft, kind, firing, gives: _, clock } = self;
        let (name, seg) = (draft.name, draft.flow);
        let books = Books::new(b.node(name, &seg.gate, &draft.options));
        let (by, seen, exit) = (draft.by, kind.windows(&firing, b.guard(name)), only(draft.exits));
        seg.pushing(name, move |next| Box::new(Distinct::new(by, seen, &firing, exit, books, clock, next)))
    }

    fn check(&self, b: &mut Builder, lengths: Option<[Duration; 2]>) {
        let name = self.draft.name;
        lengths.into_iter().flatten().for_each(|length| b.check_time(name, "window", Some(length)));
        self.firing.check(name, b);
    }
}

impl Builder {
    /// `distinct` within a window, under construction.
    pub fn distinct_within<Fl: Flow>(
        &mut self,
        flow: Fl,
        name: &'static str,
        options: NodeOptions,
    ) -> Draft<Fl::Out, Fl, FirstsOf> {
        Draft::of(flow, name, options, FirstsOf)
    }
}
