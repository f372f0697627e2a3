//! Query 1, currency conversion: the bids in euro.
//!
//! ```sql
//! SELECT auction, bidder, 0.908 * price AS price, dateTime, extra FROM bid;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;

pub(crate) type InEuro = (usize, usize, f64, u64, String);

#[stage]
pub(crate) fn in_euro(bid: Bid) -> InEuro {
    (bid.auction, bid.bidder, 0.908 * bid.price as f64, bid.date_time, bid.extra)
}

pipeline! {
    pub(crate) struct Q1 { pub(crate) from: Events }

    out rows: InEuro;

    events(&from) => bids => in_euro => rows;
}
