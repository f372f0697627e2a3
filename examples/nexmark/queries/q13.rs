//! Query 13, bounded side input: every bid with what a table that does not change says of it.
//!
//! ```sql
//! SELECT B.auction, B.bidder, B.price, B.dateTime, S.value FROM bid B JOIN side_input S ON MOD(B.auction, 10000) = S.key;
//! ```

use super::super::events::{Bid, Events, bids, events};
use aqueduct::prelude::*;
use std::collections::HashMap;

/// What a key stands for.
pub(crate) type SideInput = HashMap<usize, String>;

/// Every third key has a value.
pub(crate) fn side_input() -> SideInput {
    (0..10_000).step_by(3).map(|key| (key, format!("value {key}"))).collect()
}

pub(crate) type WithValue = (usize, usize, usize, u64, String);

/// As the join it stands for, it drops what is not in the table.
#[stage]
pub(crate) fn look_up(side_input: &SideInput, bid: Bid) -> Option<WithValue> {
    let value = side_input.get(&(bid.auction % 10_000))?.clone();
    Some((bid.auction, bid.bidder, bid.price, bid.date_time, value))
}

pipeline! {
    pub(crate) struct Q13 { pub(crate) from: Events, pub(crate) side_input: SideInput }

    out rows: WithValue;

    events(&from) => bids => look_up(&side_input) => rows;
}
