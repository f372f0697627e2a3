//! One breaker lent to nodes and pipelines, and how many probes it lets through.

use super::*;

pipeline! {
    struct Two { service: Service, breaker: Breaker, seen: Seen<u64> }
    in ones: u64;
    in others: u64;
    ones => call(&service) { name: one, breaker: &breaker, else: skip } => keep::<u64>(&seen) { name: keep_one };
    others => call(&service) { name: other, breaker: &breaker, else: skip } => keep::<u64>(&seen) { name: keep_other };
}

#[tokio::test(start_paused = true)]
async fn what_opens_it_at_one_node_holds_back_another() {
    let (breaker, seen) = (quick(), Seen::default());
    let service = Service::new(&breaker).down(0, 1_000);
    let two = Two { service: service.clone(), breaker: breaker.clone(), seen: seen.clone() };
    let running = two.start().expect("it starts");
    for n in 0..2 {
        running.ones.send(n).await.expect("it runs");
    }
    sleep(Duration::from_millis(500)).await;
    assert_eq!(breaker.state(), BreakerState::Open);
    running.others.send(7).await.expect("it runs");
    sleep(Duration::from_secs(9)).await;
    assert_eq!(service.called().len(), 2);
    sleep(Duration::from_secs(2)).await;
    assert_eq!((seen.take(), breaker.state()), (vec![7], BreakerState::Closed));
    ended(within(1, running.stop()).await);
}

pipeline! {
    struct One { service: Service, breaker: Breaker }
    in items: u64;
    items => call(&service) { workers: 8, breaker: &breaker, else: skip } => _;
}

#[tokio::test(start_paused = true)]
async fn what_opens_it_in_one_pipeline_holds_back_another() {
    let breaker = quick();
    let service = Service::new(&breaker).down(0, 1_000);
    let start = || One { service: service.clone(), breaker: breaker.clone() }.start().expect("it starts");
    let (one, other) = (start(), start());
    for n in 0..2 {
        one.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_millis(500)).await;
    other.items.send(7).await.expect("it runs");
    sleep(Duration::from_secs(5)).await;
    assert_eq!(service.called().len(), 2);
    breaker.reset();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(service.called().len(), 1, "at once");
    for running in [one, other] {
        ended(within(1, running.stop()).await);
    }
}

#[tokio::test(start_paused = true)]
async fn half_open_lets_so_many_probes_through_and_no_more() {
    let breaker = quick().probes(3).at_least(3);
    let service = Service::new(&breaker).down(0, 1_000);
    let pipelines = [(); 2].map(|()| One { service: service.clone(), breaker: breaker.clone() });
    let running = pipelines.map(|pipeline| pipeline.start().expect("it starts"));
    for n in 0..40 {
        running[n as usize % 2].items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_millis(500)).await;
    assert_eq!(breaker.state(), BreakerState::Open);
    service.called();
    service.change(|does| does.takes = Duration::from_secs(2));
    sleep(Duration::from_millis(11_000)).await;
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    let probes = service.called();
    assert_eq!(probes.len(), 3, "of sixteen workers: {probes:?}");
    sleep(Duration::from_secs(2)).await;
    let after = service.called().len();
    assert!(breaker.state() == BreakerState::Closed && after > 10, "then all workers call that have an item: {after}");
    for running in running {
        ended(within(1, running.stop()).await);
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_aborted_leaves_its_place_to_another() {
    let breaker = quick();
    let service = Service::new(&breaker).down(0, 1_000);
    let start = || One { service: service.clone(), breaker: breaker.clone() }.start().expect("it starts");
    let (one, other) = (start(), start());
    for n in 0..2 {
        one.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_millis(500)).await;
    service.change(|does| does.takes = Duration::from_secs(3600));
    one.items.send(3).await.expect("it runs");
    sleep(Duration::from_secs(10)).await;
    other.items.send(4).await.expect("it runs");
    sleep(Duration::from_secs(100)).await;
    assert_eq!((service.called().len(), breaker.state()), (3, BreakerState::HalfOpen), "the probe hangs");
    service.change(|does| does.takes = Duration::from_millis(100));
    let aborted = within(1, one.abort()).await;
    drop(aborted);
    sleep(Duration::from_secs(1)).await;
    assert_eq!((service.called().len(), breaker.state()), (1, BreakerState::Closed));
    balanced(within(1, other.stop()).await.expect("it ends well"));
}

#[tokio::test(start_paused = true)]
async fn its_holder_changes_it_while_it_is_in_use() {
    let breaker = quick();
    let service = Service::new(&breaker).down(0, 1_000);
    let running = One { service: service.clone(), breaker: breaker.clone() }.start().expect("it starts");
    for n in 0..4 {
        running.items.send(n).await.expect("it runs");
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!((service.called().len(), breaker.state()), (2, BreakerState::Open));
    breaker.set(&quick().open_for(Duration::from_secs(3)));
    sleep(Duration::from_secs(3)).await;
    assert_eq!((service.called().len(), breaker.state()), (2, BreakerState::Closed));
    ended(within(1, running.stop()).await);
}
