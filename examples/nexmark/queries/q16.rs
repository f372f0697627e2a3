//! Query 16, statistics of a channel and a day: those of query 15, and when its last bid was.
//!
//! ```sql
//! SELECT channel, DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS day, max(DATE_FORMAT(dateTime, 'HH:mm')) AS minute, .. -- as query 15
//! FROM bid GROUP BY channel, DATE_FORMAT(dateTime, 'yyyy-MM-dd');
//! ```

use super::super::{
    events::{Events, at, bids, events, millis},
    row::{day, minute},
};
use super::q15::{Statistics, statistics};
use aqueduct::prelude::*;

pub(crate) type OfChannel = (String, String, String, String);

#[stage]
pub(crate) fn of_channel((channel, window, statistics): (String, Window, Statistics)) -> OfChannel {
    (channel, day(window.start), minute(millis(statistics.latest)), statistics.columns())
}

pipeline! {
    pub(crate) struct Q16 { pub(crate) from: Events }

    out rows: OfChannel;

    events(&from) { time: at, lateness: from.disorder() }
        => bids
        => statistics { by: |bid| &bid.channel, window: tumbling(1d) }
        => of_channel
        => rows;
}
