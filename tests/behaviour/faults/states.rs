//! State under fault: kept after an error, made anew after a panic, and a poison item is no crash loop.

use std::time::Duration;

use aqueduct::prelude::*;
use tokio::time::Instant;

use super::{Count, dead, quiet_panic};
use crate::common::{Fell, Seen, ended, keep, numbers};

/// Fails at 3, panics at 6.
#[stage]
fn count(so_far: &mut u64, n: &u64) -> Result<(u64, u64), &'static str> {
    *so_far += 1;
    match n {
        3 => Err("three"),
        6 => quiet_panic(),
        _ => Ok((*n, *so_far)),
    }
}

#[stage]
async fn count_later(so_far: &mut u64, n: &u64) -> Result<(u64, u64), &'static str> {
    tokio::task::yield_now().await;
    count(so_far, n)
}

macro_rules! counts {
    ($($test:ident: $pipeline:ident $count:ident { $($options:tt)* } $expected:expr;)+) => {$(
        pipeline! {
            struct $pipeline { seen: Seen<(u64, u64)>, fell: Seen<Fell> }
            numbers(&8) => $count(&mut 0) { else: bad $($options)* } => keep::<(u64, u64)>(&seen);
            bad => dead::<u64, &'static str>(&fell);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (seen, fell) = (Seen::default(), Seen::default());
            let report = ended($pipeline { seen: seen.clone(), fell: fell.clone() }.run().await);
            let fell: Vec<_> = fell.take().into_iter().map(|f| (f.0, f.2)).collect();
            assert_eq!(fell, [(3, "three".to_owned()), (6, "panicked".to_owned())]);
            assert_eq!(seen.sorted(), $expected);
            let node = report.node(stringify!($count)).expect("it is there");
            assert_eq!((node.failed, node.restarts), (2, 1), "failures of items and restarts of stages, counted apart");
        }
    )+};
}

counts! {
    a_state_stays_after_an_error_and_is_made_anew_after_a_panic: Fused count {}
        [(1, 1), (2, 2), (4, 4), (5, 5), (7, 1), (8, 2)];
    an_awaited_state_too: Awaited count_later {} [(1, 1), (2, 2), (4, 4), (5, 5), (7, 1), (8, 2)];
    only_the_key_of_a_panic_loses_its_state: ByKey count { , by: |n| n % 2 }
        [(1, 1), (2, 1), (4, 2), (5, 3), (7, 4), (8, 1)];
    only_the_key_of_an_awaited_panic_loses_its_state: ByKeyAwaited count_later { , by: |n| n % 2 }
        [(1, 1), (2, 1), (4, 2), (5, 3), (7, 4), (8, 1)];
}

/// Panics at each hundredth.
#[stage]
async fn poisoned(calls: &Count, so_far: &mut u64, n: &u64) -> u64 {
    calls.up();
    *so_far += 1;
    if n.is_multiple_of(100) {
        quiet_panic();
    }
    *n
}

pipeline! {
    struct Poisoned { calls: Count, seen: Seen<u64>, fell: Seen<Fell> }
    options { max_restarts: 1 per 1h }
    numbers(&10_000)
        => poisoned(&calls, &mut 0) { retry: Retry::times(2).between(1ms, 1ms), else: bad }
        => keep::<u64>(&seen);
    bad => dead::<u64, std::convert::Infallible>(&fell);
}

#[tokio::test(start_paused = true)]
async fn poison_is_no_crash_loop() {
    let (calls, seen, fell) = (Count::default(), Seen::default(), Seen::default());
    let started = Instant::now();
    let pipeline = Poisoned { calls: calls.clone(), seen: seen.clone(), fell: fell.clone() };
    let report = ended(pipeline.run().await);
    assert_eq!(calls.get(), 9900 + 300, "each poison three times and then never again");
    assert!(fell.take().iter().map(|f| (f.0, f.3)).eq((1..=100).map(|n| (100 * n, 3))));
    assert!(seen.take().into_iter().eq((1..=10_000).filter(|n| n % 100 != 0)));
    let node = report.node("poisoned").expect("it is there");
    assert_eq!((node.failed, node.retried, node.restarts), (100, 200, 300));
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}

/// Panics at 5 with its first state.
#[stage]
async fn fragile(state: &mut u64, n: &u64) -> u64 {
    if *n == 5 && *state == 1 {
        quiet_panic();
    }
    *n
}

pipeline! {
    struct Remade { made: Count, seen: Seen<u64> }
    numbers(&10) => fragile(&mut made.up()) { retry: 1, else: stop } => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_state_is_made_once_and_once_more_after_a_panic() {
    let (made, seen) = (Count::default(), Seen::default());
    ended(Remade { made: made.clone(), seen: seen.clone() }.run().await);
    assert_eq!((made.get(), seen.take()), (2, (1..=10).collect()));
}
