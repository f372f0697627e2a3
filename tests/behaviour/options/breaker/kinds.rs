//! Every kind of node that has attempts.

use super::*;

#[stage]
fn at_once(service: &Service, n: u64) -> Result<u64, String> {
    if service.note(n) { Err("down".to_owned()) } else { Ok(n) }
}

#[stage(blocking)]
fn blocks(service: &Service, n: u64) -> Result<u64, String> {
    if service.note(n) { Err("down".to_owned()) } else { Ok(n) }
}

#[stage]
fn many(service: &Service, n: &u64) -> Result<impl Iterator<Item = u64> + use<>, String> {
    if service.note(*n) { Err("down".to_owned()) } else { Ok(std::iter::once(*n)) }
}

#[stage(flatten)]
async fn of_some(service: &Service, rows: &[u64]) -> Result<Vec<u64>, String> {
    service.call(rows[0]).await.map(|_| rows.to_vec())
}

#[stage]
async fn each(service: &Service, rows: &[u64]) -> Vec<Result<u64, String>> {
    let called = service.call(rows[0]).await;
    rows.iter().map(|n| called.clone().map(|_| *n)).collect()
}

/// Retries for ever through an outage of 30 s; all come out, in order where there is one.
macro_rules! recovers {
    ($($test:ident, $pipeline:ident: $stage:ident { $($options:tt)* } $order:ident;)+) => {$(
        pipeline! {
            struct $pipeline { service: Service, breaker: Breaker, seen: Seen<u64> }
            numbers(&300)
                => $stage(&service) { $($options)* breaker: &breaker, retry: Retry::forever().between(1ms, 50ms), else: stop }
                => keep::<u64>(&seen);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (breaker, seen) = (quick(), Seen::default());
            let service = Service::new(&breaker).down(0, 15_000);
            let all = $pipeline { service: service.clone(), breaker: breaker.clone(), seen: seen.clone() };
            ended(within(5, all.run()).await);
            assert!(breaker.counts().opened >= 2, "it has opened");
            let down = service.called().iter().filter(|call| call.at < 15_000).count();
            assert!((3..=12).contains(&down), "{down} calls while it was down");
            $order(seen.take());
        }
    )+};
}

fn in_order(seen: Vec<u64>) {
    assert_eq!(seen, (1..=300).collect::<Vec<_>>());
}

fn all_of_them(mut seen: Vec<u64>) {
    seen.sort();
    in_order(seen);
}

/// With keys by the last digit.
fn in_order_by_key(seen: Vec<u64>) {
    for digit in 0..10 {
        assert!(seen.iter().filter(|n| *n % 10 == digit).is_sorted(), "{seen:?}");
    }
    all_of_them(seen);
}

recovers! {
    a_synchronous_stage, Sync: at_once {} in_order;
    a_blocking_stage, Blocking: blocks {} in_order;
    an_iterator_stage, Many: many {} in_order;
    an_asynchronous_stage, Async: call {} in_order;
    a_batch_with_results, Eachs: each { batch: 10, } in_order;
    a_batch_that_is_flattened, Flat: of_some { batch: 10, } in_order;
    workers, Workers: call { workers: 4, } in_order;
    workers_of_batches, WorkersOfBatches: of_some { workers: 3, batch: 10, } in_order;
    unordered_workers, Unordered: call { workers: 4, unordered, } all_of_them;
    keys, Keys: call { by: |n| n % 10, } in_order_by_key;
    workers_and_keys, KeyedWorkers: call { workers: 4, by: |n| n % 10, } in_order_by_key;
    batches_of_keys, KeyedBatches: of_some { workers: 2, batch: 5 per key, by: |n| n % 10, } in_order_by_key;
    within_a_rate, Rated: call { rate: 100 per 1s, } in_order;
    fused, Fused: call { fuse, } in_order;
}

#[stage]
async fn parity(service: &Service, n: &u64, even: &mut Out<u64>, odd: &mut Out<u64>) -> Result<(), String> {
    service.call(*n).await?;
    match n % 2 {
        0 => even.send(*n).await,
        _ => odd.send(*n).await,
    }
    Ok(())
}

pipeline! {
    struct ToPorts { service: Service, breaker: Breaker, seen: Seen<u64> }
    numbers(&20) => parity(&service) { breaker: &breaker, retry: Retry::forever().between(1ms, 50ms), else: stop };
    [parity.even, parity.odd] => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_stage_with_ports() {
    let (breaker, seen) = (quick(), Seen::default());
    let service = Service::new(&breaker).down(0, 15_000);
    ended(within(5, ToPorts { service: service.clone(), breaker, seen: seen.clone() }.run()).await);
    assert_eq!(seen.sorted(), (1..=20).collect::<Vec<_>>());
    assert!(service.called().iter().filter(|call| call.at < 15_000).count() <= 6);
}

#[sink]
async fn write_down(service: &Service, fell: Failed<u64, String>) -> Result<(), String> {
    service.call(fell.item).await.map(drop)
}

pipeline! {
    struct OfFailures { service: Service, breaker: Breaker }
    numbers(&20) => refuse { else: bad } => _;
    bad => write_down(&service) { breaker: &breaker };
}

#[stage]
fn refuse(_n: &u64) -> Result<u64, String> {
    Err("never".to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_node_fed_by_failures_that_retries_for_ever_unasked() {
    let breaker = quick();
    let service = Service::new(&breaker).down(0, 15_000);
    let report = ended(within(5, OfFailures { service: service.clone(), breaker }.run()).await);
    assert_eq!(report.node("write_down").expect("it is there").done, 20);
    assert!(service.called().iter().filter(|call| call.at < 15_000).count() <= 6);
}
