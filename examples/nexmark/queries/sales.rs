//! What queries 4, 6 and 9 begin with: every auction with the bids that it got while it was open.

use super::super::events::{Auction, Bid, Event, Events, at, split};
use aqueduct::prelude::*;
use std::sync::Arc;

/// An auction may be in many.
pub(crate) type Sale = (Arc<Auction>, Arc<Bid>);

fn was_open((auction, bid): &Sale) -> bool {
    (auction.date_time..=auction.expires).contains(&bid.date_time)
}

pipeline! {
    /// Bids are as far from the beginning of their auction as auctions are long, at most.
    pub(crate) struct Sales { pub(crate) from: Events }

    in  events: Event { time: at, lateness: from.disorder() };
    out sales: Sale;

    events => split;
    split.persons => _;
    let auctions = split.auctions => map(Arc::new);
    let bids = split.bids => map(Arc::new);

    join(auctions, bids) { on: (|auction| auction.id, |bid| bid.auction), apart: from.longest_auction() }
        => filter(was_open)
        => sales;
}
