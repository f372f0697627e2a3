//! The struct, chains, named streams, merges and broadcasts.

use aqueduct::prelude::*;
use tokio::sync::Semaphore;

use crate::common::{Seen, books, each, ended, keep, numbers};

pipeline! {
    /// A pipeline without resources.
    pub struct Bare;

    numbers(&3) => map(|n| n * 2) => _;
}

pipeline! {
    struct Braces {}
    numbers(&3) => _;
}

#[tokio::test]
async fn a_pipeline_without_resources() {
    let report = ended(Bare.run().await);
    assert_eq!(report.pipeline, "Bare");
    assert_eq!(books(&report, "numbers"), (3, 3, 0, 0, 3));
    assert_eq!(books(&report, "map_1"), (3, 3, 0, 0, 3));
    assert_eq!(books(&report, "discard_1"), (3, 3, 0, 0, 0));
    assert_eq!(ended(Braces {}.run().await).pipeline, "Braces");
}

#[stage]
fn halve(n: u64) -> Result<u64, String> {
    if n.is_multiple_of(2) { Ok(n / 2) } else { Err("odd".to_owned()) }
}

#[tokio::test]
async fn a_named_stream_may_be_used_above_its_declaration() {
    pipeline! {
        struct Named { upto: u64, seen: Seen<u64> }
        halves => map(|n| n + 100) => keep::<u64>(&seen);
        let halves = all => halve { else: skip };
        let all = numbers(&upto) => filter(|n| *n > 2);
    }
    let seen = Seen::default();
    ended(Named { upto: 8, seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [102, 103, 104]);
}

#[tokio::test]
async fn several_chains_in_one_pipeline() {
    pipeline! {
        struct Both { one: u64, two: u64, a: Seen<u64>, b: Seen<u64> }
        numbers(&one) => keep::<u64>(&a) { name: keep_a };
        numbers(&two) { name: more } => keep::<u64>(&b) { name: keep_b };
    }
    let (a, b) = (Seen::default(), Seen::default());
    ended(Both { one: 2, two: 3, a: a.clone(), b: b.clone() }.run().await);
    assert_eq!((a.take(), b.take()), (vec![1, 2], vec![1, 2, 3]));
}

pub struct Order(u64);
pub struct Delivery(u64);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StockEvent {
    Out(u64),
    In(u64),
}

impl From<Order> for StockEvent {
    fn from(order: Order) -> Self {
        Self::Out(order.0)
    }
}

impl From<Delivery> for StockEvent {
    fn from(delivery: Delivery) -> Self {
        Self::In(delivery.0)
    }
}

#[stage]
fn track(event: StockEvent) -> StockEvent {
    event
}

#[tokio::test]
async fn a_merge_converts_into_what_its_taker_takes() {
    pipeline! {
        struct Stock { seen: Seen<StockEvent> }
        in orders: Order;
        in deliveries: Delivery;
        out events: StockEvent;
        [orders, deliveries => filter(|d| d.0 > 10)] => track => keep::<StockEvent>(&seen) { name: kept };
        in late_orders: Order;
        in late_events: StockEvent;
        [late_orders, late_events] => events;
    }
    let seen = Seen::default();
    let running = Stock { seen: seen.clone() }.start().unwrap();
    let events = running.events.clone();
    running.orders.send(Order(1)).await.unwrap();
    running.deliveries.send(Delivery(2)).await.unwrap();
    running.deliveries.send(Delivery(20)).await.unwrap();
    running.late_orders.send(Order(3)).await.unwrap();
    assert_eq!(events.recv().await, Some(StockEvent::Out(3)));
    running.late_events.send(StockEvent::In(4)).await.unwrap();
    assert_eq!(events.recv().await, Some(StockEvent::In(4)));
    ended(running.join().await);
    assert_eq!(seen.sorted(), [StockEvent::Out(1), StockEvent::In(20)]);
    assert_eq!(events.recv().await, None);
}

#[tokio::test]
async fn merges_of_one_type_before_operators_routes_lets_and_brackets() {
    pipeline! {
        struct Merges { one: Vec<u64>, two: Vec<u64>, three: Vec<u64>, seen: Seen<u64> }
        let ab = [each::<u64>(&one) { name: a }, each::<u64>(&two) { name: b }];
        [ab, [each::<u64>(&three)]] => map(|n| n + 1) => [
            filter(|n| n % 2 == 0),
            filter(|n| n % 2 == 1) => match { 3 => _, n => map(|n| n * 100) },
        ] => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    ended(Merges { one: vec![1, 2], two: vec![3, 4], three: vec![5], seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [2, 4, 6, 500]);
}

#[stage]
async fn when_let_in(gate: &Semaphore, n: u64) -> u64 {
    gate.acquire().await.unwrap().forget();
    n
}

/// Both inputs are full when the merge first looks: `prefer: first` empties the first before it takes from the second.
#[tokio::test]
async fn prefer_first_takes_the_first_input_while_it_has_items() {
    pipeline! {
        struct Preferring { gate: Semaphore, seen: Seen<u64> }
        in first: u64 { buffer: 100 };
        in second: u64 { buffer: 100 };
        [first, second] { prefer: first } => when_let_in(&gate) => keep::<u64>(&seen);
    }
    pipeline! {
        struct Fair { gate: Semaphore, seen: Seen<u64> }
        in first: u64 { buffer: 100 };
        in second: u64 { buffer: 100 };
        [first, second] => when_let_in(&gate) => keep::<u64>(&seen);
    }
    let seen = Seen::default();
    let running = Preferring { gate: Semaphore::new(1000), seen: seen.clone() }.start().unwrap();
    for n in 1..=80 {
        running.second.try_send(1000 + n).unwrap();
        running.first.try_send(n).unwrap();
    }
    ended(running.stop().await);
    assert_eq!(seen.take(), (1..=80).chain(1001..=1080).collect::<Vec<_>>());

    let running = Fair { gate: Semaphore::new(1000), seen: seen.clone() }.start().unwrap();
    for n in 1..=80 {
        running.second.try_send(1000 + n).unwrap();
        running.first.try_send(n).unwrap();
    }
    ended(running.stop().await);
    let seen = seen.take();
    let of = |second: bool| seen.iter().copied().filter(|n| (*n > 1000) == second).collect::<Vec<_>>();
    assert_eq!((of(false), of(true)), ((1..=80).collect(), (1001..=1080).collect()), "each in its order");
    let last_first = seen.iter().rposition(|n| *n <= 1000).unwrap();
    let first_second = seen.iter().position(|n| *n > 1000).unwrap();
    assert!(first_second < last_first, "fair: {seen:?}");
}

/// Clones are counted: a broadcast to three makes two.
pub struct Counted(u64, Seen<u64>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.1.push(self.0);
        Self(self.0, self.1.clone())
    }
}

#[tokio::test]
async fn the_last_branch_of_a_broadcast_gets_the_original() {
    pipeline! {
        struct Broad { upto: u64, clones: Seen<u64>, seen: Seen<u64> }
        in items: Counted;
        items => [map(|c| c.0), map(|c| c.0 + 10), map(|c| c.0 + 20)] => keep::<u64>(&seen);
        numbers(&upto) => _;
    }
    let (clones, seen) = (Seen::default(), Seen::default());
    let running = Broad { upto: 0, clones: clones.clone(), seen: seen.clone() }.start().unwrap();
    running.items.send(Counted(1, clones.clone())).await.unwrap();
    running.items.send(Counted(2, clones.clone())).await.unwrap();
    ended(running.stop().await);
    assert_eq!(seen.sorted(), [1, 2, 11, 12, 21, 22]);
    assert_eq!(clones.take(), [1, 1, 2, 2]);
}

#[tokio::test]
async fn branches_may_end_go_on_and_nest() {
    pipeline! {
        struct Branches { upto: u64, a: Seen<u64>, b: Seen<u64>, c: Seen<u64> }
        out doubled: u64;
        numbers(&upto) => [
            keep::<u64>(&a) { name: keep_a },
            [map(|n| n * 10), map(|n| n * 100) => [map(|n| n + 1), map(|n| n + 2)]] => keep::<u64>(&b) { name: keep_b },
            map(|n| n * 2) => doubled,
            filter(|n| *n > 1) => keep::<u64>(&c) { name: keep_c },
        ];
    }
    let seen: [Seen<u64>; 3] = Default::default();
    let [a, b, c] = seen.clone();
    let running = Branches { upto: 2, a, b, c }.start().unwrap();
    let doubled = running.doubled.clone();
    let (report, first, second, end) = tokio::join!(running.join(), doubled.recv(), doubled.recv(), doubled.recv());
    ended(report);
    // Three `recv`s at once: each item to one taker.
    let mut got = [first, second, end];
    got.sort();
    assert_eq!(got, [None, Some(2), Some(4)]);
    let [a, b, c] = seen;
    assert_eq!((a.take(), b.sorted(), c.take()), (vec![1, 2], vec![10, 20, 101, 102, 201, 202], vec![2]));
}

/// A pipeline used through its own types: fields lent to several nodes, `out` fed by two chains.
#[tokio::test]
async fn several_chains_feed_one_out() {
    pipeline! {
        struct Two { one: u64, two: u64 }
        out all: u64 { buffer: 2 };
        numbers(&one) => all;
        numbers(&two) { name: more } => map(|n| n + 100) => all;
    }
    let running = Two { one: 30, two: 40 }.start().unwrap();
    let mut got = Vec::new();
    while let Some(n) = running.all.recv().await {
        got.push(n);
    }
    ended(running.join().await);
    let (one, two): (Vec<_>, Vec<_>) = got.into_iter().partition(|n| *n <= 100);
    assert_eq!((one, two), ((1..=30).collect(), (101..=140).collect()), "each in its order");
}
