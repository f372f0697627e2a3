//! Placing a fold whose states can be merged on several workers: they take from one edge, fold into states of their own, and these
//! are merged behind them.

use std::sync::Arc;

use hashbrown::DefaultHashBuilder;

use super::Draft;
use super::keyed::PlaceLanes;
use super::place::{PlaceWorkers, shared_edge, spawn_each, unordered};
use super::tasks::Tasks;
use crate::builder::Builder;
use crate::chain::{ByPart, Fold, FoldCore, Keyed, LocalFold, LocalKeys, MergeCore, MergeKeys, Part, Total, most_keys};
use crate::edge::{Edge, EdgeOptions, Overflow, Rx, Tx};
use crate::failure::Exit;
use crate::flow::{EdgeFlow, Flow, Seg, workers_of};
use crate::head::{ErrOf, StateOf};
use crate::input::{BoxInput, InTurn};
use crate::keys::{KeepOptions, KeyBy, lane_of};
use crate::node::{Bind, CallFold, Folds, MergeFold, Mergeable, Node, One};
use crate::outcome::Keeping;
use crate::tail::Lanes;
use crate::time::{Plain, Stamping};

type ModeOf<Bd, I> = <<Bd as Bind<I>>::Stage as Node<I>>::Mode;
type EmitOf<Bd, I> = <<Bd as Bind<I>>::Stage as CallFold<I>>::Emit;
type PartOf<Bd, I, Q> = Part<<Q as KeyBy<I>>::Key, StateOf<Bd, I>>;

impl<I, Fl, Bd, X, K> PlaceWorkers<I, Fl, Bd, X, K> for Folds<Mergeable>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Bd::Stage: MergeFold<I> + Node<I, Shape = One>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, I> + 'static,
{
    type Out = EmitOf<Bd, I>;
    type Flow = EdgeFlow<EmitOf<Bd, I>, Bd::Stage>;

    /// Each worker lets out its state at the end; the states are merged in the order of the workers.
    fn place<Q, W>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
        let (name, workers) = (draft.name, draft.options.workers.max(1));
        // One that fails stands before it, where its exit is.
        let inbox = draft.options.inbox(b.channel()).filter(|inbox| inbox.overflow != Overflow::Fail);
        let segs = match inbox {
            Some(_) => {
                let edge = shared_edge::<Fl::Out, _>(b, draft.flow, name, inbox);
                workers_of(b, &edge, name, workers)
            }
            None => draft.flow.into_workers(b, name, workers),
        };
        let (bound, mut tasks) = (Arc::new(draft.bound), Tasks::new(name, draft.options, draft.exits));
        let worker = |seg: Seg<Fl::Out, Fl::From, Fl::Stamp>| {
            let seg = seg.cast::<I>();
            let (books, exit) = tasks.worker(b, &seg.gate);
            let fold = LocalFold(Fold::<I, _, X, K>::new(Arc::clone(&bound), exit, books));
            let (tx, rx) = of_states(b);
            // What fails has its time; the state has none.
            b.spawn(seg.fuse::<_, ()>(fold, name).strip(), tx, name);
            rx
        };
        let states = segs.into_iter().map(worker).collect();
        let seg = reading::<_, Plain>(b, name, Box::new(InTurn::new(states)));
        let books = tasks.task(b, &seg.gate);
        let total: Seg<_, ()> = seg.fuse(Total::<I, Bd>::new(books), name);
        EdgeFlow::new(Box::new(unordered(spawn_each(b, vec![total], name, Tx::new))), name)
    }
}

