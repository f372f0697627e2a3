//! Query 22, directories of the address of every bid.
//!
//! ```sql
//! SELECT auction, bidder, price, channel,
//!     SPLIT_INDEX(url, '/', 3) AS dir1, SPLIT_INDEX(url, '/', 4) AS dir2, SPLIT_INDEX(url, '/', 5) AS dir3
//! FROM bid;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;

pub(crate) type Directories = (usize, usize, usize, String, String, String, String);

#[stage]
pub(crate) fn directories(bid: Bid) -> Directories {
    let mut parts = bid.url.split('/').skip(3).map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    (bid.auction, bid.bidder, bid.price, bid.channel, next(), next(), next())
}

pipeline! {
    pub(crate) struct Q22 { pub(crate) from: Events }

    out rows: Directories;

    events(&from) => bids => directories => rows;
}
