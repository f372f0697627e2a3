//! Query 7, highest bid: of every ten seconds.
//!
//! ```sql
//! SELECT auction, price, bidder, dateTime FROM bid WHERE price = max(price) of TUMBLE(dateTime, 10 SECONDS);
//! ```

use super::super::events::{Bid, Events, at, bids, events};
use aqueduct::prelude::*;

/// Several, if their price is the same.
#[fold]
pub(crate) fn highest(highest: &mut Vec<Bid>, bid: Bid) {
    let price = highest.first().map_or(0, |highest| highest.price);
    if bid.price > price {
        highest.clear();
    }
    if bid.price >= price {
        highest.push(bid);
    }
}

pipeline! {
    pub(crate) struct Q7 { pub(crate) from: Events }

    out rows: (usize, usize, usize, u64);

    events(&from) { time: at, lateness: from.disorder() }
        => bids
        => highest { window: tumbling(10s) }
        => flat_map(|(_, highest)| highest)
        => map(|bid| (bid.auction, bid.price, bid.bidder, bid.date_time))
        => rows;
}
