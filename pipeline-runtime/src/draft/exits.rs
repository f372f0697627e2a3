//! Where a node's failures go: the option `else`.

use std::marker::PhantomData;

use super::Draft;
use crate::builder::Builder;
use crate::edge::Tx;
use crate::failure::{Exit, Failed, SkipExit, StopExit};
use crate::flow::EdgeFlow;
use crate::head::ErrOf;
use crate::node::{Bind, CanFail, CannotFail, Lent, Moved, Node};
use crate::outcome::Kept;
use crate::retry::Retry;

type Failures<I, Bd> = EdgeFlow<Failed<I, ErrOf<Bd, I>>, <Bd as Bind<I>>::Stage>;

/// How a node without an `else` of its own feeds the `else =>` of the pipeline, by how it takes its items and whether it can
/// fail: what is lent or can fail is routed; a panic of a stage that cannot fail and owns its item stops the pipeline, since
/// nobody asked for a copy of every item.
pub trait GlobalElse<I, E> {
    #[doc(hidden)]
    type Exit: Exit<I, E>;
    #[doc(hidden)]
    fn exit(tx: Tx<Failed<I, E>>) -> Self::Exit;
}

macro_rules! routed {
    ($($mode:ty, $fails:ty);+) => {$(
        impl<I: Send + 'static, E: Send + Sync + 'static> GlobalElse<I, E> for ($mode, $fails) {
            type Exit = Tx<Failed<I, E>>;
            fn exit(tx: Tx<Failed<I, E>>) -> Self::Exit {
                tx
            }
        }
    )+};
}

routed!(Lent, CanFail; Lent, CannotFail; Moved, CanFail);

impl<I: Send + 'static, E: Send + Sync + 'static> GlobalElse<I, E> for (Moved, CannotFail) {
    type Exit = StopExit;
    fn exit(_tx: Tx<Failed<I, E>>) -> StopExit {
        StopExit
    }
}

type Global<I, Bd> = (<<Bd as Bind<I>>::Stage as Node<I>>::Mode, <<Bd as Bind<I>>::Stage as Node<I>>::Fails);
type GlobalExit<I, Bd> = <Global<I, Bd> as GlobalElse<I, ErrOf<Bd, I>>>::Exit;

impl<I, Fl, Bd, Q, W, K, X> Draft<I, Fl, Bd, Q, W, K, X>
where
    I: Send + 'static,
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
    ) -> (Draft<I, Fl, Bd, Q, W, K, Tx<Failed<I, ErrOf<Bd, I>>>>, Failures<I, Bd>) {
        let edge = b.edge(self.name, None);
        let flow = EdgeFlow::of(&edge, self.name);
        let exits = Tx::several(&edge, self.exits_needed());
        (self.with(|flow, by, weigh, _| (flow, by, weigh, exits)), flow)
    }

    /// `else: name`
    pub fn route_failures(
        self,
        b: &mut Builder,
    ) -> (Draft<I, Fl, Bd, Q, W, Kept, Tx<Failed<I, ErrOf<Bd, I>>>>, Failures<I, Bd>) {
        let kept: Draft<I, Fl, Bd, Q, W, Kept, X> = self.with(|flow, by, weigh, exits| (flow, by, weigh, exits));
        kept.route_kept_failures(b)
    }

    /// The pipeline's `else =>`
    pub fn route_failures_globally(
        self,
        b: &mut Builder,
    ) -> (Draft<I, Fl, Bd, Q, W, K, GlobalExit<I, Bd>>, Failures<I, Bd>)
    where
        Global<I, Bd>: GlobalElse<I, ErrOf<Bd, I>>,
    {
        let edge = b.edge(self.name, None);
        let flow = EdgeFlow::of(&edge, self.name);
        let exits = Tx::several(&edge, self.exits_needed()).into_iter().map(Global::<I, Bd>::exit).collect();
        (self.with(|flow, by, weigh, _| (flow, by, weigh, exits)), flow)
    }

    /// A node fed by nothing but failures: it retries until it gets through, with capped backoff.
    pub fn retry_for_ever(mut self) -> Draft<I, Fl, Bd, Q, W, K, StopExit> {
        self.options.retry.get_or_insert(Retry::forever());
        let exits = (0..self.exits_needed()).map(|_| StopExit).collect();
        self.with(|flow, by, weigh, _| (flow, by, weigh, exits))
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
}
