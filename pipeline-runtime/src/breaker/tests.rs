use tokio::time::advance;

use super::*;

fn call(breaker: &Breaker, failed: bool) -> bool {
    breaker.enter().map(|permit| permit.record(failed, Duration::ZERO)).is_ok()
}

fn calls(breaker: &Breaker, failed: bool, calls: usize) {
    assert!((0..calls).all(|_| call(breaker, failed)));
}

#[tokio::test(start_paused = true)]
async fn half_of_at_least_twenty_open_it_for_thirty_seconds() {
    let breaker = Breaker::new();
    calls(&breaker, false, 10);
    calls(&breaker, true, 9);
    assert_eq!(breaker.state(), BreakerState::Closed);
    calls(&breaker, true, 1);
    assert_eq!(breaker.state(), BreakerState::Open);
    let counts = breaker.counts();
    assert_eq!((counts.calls, counts.failed, counts.opened), (20, 10, 1), "what opened it can be looked at");
    advance(Duration::from_millis(29_999)).await;
    assert!(!call(&breaker, false));
    advance(Duration::from_millis(1)).await;
    calls(&breaker, false, 9);
    assert_eq!(breaker.state(), BreakerState::HalfOpen);
    calls(&breaker, true, 1);
    assert_eq!((breaker.state(), breaker.counts().calls), (BreakerState::Closed, 0), "one of ten probes failed");
}

#[tokio::test(start_paused = true)]
async fn only_the_last_calls_count() {
    let breaker = Breaker::new().last(4).at_least(4).failure_rate(75);
    calls(&breaker, true, 2);
    calls(&breaker, false, 3);
    calls(&breaker, true, 2);
    assert_eq!(breaker.state(), BreakerState::Closed);
    calls(&breaker, true, 1);
    assert_eq!(breaker.state(), BreakerState::Open);
}

#[tokio::test(start_paused = true)]
async fn slow_calls_open_it_whatever_came_of_them() {
    let breaker = Breaker::new().slow(Duration::from_secs(1)).slow_rate(50).at_least(2);
    let take = |ms| breaker.enter().expect("closed").record(false, Duration::from_millis(ms));
    take(1000);
    take(1000);
    assert_eq!(breaker.counts().slow, 0, "no longer than that");
    take(1001);
    assert_eq!(breaker.state(), BreakerState::Closed);
    take(9000);
    assert_eq!(breaker.state(), BreakerState::Open);
}

#[tokio::test(start_paused = true)]
async fn no_more_probes_than_said_and_one_that_was_no_call_is_free_again() {
    let breaker = Breaker::new().at_least(1).open_for(Duration::from_secs(1)).probes(2);
    calls(&breaker, true, 1);
    advance(Duration::from_secs(1)).await;
    let (one, other) = (breaker.enter().expect("a probe"), breaker.enter().expect("a probe"));
    assert!(breaker.enter().is_err());
    drop(other);
    let other = breaker.enter().expect("its place is free");
    assert!(breaker.enter().is_err());
    one.record(true, Duration::ZERO);
    assert_eq!((breaker.state(), breaker.counts().opened), (BreakerState::Open, 2));
    advance(Duration::from_secs(1)).await;
    calls(&breaker, false, 1);
    other.record(true, Duration::ZERO);
    assert_eq!(breaker.state(), BreakerState::Closed, "what began before is not judged now");
}

/// Who waits goes on as soon as there is leave, in each of the ways there are.
#[tokio::test(start_paused = true)]
async fn who_waits_hears_of_it() {
    type Way = (fn(&Breaker), u64);
    let ways: [Way; 5] = [
        (|_| {}, 30_000),
        (Breaker::reset, 0),
        (Breaker::force_closed, 0),
        (|breaker| breaker.set(&Breaker::new().open_for(Duration::from_secs(3))), 3_000),
        (|breaker| breaker.set(&Breaker::new().open_for(Duration::ZERO)), 0),
    ];
    for (way, after) in ways {
        let breaker = Breaker::new();
        calls(&breaker, true, 20);
        let since = Instant::now();
        let waiting = tokio::spawn({
            let breaker = breaker.clone();
            async move { drop(breaker.acquire().await) }
        });
        tokio::task::yield_now().await;
        way(&breaker);
        waiting.await.expect("it goes on");
        let took = since.elapsed().as_millis() as u64;
        assert!((after..after + 5).contains(&took), "after {took} ms, and not {after}");
    }
}

/// The same by the book: everything is remembered, and the states are looked up in it.
struct Model {
    settings: Settings,
    state: BreakerState,
    since: Instant,
    /// Calls that were judged in this state.
    judged: Vec<(Instant, Outcome)>,
    begun: u32,
    changes: u64,
}

impl Model {
    fn turn(&mut self, state: BreakerState) {
        (self.state, self.since, self.begun) = (state, Instant::now(), 0);
        self.changes += 1;
        self.judged.clear();
    }

