//! Stages of every kind: what they do with items, errors and panics, and what the books say.
#![allow(missing_docs)]

#[macro_use]
mod common;

use std::time::Duration;

use aqueduct_runtime::__private as aq;
use aqueduct_runtime::Failed;
use common::*;

enum Port {}
type From = ();

/// Outputs a stage still holds in its states come out when the input has ended, also of ordered workers.
#[tokio::test]
async fn ordered_workers_flush_at_the_end() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let draft = bind!(flow, slow_flushing, &world, opts().workers(3));
    let flow = draft.stop_on_failure().place_workers(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    for item in 0..100 {
        port.send(item).await.unwrap();
    }
    port.close();
    let all = within(drain(&out)).await;
    let (flushed, items): (Vec<u64>, Vec<u64>) = all.into_iter().partition(|item| *item >= 1_000_000);
    assert_eq!(items, (0..100).collect::<Vec<_>>());
    assert_eq!(flushed.iter().map(|item| item - 1_000_000).sum::<u64>(), 100);
    clean(running).await;
}

/// An output port whose edge is full passes on its last item too.
#[tokio::test]
async fn output_ports_hold_nothing_back() {
    let (world, mut b) = (World::plain(), narrow(1));
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let (even, odd) = bind!(flow, split, &world, opts()).stop_on_failure().place_ports(&mut b);
    let even = b.out_port::<u64, Port, _>(even, "even", &opts());
    let odd = b.out_port::<u64, Port, _>(odd, "odd", &opts());
    let running = b.launch().unwrap();
    let odds = tokio::spawn(async move { drain(&odd).await });
    port.send(0).await.unwrap();
    port.send(2).await.unwrap();
    world.has_begun(2).await;
    for item in [0, 2] {
        assert_eq!(within(even.recv()).await, Some(item));
    }
    port.close();
    assert_eq!(within(even.recv()).await, None);
    assert!(odds.await.unwrap().is_empty());
    clean(running).await;
}

/// A dropped `out` port does not stop what stands before it.
#[tokio::test]
async fn a_dropped_out_port_discards() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, slow, &world, opts()).stop_on_failure().place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    drop(out);
    let running = b.launch().unwrap();
    for item in 0..1000 {
        port.send(item).await.unwrap();
    }
    drop(port);
    let report = clean(running).await;
    assert_eq!(report.node("slow").unwrap().done, 1000);
    assert_eq!(report.edges.iter().map(|edge| edge.unread).sum::<u64>(), 1000);
}

/// One clone that waits as a `Stream` and is not polled any more does not starve the others.
#[tokio::test]
async fn a_waiting_stream_does_not_keep_items_from_other_takers() {
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let mut waiting = out.clone();
    let once = std::future::poll_fn(|cx| {
        std::task::Poll::Ready(aq::Stream::poll_next(std::pin::Pin::new(&mut waiting), cx).is_pending())
    });
    assert!(once.await);
    port.send(7).await.unwrap();
    assert_eq!(within(out.recv()).await, Some(7));
    drop((waiting, port));
    assert_eq!(out.recv().await, None);
    clean(running).await;
}

/// Several outputs of one item, and a fold that panics at the first of them.
#[tokio::test]
async fn a_fold_that_panics_goes_on_with_the_next_output() {
    let world = World::new(|item, _| match item {
        0 => Act::Give(vec![1, 2, 3]),
        1 => Act::Panic,
        item => Act::Give(vec![item]),
    });
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, quick, &world, opts()).stop_on_failure().place(&mut b);
    let flow = bind!(flow, sum, &world, opts()).skip_failures().place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    port.send(0).await.unwrap();
    drop(port);
    assert_eq!(within(drain(&out)).await, [5]);
    let report = clean(running).await;
    assert_eq!(report.node("sum").unwrap().failed, 1);
}

/// What a batch before it becomes at the end of input waits for the state that is being made anew.
#[tokio::test]
async fn a_state_that_is_awaited_at_the_end_of_input() {
    let world = World::new(|item, attempt| match (item, attempt) {
        (1, 1) => Act::Panic,
        _ => Act::Give(vec![item]),
    });
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let made = aq::StateLater(|_: std::sync::Arc<World>| async {
        tokio::task::yield_now().await;
        Ok(0u64)
    });
    let (options, takes) = (opts().batch(9usize).max_weight(3u64), aq::Takes::lend);
    let lends = aq::lending::<batched, _, _>(&world, |world| (world, ()));
    let draft = aq::node::<batched, _, _, _, _, _>(flow, "batched", options, &world, lends, made, takes);
    let draft = draft.weigh(|_| 2).skip_failures();
    let flow = draft.batched(&mut b).place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    // The second one closes the batch of the first, which panics, and is an open batch when the input ends.
    port.send(1).await.unwrap();
    port.send(2).await.unwrap();
    drop(port);
    assert_eq!(within(drain(&out)).await, [2]);
    let report = clean(running).await;
    assert_eq!(report.node("batched").unwrap().failed, 1);
}

