//! Query 11, user sessions: how many bids everybody makes without a pause of ten seconds.
//!
//! ```sql
//! SELECT bidder, count(*) AS bid_count, window_start, window_end
//! FROM SESSION(bid, PARTITION BY bidder, dateTime, 10 SECONDS) GROUP BY bidder, window_start, window_end;
//! ```

use super::super::events::{Bid, Events, at, bids, events};
use aqueduct::prelude::*;

/// A bid between two sessions makes one of them.
#[fold(merge = add)]
pub(crate) fn count(num: &mut u64, _bid: &Bid) {
    *num += 1;
}

fn add(into: &mut u64, other: u64) {
    *into += other;
}

pipeline! {
    pub(crate) struct Q11 { pub(crate) from: Events }

    out rows: (usize, u64, i64, i64);

    events(&from) { time: at, lateness: from.disorder() }
        => bids
        => count { by: |bid| bid.bidder, window: session(10s) }
        => map(|(bidder, window, num)| (bidder, num, window.start.as_millis(), window.end.as_millis()))
        => rows;
}
