//! Query 14, calculation: bids of some size, with the time of the day and how often their text has a `c`.
//!
//! ```sql
//! SELECT auction, bidder, 0.908 * price AS price, CASE
//!     WHEN HOUR(dateTime) >= 8 AND HOUR(dateTime) <= 18 THEN 'dayTime'
//!     WHEN HOUR(dateTime) <= 6 OR HOUR(dateTime) >= 20 THEN 'nightTime'
//!     ELSE 'otherTime' END AS bidTimeType, dateTime, extra, count_char(extra, 'c') AS c_counts
//! FROM bid WHERE 0.908 * price > 1000000 AND 0.908 * price < 50000000;
//! ```

use super::super::{
    events::{Bid, Events, bids, events, millis},
    row::hour,
};
use aqueduct::prelude::*;

pub(crate) type Calculated = (usize, usize, f64, &'static str, u64, String, usize);

#[stage]
pub(crate) fn calculate(bid: Bid) -> Option<Calculated> {
    let price = 0.908 * bid.price as f64;
    let time = match hour(millis(bid.date_time)) {
        8..=18 => "dayTime",
        ..=6 | 20.. => "nightTime",
        _ => "otherTime",
    };
    let counts = bid.extra.matches('c').count();
    let is_of_size = price > 1_000_000.0 && price < 50_000_000.0;
    is_of_size.then_some((bid.auction, bid.bidder, price, time, bid.date_time, bid.extra, counts))
}

pipeline! {
    pub(crate) struct Q14 { pub(crate) from: Events }

    out rows: Calculated;

    events(&from) => bids => calculate => rows;
}
