//! The queries written with aqueduct, as its user would write them.

use aqueduct::prelude::*;
use nexmark::event::{Auction, Bid, Event, Person};
use std::sync::Arc;
use tokio::runtime::Runtime;

use super::{Answer, DISORDER, Events, bid, in_euro, is_listed, is_local, is_wanted, part};
use crate::measure::Failure;

/// Runs a pipeline whose one output is its answer.
macro_rules! answers {
    ($($function:ident: $pipeline:ident;)*) => {$(
        pub(super) fn $function(runtime: &Runtime, events: &Events) -> Result<Answer, Failure> {
            runtime.block_on(async {
                let running = $pipeline { events: Arc::clone(events) }.start()?;
                let answer = running.answer.recv().await;
                running.join().await?;
                answer.ok_or_else(|| "no answer came".into())
            })
        }
    )*};
}

answers! {
    q0: Q0;
    q1: Q1;
    q2: Q2;
    q3: Q3;
    q4: Q4;
    q5: Q5;
    q7: Q7;
    q8: Q8;
}

/// Every other event.
#[source]
fn first(events: &Events) -> impl Iterator<Item = Event> + use<> {
    part(events, 0)
}

/// The others.
#[source]
fn second(events: &Events) -> impl Iterator<Item = Event> + use<> {
    part(events, 1)
}

fn at(event: &Event) -> Timestamp {
    Timestamp::from_millis(event.timestamp().cast_signed())
}

#[fold(merge = both)]
fn add(answer: &mut Answer, value: usize) {
    answer.add(value);
}

fn both(into: &mut Answer, other: Answer) {
    (into.rows, into.sum) = (into.rows + other.rows, into.sum.wrapping_add(other.sum));
}

#[fold]
fn add_up(answer: &mut Answer, other: Answer) {
    both(answer, other);
}

pipeline! {
    struct Q0 { events: Events }

    out answer: Answer;

    [
        first(&events) => map(|event| event.timestamp() as usize) => add,
        second(&events) => map(|event| event.timestamp() as usize) => add { name: add_second },
    ] => add_up => answer;
}

pipeline! {
    struct Q1 { events: Events }

    out answer: Answer;

    [
        first(&events) => filter_map(bid) => map(|bid| in_euro(&bid)) => add,
        second(&events) => filter_map(bid) => map(|bid| in_euro(&bid)) => add { name: add_second },
    ] => add_up => answer;
}

pipeline! {
    struct Q2 { events: Events }

    out answer: Answer;

    [
        first(&events) => filter_map(bid) => filter(is_wanted) => map(|bid| bid.price) => add,
        second(&events) => filter_map(bid) => filter(is_wanted) => map(|bid| bid.price) => add { name: add_second },
    ] => add_up => answer;
}

#[stage]
async fn kinds(event: Event, persons: &mut Out<Person>, auctions: &mut Out<Auction>, bids: &mut Out<Bid>) {
    match event {
        Event::Person(person) => persons.send(person).await,
        Event::Auction(auction) => auctions.send(auction).await,
        Event::Bid(bid) => bids.send(bid).await,
    }
}

pipeline! {
    struct Q3 { events: Events }

    out answer: Answer;

    [first(&events), second(&events)] => kinds;
    kinds.bids => _;
    let locals = kinds.persons => filter(is_local);
    let items = kinds.auctions => filter(is_listed);
    join(locals, items) { on: (|person| person.id, |auction| auction.seller), apart: 365d }
        => map(|(_, auction)| auction.id)
        => add
        => answer;
}

#[fold]
fn count(number: &mut usize, _auction: usize) {
    *number += 1;
}

#[fold]
fn most(most: &mut usize, (_, _, number): (usize, Window, usize)) {
    *most = number.max(*most);
}

pipeline! {
    struct Q5 { events: Events }

    out answer: Answer;

    // A count has the last instant of its window as its time, so those of one window fall into the same two seconds.
    [
        first(&events) { time: at, lateness: DISORDER } => filter_map(bid) => map(|bid| bid.auction),
        second(&events) { time: at, lateness: DISORDER } => filter_map(bid) => map(|bid| bid.auction),
    ]
        => count { by: |auction| *auction, window: sliding(10s, 2s) }
        => most { window: tumbling(2s) }
        => map(|(_, number)| number)
        => add
        => answer;
}

#[fold(merge = higher)]
fn highest(highest: &mut usize, price: usize) {
    higher(highest, price);
}

fn higher(into: &mut usize, other: usize) {
    *into = other.max(*into);
}

#[fold]
fn highest_of_all(highest: &mut usize, (_, price): (Window, usize)) {
    higher(highest, price);
}

pipeline! {
    struct Q7 { events: Events }

    out answer: Answer;

    // The highest of each half, and then of both.
    [
        first(&events) { time: at, lateness: DISORDER }
            => filter_map(bid) => map(|bid| bid.price) => highest { window: tumbling(10s) },
        second(&events) { time: at, lateness: DISORDER }
            => filter_map(bid) => map(|bid| bid.price) => highest { name: highest_second, window: tumbling(10s) },
    ]
        => highest_of_all { window: tumbling(10s) }
        => map(|(_, price)| price)
        => add
        => answer;
}

pipeline! {
    struct Q8 { events: Events }

    out answer: Answer;

    [first(&events) { time: at, lateness: DISORDER }, second(&events) { time: at, lateness: DISORDER }] => kinds;
    kinds.bids => _;

    join(kinds.persons, kinds.auctions) { on: (|person| person.id, |auction| auction.seller), window: tumbling(10s) }
        => map(|(_, auction)| auction.reserve)
        => add
        => answer;
}

type Sale = (Auction, Bid);

fn was_open((auction, bid): &Sale) -> bool {
    (auction.date_time..=auction.expires).contains(&bid.date_time)
}

#[fold]
fn final_price(price: &mut usize, (_, bid): Sale) {
    higher(price, bid.price);
}

#[derive(Default)]
struct Mean {
    sum: usize,
    number: usize,
}

#[fold]
fn mean_price(mean: &mut Mean, (_, price): ((usize, usize), usize)) {
    mean.sum += price;
    mean.number += 1;
}

pipeline! {
    struct Q4 { events: Events }

    out answer: Answer;

    [first(&events) { time: at, lateness: DISORDER }, second(&events) { time: at, lateness: DISORDER }] => kinds;
    kinds.persons => _;

    // No auction is open for longer.
    join(kinds.auctions, kinds.bids) { on: (|auction| auction.id, |bid| bid.auction), apart: 5s }
        => filter(was_open)
        => final_price { by: |(auction, _)| (auction.id, auction.category) }
        => mean_price { by: |((_, category), _)| *category }
        => map(|(_, mean)| mean.sum / mean.number)
        => add
        => answer;
}
