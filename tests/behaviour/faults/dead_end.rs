//! When the taker of failures is down itself: it holds the pipeline back, and nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aqueduct::prelude::*;
use tokio::sync::Notify;
use tokio::time::sleep;

use super::Count;
use crate::common::{Seen, ended, keep};

#[source]
async fn endless(read: &Count) -> Option<u64> {
    Some(read.up())
}

#[stage]
async fn odd(n: &u64) -> Result<u64, &'static str> {
    if n.is_multiple_of(2) { Err("even") } else { Ok(*n) }
}

/// What was buried, and a word with each.
type Buried = Arc<(Seen<u64>, Notify)>;

/// Takes nothing while it is down.
#[sink]
async fn bury(
    up: &Arc<AtomicBool>,
    tried: &Count,
    buried: &Buried,
    failed: &Failed<u64, &'static str>,
) -> Result<(), &'static str> {
    tried.up();
    if !up.load(Ordering::SeqCst) {
        return Err("down");
    }
    buried.0.push(failed.item);
    buried.1.notify_one();
    Ok(())
}

pipeline! {
    struct Burying { read: Count, up: Arc<AtomicBool>, tried: Count, buried: Buried, seen: Seen<u64> }
    endless(&read) => odd { else: bad } => keep::<u64>(&seen);
    bad => bury(&up, &tried, &buried);
}

#[tokio::test(start_paused = true)]
async fn a_dead_end_that_is_down_holds_the_pipeline_back_and_loses_nothing() {
    let (read, up, tried) = (Count::default(), Arc::new(AtomicBool::new(false)), Count::default());
    let (buried, seen) = (Buried::default(), Seen::default());
    let pipeline = Burying {
        read: read.clone(),
        up: Arc::clone(&up),
        tried: tried.clone(),
        buried: Arc::clone(&buried),
        seen: seen.clone(),
    };
    let running = pipeline.start().expect("it starts");
    sleep(Duration::from_secs(600)).await;
    let held = read.get();
    assert!((256..3000).contains(&held), "{held} were read while the dead end was down");
    assert!((20..5000).contains(&tried.get()), "{} attempts in ten minutes: capped, and never given up", tried.get());
    assert_eq!(buried.0.len(), 0);
    sleep(Duration::from_secs(600)).await;
    assert_eq!(read.get(), held, "the source stands still");
    up.store(true, Ordering::SeqCst);
    while buried.0.len() < 2000 {
        buried.1.notified().await;
    }
    let report = ended(running.stop().await);
    let all = read.get();
    assert!(all > held);
    assert!(buried.0.take().into_iter().eq((1..=all).filter(|n| n % 2 == 0)), "each once, in order");
    assert!(seen.take().into_iter().eq((1..=all).filter(|n| n % 2 == 1)));
    assert_eq!(report.nodes.iter().map(|node| node.lost).sum::<u64>(), 0);
}
