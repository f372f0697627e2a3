//! Query 2, selection: the bids for some auctions.
//!
//! ```sql
//! SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0;
//! ```

use super::super::events::{Events, bids, events};
use aqueduct::prelude::*;

pipeline! {
    pub(crate) struct Q2 { pub(crate) from: Events }

    out rows: (usize, usize);

    events(&from)
        => bids
        => filter(|bid| bid.auction % 123 == 0)
        => map(|bid| (bid.auction, bid.price))
        => rows;
}
