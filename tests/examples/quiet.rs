//! What is generated is quiet under lints that few turn on: `cargo clippy --all-targets -- -D warnings` sees this.
#![warn(clippy::pedantic, clippy::nursery, missing_docs, missing_debug_implementations, unreachable_pub)]
#![warn(unused_qualifications, unused_results, elided_lifetimes_in_paths, single_use_lifetimes, trivial_casts)]

use aqueduct::prelude::*;
use std::sync::{Mutex, PoisonError};

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    id: u64,
    cents: u64,
}

/// Nothing to pay.
#[derive(Debug)]
pub struct Refusal;

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing to pay")
    }
}

/// A state that is not `Clone`.
#[derive(Debug)]
pub struct Counter(u64);

/// Counts; synchronous, and polled.
#[source]
pub const fn numbers(counter: &mut Counter, most: &u64) -> Option<u64> {
    counter.0 += 1;
    if counter.0 <= *most { Some(counter.0) } else { None }
}

/// Makes orders.
#[stage]
#[must_use]
pub const fn order(id: u64) -> Order {
    Order { id, cents: id % 3 * 5 }
}

/// Checks.
///
/// # Errors
/// Where there is nothing to pay.
#[stage]
pub const fn check(order: &Order) -> Result<(), Refusal> {
    if order.cents > 0 { Ok(()) } else { Err(Refusal) }
}

/// Asks somebody else.
///
/// # Errors
/// Never.
#[stage]
pub async fn enrich(extra: &u64, order: &Order) -> Result<Order, Refusal> {
    tokio::task::yield_now().await;
    Ok(Order { id: order.id, cents: order.cents + extra })
}

/// Two ways.
#[stage]
pub async fn split(order: Order, large: &mut Out<Order>, small: &mut Out<Order>) {
    if order.cents > 6 { large.send(order).await } else { small.send(order).await }
}

/// The same.
#[stage]
pub const fn same<T: Send>(item: T) -> T {
    item
}

/// One after the other.
#[stage(flatten)]
#[must_use]
pub fn each(order: &Order) -> Vec<u64> {
    vec![order.id, order.cents]
}

/// Sums.
#[fold]
pub const fn sum(total: &mut u64, number: u64) {
    *total += number;
}

/// Keeps.
#[sink]
pub fn keep(kept: &Mutex<Vec<String>>, sums: &[(bool, u64)]) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.extend(sums.iter().map(|(even, sum)| format!("{even} {sum}")));
}

/// Keeps.
#[sink(blocking)]
pub fn complain(kept: &Mutex<Vec<String>>, failures: Vec<Failure>) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.extend(failures.into_iter().map(|failure| failure.error().to_string()));
}

pipeline! {
    /// Handles orders.
    pub struct Orders {
        /// How many.
        pub most: u64,
        kept: std::sync::Arc<Mutex<Vec<String>>>,
    }

    /// Orders from outside.
    in extra: Order { buffer: 10 };
    /// What is small.
    out small: Order;

    let all = [numbers(&mut Counter(0), &most) => order, extra];
    all
        => check { else: bad }
        => enrich(&1) { workers: 3, retry: 2, timeout: 5s, else: bad }
        => same::<Order> { name: again }
        => split;

    split.large
        => match {
            Order { id, cents } if cents > 100 => (Order { id, cents: 100 }) => each,
            Order { id, .. } if id == 0 => _,
            o => each { name: others },
        }
        => sum { by: |n| n % 2 == 0 }
        => keep(&kept) { batch: 10, within: 50ms };
    split.small => inspect(|o| assert!(o.id > 0)) => small;

    bad => complain(&kept) { batch: 100, within: 50ms };
}

#[tokio::test]
async fn it_also_runs() {
    let kept = std::sync::Arc::default();
    let running = Orders { most: 5, kept: std::sync::Arc::clone(&kept) }.start().unwrap();
    running.extra.send(Order { id: 9, cents: 200 }).await.unwrap();
    running.extra.close();
    let small = running.small.recv().await.map(|order| (order.id, order.cents));
    assert_eq!(small, Some((1, 6)));
    let report = running.join().await.unwrap();
    assert!(report.balances(), "{report}");
    let mut kept = std::mem::take(&mut *kept.lock().unwrap());
    kept.sort();
    // 2 and 5 with 11 cents, 9 with at most 100; 4 is small and nobody reads it; 3 has nothing to pay.
    assert_eq!(kept, ["false 36", "nothing to pay", "true 102"]);
}
