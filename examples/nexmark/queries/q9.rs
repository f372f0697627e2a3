//! Query 9, winning bids: the highest bid of every auction while it was open, the earliest of them if there are several.
//!
//! ```sql
//! SELECT A.id, itemName, initialBid, A.dateTime, expires, seller, category, bidder, price, B.dateTime FROM (
//!     SELECT A.*, B.*, ROW_NUMBER() OVER (PARTITION BY A.id ORDER BY B.price DESC, B.dateTime ASC) AS rownum
//!     FROM auction A, bid B WHERE A.id = B.auction AND B.dateTime BETWEEN A.dateTime AND A.expires
//! ) WHERE rownum <= 1;
//! ```

use super::super::events::{Events, events};
use super::sales::{Sale, Sales};
use aqueduct::prelude::*;

#[fold]
pub(crate) fn winning(winning: &mut Option<Sale>, (auction, bid): Sale) {
    let is_better = |(_, best): &Sale| (bid.price, best.date_time) > (best.price, bid.date_time);
    if winning.as_ref().is_none_or(is_better) {
        *winning = Some((auction, bid));
    }
}

pub(crate) type Won = (usize, String, usize, u64, u64, usize, usize, usize, usize, u64);

#[stage]
pub(crate) fn won((a, b): Sale) -> Won {
    (
        a.id,
        a.item_name.clone(),
        a.initial_bid,
        a.date_time,
        a.expires,
        a.seller,
        a.category,
        b.bidder,
        b.price,
        b.date_time,
    )
}

pipeline! {
    pub(crate) struct Q9 { pub(crate) from: Events }

    out rows: Won;

    events(&from)
        => Sales(&from)
        => winning { by: |(auction, _)| auction.id }
        => filter_map(|(_, sale)| sale)
        => won
        => rows;
}
