//! `join(a, b) { on, apart, kind }`, by the clock.

use std::fmt::Debug;
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::{Instant, advance};

use super::{edge, settle};
use crate::common::{Seen, books, each, ended, failed, keep, numbers};

/// Key, and a number of its own.
type Item = (u8, u32);
/// A left item, a right item, or both.
type Outcome = (Option<Item>, Option<Item>);

const APART: Duration = Duration::from_millis(10);

/// What a kind emits, in one type.
trait Comes: Debug + Send {
    fn outcome(self) -> Outcome;
}

impl Comes for (Item, Item) {
    fn outcome(self) -> Outcome {
        (Some(self.0), Some(self.1))
    }
}

impl Comes for (Item, Option<Item>) {
    fn outcome(self) -> Outcome {
        (Some(self.0), self.1)
    }
}

impl Comes for (Option<Item>, Item) {
    fn outcome(self) -> Outcome {
        (self.0, Some(self.1))
    }
}

impl Comes for Outcome {
    fn outcome(self) -> Outcome {
        self
    }
}

#[sink]
fn note<T: Comes>(seen: &Seen<Outcome>, out: T) {
    seen.push(out.outcome());
}

/// Whether it came on the left, when, and what.
type Arrival = (bool, u64, Item);

fn arrivals(dice: &mut fastrand::Rng) -> Vec<Arrival> {
    let mut at = 0;
    let length = dice.u32(0..60);
    let arrival = |number| {
        at += dice.u64(0..6);
        (dice.bool(), at, (dice.u8(0..3), number))
    };
    (0..length).map(arrival).collect()
}

/// Every pair there is, and what has none.
fn nested_loops(arrivals: &[Arrival], keeps: fn(bool, bool) -> bool) -> Vec<Outcome> {
    let belong = |a: &Arrival, b: &Arrival| a.0 != b.0 && a.2.0 == b.2.0 && a.1.abs_diff(b.1) <= 10;
    let mut out = Vec::new();
    for one in arrivals {
        let partners: Vec<_> = arrivals.iter().filter(|other| belong(one, other)).collect();
        if one.0 {
            out.extend(partners.iter().map(|other| (Some(one.2), Some(other.2))));
        }
        if partners.is_empty() {
            out.push(if one.0 { (Some(one.2), None) } else { (None, Some(one.2)) });
        }
    }
    out.retain(|out| keeps(out.0.is_some(), out.1.is_some()));
    out.sort();
    out
}

macro_rules! kinds {
    ($($test:ident: $kind:ident gives $out:ty, keeps $keeps:expr;)+) => {$(
        #[tokio::test(start_paused = true)]
        async fn $test() {
            pipeline! {
                struct Joins { seen: Seen<Outcome> }
                in left: Item;
                in right: Item;
                join(left, right) { on: (|a| a.0, |b| &b.0), apart: 10ms, kind: $kind } => note::<$out>(&seen);
            }
            let mut dice = fastrand::Rng::with_seed(17);
            for round in 0..60 {
                let (arrivals, seen) = (arrivals(&mut dice), Seen::default());
                let running = Joins { seen: seen.clone() }.start().unwrap();
                let mut now = 0;
                for (is_left, at, item) in &arrivals {
                    if *at > now {
                        advance(Duration::from_millis(at - now)).await;
                        now = *at;
                    }
                    let side = if *is_left { &running.left } else { &running.right };
                    side.send(*item).await.unwrap();
                    settle().await;
                }
                let report = ended(running.stop().await);
                let expected = nested_loops(&arrivals, $keeps);
                let node = report.node("join_1").unwrap();
                assert_eq!(node.out, expected.len() as u64, "round {round}: {arrivals:?}");
                assert_eq!(node.done + node.filtered, arrivals.len() as u64, "round {round}: {arrivals:?}");
                assert_eq!(seen.sorted(), expected, "round {round}: {arrivals:?}");
            }
        }
    )+};
}

kinds! {
    inner_gives_pairs: inner gives (Item, Item), keeps |left, right| left && right;
    left_gives_every_left_item: left gives (Item, Option<Item>), keeps |left, _| left;
    right_gives_every_right_item: right gives (Option<Item>, Item), keeps |_, right| right;
    full_gives_every_item: full gives Outcome, keeps |_, _| true;
}

#[derive(Clone, Debug, PartialEq)]
struct Order {
    id: String,
    total: u64,
}

#[derive(Clone, Debug, PartialEq)]
struct Payment {
    order_id: String,
    amount: u64,
}

fn order(id: &str, total: u64) -> Order {
    Order { id: id.to_owned(), total }
}

fn payment(order_id: &str, amount: u64) -> Payment {
    Payment { order_id: order_id.to_owned(), amount }
}

pipeline! {
    struct Matched;
    in  orders: Order;
    in  payments: Payment;
    out matched: (Order, Option<Payment>);
    join(orders, payments) { on: (|o| &o.id, |p| &*p.order_id), apart: 10min, kind: left } => matched;
}