    fn enter(&mut self) -> Option<u64> {
        let open_for = self.settings.open_for;
        if self.state == BreakerState::Open && self.since.elapsed() >= open_for {
            self.turn(BreakerState::HalfOpen);
        }
        let may = match self.state {
            BreakerState::Closed | BreakerState::ForcedClosed => true,
            BreakerState::HalfOpen => self.begun < self.settings.probes,
            BreakerState::Open | BreakerState::ForcedOpen => false,
        };
        self.begun += u32::from(may);
        may.then_some(self.changes)
    }

    fn leave(&mut self, began: u64) {
        self.begun -= u32::from(began == self.changes);
    }

    fn record(&mut self, began: u64, outcome: Outcome, made: Instant) {
        if began != self.changes || self.state == BreakerState::ForcedClosed {
            return;
        }
        self.judged.push((Instant::now(), outcome));
        let half_open = self.state == BreakerState::HalfOpen;
        let window: Vec<Outcome> = match (half_open, self.settings.span) {
            (true, _) => self.judged.iter().map(|(_, outcome)| *outcome).collect(),
            (false, Span::Calls(last)) => {
                self.judged.iter().rev().take(last as usize).map(|(_, outcome)| *outcome).collect()
            }
            (false, Span::Time(span)) => {
                // The window began with the state, or with the breaker.
                let began = if self.changes == 0 { made } else { self.since };
                let part = |at: Instant| at.duration_since(began).as_millis() / (span.as_millis() / 10);
                let first = (part(Instant::now()) + 1).saturating_sub(10);
                self.judged.iter().filter(|(at, _)| part(*at) >= first).map(|(_, outcome)| *outcome).collect()
            }
        };
        let least = match (half_open, self.settings.span) {
            (true, _) => self.settings.least.min(self.settings.probes),
            (false, Span::Calls(last)) => self.settings.least.min(last),
            (false, Span::Time(_)) => self.settings.least,
        };
        if window.len() < least as usize {
            return;
        }
        let percent = |count: usize| count as f64 * 100.0 / window.len() as f64;
        let failed = percent(window.iter().filter(|outcome| outcome.failed).count());
        let slow = percent(window.iter().filter(|outcome| outcome.slow).count());
        match failed >= f64::from(self.settings.failure_rate) || slow >= f64::from(self.settings.slow_rate) {
            true => self.turn(BreakerState::Open),
            false if half_open => self.turn(BreakerState::Closed),
            false => {}
        }
    }
}

fn random(rng: &mut fastrand::Rng) -> Settings {
    Settings {
        failure_rate: rng.u32(1..=100),
        slow: Some(Duration::from_millis(100)),
        slow_rate: rng.u32(1..=100),
        span: match rng.bool() {
            true => Span::Calls(rng.u32(1..20)),
            false => Span::Time(Duration::from_secs(rng.u64(1..10))),
        },
        least: rng.u32(1..15),
        open_for: Duration::from_millis(rng.u64(0..3_000)),
        probes: rng.u32(1..8),
    }
}

#[tokio::test(start_paused = true)]
async fn it_does_what_the_model_does() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut seen = [0; 5];
    for _ in 0..if cfg!(miri) { 2 } else { 60 } {
        let settings = random(&mut rng);
        let (breaker, made) = (Breaker::of(settings), Instant::now());
        let mut model =
            Model { settings, state: BreakerState::Closed, since: made, judged: Vec::new(), begun: 0, changes: 0 };
        let bad = rng.f64();
        let mut out: Vec<(Permit, u64)> = Vec::new();
        for _ in 0..400 {
            match rng.u32(0..100) {
                0..45 => {
                    let (permit, ticket) = (breaker.enter().ok(), model.enter());
                    assert_eq!(permit.is_some(), ticket.is_some(), "{settings:?} {:?}", model.state);
                    out.extend(permit.zip(ticket));
                }
                45..75 if !out.is_empty() => {
                    let (permit, began) = out.swap_remove(rng.usize(0..out.len()));
                    let (failed, took) = (rng.f64() < bad, rng.u64(0..200));
                    permit.record(failed, Duration::from_millis(took));
                    model.record(began, Outcome { failed, slow: took > 100 }, made);
                }
                75..80 if !out.is_empty() => {
                    let (permit, began) = out.swap_remove(rng.usize(0..out.len()));
                    drop(permit);
                    model.leave(began);
                }
                80 => {
                    let (force, state): (fn(&Breaker), _) = match rng.u32(0..4) {
                        0 => (Breaker::force_open, BreakerState::ForcedOpen),
                        1 => (Breaker::force_closed, BreakerState::ForcedClosed),
                        _ => (Breaker::reset, BreakerState::Closed),
                    };
                    force(&breaker);
                    model.turn(state);
                }
                _ => advance(Duration::from_millis(rng.u64(0..400))).await,
            }
            assert_eq!(breaker.state(), model.state, "{settings:?}");
            seen[model.state as usize] += 1;
        }
    }
    assert!(cfg!(miri) || seen.iter().all(|times| *times > 0), "each state was there: {seen:?}");
}
