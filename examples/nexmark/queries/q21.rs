//! Query 21, channel id: a number for every channel, from its name or from the address of the bid.
//!
//! ```sql
//! SELECT auction, bidder, price, channel, CASE
//!     WHEN lower(channel) = 'apple' THEN '0' WHEN lower(channel) = 'google' THEN '1'
//!     WHEN lower(channel) = 'facebook' THEN '2' WHEN lower(channel) = 'baidu' THEN '3'
//!     ELSE REGEXP_EXTRACT(url, '(&|^)channel_id=([^&]*)', 2) END AS channel_id
//! FROM bid WHERE channel_id IS NOT NULL;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;

pub(crate) type WithChannel = (usize, usize, usize, String, String);

#[stage]
pub(crate) fn channel_id(bid: Bid) -> Option<WithChannel> {
    let id = match &*bid.channel.to_lowercase() {
        "apple" => "0",
        "google" => "1",
        "facebook" => "2",
        "baidu" => "3",
        _ => bid.url.split('&').find_map(|part| part.strip_prefix("channel_id="))?,
    };
    Some((bid.auction, bid.bidder, bid.price, bid.channel, id.to_owned()))
}

pipeline! {
    pub(crate) struct Q21 { pub(crate) from: Events }

    out rows: WithChannel;

    events(&from) => bids => channel_id => rows;
}
