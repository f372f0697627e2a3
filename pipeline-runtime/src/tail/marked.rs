//! The outputs of an ordered worker, with the ends of its runs marked.

use std::task::{Context, Poll};

use crate::edge::Tx;
use crate::input::Marked;
use crate::push::Push;

pub struct MarkedTail<T> {
    tx: Tx<Marked<T>>,
}

impl<T> MarkedTail<T> {
    pub(crate) fn new(tx: Tx<Marked<T>>) -> Self {
        Self { tx }
    }
}

impl<T: Send + 'static> Push<T> for MarkedTail<T> {
    fn push_run(&mut self, run: &mut Vec<T>) {
        run.drain(..).for_each(|item| self.tx.push(Marked::Item(item)));
    }

    fn room(&self) -> usize {
        self.tx.room()
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
