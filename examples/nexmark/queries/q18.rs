//! Query 18, the last bid of everybody for every auction.
//!
//! ```sql
//! SELECT auction, bidder, price, dateTime, extra FROM (
//!     SELECT *, ROW_NUMBER() OVER (PARTITION BY bidder, auction ORDER BY dateTime DESC) AS rank_number FROM bid
//! ) WHERE rank_number <= 1;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;

/// By its own time, not in the order in which bids come.
#[fold]
pub(crate) fn last(last: &mut Option<Bid>, bid: Bid) {
    if last.as_ref().is_none_or(|last| bid.date_time > last.date_time) {
        *last = Some(bid);
    }
}

pipeline! {
    pub(crate) struct Q18 { pub(crate) from: Events }

    out rows: Bid;

    events(&from)
        => bids
        => last { by: |bid| (bid.bidder, bid.auction) }
        => filter_map(|(_, last)| last)
        => rows;
}
