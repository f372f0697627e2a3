//! Starting, pausing, stopping, aborting; sources and their restarts; what is counted at the end.
#![allow(missing_docs)]

#[macro_use]
mod common;

use std::time::Duration;

use aqueduct_runtime::__private as aq;
use aqueduct_runtime::{Overflow, Retry};
use common::*;
use tokio::time::Instant;

enum Port {}
type From = ();

fn give(item: u64) -> Act {
    Act::Give(vec![item])
}

fn sleep(time: Duration, item: u64) -> Act {
    Act::Sleep(time, Box::new(give(item)))
}

const HOUR: Duration = Duration::from_secs(3600);

async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// What was in nodes and on edges when the pipeline was aborted is left, not unread.
#[tokio::test]
async fn an_abort_counts_what_is_left() {
    let world = World::new(|item, _| sleep(HOUR, item));
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, sink, &world, opts(), |_: &World| Ok(())).stop_on_failure().place(&mut b);
    b.end(flow);
    let running = b.launch().unwrap();
    for item in 0..10 {
        port.send(item).await.unwrap();
    }
    world.has_begun(1).await;
    port.send(10).await.unwrap();
    let report = within(running.abort()).await;
    assert!(report.balances(), "{report:#?}");
    let node = report.node("sink").unwrap();
    assert_eq!(node.left, 1);
    assert!(report.edges.iter().all(|edge| edge.unread == 0 && edge.queued > 0), "{report:#?}");
}

/// A drain past its deadline is an error that says what was left where.
#[tokio::test(start_paused = true)]
async fn a_drain_past_its_deadline() {
    let world = World::new(|item, _| sleep(HOUR, item));
    let options = aq::PipelineOptions { drain: Duration::from_secs(5), ..Default::default() };
    let mut b = aq::Builder::new("Test", options).unwrap();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, sink, &world, opts(), |_: &World| Ok(())).stop_on_failure().place(&mut b);
    b.end(flow);
    let running = b.launch().unwrap();
    for item in 0..10 {
        port.send(item).await.unwrap();
    }
    world.has_begun(1).await;
    let start = Instant::now();
    let error = within(running.stop()).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    assert!(error.to_string().contains("sink"), "{error}");
    assert!(error.report().unwrap().balances());
    assert!(port.send(1).await.is_err());
}

/// A dropped handle drains in the background.
#[tokio::test(start_paused = true)]
async fn a_dropped_handle_drains() {
    let world = World::new(|item, _| sleep(Duration::from_millis(10), item));
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, sink, &world, opts(), |_: &World| Ok(())).stop_on_failure().place(&mut b);
    b.end(flow);
    let running = b.launch().unwrap();
    for item in 0..10 {
        port.send(item).await.unwrap();
    }
    drop(running);
    assert!(port.send(10).await.is_err());
    within(world.has_begun(10)).await;
}

/// A paused node takes nothing, also when it waited for its input as it was paused; resumed, it goes on; a stop goes through.
#[tokio::test(start_paused = true)]
async fn a_paused_node_takes_nothing() {
    for kind in 0..3 {
        let (world, mut b) = (World::plain(), builder());
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let (out, name) = match kind {
            0 => {
                let flow = bind!(flow, lent, &world, opts()).stop_on_failure().place(&mut b);
                (b.out_port::<u64, Port, _>(flow, "out", &opts()), "lent")
            }
            1 => {
                let flow = bind!(flow, slow, &world, opts()).stop_on_failure().place(&mut b);
                (b.out_port::<u64, Port, _>(flow, "out", &opts()), "slow")
            }
            _ => {
                let draft = bind!(flow, slow, &world, opts().workers(2)).by_value(|item| item % 2).stop_on_failure();
                let flow = draft.place_queue(&mut b);
                (b.out_port::<u64, Port, _>(flow, "out", &opts()), "slow")
            }
        };
        let node = b.handle(name);
        let running = b.launch().unwrap();
        port.send(1).await.unwrap();
        assert_eq!(within(out.recv()).await, Some(1));
        settle().await;
        node.pause();
        port.send(2).await.unwrap();
        assert!(tokio::time::timeout(HOUR, out.recv()).await.is_err(), "{name} takes while it is paused");
        assert_eq!(world.seen(), [1]);
        node.resume();
        assert_eq!(within(out.recv()).await, Some(2));
        node.pause();
        port.send(3).await.unwrap();
        let all = tokio::spawn(async move { drain(&out).await });
        let report = within(running.stop()).await.unwrap();
        assert_clean(&report);
        assert_eq!(all.await.unwrap(), [3]);
    }
}

