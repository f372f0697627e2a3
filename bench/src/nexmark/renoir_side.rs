//! The queries written with Renoir: a source in each of two replicas, a watermark each 1,024 events.

use nexmark::event::{Auction, Bid, Event};
use renoir::Stream;
use renoir::operator::Operator;
use renoir::operator::window::{TransactionOp, TransactionWindow};
use renoir::prelude::*;

use super::{Answer, DISORDER, Events, auction, bid, in_euro, is_listed, is_local, is_wanted, part, person};
use crate::measure::Failure;

const REPLICAS: u64 = 2;
const BATCH: usize = 1024;
const BETWEEN_WATERMARKS: usize = 1024;

fn answer<Op>(
    events: &Events,
    query: impl FnOnce(Stream<Op>) -> StreamOutput<Vec<Added>>,
    read: impl FnOnce(&StreamContext, &Events) -> Stream<Op>,
) -> Result<Answer, Failure>
where
    Op: Operator<Out = Event> + 'static,
{
    let context = StreamContext::new(RuntimeConfig::local(REPLICAS)?);
    let output = query(read(&context, events));
    context.execute_blocking();
    let (rows, sum) = output.get().ok_or("no output came")?.pop().unwrap_or_default();
    Ok(Answer { rows, sum })
}

fn plainly(context: &StreamContext, events: &Events) -> Stream<impl Operator<Out = Event> + use<>> {
    let events = events.clone();
    let own = move |nth: u64, _of: u64| part(&events, nth as usize);
    context.stream_par_iter(own).batch_mode(BatchMode::fixed(BATCH))
}

fn in_time(context: &StreamContext, events: &Events) -> Stream<impl Operator<Out = Event> + use<>> {
    let (mut seen, mut latest) = (0_usize, 0);
    let time = |event: &Event| event.timestamp() as i64;
    plainly(context, events).add_timestamps(time, move |_, at| {
        (seen, latest) = (seen + 1, latest.max(*at));
        seen.is_multiple_of(BETWEEN_WATERMARKS).then(|| latest - DISORDER.as_millis() as i64)
    })
}

/// Rows and their sum, as Renoir can send them to another replica.
type Added = (u64, u64);

fn sum(values: Stream<impl Operator<Out = usize> + 'static>) -> StreamOutput<Vec<Added>> {
    let add = |(rows, sum): &mut Added, value| (*rows, *sum) = (*rows + 1, sum.wrapping_add(value as u64));
    let merge = |(rows, sum): &mut Added, other: Added| (*rows, *sum) = (*rows + other.0, sum.wrapping_add(other.1));
    values.fold_assoc((0, 0), add, merge).collect_vec()
}

pub(super) fn q0(events: &Events) -> Result<Answer, Failure> {
    answer(events, |events| sum(events.map(|event| event.timestamp() as usize)), plainly)
}

pub(super) fn q1(events: &Events) -> Result<Answer, Failure> {
    answer(events, |events| sum(events.filter_map(bid).map(|bid| in_euro(&bid))), plainly)
}

pub(super) fn q2(events: &Events) -> Result<Answer, Failure> {
    answer(events, |events| sum(events.filter_map(bid).filter(is_wanted).map(|bid| bid.price)), plainly)
}

pub(super) fn q3(events: &Events) -> Result<Answer, Failure> {
    let query = |events: Stream<_>| {
        let is_person = |event: &Event| matches!(event, Event::Person(_));
        let is_auction = |event: &Event| matches!(event, Event::Auction(_));
        let routes = events.route().add_route(is_person).add_route(is_auction).build();
        let [persons, auctions] = <[_; 2]>::try_from(routes).unwrap_or_else(|_| unreachable!("two were added"));
        let locals = persons.filter_map(person).filter(is_local);
        let items = auctions.filter_map(auction).filter(is_listed);
        sum(locals.join(items, |person| person.id, |auction| auction.seller).drop_key().map(|(_, auction)| auction.id))
    };
    answer(events, query, plainly)
}

