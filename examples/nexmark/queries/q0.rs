//! Query 0, pass through: what it costs to read the events.
//!
//! ```sql
//! SELECT auction, bidder, price, dateTime, extra FROM bid;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;

pipeline! {
    pub(crate) struct Q0 { pub(crate) from: Events }

    out rows: Bid;

    events(&from) => bids => rows;
}
