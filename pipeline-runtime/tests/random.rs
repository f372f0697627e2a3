//! Whole pipelines with random shapes, waits, errors and panics, stopped at random moments: nothing lost, nothing twice, nothing
//! out of order, books that balance.
#![allow(missing_docs)]

#[macro_use]
mod common;

use std::time::Duration;

use aqueduct_runtime::__private as aq;
use aqueduct_runtime::{Failed, Retry};
use common::*;

enum Port {}
type From = ();

/// What comes of an item at an attempt, the same for the same seed; one in so many goes wrong.
fn chance(seed: u64, one_in: u32, waits: bool) -> impl Fn(u64, u32) -> Act + Send + Sync {
    move |item, attempt| {
        let mut random = fastrand::Rng::with_seed(seed ^ (item << 8) ^ u64::from(attempt));
        let act = match random.u32(0..one_in * 2) {
            0 => Act::Fail,
            1 => Act::Panic,
            _ => Act::Give(vec![item]),
        };
        match random.u32(0..4) {
            0 if waits => Act::Yield(random.u32(1..5), Box::new(act)),
            1 if waits => Act::Sleep(Duration::from_micros(random.u64(1..200)), Box::new(act)),
            _ => act,
        }
    }
}

/// in => lent => slow (workers, retry) => broadcast [batches with retry and split, each with retry] => out, failures => out.
async fn random_pipeline(seed: u64, stops: bool) {
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let (quick, later) = (World::new(chance(seed, 20, false)), World::new(chance(seed, 10, true)));
    let (batches, one_by_one) = (World::new(chance(seed, 30, true)), World::new(chance(seed, 15, true)));
    let mut b = narrow(random.usize(1..30));
    let b = &mut b;
    let (port, flow) = b.in_port::<u64, From>("in", &opts());
    let retry = Retry::times(random.u32(0..4)).between(Duration::from_micros(1), Duration::from_micros(300));

    let (draft, f1) = bind!(flow, lent, &quick, opts()).route_failures(b);
    let flow = draft.place(b);
    let (ordered, workers) = (random.bool(), random.usize(2..6));
    let options = opts().workers(workers).unordered(!ordered).retry(retry);
    let (draft, f2) = bind!(flow, slow, &later, options).route_failures(b);
    let flow = draft.place_workers(b);
    let [left, right] = b.broadcast(flow, "both", aq::Copies::another);
    let options = opts().batch(random.usize(1..9)).within(Duration::from_millis(1)).retry(retry).split(random.bool());
    let (draft, f3) = bind!(left, slow_batched, &batches, options).route_failures(b);
    let left = draft.batched(b).place_task(b);
    let options = opts().batch(random.usize(1..9)).within(Duration::from_millis(1)).retry(retry);
    let (draft, f4) = bind!(right, each, &one_by_one, options).route_failures(b);
    let right = draft.batched(b).place_task(b);

    let merged = [b.merging_same(f1, "failed"), b.merging_same(f2, "failed")];
    let failed = b.merge::<_, From, _, 2>(merged, "merge", false);
    let failed: aq::Seg<_, From> = b.map(failed, "failed", |failed: Failed<u64, String>| failed.item, |item| item);
    let failed = b.out_port::<u64, Port, _>(failed, "failures", &opts());
    let failed_left: aq::Seg<_, From> =
        b.map(f3, "failed left", |failed: Failed<u64, String>| failed.item, |item| item);
    let failed_left = b.out_port::<u64, Port, _>(failed_left, "failures left", &opts());
    let failed_right: aq::Seg<_, From> =
        b.map(f4, "failed right", |failed: Failed<u64, String>| failed.item, |item| item);
    let failed_right = b.out_port::<u64, Port, _>(failed_right, "failures right", &opts());
    let left = b.out_port::<u64, Port, _>(left, "left", &opts());
    let right = b.out_port::<u64, Port, _>(right, "right", &opts());
    let running = std::mem::replace(b, builder()).launch().unwrap();

    let ports = [failed, failed_left, failed_right, left, right];
    let reading = ports.map(|port| tokio::spawn(async move { drain(&port).await }));
    let items = random.u64(1..400);
    let fed = std::sync::Arc::new(tokio::sync::Notify::new());
    let all_fed = fed.clone();
    let feeding = tokio::spawn(async move {
        for item in 0..items {
            if port.send(item).await.is_err() {
                return item;
            }
        }
        all_fed.notify_one();
        items
    });
    if stops {
        // So many may never be begun: the stage before may have failed at nearly all of a few.
        let begun = later.has_begun(random.u64(0..items / 2 + 1));
        tokio::select! { () = begun => (), () = fed.notified() => () }
    }
    let report = match stops {
        true => within(running.stop()).await.unwrap(),
        false => within(running.join()).await.unwrap(),
    };
    // Items in `out` ports may still be there to be taken.
    assert!(report.balances() && report.nodes.iter().all(|node| node.left == 0), "{report:#?}");
    let sent = within(feeding).await.unwrap();
    let mut all = Vec::new();
    for task in reading {
        all.push(within(task).await.unwrap());
    }
    let [failed, failed_left, failed_right, left, right] = all.try_into().unwrap();
    if ordered {
        for list in [&left, &right, &failed_left] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
    for branch in [[&failed, &failed_left, &left], [&failed, &failed_right, &right]] {
        let mut items: Vec<u64> = branch.into_iter().flatten().copied().collect();
        items.sort_unstable();
        assert_eq!(items, (0..sent).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn to_the_end_on_one_thread() {
    for _ in 0..30 {
        random_pipeline(fastrand::u64(..), false).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_the_end_on_two_threads() {
    for _ in 0..30 {
        random_pipeline(fastrand::u64(..), false).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_at_random_moments() {
    for _ in 0..100 {
        random_pipeline(fastrand::u64(..), true).await;
    }
}
