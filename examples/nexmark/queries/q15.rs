//! Query 15, statistics of a day: bids, bidders and auctions, all of them and by rank of price.
//!
//! ```sql
//! SELECT DATE_FORMAT(dateTime, 'yyyy-MM-dd') AS day, count(*) AS total_bids,
//!     count(*) FILTER (WHERE price < 10000) AS rank1_bids,
//!     count(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS rank2_bids,
//!     count(*) FILTER (WHERE price >= 1000000) AS rank3_bids,
//!     count(DISTINCT bidder) .., count(DISTINCT auction) .. -- each with the same three filters
//! FROM bid GROUP BY DATE_FORMAT(dateTime, 'yyyy-MM-dd');
//! ```

use super::super::{
    events::{Bid, Events, at, bids, events},
    row::day,
};
use aqueduct::prelude::*;
use std::collections::HashSet;

/// Which of three ranks a price has.
pub(crate) fn rank(price: usize) -> usize {
    match price {
        ..10_000 => 0,
        10_000..1_000_000 => 1,
        _ => 2,
    }
}

/// Things that are different, all of them and by rank.
#[derive(Default)]
struct Distinct {
    all: HashSet<usize>,
    ranks: [HashSet<usize>; 3],
}

impl Distinct {
    fn add(&mut self, id: usize, rank: usize) {
        self.all.insert(id);
        self.ranks[rank].insert(id);
    }

    fn counts(&self) -> [usize; 4] {
        [self.all.len(), self.ranks[0].len(), self.ranks[1].len(), self.ranks[2].len()]
    }
}

#[derive(Default)]
pub(crate) struct Statistics {
    pub(crate) latest: u64,
    bids: [usize; 3],
    bidders: Distinct,
    auctions: Distinct,
}

impl Statistics {
    /// Bids, bidders and auctions: all of them, then those of each rank, as text.
    pub(crate) fn columns(&self) -> String {
        let [rank1, rank2, rank3] = self.bids;
        let bids = [rank1 + rank2 + rank3, rank1, rank2, rank3];
        let counts = [bids, self.bidders.counts(), self.auctions.counts()];
        counts.as_flattened().iter().map(usize::to_string).collect::<Vec<_>>().join("|")
    }
}

#[fold]
pub(crate) fn statistics(statistics: &mut Statistics, bid: Bid) {
    let rank = rank(bid.price);
    statistics.latest = statistics.latest.max(bid.date_time);
    statistics.bids[rank] += 1;
    statistics.bidders.add(bid.bidder, rank);
    statistics.auctions.add(bid.auction, rank);
}

pipeline! {
    pub(crate) struct Q15 { pub(crate) from: Events }

    out rows: (String, String);

    events(&from) { time: at, lateness: from.disorder() }
        => bids
        => statistics { window: tumbling(1d) }
        => map(|(window, statistics)| (day(window.start), statistics.columns()))
        => rows;
}
