//! A panic anywhere is a failure of its item or an error of the pipeline that names the node; it never loses other items.
#![allow(missing_docs)]

#[macro_use]
mod common;

use std::time::Duration;

use aqueduct_runtime::__private as aq;
use aqueduct_runtime::Retry;
use common::*;

enum Port {}
type From = ();

fn unlucky(item: u64) -> u64 {
    match item {
        13 => std::panic::resume_unwind(Box::new("meant to")),
        item => item,
    }
}

fn others(items: u64) -> Vec<u64> {
    (0..items).filter(|item| *item != 13).collect()
}

async fn feed(port: aqueduct_runtime::In<u64>, items: u64) {
    for item in 0..items {
        if port.send(item).await.is_err() {
            return;
        }
    }
}

/// Runs 50 items through and gives what came out, with the report; the closure of `by` panics at one.
macro_rules! keyed {
    ($place:ident, $stage:ident, $options:expr, $by:expr, $weigh:expr) => {{
        let (world, mut b) = (World::plain(), builder());
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let draft = bind!(flow, $stage, &world, $options).by_value($by).weigh($weigh).skip_failures();
        let flow = draft.$place(&mut b);
        let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
        let running = b.launch().unwrap();
        let feeding = tokio::spawn(feed(port, 50));
        let mut all = within(drain(&out)).await;
        feeding.await.unwrap();
        all.sort_unstable();
        assert_eq!(all, others(50));
        let report = clean(running).await;
        assert_eq!(report.node(stringify!($stage)).unwrap().failed, 1);
    }};
}

#[tokio::test]
async fn in_the_key_of_a_queue() {
    keyed!(place_queue, slow, opts().workers(3), |item| unlucky(*item) % 3, |_| 1);
}

#[tokio::test]
async fn in_the_weight_of_a_queue() {
    let options = opts().workers(3).batch(4usize).max_weight(3u64).within(Duration::from_millis(5));
    keyed!(place_queue, slow_batched, options, |item| *item % 3, |item| unlucky(*item).min(1));
}

#[tokio::test]
async fn in_the_key_of_a_fused_stage() {
    keyed!(place_keyed, lent, opts(), |item| unlucky(*item) % 3, |_| 1);
}

#[tokio::test]
async fn in_the_key_of_lanes() {
    keyed!(place_lanes, lent, opts().workers(2), |item| unlucky(*item) % 3, |_| 1);
}

/// The pipeline ends with an error that names the node; what was sent before and after comes out.
macro_rules! stops {
    ($node:expr, |$b:ident, $flow:ident| $graph:expr) => {{
        let mut builder = builder();
        let $b = &mut builder;
        let (port, $flow) = $b.in_port::<u64, From>("in", &opts());
        let flow = $graph;
        let out = $b.out_port::<u64, Port, _>(flow, "out", &opts());
        let running = builder.launch().unwrap();
        for item in 0..20 {
            port.send(item).await.unwrap();
        }
        let all = within(drain(&out)).await;
        let error = fails(running).await;
        assert_eq!(error.stage(), Some($node), "{error}");
        (all, error)
    }};
}

struct Fragile(u64);

impl Clone for Fragile {
    fn clone(&self) -> Self {
        Self(unlucky(self.0))
    }
}

#[tokio::test]
async fn in_a_broadcast_copy() {
    let (all, _) = stops!("everyone", |b, flow| {
        let flow: aq::Seg<_, From> = b.map(flow, "fragile", Fragile, |item| item);
        let [copies, originals] = b.broadcast(flow, "everyone", aq::Copies::another);
        b.discard(copies, "discard");
        let flow: aq::Seg<_, From> = b.map(originals, "plain", |fragile: Fragile| fragile.0, |item| item);
        flow
    });
    assert_eq!(all, (0..20).collect::<Vec<_>>());
}

struct Other(u64);

impl std::convert::From<Other> for u64 {
    fn from(other: Other) -> u64 {
        unlucky(other.0)
    }
}

