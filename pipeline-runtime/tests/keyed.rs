//! Workers that serve keys: order per key, batches per key, capacity, ends.
#![allow(missing_docs)]

#[macro_use]
mod common;

use std::collections::HashMap;

use std::time::Duration;

use aqueduct_runtime::__private as aq;
use aqueduct_runtime::{Rate, Retry};
use common::*;
use tokio::time::Instant;

enum Port {}
type From = ();

fn give(item: u64) -> Act {
    Act::Give(vec![item])
}

fn sleep(millis: u64, item: u64) -> Act {
    Act::Sleep(Duration::from_millis(millis), Box::new(give(item)))
}

/// Lets everybody else run until nobody can.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// A new key while all known ones are at work, and more keys than are kept.
#[tokio::test]
async fn a_new_key_is_not_the_one_that_is_forgotten() {
    let world = World::new(|item, _| Act::Yield(3, Box::new(give(item))));
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let draft = bind!(flow, slow, &world, opts().workers(2).max_keys(1)).by_value(|item| item % 3).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    for item in 0..100 {
        port.send(item).await.unwrap();
    }
    port.close();
    let mut all = within(drain(&out)).await;
    all.sort_unstable();
    assert_eq!(all, (0..100).collect::<Vec<_>>());
    clean(running).await;
}

/// Items of several keys, with random waits, errors and panics: none lost, none twice, per key in order, one of a key at work.
async fn random_run(seed: u64) {
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let (keys, workers, channel) = (random.u64(1..12), random.usize(1..6), random.usize(1..20));
    let (retry, batch) = (random.u32(0..3), random.bool());
    let world = World::new(move |item, attempt| {
        let mut random = fastrand::Rng::with_seed(seed ^ (item * 31) ^ u64::from(attempt));
        let act = match random.u32(0..20) {
            0 => Act::Fail,
            1 => Act::Panic,
            _ => give(item),
        };
        match random.u32(0..3) {
            0 => Act::Yield(random.u32(0..5), Box::new(act)),
            1 => Act::Sleep(Duration::from_micros(random.u64(0..300)), Box::new(act)),
            _ => act,
        }
    });
    let mut b = narrow(channel);
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let policy = Retry::times(retry).between(Duration::from_micros(1), Duration::from_micros(500));
    let options = opts().workers(workers).retry(policy).batch(random.usize(1..5)).within(Duration::from_millis(1));
    let (flow, failed) = match batch {
        true => {
            let draft = bind!(flow, slow_batched, &world, options).by_value(move |item| item % keys);
            let (draft, failed) = draft.route_failures(&mut b);
            (draft.place_queue(&mut b), failed.coming_from::<From>())
        }
        false => {
            let options = aq::NodeOptions::new().workers(workers).retry(policy);
            let draft = bind!(flow, slow, &world, options).by_value(move |item| item % keys);
            let (draft, failed) = draft.route_failures(&mut b);
            (draft.place_queue(&mut b).coming_from(), failed.coming_from::<From>())
        }
    };
    let failed: aq::Seg<_, From> =
        b.map(failed, "failed", |failed: aqueduct_runtime::Failed<u64, String>| failed.item, |item| item);
    let failures = b.out_port::<u64, Port, _>(failed, "failures", &opts());
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let failures = tokio::spawn(async move { drain(&failures).await });
    let out = tokio::spawn(async move { drain(&out).await });
    let items = 500;
    for item in 0..items {
        port.send(item).await.unwrap();
    }
    drop(port);
    let (failures, out) = within(async { (failures.await.unwrap(), out.await.unwrap()) }).await;
    for list in [&out, &failures] {
        let mut last = HashMap::new();
        for item in list {
            let before = last.insert(item % keys, *item);
            assert!(before.is_none_or(|before| before < *item), "{before:?} before {item} of one key");
        }
    }
    let mut all = [out, failures].concat();
    all.sort_unstable();
    assert_eq!(all, (0..items).collect::<Vec<_>>());
    assert!(world.most_at_work() <= workers.min(keys as usize), "{} at work", world.most_at_work());
    clean(running).await;
}

