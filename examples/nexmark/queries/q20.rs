//! Query 20, bids with their auctions, where those are of a category.
//!
//! ```sql
//! SELECT auction, bidder, price, channel, B.dateTime, itemName, initialBid, reserve, A.dateTime, expires, seller, category
//! FROM bid B JOIN auction A ON B.auction = A.id WHERE A.category = 10;
//! ```

use super::super::events::{Auction, Bid, Events, events, split};
use aqueduct::prelude::*;

pub(crate) type Expanded = (usize, usize, usize, String, u64, String, usize, usize, u64, u64, usize, usize);

#[stage]
pub(crate) fn expand((b, a): (Bid, Auction)) -> Expanded {
    (
        b.auction,
        b.bidder,
        b.price,
        b.channel,
        b.date_time,
        a.item_name,
        a.initial_bid,
        a.reserve,
        a.date_time,
        a.expires,
        a.seller,
        a.category,
    )
}

pipeline! {
    pub(crate) struct Q20 { pub(crate) from: Events }

    out rows: Expanded;

    events(&from) => split;
    split.persons => _;

    let items = split.auctions => filter(|auction| auction.category == 10);

    // In SQL a join without a bound keeps everything for good.
    join(split.bids, items) { on: (|bid| bid.auction, |auction| auction.id), apart: 365d } => expand => rows;
}
