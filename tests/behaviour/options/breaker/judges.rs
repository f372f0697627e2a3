//! Which calls count, and for what.

use super::*;

pipeline! {
    struct Slow { service: Service, breaker: Breaker, seen: Seen<u64> }
    in items: u64;
    items => call(&service) { breaker: &breaker, else: stop } => linger { buffer: 1 } => keep::<u64>(&seen);
}

/// Holds back those before it: that is not the call's fault.
#[stage]
async fn linger(n: u64) -> u64 {
    sleep(Duration::from_secs(3)).await;
    n
}

#[tokio::test(start_paused = true)]
async fn calls_that_take_too_long_open_it_and_what_waits_behind_does_not() {
    let (breaker, seen) = (quick().at_least(4).slow(Duration::from_secs(1)).slow_rate(50), Seen::default());
    let service = Service::new(&breaker).takes(900);
    let slow = Slow { service: service.clone(), breaker: breaker.clone(), seen: seen.clone() };
    let running = slow.start().expect("it starts");
    for n in 0..20 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(70)).await;
    assert_eq!((seen.take().len(), breaker.counts().slow), (20, 0));
    service.change(|does| does.takes = Duration::from_millis(1_100));
    for n in 0..5 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(5)).await;
    assert_eq!((breaker.state(), breaker.counts().slow), (BreakerState::Open, 2), "two of four");
    service.change(|does| does.takes = Duration::ZERO);
    let report = ended(within(1, running.stop()).await);
    assert_eq!(report.node("call").expect("it is there").failed, 0);
    assert_eq!((seen.take(), breaker.state()), ((0..5).collect(), BreakerState::Closed));
    service.called();
}

/// Fails in a way of its own for each item.
#[stage]
async fn ways(n: &u64) -> Result<u64, String> {
    match n {
        1 => Err("bad".to_owned()),
        2 => panic!("of the test"),
        3 => std::future::pending().await,
        4 => Err("refused".to_owned()),
        n => Ok(*n),
    }
}

macro_rules! ways {
    ($breaker:ident; $($test:ident, $pipeline:ident { $($options:tt)* } $calls:expr, $failed:expr;)+) => {$(
        pipeline! {
            struct $pipeline { $breaker: Breaker, fell: Seen<Fell> }
            numbers(&6) => ways { $($options)*, timeout: 1s, else: bad } => _;
            bad => dead::<u64, String>(&fell);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (breaker, fell) = (Breaker::new(), Seen::default());
            ended(within(1, $pipeline { $breaker: breaker.clone(), fell: fell.clone() }.run()).await);
            assert_eq!(fell.take().len(), 4);
            let counts = breaker.counts();
            assert_eq!((counts.calls, counts.failed), ($calls, $failed));
        }
    )+};
}

ways! { breaker;
    errors_panics_and_timeouts_have_failed, All { breaker: &breaker } 6, 4;
    retries_are_calls_too, Retried { breaker: &breaker, retry: Retry::times(1).between(1ms, 1ms) } 10, 8;
    an_error_that_is_not_tried_again_has_failed, RetriedIf { breaker: &breaker, retry: 1, retry_if: |e| e == "bad" } 9, 7;
    some_errors_are_no_failures, Judged { breaker: breaker.failure_if(|e: &String| e == "bad") } 6, 3;
    in_either_order, JudgedFast { breaker: breaker.failure_if(|e: &String| e == "bad").fail_fast() } 6, 3;
    or_the_other, FastJudged { breaker: breaker.fail_fast().failure_if(|e: &String| e == "bad") } 6, 3;
}

/// A result for each item: odd ones fail.
#[stage]
async fn odd_fail(rows: &[u64]) -> Vec<Result<u64, String>> {
    rows.iter().map(|n| if n % 2 == 1 { Err("odd".to_owned()) } else { Ok(*n) }).collect()
}

pipeline! {
    struct Each { breaker: Breaker, size: usize }
    numbers(&8) => odd_fail { batch: size, breaker: &breaker, else: skip } => _;
}

#[tokio::test(start_paused = true)]
async fn a_batch_has_failed_if_no_item_got_through() {
    for (size, calls, failed) in [(2, 4, 0), (1, 8, 4)] {
        let breaker = Breaker::new();
        ended(within(1, Each { breaker: breaker.clone(), size }.run()).await);
        assert_eq!((breaker.counts().calls, breaker.counts().failed), (calls, failed));
    }
}

pipeline! {
    struct OverTime { service: Service, breaker: Breaker }
    in items: u64;
    items => call(&service) { breaker: &breaker, else: skip } => _;
}

#[tokio::test(start_paused = true)]
async fn a_window_of_time_forgets() {
    let breaker = quick().over(Duration::from_secs(10)).at_least(3);
    let service = Service::new(&breaker).down(0, 1_000_000);
    let running = OverTime { service, breaker: breaker.clone() }.start().expect("it starts");
    for n in 0..20 {
        running.items.send(n).await.expect("it runs");
        sleep(Duration::from_secs(6)).await;
    }
    assert_eq!(breaker.state(), BreakerState::Closed, "never three in ten seconds");
    for n in 0..3 {
        running.items.send(n).await.expect("it runs");
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(breaker.state(), BreakerState::Open);
    breaker.force_closed();
    ended(within(1, running.stop()).await);
}
