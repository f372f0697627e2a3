//! An open breaker holds items back: nothing is lost, nothing overtakes, and it goes on by itself.

use super::*;

pipeline! {
    struct Held { service: Service, breaker: Breaker, seen: Seen<u64> }
    numbers(&100)
        => call(&service) { breaker: &breaker, retry: Retry::forever().between(10ms, 100ms), else: stop }
        => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_delivered_in_order_after_the_outage() {
    let (breaker, seen) = (quick(), Seen::default());
    let service = Service::new(&breaker).down(1_000, 26_000);
    let held = Held { service: service.clone(), breaker: breaker.clone(), seen: seen.clone() };
    ended(within(2, held.run()).await);
    assert_eq!(seen.take(), (1..=100).collect::<Vec<_>>());
    let calls = service.called();
    let down: Vec<u64> = calls.iter().map(|call| call.at).filter(|at| (1_000..26_000).contains(at)).collect();
    assert_eq!(down.len(), 4, "two of four open it, and two probes open it again: {down:?}");
    assert!(down.windows(2).skip(1).all(|pair| pair[1] - pair[0] >= 10_000), "{down:?}");
    let probes = calls.iter().filter(|call| call.state == BreakerState::HalfOpen).count();
    assert_eq!((probes, breaker.counts().opened, breaker.state()), (3, 3, BreakerState::Closed));
}

#[tokio::test(start_paused = true)]
async fn waiting_is_no_attempt() {
    let (breaker, seen) = (quick(), Seen::default());
    let service = Service::new(&breaker).down(1_000, 26_000);
    let held = Held { service: service.clone(), breaker, seen };
    let report = ended(within(2, held.run()).await);
    let node = report.node("call").expect("it is there");
    assert_eq!((node.taken, node.done, node.retried), (100, 100, 4), "as many as were made, and failed");
}

pipeline! {
    struct Ports { service: Service, breaker: Breaker }
    options { drain: 5s, channel: 8 }
    in items: u64;
    out done: u64;
    items => call(&service) { breaker: &breaker, else: skip } => done;
}

#[tokio::test(start_paused = true)]
async fn forced_open_holds_back_who_sends_until_it_is_reset() {
    let breaker = Breaker::new();
    let service = Service::new(&breaker);
    let running = Ports { service: service.clone(), breaker: breaker.clone() }.start().expect("it starts");
    breaker.force_open();
    let mut sent = 0;
    while timeout(Duration::from_secs(60), running.items.send(sent)).await.is_ok() {
        sent += 1;
    }
    assert!((8..=32).contains(&sent), "backpressure, and {sent} went in");
    sleep(Duration::from_secs(3600)).await;
    assert!(service.called().is_empty());
    let reset = Instant::now();
    breaker.reset();
    for n in 0..sent {
        assert_eq!(within(1, running.done.recv()).await, Some(n));
    }
    assert_eq!(reset.elapsed().as_millis(), u128::from(sent) * 100, "at once, and one after the other");
    ended(within(1, running.stop()).await);
}

#[tokio::test(start_paused = true)]
async fn a_stop_while_it_is_open_ends_with_the_drain_and_counts_what_is_left() {
    let breaker = Breaker::new();
    let service = Service::new(&breaker);
    let running = Ports { service: service.clone(), breaker: breaker.clone() }.start().expect("it starts");
    breaker.force_open();
    for n in 0..7 {
        running.items.send(n).await.expect("there is room");
    }
    let since = Instant::now();
    let error = failed(within(1, running.stop()).await);
    let report = error.report().expect("it ran");
    assert_eq!(since.elapsed().as_secs(), 5, "the time of a drain");
    assert_eq!(report.left(), 7, "{report:#?}");
    assert!(service.called().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_drain_goes_on_when_it_closes() {
    let breaker = Breaker::new();
    let service = Service::new(&breaker);
    let running = Ports { service, breaker: breaker.clone() }.start().expect("it starts");
    breaker.force_open();
    for n in 0..7 {
        running.items.send(n).await.expect("there is room");
    }
    let resets = async {
        sleep(Duration::from_secs(3)).await;
        breaker.force_closed();
    };
    let (report, ()) = tokio::join!(within(1, running.stop()), resets);
    assert_eq!(ended(report).node("call").expect("it is there").done, 7);
}

/// Opens the breaker with its second item.
#[stage]
async fn shuts(breaker: &Breaker, n: u64) -> u64 {
    if n == 2 {
        breaker.force_open();
    }
    n
}

pipeline! {
    struct Enough { breaker: Breaker, seen: Seen<u64> }
    numbers(&1000) => shuts(&breaker) { breaker: &breaker } => take(2) => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn it_holds_nothing_back_that_nobody_wants() {
    let seen = Seen::default();
    ended(within(1, Enough { breaker: Breaker::new(), seen: seen.clone() }.run()).await);
    assert_eq!(seen.take(), [1, 2]);
}

#[sink]
async fn store(service: &Service, n: &u64) -> Result<(), String> {
    service.call(*n).await.map(drop)
}

pipeline! {
    struct Patient { service: Service, breaker: Breaker }
    numbers(&50) => store(&service) { breaker: &breaker, retry: Retry::forever().between(10ms, 200ms), else: stop };
}

pipeline! {
    struct Bare { service: Service }
    numbers(&50) => store(&service) { retry: Retry::forever().between(10ms, 200ms), else: stop };
}

/// One consumer that retries for ever, and a sink that is down for half a minute: it is left alone, and goes on by itself.
#[tokio::test(start_paused = true)]
async fn a_sink_that_is_down_is_called_seldom_and_all_recovers_alone() {
    let breaker = Breaker::new().at_least(3).open_for(Duration::from_secs(5)).probes(1);
    let down = |service: &Service| service.called().iter().filter(|call| (1_000..31_000).contains(&call.at)).count();
    let service = Service::new(&breaker).down(1_000, 31_000);
    let report = ended(within(5, Patient { service: service.clone(), breaker: breaker.clone() }.run()).await);
    assert_eq!(report.node("store").expect("it is there").done, 50);
    let (took, guarded) = (service.now(), down(&service));
    let service = Service::new(&breaker).down(1_000, 31_000);
    ended(within(5, Bare { service: service.clone() }.run()).await);
    let bare = down(&service);
    println!("calls during an outage of 30 s: {guarded} with a breaker, {bare} without; all stored after {took} ms");
    assert!(guarded <= 16, "{guarded} calls");
    assert!(bare > 5 * guarded, "{bare} without it, {guarded} with it");
    assert!(took < 31_000 + 5_000 + 5_000, "it has caught up after {took} ms");
    assert!(breaker.counts().opened >= 5 && breaker.state() == BreakerState::Closed);
}
