//! Without tokio: a thread a stage.

use std::{mem, thread};

use super::{Item, Tally};
use crate::CAPACITY;
use crate::measure::Failure;

pub(super) fn crossbeam<T: Item>(items: u64, middles: usize) -> Result<Tally, Failure> {
    let (edge, mut inbox) = crossbeam_channel::bounded::<T>(CAPACITY);
    thread::scope(|scope| {
        // A send fails only where the next stage has panicked, which the scope reports.
        scope.spawn(move || (0..items).map(T::nth).try_for_each(|item| edge.send(item)).is_ok());
        for _ in 0..middles {
            let (edge, next) = crossbeam_channel::bounded(CAPACITY);
            let inbox = mem::replace(&mut inbox, next);
            scope.spawn(move || inbox.into_iter().map(T::pass).try_for_each(|item| edge.send(item)).is_ok());
        }
        let mut tally = Tally::default();
        inbox.into_iter().for_each(|item| tally.add(item.number()));
        Ok(tally)
    })
}
