//! Query 19, the ten highest bids of every auction.
//!
//! ```sql
//! SELECT * FROM (
//!     SELECT *, ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC) AS rank_number FROM bid
//! ) WHERE rank_number <= 10;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;

/// The highest first; of the same price, the earliest first.
#[fold]
pub(crate) fn ten_highest(highest: &mut Vec<Bid>, bid: Bid) {
    let higher = |other: &Bid| (other.price, bid.date_time) > (bid.price, other.date_time);
    let place = highest.partition_point(higher);
    if place < 10 {
        highest.truncate(9);
        highest.insert(place, bid);
    }
}

pipeline! {
    pub(crate) struct Q19 { pub(crate) from: Events }

    out rows: (usize, usize, usize, u64, usize);

    events(&from)
        => bids
        => ten_highest { by: |bid| bid.auction }
        => flat_map(|(_, highest)| (1..).zip(highest))
        => map(|(rank, bid)| (bid.auction, bid.bidder, bid.price, bid.date_time, rank))
        => rows;
}