/// A source that is paused while it waits for an item keeps it.
#[tokio::test(start_paused = true)]
async fn a_paused_source_keeps_its_item() {
    let world = World::new(|item, _| sleep(Duration::from_secs(1), item));
    let mut b = builder();
    let flow = numbers!(&world, opts()).place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let node = b.handle("numbers");
    let running = b.launch().unwrap();
    settle().await;
    node.pause();
    assert!(tokio::time::timeout(HOUR, out.recv()).await.is_err());
    node.resume();
    assert_eq!(within(out.recv()).await, Some(1));
    let report = within(running.stop()).await.unwrap();
    assert!(report.balances());
}

/// Errors and panics of a source: called again with the position it had; nothing skipped, nothing twice.
#[tokio::test(start_paused = true)]
async fn a_source_goes_on_where_it_was() {
    let world = World::new(|item, attempt| match (item, attempt) {
        (item, 1) if item % 10 == 3 => Act::Fail,
        (item, 1) if item % 10 == 7 => Act::Panic,
        (101, _) => Act::Give(vec![]),
        (item, _) => give(item),
    });
    let mut b = builder();
    let limit = aqueduct_runtime::Intensity::new(1000, Duration::from_secs(5));
    let flow = numbers!(&world, opts().max_restarts(limit)).place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    assert_eq!(within(drain(&out)).await, (1..=100).collect::<Vec<_>>());
    let report = clean(running).await;
    let node = report.node("numbers").unwrap();
    assert_eq!((node.taken, node.restarts), (100, 20));
}

/// `restart: 2` counts failures in a row, also of a source that has given items before.
#[tokio::test(start_paused = true)]
async fn a_source_that_keeps_failing_ends_by_its_policy() {
    let world = World::new(|item, _| if item == 5 { Act::Fail } else { give(item) });
    let mut b = builder();
    let limit = aqueduct_runtime::Intensity::new(1000, Duration::from_secs(5));
    let flow = numbers!(&world, opts().max_restarts(limit).restart(Retry::times(2))).place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    assert_eq!(within(drain(&out)).await, [1, 2, 3, 4]);
    let error = fails(running).await;
    assert_eq!((error.stage(), error.position()), (Some("numbers"), Some(4)));
    assert_eq!(world.attempts.lock().unwrap()[&5], 3);
}

/// A source that has nothing to give is stopped where it waits.
#[tokio::test(start_paused = true)]
async fn a_waiting_source_is_stopped() {
    let world = World::new(|item, _| sleep(HOUR, item));
    let mut b = builder();
    let flow = numbers!(&world, opts()).place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    world.has_begun(1).await;
    let start = Instant::now();
    assert_clean(&within(running.stop()).await.unwrap());
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(out.recv().await, None);
}

/// `delay` delays to the end of its input; a stop does not wait for it.
#[tokio::test(start_paused = true)]
async fn a_delay_holds_to_the_end_of_input() {
    for stops in [false, true] {
        let mut b = builder();
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let flow: aq::Seg<_, From> = b.delay(flow, "delay", Duration::from_secs(10));
        let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
        let running = b.launch().unwrap();
        let start = Instant::now();
        for item in 0..3 {
            port.send(item).await.unwrap();
        }
        drop(port);
        settle().await;
        assert_eq!(running.stats().node("delay").unwrap().left, 3);
        let all = tokio::spawn(async move { drain(&out).await });
        let report = match stops {
            false => within(running.join()).await.unwrap(),
            true => within(running.stop()).await.unwrap(),
        };
        assert_clean(&report);
        assert_eq!(start.elapsed().as_secs(), if stops { 0 } else { 10 });
        assert_eq!(all.await.unwrap(), [0, 1, 2]);
    }
}

/// Each overflow policy against its closed form, with nobody reading.
#[tokio::test]
async fn overflow_policies() {
    let held = 5usize;
    for overflow in [Overflow::DropOldest, Overflow::DropNewest] {
        let world = World::new(move |item, _| if item == 0 { Act::Yield(1000, Box::new(give(0))) } else { give(item) });
        let mut b = builder();
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let draft = bind!(flow, slow, &world, opts().buffer(held).overflow(overflow)).stop_on_failure();
        let flow = draft.cut(&mut b).place(&mut b);
        let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
        let running = b.launch().unwrap();
        port.send(0).await.unwrap();
        world.has_begun(1).await;
        for item in 1..=100 {
            port.send(item).await.unwrap();
        }
        settle().await;
        drop(port);
        let expected: Vec<u64> = match overflow {
            Overflow::DropOldest => [0].into_iter().chain(96..=100).collect(),
            _ => (0..=5).collect(),
        };
        assert_eq!(within(drain(&out)).await, expected, "{overflow:?}");
        let report = clean(running).await;
        assert_eq!(report.edges.iter().map(|edge| edge.dropped).sum::<u64>(), 95);
    }
}