#[tokio::test]
async fn in_the_conversion_of_a_merge() {
    for cut in [false, true] {
        let (all, _) = stops!("taker", |b, flow| {
            let flow: aq::Seg<_, From> = b.map(flow, "other", Other, |item| item);
            let others = match cut {
                false => b.merging::<u64, u64, _>(flow, "taker", aq::Merges::merge),
                true => {
                    let flow = b.cut(flow, "cut", &opts().buffer(4usize));
                    b.merging::<u64, u64, _>(flow, "taker", aq::Merges::merge)
                }
            };
            b.merge::<u64, From, _, 1>([others], "merge", false)
        });
        assert_eq!(all, others(20));
    }
}

#[derive(Clone)]
struct Touchy(u64);

impl PartialEq for Touchy {
    fn eq(&self, other: &Self) -> bool {
        unlucky(self.0.max(other.0)) == self.0.min(other.0)
    }
}

#[tokio::test]
async fn in_dedup_and_distinct() {
    let (all, _) = stops!("dedup", |b, flow| {
        let flow: aq::Seg<_, From> = b.map(flow, "touchy", Touchy, |item| item);
        let flow: aq::Seg<_, From> = b.dedup(flow, "dedup", |item| item);
        let flow: aq::Seg<_, From> = b.map(flow, "plain", |touchy: Touchy| touchy.0, |item| item);
        flow
    });
    assert_eq!(all, others(20));
    let (all, _) = stops!("distinct", |b, flow| {
        let flow: aq::Seg<_, From> = b.distinct_by_value(flow, "distinct", &opts(), |item| unlucky(*item), |key| key);
        flow
    });
    assert_eq!(all, others(20));
}

/// A question to an error that panics is answered with no.
#[tokio::test]
async fn in_retry_if_and_restart_if() {
    let world = World::new(|item, _| if item == 3 { Act::Fail } else { Act::Give(vec![item]) });
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let draft = bind!(flow, slow, &world, opts().retry(Retry::times(3)));
    let draft = draft.retry_if(|_| unlucky(13) == 0).restart_if(|_| unlucky(13) == 0).skip_failures();
    let flow = draft.place_task(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    tokio::spawn(feed(port, 5));
    assert_eq!(within(drain(&out)).await, [0, 1, 2, 4]);
    let report = clean(running).await;
    let node = report.node("slow").unwrap();
    assert_eq!((node.failed, node.retried, node.restarts), (1, 0, 0));
}

/// A state that cannot be made, by a panic: tried again, and then the error of its node.
#[tokio::test(start_paused = true)]
async fn in_the_initial_state() {
    for times in [1, u32::MAX] {
        let world = World::plain();
        let mut b = builder();
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let tried = std::sync::atomic::AtomicU32::new(0);
        let init = move |_: &World| {
            if tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < times {
                unlucky(13);
            }
            Ok(0)
        };
        let flow = bind!(flow, quick, &world, opts(), init).stop_on_failure().place(&mut b);
        let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
        let running = b.launch().unwrap();
        tokio::spawn(feed(port, 5));
        let all = within(drain(&out)).await;
        match times {
            1 => {
                assert_eq!(all, [0, 1, 2, 3, 4]);
                clean(running).await;
            }
            _ => assert_eq!(fails(running).await.stage(), Some("quick")),
        }
    }
}

/// A flush that panics.
#[tokio::test]
async fn in_the_flush_of_a_stage() {
    let world = World::plain();
    for queued in [false, true] {
        let mut b = builder();
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let out = match queued {
            false => {
                let flow = bind!(flow, flushing, &world, opts()).stop_on_failure().place(&mut b);
                b.out_port::<u64, Port, _>(flow, "out", &opts())
            }
            true => {
                let flow = bind!(flow, slow_flushing, &world, opts()).stop_on_failure().place_task(&mut b);
                b.out_port::<u64, Port, _>(flow, "out", &opts())
            }
        };
        let running = b.launch().unwrap();
        tokio::spawn(feed(port, 13));
        assert_eq!(within(drain(&out)).await.len(), 13);
        let stage = if queued { "slow_flushing" } else { "flushing" };
        assert_eq!(fails(running).await.stage(), Some(stage));
    }
}
