//! What became of the flights of a carrier, of an airport's hour: one fold, whatever is taken together.

use super::row::{Row, Status};
use aqueduct::prelude::*;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) scheduled: i64,
    pub(crate) cancelled: i64,
    pub(crate) diverted: i64,
    pub(crate) dep_delay: Mean,
    pub(crate) arr_delay: Mean,
}

/// A mean over the rows that have the value. Whole numbers, so that the order of rows makes no difference.
#[derive(Default)]
pub(crate) struct Mean {
    sum: i64,
    rows: i64,
}

#[fold]
pub(crate) fn add_up(tally: &mut Tally, row: &Row) {
    tally.scheduled += 1;
    tally.cancelled += i64::from(row.status == Status::Cancelled);
    tally.diverted += i64::from(row.status == Status::Diverted);
    tally.dep_delay.add(row.flight.dep_delay);
    tally.arr_delay.add(row.flight.arr_delay);
}

impl Mean {
    fn add(&mut self, minutes: Option<i32>) {
        if let Some(minutes) = minutes {
            self.sum += i64::from(minutes);
            self.rows += 1;
        }
    }

    pub(crate) fn value(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.sum as f64 / self.rows as f64)
    }
}