/// `take(0)` wants nothing, but what stands behind it still has an end.
#[tokio::test]
async fn a_fold_behind_take_0_emits_its_initial_state() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow: aq::Seg<_, From> = b.take(flow, "take", 0);
    let flow = bind!(flow, sum, &world, opts()).stop_on_failure().place(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    assert_eq!(within(drain(&out)).await, [0]);
    assert!(port.send(1).await.is_err());
    clean(running).await;
}

/// Nobody wants more, and the source has nothing to give: the pipeline ends all the same.
#[tokio::test]
async fn take_ends_what_waits_before_it() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, slow, &world, opts()).stop_on_failure().place(&mut b);
    let flow = bind!(flow, moved, &world, opts()).stop_on_failure().place(&mut b);
    let flow: aq::Seg<_, From> = b.take(flow, "take", 2);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    port.send(1).await.unwrap();
    port.send(2).await.unwrap();
    assert_eq!(within(drain(&out)).await, [1, 2]);
    // The `in` port is still there.
    clean(running).await;
    assert!(port.is_closed());
}

/// What a batch taker gives beyond one result for each item, or short of it.
#[tokio::test]
async fn results_that_do_not_match_the_batch() {
    for (outputs, failed) in [(0usize, 1u64), (2, 0)] {
        let world = World::new(move |item, _| Act::Give(vec![item; if item == 3 { outputs } else { 1 }]));
        let mut b = builder();
        let (port, flow) = b.in_port::<u64, From>("in", &opts());
        let draft = bind!(flow, each, &world, opts().batch(5usize), |_: &World| Ok(()));
        let flow = draft.skip_failures().batched(&mut b).place(&mut b);
        let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
        let running = b.launch().unwrap();
        for item in 0..5 {
            port.send(item).await.unwrap();
        }
        drop(port);
        within(drain(&out)).await;
        let report = clean(running).await;
        assert_eq!(report.node("each").unwrap().failed, failed);
    }
}

/// An item that runs in a slow stage is counted while it runs.
#[tokio::test(start_paused = true)]
async fn counters_are_up_to_date_while_a_stage_waits() {
    let world = World::new(|item, _| Act::Sleep(Duration::from_secs(1), Box::new(Act::Give(vec![item]))));
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow = bind!(flow, sink, &world, opts(), |_: &World| Ok(())).stop_on_failure().place(&mut b);
    b.end(flow);
    let running = b.launch().unwrap();
    for item in 0..10 {
        port.send(item).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(4500)).await;
    let node = running.stats().node("sink").unwrap().clone();
    assert_eq!((node.taken, node.done, node.left), (5, 4, 1));
    drop(port);
    clean(running).await;
}

/// Failures go where `else` says, one by one, with what happened.
#[tokio::test]
async fn failures_are_routed_from_every_kind() {
    let world = World::new(|item, _| match item % 10 {
        3 => Act::Fail,
        7 => Act::Panic,
        _ => Act::Give(vec![item]),
    });
    let mut b = narrow(4);
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let (draft, f1) = bind!(flow, lent, &world, opts()).route_failures(&mut b);
    let flow = draft.place(&mut b);
    let failed: aq::Seg<_, From> = b.map(f1, "failed", |failed: Failed<u64, String>| failed.item, |item| item);
    let failures = b.out_port::<u64, Port, _>(failed, "failures", &opts());
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let failures = tokio::spawn(async move { drain(&failures).await });
    let out = tokio::spawn(async move { drain(&out).await });
    for item in 0..100 {
        port.send(item).await.unwrap();
    }
    drop(port);
    let (failures, out) = (failures.await.unwrap(), out.await.unwrap());
    assert_eq!(failures, (0..100).filter(|i| [3, 7].contains(&(i % 10))).collect::<Vec<_>>());
    assert_eq!(out, (0..100).filter(|i| ![3, 7].contains(&(i % 10))).collect::<Vec<_>>());
    let report = clean(running).await;
    assert_eq!((report.node("lent").unwrap().failed, report.node("lent").unwrap().lost), (20, 0));
}
