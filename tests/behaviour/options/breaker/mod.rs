//! `breaker`, held against a service that is down, slow, or hangs.

mod holds;
mod judges;
mod kinds;
mod refuses;
mod shared;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aqueduct::BreakerState;
use aqueduct::prelude::*;
use tokio::time::{Instant, sleep, timeout};

use super::dead;
use crate::common::{Fell, Seen, balanced, ended, failed, keep, numbers};

/// A service, and who called it.
#[derive(Clone)]
struct Service {
    since: Instant,
    does: Arc<Mutex<Does>>,
    calls: Seen<Call>,
    /// Its own, to see that nobody calls while it is open.
    breaker: Breaker,
}

/// What happens to a call.
#[derive(Clone, Copy)]
struct Does {
    takes: Duration,
    /// From when to when it is down, in ms.
    down: (u64, u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Call {
    at: u64,
    item: u64,
    state: BreakerState,
}

impl Service {
    fn new(breaker: &Breaker) -> Self {
        let does = Does { takes: Duration::from_millis(100), down: (0, 0) };
        let (since, does) = (Instant::now(), Arc::new(Mutex::new(does)));
        Self { since, does, calls: Seen::default(), breaker: breaker.clone() }
    }

    /// Down from when to when, in ms.
    fn down(self, from: u64, to: u64) -> Self {
        self.change(|does| does.down = (from, to));
        self
    }

    fn takes(self, ms: u64) -> Self {
        self.change(|does| does.takes = Duration::from_millis(ms));
        self
    }

    fn change(&self, change: impl FnOnce(&mut Does)) {
        change(&mut self.does.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn does(&self) -> Does {
        *self.does.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        self.since.elapsed().as_millis() as u64
    }

    /// Notes a call; says whether it will fail.
    fn note(&self, item: u64) -> bool {
        let (at, state) = (self.now(), self.breaker.state());
        self.calls.push(Call { at, item, state });
        let (from, to) = self.does().down;
        (from..to).contains(&at)
    }

    async fn call(&self, item: u64) -> Result<u64, String> {
        let fails = self.note(item);
        sleep(self.does().takes).await;
        if fails { Err("down".to_owned()) } else { Ok(item) }
    }

    /// The calls, none of which came while the breaker was open.
    fn called(&self) -> Vec<Call> {
        let calls = self.calls.take();
        let shut = [BreakerState::Open, BreakerState::ForcedOpen];
        assert!(calls.iter().all(|call| !shut.contains(&call.state)), "called while it was open: {calls:?}");
        calls
    }
}

#[stage]
async fn call(service: &Service, n: &u64) -> Result<u64, String> {
    service.call(*n).await
}

/// Opens soon, for ten seconds, and closes with one call that went well.
fn quick() -> Breaker {
    Breaker::new().last(4).at_least(2).open_for(Duration::from_secs(10)).probes(1)
}

/// Ends before all patience is gone.
async fn within<T>(minutes: u64, work: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(60 * minutes), work).await.expect("it ends")
}