/// Nothing need come for it: the time alone says that there will be no partner.
#[tokio::test(start_paused = true)]
async fn what_stays_alone_comes_out_in_time() {
    let running = Matched.start().unwrap();
    let began = Instant::now();
    running.orders.send(order("a", 1)).await.unwrap();
    running.orders.send(order("b", 2)).await.unwrap();
    settle().await;
    advance(Duration::from_secs(600)).await;
    running.payments.send(payment("a", 1)).await.unwrap();
    assert_eq!(running.matched.recv().await, Some((order("a", 1), Some(payment("a", 1)))), "just in time");
    assert_eq!(running.matched.recv().await, Some((order("b", 2), None)));
    let took = began.elapsed();
    assert!((Duration::from_secs(600)..Duration::from_millis(600_010)).contains(&took), "{took:?}");
    running.payments.send(payment("b", 2)).await.unwrap();
    let report = ended(running.stop().await);
    assert_eq!(books(&report, "join_1"), (4, 3, 1, 0, 2), "the second payment is too late");
}

/// A drain does not wait for partners.
#[tokio::test(start_paused = true)]
async fn the_end_lets_out_what_is_alone_at_once() {
    let running = Matched.start().unwrap();
    let (began, matched) = (Instant::now(), running.matched.clone());
    for n in 0..3 {
        running.orders.send(order(&n.to_string(), n)).await.unwrap();
    }
    running.payments.send(payment("1", 7)).await.unwrap();
    settle().await;
    running.orders.close();
    running.payments.close();
    let (report, rest) = tokio::join!(running.join(), futures::StreamExt::collect::<Vec<_>>(matched));
    let ids: Vec<_> = rest.into_iter().map(|(order, payment)| (order.total, payment.map(|paid| paid.amount))).collect();
    assert_eq!(ids, [(1, Some(7)), (0, None), (2, None)]);
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(books(&ended(report), "join_1"), (4, 4, 0, 0, 3));
}

/// One side may end long before the other: what it brought still finds partners.
#[tokio::test(start_paused = true)]
async fn what_a_side_brought_outlives_it() {
    let running = Matched.start().unwrap();
    running.orders.send(order("a", 1)).await.unwrap();
    running.orders.close();
    settle().await;
    for amount in 1..=3 {
        advance(Duration::from_secs(60)).await;
        running.payments.send(payment("a", amount)).await.unwrap();
        assert_eq!(running.matched.recv().await, Some((order("a", 1), Some(payment("a", amount)))));
    }
    running.payments.close();
    assert_eq!(running.matched.recv().await, None);
    assert_eq!(books(&ended(running.join().await), "join_1"), (4, 4, 0, 0, 3));
}

/// Keys made and lent, of fields and of what the pipeline has; a bound and a number of keys that are computed.
#[tokio::test(start_paused = true)]
async fn keys_bounds_and_options_are_expressions() {
    pipeline! {
        struct Keyed { offset: u64, apart: Duration, most: usize, seen: Seen<(u64, u64)> }
        let pairs = join(numbers(&6) => map(|n| n * 10), numbers(&6) { name: more })
            { name: tens, on: (|ten| ten / 10, |n| *n + offset), apart: *apart * 2, max_keys: *most };
        pairs => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Keyed { offset: 2, apart: APART, most: 100, seen: seen.clone() }.run().await);
    assert_eq!(seen.sorted(), [(30, 1), (40, 2), (50, 3), (60, 4)]);
    assert_eq!(books(&report, "tens"), (12, 8, 4, 0, 4));
    for (apart, most, says) in [(Duration::ZERO, 1, "apart"), (APART, 0, "max_keys")] {
        let error = Keyed { offset: 2, apart, most, seen: seen.clone() }.run().await.unwrap_err().to_string();
        assert!(error.contains(says) && error.contains("cannot be zero"), "{error}");
    }
}

/// The idlest key goes when there are too many, and what it has finds no partner any more.
#[tokio::test(start_paused = true)]
async fn keys_are_forgotten_where_there_are_too_many() {
    pipeline! {
        struct Few { seen: Seen<Outcome> }
        in left: Item;
        in right: Item;
        join(left, right) { on: (|a| a.0, |b| b.0), apart: 1h, kind: full, max_keys: 2 } => note::<Outcome>(&seen);
    }
    let seen = Seen::default();
    let running = Few { seen: seen.clone() }.start().unwrap();
    for (key, number) in [(1, 1), (2, 2), (1, 3), (3, 4)] {
        running.left.send((key, number)).await.unwrap();
    }
    settle().await;
    assert_eq!(seen.take(), [(Some((2, 2)), None)]);
    running.right.send((2, 5)).await.unwrap();
    settle().await;
    assert_eq!(seen.take(), [(Some((1, 1)), None), (Some((1, 3)), None)]);
    let report = ended(running.stop().await);
    assert_eq!(seen.take(), [(Some((3, 4)), None), (None, Some((2, 5)))]);
    let node = report.node("join_1").unwrap();
    assert_eq!((node.forgotten, node.done, node.out), (2, 5, 5));
}

