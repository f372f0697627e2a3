//! The outputs of an ordered worker, with the ends of its runs marked.

use std::task::{Context, Poll};

use crate::edge::Tx;
use crate::input::Marked;
use crate::push::Tail;

pub struct MarkedTail<T> {
    tx: Tx<Marked<T>>,
}

impl<T> MarkedTail<T> {
    pub(crate) fn new(tx: Tx<Marked<T>>) -> Self {
        Self { tx }
    }
}

impl<T: Send + 'static> Tail<T> for MarkedTail<T> {
    #[inline]
    fn push(&mut self, item: T) {
        self.tx.push(Marked::Item(item));
    }

    #[inline]
    fn ready(&self) -> bool {
        self.tx.ready()
    }

    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.tx.poll_settle(cx)
    }

    fn publish(&mut self) {
        self.tx.publish();
    }

    fn ended(&self) -> bool {
        !self.tx.is_open()
    }

    fn listen(&mut self, cx: &mut Context<'_>) {
        self.tx.listen(cx);
    }

    fn end_of_run(&mut self) {
        self.tx.edge().count_marks(1, 0);
        self.tx.push(Marked::EndOfRun);
    }
}