/// What finds no room goes to `else`; when that is full too, the sender waits, and nothing piles up.
#[tokio::test]
async fn overflow_fail_waits_for_its_else() {
    let world = World::new(|item, _| Act::Yield(u32::MAX, Box::new(give(item))));
    let mut b = narrow(4);
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let draft = bind!(flow, slow, &world, opts().buffer(4usize).overflow(Overflow::Fail));
    let (draft, failed) = draft.route_failures(&mut b);
    let flow = draft.cut(&mut b).place(&mut b);
    let failed: aq::Seg<_, From> = b.map(
        failed,
        "failed",
        |failed: aqueduct_runtime::Failed<u64, String>| {
            assert!(matches!(failed.cause, aqueduct_runtime::Cause::Full));
            failed.item
        },
        |item| item,
    );
    let failures = b.out_port::<u64, Port, _>(failed, "failures", &opts());
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let mut sent = 0;
    for item in 0..10_000 {
        if tokio::time::timeout(Duration::from_millis(50), port.send(item)).await.is_err() {
            break;
        }
        sent += 1;
    }
    assert!(sent < 40, "{sent} items are somewhere");
    let report = within(running.abort()).await;
    assert!(report.balances(), "{report:#?}");
    drop((failures, out));
}

/// `restart: 2` allows two restarts in a row, not two in a lifetime.
#[tokio::test(start_paused = true)]
async fn restarts_are_counted_in_a_row() {
    let world = World::new(|item, attempt| if attempt == 1 { Act::Fail } else { give(item) });
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let limit = aqueduct_runtime::Intensity::new(1000, Duration::from_secs(5));
    let options = opts().retry(Retry::times(1)).restart(Retry::times(2)).max_restarts(limit);
    let draft = bind!(flow, slow, &world, options).restart_if(|_| true).stop_on_failure();
    let flow = draft.place_task(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    for item in 0..20 {
        port.send(item).await.unwrap();
    }
    drop(port);
    assert_eq!(within(drain(&out)).await, (0..20).collect::<Vec<_>>());
    let report = clean(running).await;
    assert_eq!(report.node("slow").unwrap().restarts, 20);
}

/// A state that breaks too often ends its node: the pipeline drains, and what the node did not do is left or unread.
#[tokio::test(start_paused = true)]
async fn too_many_restarts_end_the_pipeline() {
    for keyed in [false, true] {
        let world = World::new(|item, _| if item >= 5 { Act::Fail } else { give(item) });
        let mut b = builder();
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let limit = aqueduct_runtime::Intensity::new(2, HOUR);
        let options = opts().retry(Retry::forever()).max_restarts(limit);
        let draft = bind!(flow, slow, &world, options).restart_if(|_| true).stop_on_failure();
        let out = match keyed {
            false => {
                let flow = draft.place_task(&mut b);
                b.out_port::<u64, Port, _>(flow, "out", &opts())
            }
            true => {
                let flow = draft.by_value(|_| 0u8).place_queue(&mut b);
                b.out_port::<u64, Port, _>(flow, "out", &opts())
            }
        };
        let running = b.launch().unwrap();
        for item in 0..20 {
            if port.send(item).await.is_err() {
                break;
            }
        }
        assert_eq!(within(drain(&out)).await, [0, 1, 2, 3, 4]);
        let error = fails(running).await;
        assert_eq!((error.stage(), error.position()), (Some("slow"), Some(6)));
        assert!(port.is_closed());
    }
}

/// What idle workers let out has its place, and comes at once.
#[tokio::test(start_paused = true)]
async fn idle_flushes_of_ordered_workers() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(3).idle(Duration::from_secs(1));
    let flow = bind!(flow, slow_flushing, &world, options).stop_on_failure().place_workers(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    for round in 0..3 {
        port.send(round).await.unwrap();
        assert_eq!(within(out.recv()).await, Some(round));
        let start = Instant::now();
        assert_eq!(within(out.recv()).await, Some(1_000_001));
        assert_eq!(start.elapsed().as_secs(), 1);
    }
    drop(port);
    assert_eq!(within(out.recv()).await, None);
    clean(running).await;
}
