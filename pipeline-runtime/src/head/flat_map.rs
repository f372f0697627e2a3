//! The operator `flat_map`: heads a task, since what it makes of one item may never end.

use super::{Down, Head};
use crate::attempt::{Attempted, caught};
use crate::input::Intake;
use crate::push::Push;
use crate::state::Books;

pub struct FlatMapHead<I: Send + 'static, F> {
    pub(crate) intake: Intake<I>,
    pub(crate) f: F,
    pub(crate) books: Books,
}

impl<I, T, F> Head for FlatMapHead<I, F>
where
    I: Send + 'static,
    T: IntoIterator<IntoIter: Send, Item: Send + 'static>,
    F: FnMut(I) -> T + Send + 'static,
{
    type Out = T::Item;

    async fn drive<D: Push<T::Item> + 'static>(mut self, mut down: Down<T::Item, D>) {
        if !down.open().await {
            return;
        }
        while !down.ended() && down.next_run(&mut *self.intake.input, &mut self.intake.run).await {
            while let Some(item) = self.intake.run.pop_front() {
                down.pass_gate().await;
                self.one(item, &mut down).await;
                if down.ended() {
                    break;
                }
            }
            self.books.publish();
            down.between_runs().await;
        }
        down.finish().await;
    }
}

impl<I, T, F> FlatMapHead<I, F>
where
    I: Send + 'static,
    T: IntoIterator<IntoIter: Send, Item: Send + 'static>,
    F: FnMut(I) -> T + Send + 'static,
{
    async fn one<D: Push<T::Item>>(&mut self, item: I, down: &mut Down<T::Item, D>) {
        self.books.tally.taken += 1;
        let f = &mut self.f;
        let Attempted::Returned(mut outputs) = caught(|| f(item).into_iter()) else { return self.books.panicked() };
        let mut sent = 0u64;
        loop {
            match caught(|| outputs.next()) {
                Attempted::Returned(Some(output)) => {
                    down.push(output);
                }
                Attempted::Returned(None) => break,
                _ => return self.books.panicked(),
            }
            sent += 1;
            self.books.tally.out += 1;
            if sent.is_multiple_of(128) {
                tokio::task::coop::consume_budget().await;
            }
            if !down.ready() {
                // The item may never end: what has come of it is told meanwhile.
                self.books.publish();
                down.settle().await;
            }
            if down.ended() {
                break;
            }
        }
        match sent {
            0 => self.books.tally.filtered += 1,
            _ => self.books.tally.done += 1,
        }
    }
}
