//! How busy an aircraft was: its departures from New York without a long pause between them.

use super::row::{Row, Status};
use aqueduct::prelude::*;
use std::time::Duration;

/// What is no further apart is one session.
pub(crate) const PAUSE: Duration = Duration::from_secs(6 * 3600);

#[derive(Default)]
pub(crate) struct Session {
    pub(crate) flights: i64,
    pub(crate) minutes: i64,
}

/// A flight between two sessions makes one of them.
#[fold(merge = add)]
pub(crate) fn fly(session: &mut Session, row: &Row) {
    session.flights += 1;
    session.minutes += row.flight.air_time.map_or(0, i64::from);
}

fn add(into: &mut Session, other: Session) {
    into.flights += other.flights;
    into.minutes += other.minutes;
}

/// It flew, and the file says which aircraft it was.
pub(crate) fn flew(row: &Row) -> bool {
    row.status != Status::Cancelled && !matches!(&*row.flight.tailnum, "" | "NA")
}