/// One item that has very many partners lets them out as fast as they are taken.
#[tokio::test(start_paused = true)]
async fn an_item_may_have_any_number_of_partners() {
    pipeline! {
        struct Many;
        options { channel: 4 }
        in  one: u64;
        out pairs: (u64, u64);
        join(numbers(&1000), one) { on: (|_| (), |_| ()), apart: 1h } => pairs;
    }
    let running = Many.start().unwrap();
    settle().await;
    while running.nodes.join_1.stats().taken < 1000 {
        settle().await;
    }
    running.one.send(7).await.unwrap();
    for n in 1..=1000 {
        assert_eq!(running.pairs.recv().await, Some((n, 7)));
    }
    assert_eq!(books(&ended(running.stop().await), "join_1"), (1001, 1001, 0, 0, 1000));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_panics_ends_the_pipeline_with_its_name() {
    pipeline! {
        struct Breaks { seen: Seen<(u64, u64)> }
        join(numbers(&5), numbers(&5) { name: more }) { name: both, on: (|n| 10 / (3 - n), |n| *n), apart: 1s }
            => keep::<(u64, u64)>(&seen);
    }
    let error = failed(Breaks { seen: Seen::default() }.run().await);
    let (text, node) = (error.to_string(), error.report().unwrap().node("both").unwrap().clone());
    assert!(text.contains("both") && text.contains("panic"), "{text}");
    assert!(node.failed > 0 && node.failed == node.lost, "{node:?}");
}

#[tokio::test(start_paused = true)]
async fn a_paused_join_lets_nothing_out() {
    let running = Matched.start().unwrap();
    running.orders.send(order("a", 1)).await.unwrap();
    settle().await;
    running.nodes.join_1.pause();
    running.orders.send(order("b", 2)).await.unwrap();
    settle().await;
    advance(Duration::from_secs(601)).await;
    settle().await;
    let stats = running.nodes.join_1.stats();
    assert_eq!((stats.taken, stats.out), (1, 0));
    running.nodes.join_1.resume();
    assert_eq!(running.matched.recv().await, Some((order("a", 1), None)));
    ended(running.stop().await);
}

/// What is kept brings nothing by itself, so the loop closes as soon as nothing else is in its cycle.
#[tokio::test(start_paused = true)]
async fn a_loop_does_not_wait_for_what_an_inner_join_keeps() {
    pipeline! {
        struct Rounds { seen: Seen<u64> }
        loop again: u64;
        join([numbers(&1) { name: first }, again], numbers(&4)) { on: (|n| *n, |n| *n), apart: 1h }
            => map(|(n, _): (u64, u64)| n + 1) => inspect(|n| seen.push(*n)) => again;
    }
    let (seen, began) = (Seen::default(), Instant::now());
    let report = ended(Rounds { seen: seen.clone() }.run().await);
    assert_eq!((seen.take(), began.elapsed()), (vec![2, 3, 4, 5], Duration::ZERO));
    assert_eq!(books(&report, "join_1"), (9, 8, 1, 0, 4));
}

/// What an outer join keeps may come out still: the loop waits for it.
#[tokio::test(start_paused = true)]
async fn a_loop_waits_for_what_an_outer_join_lets_out() {
    pipeline! {
        struct Rounds { seen: Seen<u64> }
        loop again: u64;
        join([numbers(&1) { name: first }, again], numbers(&4)) { on: (|n| *n, |n| *n), apart: 1h, kind: left }
            => map(|(n, other): (u64, Option<u64>)| if other.is_some() { n + 1 } else { n + 100 })
            => filter(|n| *n < 200) => inspect(|n| seen.push(*n)) => again;
    }
    let (seen, began) = (Seen::default(), Instant::now());
    ended(Rounds { seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), [2, 3, 4, 5, 105]);
    let took = began.elapsed();
    assert!((Duration::from_secs(7200)..Duration::from_secs(7201)).contains(&took), "{took:?}");
}

/// It ends where nobody wants more, and what it keeps is accounted for.
#[tokio::test(start_paused = true)]
async fn it_ends_when_nobody_wants_a_pair() {
    pipeline! {
        struct Takes { list: Vec<u64>, seen: Seen<(u64, u64)> }
        join(numbers(&u64::MAX), each::<u64>(&list)) { on: (|n| *n, |n| *n), apart: 1h } => take(2) => keep::<(u64, u64)>(&seen);
    }
    let seen = Seen::default();
    let report = ended(Takes { list: vec![3, 1, 2], seen: seen.clone() }.run().await);
    assert_eq!(seen.len(), 2);
    assert!(edge(&report, "numbers").emitted < 100_000, "{report}");
}
