//! The events of the auction site: the generator, when its events happened, and the three kinds of them.

use aqueduct::prelude::*;
use nexmark::{EventGenerator, config::NexmarkConfig};
use std::time::Duration;

pub(crate) use nexmark::event::{Auction, Bid, Event, Person};

/// Which events: the same in every run.
#[derive(Clone, Copy)]
pub(crate) struct Events {
    pub(crate) number: usize,
    /// In a second of their own time.
    pub(crate) rate: usize,
}

/// So many events stand in another order than they happened. No window ends where seventy of them do, so some cross its end.
const SHUFFLED: usize = 70;

/// 2024-02-29 18:45:17 UTC: at a rate of one a second, 20,000 events see the end of the day, of the evening and of the month.
const BEGIN: u64 = 1_709_232_317_000;

impl Events {
    pub(crate) fn generate(self) -> impl Iterator<Item = Event> + use<> {
        let config = NexmarkConfig {
            base_time: BEGIN,
            first_rate: self.rate,
            next_rate: self.rate,
            out_of_order_group_size: SHUFFLED,
            ..NexmarkConfig::default()
        };
        EventGenerator::new(config).take(self.number)
    }

    /// How much older an event may be than one before it.
    pub(crate) fn disorder(self) -> Duration {
        Duration::from_secs(1) * SHUFFLED as u32 / self.rate as u32
    }

    /// How long an auction may be open: twice as long as it takes until a hundred others have begun, of which there are three in fifty events.
    pub(crate) fn longest_auction(self) -> Duration {
        Duration::from_secs(1) * 2 * 100 * 50 / 3 / self.rate as u32 + self.disorder()
    }
}

#[source]
pub(crate) fn events(which: &Events) -> impl Iterator<Item = Event> + use<> {
    which.generate()
}

/// When an event happened.
pub(crate) fn at(event: &Event) -> Timestamp {
    millis(event.timestamp())
}

pub(crate) fn millis(since_epoch: u64) -> Timestamp {
    Timestamp::EPOCH + Duration::from_millis(since_epoch)
}

#[stage]
pub(crate) fn bids(event: Event) -> Option<Bid> {
    match event {
        Event::Bid(bid) => Some(bid),
        Event::Person(_) | Event::Auction(_) => None,
    }
}

#[stage]
pub(crate) async fn split(event: Event, persons: &mut Out<Person>, auctions: &mut Out<Auction>, bids: &mut Out<Bid>) {
    match event {
        Event::Person(person) => persons.send(person).await,
        Event::Auction(auction) => auctions.send(auction).await,
        Event::Bid(bid) => bids.send(bid).await,
    }
}
