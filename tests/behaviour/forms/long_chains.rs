//! Chains so long that the type of what is fused is forgotten on the way: nothing of what they do changes.

use std::time::Duration;

use aqueduct::prelude::*;

use crate::common::{Seen, ended, keep, numbers};

#[stage]
fn one_more(n: u64) -> u64 {
    n + 1
}

#[stage]
fn odd(n: &u64) -> Result<(), String> {
    if n % 2 == 1 { Ok(()) } else { Err(format!("{n} is even")) }
}

/// Each item one later, and the last at the end.
#[stage(flush = rest)]
fn later(held: &mut Option<u64>, n: u64) -> Option<u64> {
    held.replace(n)
}

fn rest(held: &mut Option<u64>) -> Option<u64> {
    held.take()
}

#[sink]
fn refused(seen: &Seen<String>, failure: Failure) {
    seen.push(failure.to_string());
}

#[tokio::test(start_paused = true)]
async fn states_flushes_failures_batches_and_ends_reach_through() {
    pipeline! {
        struct Long { upto: u64, seen: Seen<Vec<u64>>, failures: Seen<String> }
        numbers(&upto)
            => one_more => later { name: later_1 } => map(|n| n) => map(|n| n) => odd { else: failed } => map(|n| n)
            => map(|n| n) => map(|n| n) => map(|n| n) => later { name: later_2 } => filter(|n| n % 5 != 0) => map(|n| n)
            => map(|n| n) => map(|n| n) => map(|n| n) => map(|n| n) => map(|n| n) => one_more { name: once_more }
            => map(|n| n) => map(|n| n) => map(|n| n) => map(|n| n) => map(|n| n) => take(3) => map(|n| n) => map(|n| n)
            => batch { batch: 2, within: 1s } => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b)
            => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b) => keep::<Vec<u64>>(&seen);
        failed => refused(&failures);
    }
    let (seen, failures) = (Seen::default(), Seen::default());
    let began = tokio::time::Instant::now();
    let report = ended(Long { upto: 8, seen: seen.clone(), failures: failures.clone() }.run().await);
    assert_eq!(seen.take(), [vec![4, 8], vec![10]]);
    assert_eq!(failures.len(), 4);
    assert_eq!(report.node("later_2").map(|node| (node.taken, node.left)), Some((4, 0)));
    assert!(began.elapsed() < Duration::from_secs(1), "the end flushes batches at once");
}

#[tokio::test(start_paused = true)]
async fn what_falls_due_does_so_behind_a_long_chain() {
    pipeline! {
        struct Due { seen: Seen<Vec<u64>> }
        in numbers: u64;
        numbers => batch { batch: 9, within: 1s } => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b)
            => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b) => map(|b| b) => keep::<Vec<u64>>(&seen);
    }
    let seen = Seen::default();
    let running = Due { seen: seen.clone() }.start().expect("it starts");
    running.numbers.send(7).await.expect("it is open");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(seen.take(), [[7]]);
    running.stop().await.expect("it drains");
}
