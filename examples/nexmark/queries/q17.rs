//! Query 17, statistics of an auction and a day: its bids by rank of price, and their prices.
//!
//! ```sql
//! SELECT auction, DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS day, count(*) AS total_bids,
//!     count(*) FILTER (WHERE price < 10000) AS rank1_bids, .., -- as query 15
//!     min(price), max(price), avg(price), sum(price)
//! FROM bid GROUP BY auction, DATE_FORMAT(dateTime, 'yyyy-MM-dd');
//! ```

use super::super::{
    events::{Bid, Events, at, bids, events},
    row::day,
};
use super::q15::rank;
use aqueduct::prelude::*;

#[derive(Default)]
pub(crate) struct Prices {
    bids: [usize; 3],
    min: Option<usize>,
    max: usize,
    sum: usize,
}

#[fold]
pub(crate) fn prices(prices: &mut Prices, bid: Bid) {
    prices.bids[rank(bid.price)] += 1;
    prices.min = Some(prices.min.map_or(bid.price, |min| min.min(bid.price)));
    prices.max = prices.max.max(bid.price);
    prices.sum += bid.price;
}

pub(crate) type OfAuction = (usize, String, usize, usize, usize, usize, usize, usize, f64, usize);

#[stage]
pub(crate) fn of_auction((auction, window, prices): (usize, Window, Prices)) -> Option<OfAuction> {
    let Prices { bids: [rank1, rank2, rank3], min, max, sum } = prices;
    let bids = rank1 + rank2 + rank3;
    Some((auction, day(window.start), bids, rank1, rank2, rank3, min?, max, sum as f64 / bids as f64, sum))
}

pipeline! {
    pub(crate) struct Q17 { pub(crate) from: Events }

    out rows: OfAuction;

    events(&from) { time: at, lateness: from.disorder() }
        => bids
        => prices { by: |bid| bid.auction, window: tumbling(1d) }
        => of_auction
        => rows;
}
