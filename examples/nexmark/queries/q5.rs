//! Query 5, hot items: the auctions with the most bids in the last ten seconds, every two seconds.
//!
//! ```sql
//! SELECT auction, num FROM (
//!     SELECT auction, count(*) AS num, window_start, window_end
//!     FROM HOP(bid, dateTime, 2 SECONDS, 10 SECONDS) GROUP BY auction, window_start, window_end
//! ) WHERE num = max(num) of its window;
//! ```

use super::super::events::{Bid, Events, at, bids, events};
use aqueduct::prelude::*;

#[fold]
pub(crate) fn count(num: &mut u64, _bid: &Bid) {
    *num += 1;
}

/// The auctions with the most bids: several, if they have as many.
#[derive(Default)]
pub(crate) struct Hottest {
    end: i64,
    num: u64,
    auctions: Vec<usize>,
}

#[fold]
pub(crate) fn hottest(hottest: &mut Hottest, (auction, window, num): (usize, Window, u64)) {
    if num > hottest.num {
        *hottest = Hottest { end: window.end.as_millis(), num, auctions: vec![auction] };
    } else if num == hottest.num {
        hottest.auctions.push(auction);
    }
}

#[stage]
pub(crate) fn each((_, hottest): (Window, Hottest)) -> impl Iterator<Item = (i64, usize, u64)> {
    hottest.auctions.into_iter().map(move |auction| (hottest.end, auction, hottest.num))
}

pipeline! {
    pub(crate) struct Q5 { pub(crate) from: Events }

    out rows: (i64, usize, u64);

    // A count comes with the last instant of its window as its time, so those of one window fall into one of two seconds.
    events(&from) { time: at, lateness: from.disorder() }
        => bids
        => count { by: |bid| bid.auction, window: sliding(10s, 2s) }
        => hottest { window: tumbling(2s) }
        => each
        => rows;
}
