//! A breaker and those who wait before it.

use std::time::Duration;

use super::*;
use crate::breaker::Breaker;

/// Waits for a call, and does not make it.
fn waiting(breaker: &Breaker) -> JoinHandle<()> {
    let breaker = breaker.clone();
    task(|| async move { drop(breaker.acquire().await) })
}

#[test]
fn who_waits_hears_of_a_reset() {
    model(3, || {
        let breaker = Breaker::new();
        breaker.force_open();
        let waiting = waiting(&breaker);
        breaker.reset();
        joined(waiting);
    });
}

/// A probe that was no call leaves its place to one, and that one to the other.
#[test]
fn a_place_that_is_free_again_is_taken_by_each_in_turn() {
    model(2, || {
        let breaker = half_open();
        let probe = breaker.enter().expect("a probe");
        let (one, other) = (waiting(&breaker), waiting(&breaker));
        drop(probe);
        joined(one);
        joined(other);
        assert!(breaker.enter().is_ok());
    });
}

#[test]
fn a_probe_that_went_well_lets_all_go_on() {
    model(2, || {
        let breaker = half_open();
        let probe = breaker.enter().expect("a probe");
        let (one, other) = (waiting(&breaker), waiting(&breaker));
        probe.record(false, Duration::ZERO);
        joined(one);
        joined(other);
    });
}

/// With one probe, from the next call on.
fn half_open() -> Breaker {
    let breaker = Breaker::new().at_least(1).probes(1).open_for(Duration::ZERO);
    breaker.enter().expect("it is closed").record(true, Duration::ZERO);
    breaker
}
