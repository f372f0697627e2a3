//! Query 6, average selling price of a seller: of the last ten auctions that have closed.
//!
//! ```sql
//! SELECT seller, avg(final) FROM (
//!     SELECT *, ROW_NUMBER() OVER (PARTITION BY seller ORDER BY expires DESC, id DESC) AS closed FROM winning_bids -- as query 9
//! ) WHERE closed <= 10 GROUP BY seller;
//! ```

use super::super::events::{Events, events};
use super::{
    q9::winning,
    sales::{Sale, Sales},
};
use aqueduct::prelude::*;
use std::collections::BTreeMap;

/// What auctions went for, by when they closed.
type Closed = BTreeMap<(u64, usize), usize>;

#[fold(finish = mean -> f64)]
pub(crate) fn last_ten(closed: &mut Closed, (auction, bid): Sale) {
    closed.insert((auction.expires, auction.id), bid.price);
    if closed.len() > 10 {
        closed.pop_first();
    }
}

fn mean(closed: Closed) -> f64 {
    closed.values().sum::<usize>() as f64 / closed.len() as f64
}

pipeline! {
    pub(crate) struct Q6 { pub(crate) from: Events }

    out rows: (usize, f64);

    events(&from)
        => Sales(&from)
        => winning { by: |(auction, _)| auction.id }
        => filter_map(|(_, sale)| sale)
        => last_ten { by: |(auction, _)| auction.seller }
        => rows;
}
