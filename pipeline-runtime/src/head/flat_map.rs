//! The operator `flat_map`: heads a task, since what it makes of one item may never end.

use super::{Down, Head};
use crate::attempt::{Attempted, caught};
use crate::input::Intake;
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

    async fn drive(mut self, mut down: Down<T::Item>) {
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
    async fn one(&mut self, item: I, down: &mut Down<T::Item>) {
        self.books.tally.taken += 1;
        let f = &mut self.f;
        let Attempted::Returned(mut outputs) = caught(|| f(item).into_iter()) else { return self.books.panicked() };
        let mut sent = 0u64;
        loop {
            let output = match caught(|| outputs.next()) {
                Attempted::Returned(Some(output)) => output,
                Attempted::Returned(None) => break,
                _ => return self.books.panicked(),
            };
            sent += 1;
            self.books.tally.out += 1;
            let more = down.push(output);
            if sent.is_multiple_of(128) {
                down.breathe().await;
            }
            if !more {
                // The item may never end: what has come of it is told meanwhile.
                self.books.publish();
                down.settle_if_full().await;
                if down.ended() {
                    break;
                }
            }
        }
        match sent {
            0 => self.books.tally.filtered += 1,
            _ => self.books.tally.done += 1,
        }
    }
}
