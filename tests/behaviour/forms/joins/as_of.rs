//! `join(a, b) { on, as_of }`, by the clock.

use aqueduct::prelude::*;
use tokio::time::Instant;

use super::settle;
use crate::common::{Seen, books, each, ended, failed, keep, numbers};

#[derive(Debug, PartialEq)]
struct Order {
    currency: String,
    amount: u64,
}

fn order(currency: &str, amount: u64) -> Order {
    Order { currency: currency.to_owned(), amount }
}

#[derive(Clone, Debug, PartialEq)]
struct Rate {
    currency: String,
    percent: u64,
}

fn rate(currency: &str, percent: u64) -> Rate {
    Rate { currency: currency.to_owned(), percent }
}

pipeline! {
    struct Priced;
    in  orders: Order;
    in  rates: Rate;
    out priced: (Order, Option<Rate>);
    join(orders, rates) { on: (|o| &o.currency, |r| &r.currency), as_of, kind: left } => priced;
}

/// At once, whatever comes of the rates later, and without a copy of the order.
#[tokio::test(start_paused = true)]
async fn an_item_meets_the_latest_that_has_come() {
    let (running, began) = (Priced.start().unwrap(), Instant::now());
    running.orders.send(order("CHF", 1)).await.unwrap();
    assert_eq!(running.priced.recv().await, Some((order("CHF", 1), None)));
    for percent in [90, 95] {
        running.rates.send(rate("CHF", percent)).await.unwrap();
        running.rates.send(rate("USD", percent)).await.unwrap();
        settle().await;
        running.orders.send(order("CHF", 2)).await.unwrap();
        assert_eq!(running.priced.recv().await, Some((order("CHF", 2), Some(rate("CHF", percent)))));
    }
    running.rates.close();
    running.orders.send(order("USD", 3)).await.unwrap();
    assert_eq!(running.priced.recv().await, Some((order("USD", 3), Some(rate("USD", 95)))), "it outlives its side");
    running.orders.close();
    assert_eq!(running.priced.recv().await, None);
    assert_eq!(began.elapsed().as_nanos(), 0);
    let report = ended(running.join().await);
    assert_eq!(books(&report, "join_1"), (8, 7, 1, 0, 4), "one rate met nobody");
}

/// Without `kind`, what finds no version is left out; keys and their number are expressions.
#[tokio::test(start_paused = true)]
async fn an_inner_one_leaves_out_what_finds_nothing() {
    pipeline! {
        struct Looked { most: usize, offset: u64, seen: Seen<(u64, u64)> }
        in asked: u64;
        join(asked, numbers(&5)) { name: table, on: (|n| *n, |n| n + offset), as_of, max_keys: *most }
            => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let running = Looked { most: 3, offset: 10, seen: seen.clone() }.start().unwrap();
    settle().await;
    for asked in 10..=16 {
        running.asked.send(asked).await.unwrap();
    }
    running.asked.close();
    let report = ended(running.join().await);
    assert_eq!(seen.take(), [(13, 3), (14, 4), (15, 5)]);
    assert_eq!(books(&report, "table"), (12, 6, 6, 0, 3));
    assert_eq!(report.node("table").unwrap().forgotten, 2);
    let error = Looked { most: 0, offset: 0, seen }.start().unwrap_err().to_string();
    assert!(error.contains("max_keys") && error.contains("cannot be zero"), "{error}");
}

/// What is kept brings nothing by itself, also with `kind: left`.
#[tokio::test(start_paused = true)]
async fn a_loop_does_not_wait_for_the_table() {
    pipeline! {
        struct Rounds { list: Vec<u64>, seen: Seen<u64> }
        loop again: u64;
        join([each::<u64>(&list), again], numbers(&4)) { on: (|n| n % 10, |n| *n), as_of, kind: left }
            => map(|(n, version): (u64, Option<u64>)| if version.is_some() { n + 10 } else { 100 })
            => filter(|n| *n < 40) => inspect(|n| seen.push(*n)) => again;
    }
    let (seen, began) = (Seen::default(), Instant::now());
    ended(Rounds { list: vec![3], seen: seen.clone() }.run().await);
    assert!(began.elapsed().as_nanos() == 0 && seen.len() <= 3);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_panics_ends_the_pipeline_with_its_name() {
    pipeline! {
        struct Breaks { seen: Seen<(u64, u64)> }
        join(numbers(&5), numbers(&5) { name: more }) { name: both, on: (|n| 10 / (3 - n), |n| *n), as_of }
            => keep::<(u64, u64)>(&seen);
    }
    let error = failed(Breaks { seen: Seen::default() }.run().await);
    let (text, node) = (error.to_string(), error.report().unwrap().node("both").unwrap().clone());
    assert!(text.contains("both") && text.contains("panic"), "{text}");
    assert!(node.failed > 0 && node.failed == node.lost, "{node:?}");
}

/// In event time the key is looked up when the item has waited: a panic there ends the pipeline likewise.
#[tokio::test(start_paused = true)]
async fn a_key_that_panics_later_does_so_too() {
    pipeline! {
        struct Breaks { seen: Seen<(u64, u64)> }
        join(
            numbers(&5) { time: |n| Timestamp::from_secs(*n as i64) },
            numbers(&5) { name: more, time: |n| Timestamp::from_secs(*n as i64) },
        ) { name: both, on: (|n| 10 / (3 - n), |n| *n), as_of } => keep::<(u64, u64)>(&seen);
    }
    let error = failed(Breaks { seen: Seen::default() }.run().await);
    let node = error.report().unwrap().node("both").unwrap().clone();
    assert!(error.to_string().contains("both"), "{error}");
    assert!(node.failed > 0 && node.failed == node.lost, "{node:?}");
}
