//! Query 4, average price of a category: of the highest bids of its auctions.
//!
//! ```sql
//! SELECT category, avg(final) FROM (
//!     SELECT max(B.price) AS final, A.category FROM auction A, bid B
//!     WHERE A.id = B.auction AND B.dateTime BETWEEN A.dateTime AND A.expires GROUP BY A.id, A.category
//! ) GROUP BY category;
//! ```

use super::super::events::{Events, events};
use super::sales::{Sale, Sales};
use aqueduct::prelude::*;

#[fold]
pub(crate) fn final_price(price: &mut usize, (_, bid): Sale) {
    *price = bid.price.max(*price);
}

#[derive(Default)]
pub(crate) struct Mean {
    sum: usize,
    number: usize,
}

#[fold(finish = value -> f64)]
pub(crate) fn mean_price(mean: &mut Mean, (_, price): ((usize, usize), usize)) {
    mean.sum += price;
    mean.number += 1;
}

fn value(mean: Mean) -> f64 {
    mean.sum as f64 / mean.number as f64
}

pipeline! {
    pub(crate) struct Q4 { pub(crate) from: Events }

    out rows: (usize, f64);

    events(&from)
        => Sales(&from)
        => final_price { by: |(auction, _)| (auction.id, auction.category) }
        => mean_price { by: |((_, category), _)| *category }
        => rows;
}
