//! Each item to the lane that it belongs to.

use std::sync::Arc;
use std::task::{Context, Poll};

use crate::attempt::{Attempted, caught};
use crate::edge::Tx;
use crate::keys::KeyBy;
use crate::push::Push;
use crate::time::{Mark, Stamping};

pub struct Lanes<I: Send + 'static, F, S: Stamping> {
    lanes: Vec<Tx<S::Of<I>>>,
    choose: F,
}

impl<I: Send + 'static, F: Fn(&I, usize) -> usize, S: Stamping> Lanes<I, F, S> {
    /// `choose` says for an item which of so many.
    pub(crate) fn new(lanes: Vec<Tx<S::Of<I>>>, choose: F) -> Self {
        Self { lanes, choose }
    }
}

impl<I: Send + 'static, F: Fn(&I, usize) -> usize + Send, S: Stamping> Push<S::Of<I>> for Lanes<I, F, S> {
    fn push_run(&mut self, run: &mut Vec<S::Of<I>>) {
        for item in run.drain(..) {
            // Where its key cannot be told, any lane finds that out again and makes it a failure.
            let at = match caught(|| (self.choose)(S::item(&item), self.lanes.len())) {
                Attempted::Returned(at) => at,
                _ => 0,
            };
            self.lanes[at].push(item);
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.lanes.iter_mut().for_each(|lane| lane.mark(mark));
    }

    fn room(&self) -> usize {
        self.lanes.iter().map(Tx::room).min().unwrap_or(usize::MAX)
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let waiting = self.lanes.iter_mut().filter_map(|lane| lane.poll_settle(cx).is_pending().then_some(())).count();
        if waiting == 0 { Poll::Ready(()) } else { Poll::Pending }
    }

    fn publish(&mut self) {
        self.lanes.iter_mut().for_each(Tx::publish);
    }

    fn ended(&self) -> bool {
        self.lanes.iter().all(|lane| !lane.is_open())
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.lanes.iter_mut().for_each(|lane| lane.listen(cx));
    }
}

/// Lanes share the way their keys are found.
impl<I, Q: KeyBy<I>> KeyBy<I> for Arc<Q> {
    type Key = Q::Key;
    type Query = Q::Query;

    #[inline]
    fn query<R>(&self, item: &I, look: impl FnOnce(&Self::Query) -> R) -> R {
        (**self).query(item, look)
    }

    fn key(&self, item: &I) -> Self::Key {
        (**self).key(item)
    }
}
