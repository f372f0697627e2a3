//! With `fail_fast` an open breaker sends items to `else`.

use super::*;

pipeline! {
    struct Refuses { service: Service, breaker: Breaker, seen: Seen<u64>, fell: Seen<Fell> }
    in items: u64;
    items => call(&service) { breaker: breaker.fail_fast(), else: bad } => keep::<u64>(&seen);
    bad => dead::<u64, String>(&fell);
}

#[tokio::test(start_paused = true)]
async fn items_go_to_else_without_an_attempt() {
    let (breaker, seen, fell) = (quick(), Seen::default(), Seen::default());
    let service = Service::new(&breaker).down(0, 5_000);
    let (lent, seen_by, fell_to) = (breaker.clone(), seen.clone(), fell.clone());
    let running = Refuses { service: service.clone(), breaker: lent, seen: seen_by, fell: fell_to };
    let running = running.start().expect("it starts");
    for n in 1..=10 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(9)).await;
    let error = |n| Fell(n, "call", "down".to_owned(), 1);
    let open = |n| Fell(n, "call", "the breaker is open".to_owned(), 0);
    assert_eq!(fell.take(), (1..=2).map(error).chain((3..=10).map(open)).collect::<Vec<_>>());
    assert_eq!((service.called().len(), breaker.counts().refused), (2, 8));
    sleep(Duration::from_secs(2)).await;
    for n in 11..=20 {
        running.items.send(n).await.expect("it runs");
    }
    let report = ended(within(1, running.stop()).await);
    assert_eq!(seen.take(), (11..=20).collect::<Vec<_>>(), "it closes with the first of them");
    let node = report.node("call").expect("it is there");
    assert_eq!((node.taken, node.done, node.failed, node.retried, node.lost), (20, 10, 10, 0, 0));
}

pipeline! {
    struct RefusesRetries { service: Service, breaker: Breaker, fell: Seen<Fell> }
    numbers(&3) => call(&service) { breaker: (&breaker).fail_fast(), retry: 5, else: bad } => _;
    bad => dead::<u64, String>(&fell);
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_finds_it_open_goes_to_else_too() {
    let (breaker, fell) = (quick(), Seen::default());
    let service = Service::new(&breaker).down(0, 5_000);
    ended(within(1, RefusesRetries { service: service.clone(), breaker, fell: fell.clone() }.run()).await);
    let open = |n, attempts| Fell(n, "call", "the breaker is open".to_owned(), attempts);
    assert_eq!(fell.take(), [open(1, 2), open(2, 0), open(3, 0)]);
    assert_eq!(service.called().len(), 2);
}

/// Takes what it is given, and cannot fail.
#[stage]
async fn pass(n: u64) -> u64 {
    n
}

pipeline! {
    struct ToAll { breaker: Breaker, fell: Seen<Fell>, seen: Seen<u64> }
    numbers(&3) => pass { breaker: breaker.fail_fast() } => keep::<u64>(&seen);
    else => fallen(&fell);
}

#[sink]
fn fallen(fell: &Seen<Fell>, item: Fell) {
    fell.push(item);
}

#[tokio::test(start_paused = true)]
async fn the_else_of_the_pipeline_takes_them() {
    let (breaker, fell, seen) = (Breaker::new(), Seen::default(), Seen::default());
    breaker.force_open();
    ended(within(1, ToAll { breaker, fell: fell.clone(), seen: seen.clone() }.run()).await);
    assert_eq!((fell.take().len(), seen.take().len()), (3, 0));
}

pipeline! {
    struct Batches { service: Service, breaker: Breaker, fell: Seen<Fell> }
    numbers(&10) => store_all(&service) { batch: 4, breaker: breaker.fail_fast(), else: bad };
    bad => dead::<u64, String>(&fell);
}

#[sink]
async fn store_all(service: &Service, rows: &[u64]) -> Result<(), String> {
    service.call(rows.len() as u64).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn each_item_of_a_batch_is_a_failure_of_its_own() {
    let (breaker, fell) = (quick().at_least(1), Seen::default());
    let service = Service::new(&breaker).down(0, 5_000);
    ended(within(1, Batches { service: service.clone(), breaker: breaker.clone(), fell: fell.clone() }.run()).await);
    let fell: Vec<(u64, u32)> = fell.take().into_iter().map(|fell| (fell.0, fell.3)).collect();
    assert_eq!(fell, (1..=10).map(|n| (n, u32::from(n <= 4))).collect::<Vec<_>>());
    assert_eq!((service.called().len(), breaker.counts().refused), (1, 2), "batches");
}

pipeline! {
    struct Stops { breaker: Breaker }
    numbers(&3) => pass { breaker: breaker.fail_fast(), else: stop } => _;
}

#[tokio::test(start_paused = true)]
async fn else_stop_ends_the_pipeline() {
    let breaker = Breaker::new();
    breaker.force_open();
    let error = failed(within(1, Stops { breaker }.run()).await);
    assert!(error.to_string().contains("the breaker is open"), "{error}");
}
