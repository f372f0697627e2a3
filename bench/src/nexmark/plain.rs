//! Loops with maps, in one thread. That of a window knows all events before it begins, so it waits for none.

use std::collections::HashMap;

use nexmark::event::{Auction, Bid, Event};

use super::{Answer, Events, bid, in_euro, is_listed, is_local, is_wanted};

/// As all systems read them.
fn read(events: &Events) -> impl Iterator<Item = Event> {
    events.iter().cloned()
}

fn bids(events: &Events) -> impl Iterator<Item = Bid> {
    read(events).filter_map(bid)
}

fn answer(values: impl Iterator<Item = usize>) -> Answer {
    values.fold(Answer::default(), |mut answer, value| {
        answer.add(value);
        answer
    })
}

pub(super) fn q0(events: &Events) -> Answer {
    answer(read(events).map(|event| event.timestamp() as usize))
}

pub(super) fn q1(events: &Events) -> Answer {
    answer(bids(events).map(|bid| in_euro(&bid)))
}

pub(super) fn q2(events: &Events) -> Answer {
    answer(bids(events).filter(is_wanted).map(|bid| bid.price))
}

pub(super) fn q3(events: &Events) -> Answer {
    let mut persons = HashMap::new();
    let mut waiting = HashMap::<usize, Vec<Auction>>::new();
    let mut found = Answer::default();
    for event in read(events) {
        match event {
            Event::Person(person) if is_local(&person) => {
                waiting.remove(&person.id).iter().flatten().for_each(|auction| found.add(auction.id));
                persons.insert(person.id, person);
            }
            Event::Auction(auction) if is_listed(&auction) => match persons.contains_key(&auction.seller) {
                true => found.add(auction.id),
                false => waiting.entry(auction.seller).or_default().push(auction),
            },
            _ => {}
        }
    }
    found
}

/// The highest bid of each auction while it was open, by category.
pub(super) fn q4(events: &Events) -> Answer {
    let mut auctions = HashMap::<usize, (Option<Auction>, Vec<Bid>)>::new();
    for event in read(events) {
        match event {
            Event::Auction(auction) => {
                let id = auction.id;
                auctions.entry(id).or_default().0 = Some(auction);
            }
            Event::Bid(bid) => auctions.entry(bid.auction).or_default().1.push(bid),
            Event::Person(_) => {}
        }
    }
    let mut categories = HashMap::<usize, (usize, usize)>::new();
    for (auction, bids) in auctions.into_values() {
        let Some(auction) = auction else { continue };
        let open = auction.date_time..=auction.expires;
        let prices = bids.iter().filter(|bid| open.contains(&bid.date_time)).map(|bid| bid.price);
        if let Some(price) = prices.max() {
            let (sum, number) = categories.entry(auction.category).or_default();
            (*sum, *number) = (*sum + price, *number + 1);
        }
    }
    answer(categories.into_values().map(|(sum, number)| sum / number))
}

/// In windows of ten seconds, one each two: how many bids the auction has that has the most.
pub(super) fn q5(events: &Events) -> Answer {
    let mut counts = HashMap::<i64, HashMap<usize, usize>>::new();
    for bid in bids(events) {
        let last = bid.date_time as i64 / 2_000;
        for window in last - 4..=last {
            *counts.entry(window).or_default().entry(bid.auction).or_default() += 1;
        }
    }
    answer(counts.into_values().filter_map(|counts| counts.into_values().max()))
}

/// The highest price in each ten seconds.
pub(super) fn q7(events: &Events) -> Answer {
    let mut highest = HashMap::<u64, usize>::new();
    for bid in bids(events) {
        let price = highest.entry(bid.date_time / 10_000).or_default();
        *price = bid.price.max(*price);
    }
    answer(highest.into_values())
}

/// Auctions of who registered in the same ten seconds.
pub(super) fn q8(events: &Events) -> Answer {
    let mut persons = HashMap::new();
    let mut auctions = Vec::new();
    for event in read(events) {
        match event {
            Event::Person(person) => drop(persons.insert((person.id, person.date_time / 10_000), person)),
            Event::Auction(auction) => auctions.push(auction),
            Event::Bid(_) => {}
        }
    }
    let is_new = |auction: &Auction| persons.contains_key(&(auction.seller, auction.date_time / 10_000));
    answer(auctions.into_iter().filter(is_new).map(|auction| auction.reserve))
}
