//! `debounce` and `sample`.

use std::time::Duration;

use tokio::time::Instant;

use super::Chain;
use crate::state::Books;

/// `debounce(d)`: the last item, once nothing came for `d`. `sample(d)`: the latest, every `d`.
pub struct Latest<I> {
    pub(crate) every: Duration,
    /// A newer item restarts the time.
    pub(crate) restarts: bool,
    pub(crate) held: Option<I>,
    pub(crate) due: Option<Instant>,
    pub(crate) books: Books,
}

impl<I: Send + 'static> Latest<I> {
    fn emit(&mut self, out: &mut Vec<I>) {
        self.due = None;
        if let Some(item) = self.held.take() {
            self.books.tally.done += 1;
            self.books.tally.out += 1;
            out.push(item);
        }
    }
}

impl<I: Send + 'static> Chain<I> for Latest<I> {
    type Out = I;

    fn run(&mut self, run: &mut Vec<I>, _out: &mut Vec<I>) {
        let Some(latest) = run.pop() else { return };
        self.books.tally.taken += 1 + run.len() as u64;
        self.books.tally.filtered += run.len() as u64 + u64::from(self.held.replace(latest).is_some());
        run.clear();
        if self.restarts || self.due.is_none() {
            self.due = Some(Instant::now() + self.every);
        }
    }

    fn finish(&mut self, out: &mut Vec<I>) -> bool {
        self.emit(out);
        false
    }

    fn publish(&mut self) {
        self.books.publish();
    }

    fn deadline(&self) -> Option<Instant> {
        self.due
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<I>) {
        if self.due.is_some_and(|due| due <= now) {
            self.emit(out);
        }
    }
}
