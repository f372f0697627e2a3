//! Where a node's failures go: the option `else`.

use std::marker::PhantomData;

use super::Draft;
use crate::builder::Builder;
use crate::edge::Tx;
use crate::failure::{Exit, Failed, Routed, SkipExit, StopExit, StopUnlessLate};
use crate::flow::{EdgeFlow, Flow};
use crate::head::ErrOf;
use crate::node::{Bind, CanFail, CannotFail, Lent, Moved, Node};
use crate::outcome::Kept;
use crate::retry::Retry;
use crate::time::Stamping;

type Failures<I, Fl, Bd> = EdgeFlow<Failed<I, ErrOf<Bd, I>>, <Bd as Bind<I>>::Stage, <Fl as Flow>::Stamp>;
type RoutedOf<I, Fl, Bd> = Routed<I, ErrOf<Bd, I>, <Fl as Flow>::Stamp>;

/// How a node without an `else` of its own feeds the `else =>` of the pipeline, by how it takes its items and whether it can
/// fail: what is lent or can fail is routed; a panic of a stage that cannot fail and owns its item stops the pipeline, since
/// nobody asked for a copy of every item.
pub trait GlobalElse<I: Send + 'static, E: Send + Sync + 'static> {
    #[doc(hidden)]
    type Exit<S: Stamping>: Exit<I, E>;
    #[doc(hidden)]
    fn exit<S: Stamping>(routed: Routed<I, E, S>) -> Self::Exit<S>;
}

macro_rules! routed {
    ($($mode:ty, $fails:ty);+) => {$(
        impl<I: Send + 'static, E: Send + Sync + 'static> GlobalElse<I, E> for ($mode, $fails) {
            type Exit<S: Stamping> = Routed<I, E, S>;
            fn exit<S: Stamping>(routed: Routed<I, E, S>) -> Self::Exit<S> {
                routed
            }
        }
    )+};
}

routed!(Lent, CanFail; Lent, CannotFail; Moved, CanFail);

impl<I: Send + 'static, E: Send + Sync + 'static> GlobalElse<I, E> for (Moved, CannotFail) {
    type Exit<S: Stamping> = StopExit;
    fn exit<S: Stamping>(_routed: Routed<I, E, S>) -> StopExit {
        StopExit
    }
}

type Global<I, Bd> = (<<Bd as Bind<I>>::Stage as Node<I>>::Mode, <<Bd as Bind<I>>::Stage as Node<I>>::Fails);
type GlobalExit<I, Fl, Bd> = <Global<I, Bd> as GlobalElse<I, ErrOf<Bd, I>>>::Exit<<Fl as Flow>::Stamp>;

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
    Fl: Flow,
    Bd: Bind<I>,
{
    /// One exit a worker, and one for what finds no room.
    fn exits_needed(&self) -> usize {
        self.options.workers.max(1) + 1
    }

    /// What the pipeline's `else =>`, or a retry for ever, needs of the item.
    pub fn kept_globally<K2>(
        self,
        _keeps: impl FnOnce(PhantomData<Global<I, Bd>>, PhantomData<I>) -> PhantomData<K2>,
    ) -> Draft<I, Fl, Bd, Q, W, K2, X> {
        self.with(|flow, by, weigh, exits| (flow, by, weigh, exits))
    }

    /// `else: name`, of a node whose items are [`kept`](Self::kept).
    pub fn route_kept_failures(
        self,
        b: &mut Builder,
    ) -> (Draft<I, Fl, Bd, Q, W, K, RoutedOf<I, Fl, Bd>>, Failures<I, Fl, Bd>) {
        let edge = b.edge(self.name, None);
        let flow = EdgeFlow::of(&edge, self.name);
        let exits = Tx::several(&edge, self.exits_needed()).into_iter().map(Routed::new).collect();
        (self.with(|flow, by, weigh, _| (flow, by, weigh, exits)), flow)
    }

    /// `else: name`
    pub fn route_failures(
        self,
        b: &mut Builder,
    ) -> (Draft<I, Fl, Bd, Q, W, Kept, RoutedOf<I, Fl, Bd>>, Failures<I, Fl, Bd>) {
        let kept: Draft<I, Fl, Bd, Q, W, Kept, X> = self.with(|flow, by, weigh, exits| (flow, by, weigh, exits));
        kept.route_kept_failures(b)
    }

    /// The pipeline's `else =>`
    pub fn route_failures_globally(
        self,
        b: &mut Builder,
    ) -> (Draft<I, Fl, Bd, Q, W, K, GlobalExit<I, Fl, Bd>>, Failures<I, Fl, Bd>)
    where
        Global<I, Bd>: GlobalElse<I, ErrOf<Bd, I>>,
    {
        let edge = b.edge(self.name, None);
        let flow = EdgeFlow::of(&edge, self.name);
        let exits = Tx::several(&edge, self.exits_needed()).into_iter();
        let exits = exits.map(|tx| Global::<I, Bd>::exit(Routed::<_, _, Fl::Stamp>::new(tx))).collect();
        (self.with(|flow, by, weigh, _| (flow, by, weigh, exits)), flow)
    }

    /// A node fed by nothing but failures: it retries until it gets through, with capped backoff.
    pub fn retry_for_ever(mut self) -> Draft<I, Fl, Bd, Q, W, K, StopUnlessLate> {
        self.options.retry.get_or_insert(Retry::forever());
        self.stop_unless_late()
    }

    /// `else: skip`
    pub fn skip_failures(self) -> Draft<I, Fl, Bd, Q, W, K, SkipExit> {
        let exits = (0..self.exits_needed()).map(|_| SkipExit).collect();
        self.with(|flow, by, weigh, _| (flow, by, weigh, exits))
    }

    /// `else: stop`, and no `else`
    pub fn stop_on_failure(self) -> Draft<I, Fl, Bd, Q, W, K, StopExit> {
        let exits = (0..self.exits_needed()).map(|_| StopExit).collect();
        self.with(|flow, by, weigh, _| (flow, by, weigh, exits))
    }

    /// No `else` at a node with windows
    pub fn stop_unless_late(self) -> Draft<I, Fl, Bd, Q, W, K, StopUnlessLate> {
        let exits = (0..self.exits_needed()).map(|_| StopUnlessLate).collect();
        self.with(|flow, by, weigh, _| (flow, by, weigh, exits))
    }
}
