//! Each item to the lane of its key.

use std::sync::Arc;
use std::task::{Context, Poll};

use hashbrown::DefaultHashBuilder;

use crate::attempt::{Attempted, caught};
use crate::edge::Tx;
use crate::keys::{KeyBy, lane};
use crate::push::Push;

pub struct Lanes<I, Q> {
    lanes: Vec<Tx<I>>,
    by: Arc<Q>,
    hasher: DefaultHashBuilder,
}

impl<I, Q> Lanes<I, Q> {
    pub(crate) fn new(lanes: Vec<Tx<I>>, by: Arc<Q>) -> Self {
        Self { lanes, by, hasher: DefaultHashBuilder::default() }
    }
}

impl<I: Send + 'static, Q: KeyBy<I>> Push<I> for Lanes<I, Q> {
    fn push_run(&mut self, run: &mut Vec<I>) {
        for item in run.drain(..) {
            // Where its key cannot be told, any lane finds that out again and makes it a failure.
            let at = match caught(|| lane(&*self.by, &self.hasher, &item, self.lanes.len())) {
                Attempted::Returned(at) => at,
                _ => 0,
            };
            self.lanes[at].push(item);
        }
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
