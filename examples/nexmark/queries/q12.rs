//! Query 12, windows by the clock: how often everybody has bidden in ten seconds of the machine that counts.
//!
//! ```sql
//! SELECT bidder, count(*), window_start, window_end FROM TUMBLE(bid, PROCTIME(), 10 SECONDS) GROUP BY bidder, window_start, window_end;
//! ```

use super::super::events::{Events, bids, events};
use super::q5::count;
use aqueduct::prelude::*;

pipeline! {
    pub(crate) struct Q12 { pub(crate) from: Events }

    out rows: (usize, u64, i64, i64);

    events(&from)
        => bids
        => count { by: |bid| bid.bidder, window: tumbling(10s) }
        => map(|(bidder, window, num)| (bidder, num, window.start.as_millis(), window.end.as_millis()))
        => rows;
}