impl<I, Fl, Bd, Q, W, X, K> PlaceLanes<I, Fl, Bd, Q, W, X, K> for Folds<Mergeable>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Bd::Stage: MergeFold<I> + Node<I, Shape = One>,
    Q: KeyBy<I>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, I> + 'static,
{
    type Out = (Q::Key, EmitOf<Bd, I>);
    type Flow = EdgeFlow<Self::Out, Bd::Stage>;

    /// Each worker lets out what it has made of its keys, to the one that merges the parts of that key.
    fn place(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Self::Flow {
        let name = draft.name;
        let merged = by_key(draft, b);
        EdgeFlow::new(Box::new(unordered(spawn_each(b, merged, name, Tx::new))), name)
    }
}

type Merged<Bd, I, Q> = Seg<(<Q as KeyBy<I>>::Key, EmitOf<Bd, I>), ()>;

fn by_key<I, Fl, Bd, Q, W, X, K>(draft: Draft<I, Fl, Bd, Q, W, K, X>, b: &mut Builder) -> Vec<Merged<Bd, I, Q>>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
    Bd::Stage: MergeFold<I> + Node<I, Shape = One>,
    Q: KeyBy<I>,
    X: Exit<I, ErrOf<Bd, I>>,
    K: Keeping<ModeOf<Bd, I>, I> + 'static,
{
    let (name, workers, keeping) = (draft.name, draft.options.workers.max(1), draft.options.keeping());
    let segs = draft.flow.into_workers(b, name, workers);
    let (bound, by) = (Arc::new(draft.bound), Arc::new(draft.by));
    let (mut tasks, hasher) = (Tasks::new(name, draft.options, draft.exits), DefaultHashBuilder::default());
    let mut to_merge: Vec<Vec<Rx<PartOf<Bd, I, Q>>>> = (0..workers).map(|_| Vec::new()).collect();
    for seg in segs {
        let seg = seg.cast::<I>();
        let (books, exit) = tasks.worker(b, &seg.gate);
        let core = FoldCore::<I, _, X, K>::new(Arc::clone(&bound), exit, books);
        let most = most_keys(keeping.max_keys, workers);
        let fold = LocalKeys::new(Arc::clone(&by), core, hasher.clone(), most, keeping.keep.map(|keep| keep / STAYS));
        let (lanes, ends): (Vec<_>, Vec<_>) = (0..workers).map(|_| of_states(b)).unzip();
        to_merge.iter_mut().zip(ends).for_each(|(inputs, rx)| inputs.push(rx));
        let choose = |part: &PartOf<Bd, I, Q>, lanes| lane_of(part.hash, lanes);
        b.spawn(seg.fuse::<_, ()>(fold, name).strip(), Lanes::<_, _, Plain>::new(lanes, choose), name);
    }
    let mut merged = |parts| {
        let seg = reading::<_, Plain>(b, name, Box::new(unordered(parts)));
        let books = tasks.task(b, &seg.gate);
        match (keeping.max_keys, keeping.keep) {
            (None, None) => seg.fuse(MergeKeys::<I, Bd, Q::Key>::new(books), name),
            _ => seg.fuse(Keyed::new(ByPart, MergeCore::<I, Bd>::new(books), kept_by_each(keeping, workers)), name),
        }
    };
    to_merge.into_iter().map(&mut merged).collect()
}

/// What is folded locally is handed over so many times while a key is kept, so that a merger knows in time who was not silent.
const STAYS: u32 = 8;

/// What each of so many mergers keeps. A key that was silent for long enough may have been used since, by a worker who has not said
/// so yet.
fn kept_by_each(options: KeepOptions, workers: usize) -> KeepOptions {
    KeepOptions {
        max_keys: options.max_keys.map(|most| most.div_ceil(workers)),
        keep: options.keep.map(|keep| keep.saturating_add(keep / STAYS)),
        idle: None,
        tick: None,
    }
}

/// A task that reads this.
fn reading<T: Send + 'static, S: Stamping>(
    b: &mut Builder,
    name: &'static str,
    input: BoxInput<S::Of<T>>,
) -> Seg<T, (), S> {
    EdgeFlow::<T, (), S>::new(input, name).into_seg(b)
}

/// An edge for states: what passes over it are no items, so no report and no drawing shows it.
fn of_states<S: Send + 'static>(b: &Builder) -> (Tx<S>, Rx<S>) {
    let edge = Edge::new("", EdgeOptions::blocking(b.channel()));
    (Tx::new(&edge), Rx::new(&edge))
}