/// Of an auction's bids all that may be its highest: those that came before it did.
type Bids = (Option<Auction>, Vec<Bid>);

fn was_open(auction: &Auction, bid: &Bid) -> bool {
    (auction.date_time..=auction.expires).contains(&bid.date_time)
}

fn take((auction, bids): &mut Bids, event: &Event) {
    match event {
        Event::Auction(begun) => {
            bids.retain(|bid| was_open(begun, bid));
            *auction = Some(begun.clone());
        }
        Event::Bid(bid) => {
            let highest = bids.first().map_or(0, |highest| highest.price);
            match auction {
                Some(auction) if !was_open(auction, bid) => {}
                Some(_) if bids.len() == 1 && bid.price <= highest => {}
                Some(_) if bids.len() == 1 => bids[0] = bid.clone(),
                _ => bids.push(bid.clone()),
            }
        }
        Event::Person(_) => {}
    }
}

pub(super) fn q4(events: &Events) -> Result<Answer, Failure> {
    let query = |events: Stream<_>| {
        let ends = TransactionWindow::new(|event: &Event| match event {
            Event::Auction(auction) => TransactionOp::CommitAfter(auction.expires as i64),
            _ => TransactionOp::Continue,
        });
        let auctions = events.filter(|event: &Event| !matches!(event, Event::Person(_)));
        let auctions = auctions.group_by(|event| match event {
            Event::Auction(auction) => auction.id,
            Event::Bid(bid) => bid.auction,
            Event::Person(_) => 0,
        });
        let sold = auctions.window(ends).fold((None, Vec::new()), |bids: &mut Bids, event: &Event| take(bids, event));
        let prices = sold
            .drop_key()
            .filter_map(|(auction, bids)| Some((auction?.category, bids.iter().map(|bid| bid.price).max()?)));
        let means = prices.group_by(|(category, _)| *category).fold((0, 0), |(sum, number), (_, price)| {
            (*sum, *number) = (*sum + price, *number + 1);
        });
        sum(means.drop_key().map(|(sum, number): (usize, usize)| sum / number))
    };
    answer(events, query, in_time)
}

pub(super) fn q5(events: &Events) -> Result<Answer, Failure> {
    let query = |events: Stream<_>| {
        let window = EventTimeWindow::sliding(10_000, 2_000);
        let auctions = events.filter_map(bid).map(|bid| bid.auction).group_by(|auction| *auction).map(|_| ());
        let counts = auctions.window(window.clone()).count().drop_key();
        sum(counts.window_all(window).max().drop_key())
    };
    answer(events, query, in_time)
}

pub(super) fn q7(events: &Events) -> Result<Answer, Failure> {
    let query = |events: Stream<_>| {
        let window = EventTimeWindow::tumbling(10_000);
        let prices = events.filter_map(bid).map(|bid| bid.price);
        // The highest of each replica, and then of all.
        let highest = prices.key_by(|_| ()).window(window.clone()).max().drop_key();
        sum(highest.window_all(window).max().drop_key())
    };
    answer(events, query, in_time)
}

pub(super) fn q8(events: &Events) -> Result<Answer, Failure> {
    let query = |events: Stream<_>| {
        let is_person = |event: &Event| matches!(event, Event::Person(_));
        let is_auction = |event: &Event| matches!(event, Event::Auction(_));
        let routes = events.route().add_route(is_person).add_route(is_auction).build();
        let [persons, auctions] = <[_; 2]>::try_from(routes).unwrap_or_else(|_| unreachable!("two were added"));
        let persons = persons.filter_map(person).map(|person| person.id).group_by(|id| *id);
        let auctions = auctions.filter_map(auction).map(|auction| (auction.seller, auction.reserve));
        let joined = persons.window_join(EventTimeWindow::tumbling(10_000), auctions.group_by(|(seller, _)| *seller));
        sum(joined.drop_key().map(|(_, (_, reserve))| reserve))
    };
    answer(events, query, in_time)
}
