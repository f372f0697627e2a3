//! Query 8, new users: who registered and put something up for auction within the same ten seconds.
//!
//! ```sql
//! SELECT P.id, P.name, P.window_start
//! FROM TUMBLE(person, dateTime, 10 SECONDS) P JOIN TUMBLE(auction, dateTime, 10 SECONDS) A
//! ON P.id = A.seller AND P.window_start = A.window_start GROUP BY P.id, P.name, P.window_start;
//! ```

use super::super::events::{Event, Events, at, events};
use aqueduct::prelude::*;

/// What somebody did in a window.
#[derive(Default)]
pub(crate) struct Did {
    registered_as: Option<String>,
    sells: bool,
}

#[fold]
pub(crate) fn done(did: &mut Did, event: Event) {
    match event {
        Event::Person(person) => did.registered_as = Some(person.name),
        Event::Auction(_) => did.sells = true,
        Event::Bid(_) => {}
    }
}

fn who(event: &Event) -> usize {
    match event {
        Event::Person(person) => person.id,
        Event::Auction(auction) => auction.seller,
        Event::Bid(bid) => bid.bidder,
    }
}

#[stage]
pub(crate) fn new_seller((id, window, did): (usize, Window, Did)) -> Option<(usize, String, i64)> {
    let name = did.registered_as.filter(|_| did.sells)?;
    Some((id, name, window.start.as_millis()))
}

pipeline! {
    pub(crate) struct Q8 { pub(crate) from: Events }

    out rows: (usize, String, i64);

    events(&from) { time: at, lateness: from.disorder() }
        => filter(|event| !matches!(event, Event::Bid(_)))
        => done { by: who, window: tumbling(10s) }
        => new_seller
        => rows;
}
