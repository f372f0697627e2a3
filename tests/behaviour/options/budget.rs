//! Retry budgets: `retry: Retry::times(3).budget(&budget)`.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::Instant;

use super::dead;
use crate::common::{Fell, Seen, ended, numbers};

/// Fails always, and counts its calls.
#[stage]
async fn down(calls: &Seen<u64>, n: &u64) -> Result<u64, String> {
    calls.push(*n);
    Err("down".to_owned())
}

#[stage]
fn down_at_once(calls: &Seen<u64>, n: &u64) -> Result<u64, String> {
    calls.push(*n);
    Err("down".to_owned())
}

/// No time passes between two attempts.
fn thrice() -> Retry {
    Retry::times(3).between(Duration::ZERO, Duration::ZERO)
}

macro_rules! bounds {
    ($($test:ident, $pipeline:ident: $down:ident { $($options:tt)* };)+) => {$(
        pipeline! {
            struct $pipeline { budget: Budget, calls: Seen<u64>, fell: Seen<Fell> }
            numbers(&1000) => $down(&calls) { $($options)* retry: thrice().budget(&budget), else: bad } => _;
            bad => dead::<u64, String>(&fell);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (budget, calls, fell) = (Budget::new().per_second(0), Seen::default(), Seen::default());
            let since = Instant::now();
            let report = ended($pipeline { budget: budget.clone(), calls: calls.clone(), fell: fell.clone() }.run().await);
            assert!(since.elapsed() < Duration::from_secs(5), "within the time of the budget");
            assert_eq!(calls.len(), 1200, "a fifth more than there are items, and not four times as many");
            let node = report.node(stringify!($down)).expect("it is there");
            assert_eq!((node.taken, node.failed, node.retried), (1000, 1000, 200));
            let to_the_end = fell.take().iter().filter(|fell| fell.3 == 4).count() as u64;
            assert_eq!(node.over_budget, 1000 - to_the_end, "those that had attempts left");
            assert!(report.to_string().contains("over budget"), "{report}");
            assert_eq!(budget.left(), 0);
        }
    )+};
}

bounds! {
    retries_are_a_fifth_of_first_attempts, Plain: down {};
    at_a_synchronous_stage, AtOnce: down_at_once {};
    with_workers, Workers: down { workers: 4, };
    with_keys, Keys: down { workers: 4, by: |n| n % 10, };
    behind_a_breaker, Guarded: down { breaker: Breaker::default().failure_rate(100).at_least(100_000).last(100_000), };
}

pipeline! {
    struct Shared { budget: Budget, calls: Seen<u64> }
    numbers(&100) => down(&calls) { name: one, retry: thrice().budget(&budget), else: skip } => _;
    numbers(&100) { name: others } => down(&calls) { name: other, retry: thrice().budget(&budget), else: skip } => _;
}

#[tokio::test(start_paused = true)]
async fn nodes_and_pipelines_share_one() {
    let (budget, calls) = (Budget::new().share(10).per_second(1), Seen::default());
    let share = || Shared { budget: budget.clone(), calls: calls.clone() }.run();
    let (one, other) = tokio::join!(share(), share());
    let retried = |report: &aqueduct::Report| report.nodes.iter().map(|node| node.retried).sum::<u64>();
    assert_eq!(retried(&ended(one)) + retried(&ended(other)), 40 + 10);
    assert_eq!(calls.len(), 400 + 50);
}

pipeline! {
    struct Empty { budget: Budget, fell: Seen<Fell>, calls: Seen<u64> }
    numbers(&3) => down(&calls) { retry: Retry::forever().budget(&budget), else: bad } => _;
    bad => dead::<u64, String>(&fell);
}

#[tokio::test(start_paused = true)]
async fn without_anything_left_the_first_attempt_is_the_last() {
    let (budget, fell, calls) = (Budget::new().share(0).per_second(0), Seen::default(), Seen::default());
    let report = ended(Empty { budget, fell: fell.clone(), calls }.run().await);
    assert_eq!(fell.take(), [1, 2, 3].map(|n| Fell(n, "down", "down".to_owned(), 1)));
    assert_eq!(report.node("down").expect("it is there").over_budget, 3);
}

#[sink]
async fn store(calls: &Seen<usize>, rows: &[u64]) -> Result<(), String> {
    calls.push(rows.len());
    Err("down".to_owned())
}

pipeline! {
    struct Splits { budget: Budget, calls: Seen<usize> }
    numbers(&64) => store(&calls) { batch: 64, split, retry: Retry::times(0).budget(&budget), else: skip };
}

#[tokio::test(start_paused = true)]
async fn the_halves_of_a_batch_are_further_attempts() {
    let (budget, calls) = (Budget::new().share(0).per_second(1).within(Duration::from_secs(3)), Seen::default());
    let report = ended(Splits { budget, calls: calls.clone() }.run().await);
    assert_eq!(calls.take(), [64, 32, 16, 8, 8, 16, 32], "three times in two, and not down to the items");
    assert_eq!(report.node("store").expect("it is there").over_budget, 64);
}

/// Half of each batch fails.
#[stage]
async fn half(calls: &Seen<usize>, rows: &[u64]) -> Vec<Result<u64, String>> {
    calls.push(rows.len());
    rows.iter().map(|n| if n % 2 == 1 { Err("odd".to_owned()) } else { Ok(*n) }).collect()
}

pipeline! {
    struct Parts { budget: Budget, calls: Seen<usize> }
    numbers(&40) => half(&calls) { batch: 10, retry: thrice().budget(&budget), else: skip } => _;
}

#[tokio::test(start_paused = true)]
async fn what_is_tried_again_of_a_batch_is_one_attempt() {
    let (budget, calls) = (Budget::new().share(0).per_second(2).within(Duration::from_secs(1)), Seen::default());
    let report = ended(Parts { budget, calls: calls.clone() }.run().await);
    assert_eq!(calls.take(), [10, 5, 5, 10, 10, 10], "two further attempts");
    let node = report.node("half").expect("it is there");
    assert_eq!((node.retried, node.failed, node.over_budget), (10, 20, 20));
}
