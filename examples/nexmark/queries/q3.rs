//! Query 3, local item suggestion: who sells things of a category in some states.
//!
//! ```sql
//! SELECT P.name, P.city, P.state, A.id FROM auction A JOIN person P ON A.seller = P.id
//! WHERE A.category = 10 AND (P.state = 'OR' OR P.state = 'ID' OR P.state = 'CA');
//! ```

use super::super::events::{Events, events, split};
use aqueduct::prelude::*;

pub(crate) type Suggestion = (String, String, String, usize);

pipeline! {
    pub(crate) struct Q3 { pub(crate) from: Events }

    out rows: Suggestion;

    events(&from) => split;
    split.bids => _;

    let items = split.auctions => filter(|auction| auction.category == 10);
    let locals = split.persons => filter(|person| ["or", "id", "ca"].contains(&&*person.state));

    // In SQL a join without a bound keeps everything for good.
    join(items, locals) { on: (|auction| auction.seller, |person| person.id), apart: 365d }
        => map(|(auction, person)| (person.name, person.city, person.state, auction.id))
        => rows;
}