#[tokio::test]
async fn random_runs_on_one_thread() {
    for _ in 0..20 {
        random_run(fastrand::u64(..)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_runs_on_two_threads() {
    for _ in 0..20 {
        random_run(fastrand::u64(..)).await;
    }
}

/// Nobody wants more of what the keyed workers make.
#[tokio::test]
async fn take_behind_keys_ends_what_stands_before() {
    let (world, mut b) = (World::plain(), narrow(2));
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let draft = bind!(flow, slow, &world, opts().workers(2)).by_value(|item| item % 3).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let flow: aq::Seg<_, From> = b.take(flow, "take", 2);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let sender = tokio::spawn({
        let port = port.clone();
        async move {
            let mut item = 0;
            while port.send(item).await.is_ok() {
                item += 1;
            }
        }
    });
    assert_eq!(within(drain(&out)).await.len(), 2);
    within(sender).await.unwrap();
    let report = within(running.join()).await.unwrap();
    assert!(report.balances(), "{report:#?}");
}

/// The worker that waited for the age of a batch has other work now: another one waits for it.
#[tokio::test(start_paused = true)]
async fn a_busy_worker_does_not_make_a_batch_late() {
    let world = World::new(|item, _| if item == 1 { give(1) } else { sleep(10_000, item) });
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(2).batch(2usize).within(Duration::from_secs(1));
    let draft = bind!(flow, slow_batched, &world, options).by_value(|item| item % 2).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    settle().await;
    let start = Instant::now();
    port.send(1).await.unwrap();
    settle().await;
    port.send(2).await.unwrap();
    port.send(4).await.unwrap();
    assert_eq!(within(out.recv()).await, Some(1));
    assert!(start.elapsed() < Duration::from_millis(1010), "{:?}", start.elapsed());
    port.close();
    assert_eq!(within(drain(&out)).await, [2, 4]);
    clean(running).await;
}

/// The age of a batch counts from its oldest item, also where that came while its key was at work.
#[tokio::test(start_paused = true)]
async fn the_age_of_a_batch_is_that_of_its_oldest_item() {
    let world = World::new(|item, _| sleep(500, item));
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(2).batch(9usize).within(Duration::from_secs(1));
    let draft = bind!(flow, slow_batched, &world, options).by_value(|_| 0u8).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    settle().await;
    let start = Instant::now();
    port.send(1).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    port.send(2).await.unwrap();
    assert_eq!(within(out.recv()).await, Some(1));
    assert_eq!(within(out.recv()).await, Some(2));
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(2600) && took < Duration::from_millis(2620), "{took:?}");
    drop(port);
    assert_eq!(out.recv().await, None);
    clean(running).await;
}

/// Open batches that fill the inbox are let out: nothing else could come to complete them.
#[tokio::test(start_paused = true)]
async fn open_batches_that_fill_the_inbox_do_not_stall_it() {
    let (world, mut b) = (World::plain(), narrow(8));
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(2).batch(8usize).within(Duration::from_secs(60));
    let draft = bind!(flow, slow_batched, &world, options).by_value(|item| item % 4).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let start = Instant::now();
    let all = tokio::spawn(async move { drain(&out).await });
    for item in 0..100 {
        port.send(item).await.unwrap();
    }
    drop(port);
    assert_eq!(within(all).await.unwrap().len(), 100);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    clean(running).await;
}

/// More keys than are kept: the idlest one's batch is let out.
#[tokio::test(start_paused = true)]
async fn a_forgotten_key_lets_its_batch_out() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(2).batch(8usize).within(Duration::from_secs(60)).max_keys(3);
    let draft = bind!(flow, slow_batched, &world, options).by_value(|item| *item).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let start = Instant::now();
    for item in 0..4 {
        port.send(item).await.unwrap();
    }
    assert_eq!(within(out.recv()).await, Some(0));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    drop(port);
    assert_eq!(within(drain(&out)).await.len(), 3);
    clean(running).await;
}

/// What waits in the queue of a keyed node is in the books.
#[tokio::test]
async fn what_waits_for_its_key_is_counted() {
    let world = World::new(|item, _| Act::Yield(u32::MAX, Box::new(give(item))));
    let mut b = builder();
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let draft = bind!(flow, sink, &world, opts().workers(2), |_: &World| Ok(()));
    draft.by_value(|_| 0u8).stop_on_failure().end_queue(&mut b);
    let running = b.launch().unwrap();
    for item in 0..10 {
        port.send(item).await.unwrap();
    }
    world.has_begun(1).await;
    settle().await;
    let report = running.stats();
    assert!(report.balances(), "{report:#?}");
    assert_eq!(report.left(), 10, "{report:#?}");
    let report = within(running.abort()).await;
    assert!(report.balances(), "{report:#?}");
    assert_eq!(report.left(), 10, "{report:#?}");
}

/// A rate holds back its own key only, and hears of its change.
#[tokio::test(start_paused = true)]
async fn a_rate_per_key_holds_back_its_key_and_can_be_changed() {
    let (world, mut b) = (World::plain(), builder());
    let rate = Rate::new(1, Duration::from_secs(3600));
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(2).rate(&rate).rate_per_key(true);
    let draft = bind!(flow, slow, &world, options).by_value(|item| item / 10).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    for item in [1, 2, 3, 11, 21] {
        port.send(item).await.unwrap();
    }
    let start = Instant::now();
    for item in [1, 11, 21] {
        assert_eq!(within(out.recv()).await, Some(item));
    }
    assert!(start.elapsed() < Duration::from_millis(10));
    rate.set(1, Duration::from_secs(1));
    assert_eq!(within(out.recv()).await, Some(2));
    assert_eq!(within(out.recv()).await, Some(3));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    drop(port);
    clean(running).await;
}

/// A forgotten key's last words come before the first of its next life.
#[tokio::test(start_paused = true)]
async fn keys_are_flushed_in_their_order() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let options = opts().workers(4).keep(Duration::from_secs(1));
    let draft = bind!(flow, slow_flushing, &world, options).by_value(|item| item % 2).stop_on_failure();
    let flow = draft.place_queue(&mut b);
    let out = b.out_port::<u64, Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    let all = tokio::spawn(async move { drain(&out).await });
    for round in 0..5 {
        port.send(round * 2).await.unwrap();
        port.send(round * 2).await.unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    drop(port);
    let flushed = 1_000_002;
    let all = within(all).await.unwrap();
    assert_eq!(all, (0..5).flat_map(|round| [round * 2, round * 2, flushed]).collect::<Vec<_>>());
    clean(running).await;
}

/// A fused fold by key ends quickly, however many keys there are.
#[tokio::test]
async fn many_keys_end_in_linear_time() {
    let (world, mut b) = (World::plain(), builder());
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let flow: aq::Seg<_, From> = b.flat_map(flow, "all", |keys| 0..keys, |items| items);
    let draft = bind!(flow, sum, &world, opts()).by_value(|item| *item).stop_on_failure();
    let flow = draft.place_keyed(&mut b);
    let out = b.out_port::<(u64, u64), Port, _>(flow, "out", &opts());
    let running = b.launch().unwrap();
    port.send(200_000).await.unwrap();
    drop(port);
    assert_eq!(within(drain(&out)).await.len(), 200_000);
    clean(running).await;
}
