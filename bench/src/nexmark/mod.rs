//! The queries of NEXMark that Renoir ships, over the events of the `nexmark` crate's generator.
//!
//! Events are made beforehand and cloned as they are read, by each system in the same way: they come from two places at once, of
//! which each has every other event. A thousand happen in a second of their own time, up to seventy of them in another order.

#[cfg(feature = "aqueduct")]
mod aqueduct_side;
mod plain;
#[cfg(feature = "peers")]
mod renoir_side;

use std::sync::Arc;
use std::time::Duration;

use nexmark::EventGenerator;
use nexmark::config::NexmarkConfig;
use nexmark::event::{Auction, Bid, Event, Person};
use tokio::runtime::Runtime;

use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};

pub(crate) const NAME: &str = "nexmark";

const A_SECOND: usize = 1_000;
const SHUFFLED: usize = 70;
/// How much older an event may be than one before it.
const DISORDER: Duration = Duration::from_millis(SHUFFLED as u64);

type Events = Arc<[Event]>;

/// What a query comes to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    rows: u64,
    sum: u64,
}

impl Answer {
    fn add(&mut self, value: usize) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(value as u64);
    }
}

fn events(number: u64) -> Events {
    let config = NexmarkConfig {
        first_rate: A_SECOND,
        next_rate: A_SECOND,
        out_of_order_group_size: SHUFFLED,
        ..NexmarkConfig::default()
    };
    EventGenerator::new(config).take(number as usize).collect()
}

/// What one of two places has.
fn part(events: &Events, nth: usize) -> impl Iterator<Item = Event> + use<> {
    let events = Arc::clone(events);
    (nth..events.len()).step_by(2).map(move |at| events[at].clone())
}

fn bid(event: Event) -> Option<Bid> {
    match event {
        Event::Bid(bid) => Some(bid),
        _ => None,
    }
}

fn auction(event: Event) -> Option<Auction> {
    match event {
        Event::Auction(auction) => Some(auction),
        _ => None,
    }
}

fn person(event: Event) -> Option<Person> {
    match event {
        Event::Person(person) => Some(person),
        _ => None,
    }
}

fn in_euro(bid: &Bid) -> usize {
    bid.price * 908 / 1_000
}

fn is_wanted(bid: &Bid) -> bool {
    bid.auction.is_multiple_of(123)
}

fn is_local(person: &Person) -> bool {
    ["or", "id", "ca"].contains(&&*person.state)
}

fn is_listed(auction: &Auction) -> bool {
    auction.category == 10
}

type Query = fn(&Events) -> Answer;

/// One query: computed by a loop, and whether Renoir's answer is the same. Its windows begin with the first time that a key sees, so
/// those of 5, 7 and 8 are others.
struct Asked {
    name: &'static str,
    plain: Query,
    #[cfg(feature = "aqueduct")]
    aqueduct: fn(&Runtime, &Events) -> Result<Answer, Failure>,
    #[cfg(feature = "peers")]
    renoir: fn(&Events) -> Result<Answer, Failure>,
    #[cfg(feature = "peers")]
    is_the_same: bool,
}

macro_rules! asked {
    ($($query:ident, $is_the_same:expr;)*) => {
        [$(Asked {
            name: stringify!($query),
            plain: plain::$query,
            #[cfg(feature = "aqueduct")]
            aqueduct: aqueduct_side::$query,
            #[cfg(feature = "peers")]
            renoir: renoir_side::$query,
            #[cfg(feature = "peers")]
            is_the_same: $is_the_same,
        }),*]
    };
}

const QUERIES: [Asked; 8] = asked! {
    q0, true;
    q1, true;
    q2, true;
    q3, true;
    q4, true;
    q5, false;
    q7, false;
    q8, false;
};

pub(crate) fn works<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let events = events(args.events);
    Ok(QUERIES.iter().map(|asked| work(asked, &events, runtime)).collect())
}

fn work<'a>(asked: &'static Asked, events: &Events, runtime: &'a Runtime) -> Work<'a> {
    let wanted = (asked.plain)(events);
    let check = move |got| expect_equal(&got, &wanted);
    let plain = Arc::clone(events);
    let mut systems = vec![System::new("plain_loop", move || Ok((asked.plain)(&plain)), check)];
    #[cfg(feature = "peers")]
    {
        let (events, is_the_same) = (Arc::clone(events), asked.is_the_same);
        let check = move |got: Answer| match is_the_same {
            true => expect_equal(&got, &wanted),
            false => expect_equal(&(got.rows > 0), &true),
        };
        systems.push(System::new("renoir", move || (asked.renoir)(&events), check));
    }
    #[cfg(feature = "aqueduct")]
    {
        let events = Arc::clone(events);
        systems.push(System::new("aqueduct", move || (asked.aqueduct)(runtime, &events), check));
    }
    let _ = runtime;
    Work { systems, ..Work::new(format!("{NAME}_{}", asked.name), events.len() as u64, &["renoir", "plain_loop"]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_come_to_the_same() {
        let runtime = Runtime::new().unwrap();
        let events = events(20_000);
        for asked in &QUERIES {
            let wanted = (asked.plain)(&events);
            assert!(wanted.rows > 0, "{}", asked.name);
            #[cfg(feature = "aqueduct")]
            assert_eq!((asked.aqueduct)(&runtime, &events).unwrap(), wanted, "{}", asked.name);
            #[cfg(feature = "peers")]
            if asked.is_the_same {
                assert_eq!((asked.renoir)(&events).unwrap(), wanted, "{}", asked.name);
            }
        }
    }
}
