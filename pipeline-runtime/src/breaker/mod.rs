//! Circuit breakers: a service that does not answer is left alone for a while.

mod circuit;
mod guard;
mod permit;
#[cfg(test)]
mod tests;
mod window;

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

pub use circuit::BreakerState;
pub use guard::{Breaks, BreaksWithoutElse, FailFast, FailureIf, GoesToElse, Guard, Guarded, HoldsBack};
pub(crate) use permit::Permit;
pub(crate) use window::Outcome;

use self::circuit::{Circuit, Settings};
use self::window::Span;
use crate::sync::{Mutex, MutexGuard, Notify};

/// A circuit breaker: the option `breaker: Breaker::default()`, or a lent one, `breaker: &breaker`.
///
/// It stands before the calls of a node and judges how they end. *Closed*, it lets all of them through. It *opens* when, of the
/// [last](Breaker::last) 100 calls and with [at least](Breaker::at_least) 20 of them, the [share that failed](Breaker::failure_rate)
/// reaches 50 %; then no call goes through. After [30 s](Breaker::open_for) it is *half-open*: 10 [probes](Breaker::probes) go
/// through, and it closes or opens again by the same rates. These are the states and rules of
/// [resilience4j](https://resilience4j.readme.io/docs/circuitbreaker), whose names are in the docs of the methods, with one
/// difference: a call that began before the state changed is not judged after it.
///
/// An open breaker *holds items back*: they wait before the node, in order, without an attempt, so the nodes before it and the
/// sources wait too. Nothing is lost, and what waits goes on by itself when the breaker lets it. With
/// [`fail_fast`](Breaker::fail_fast) items go to the node's `else` at once, as [`Cause::Open`](crate::Cause::Open).
///
/// What is judged is an attempt, a retry too: an error, a panic and a `timeout` have failed ([`failure_if`](Breaker::failure_if) says
/// which errors have), whatever `retry_if` says. A batch is one call; where it has a result for each item, it has failed if no item
/// got through. With [`slow`](Breaker::slow) calls that take long count as well. An item that is given up while it is tried (an
/// abort) was no call, and where it was a probe another one may take its place.
///
/// Clones share one breaker, so a field lent to several nodes and pipelines guards the service that they all call. The methods that
/// say when it opens make another breaker, with all that was said so far and nothing counted; [`set`](Breaker::set) changes one that
/// is in use.
///
/// One consumer that retries for ever makes few calls, the fewer the longer it waits between them: say `at_least(3)` or so, and few
/// probes.
///
/// ```
/// # use aqueduct_runtime::{Breaker, BreakerState};
/// # use std::time::Duration;
/// let breaker = Breaker::new().failure_rate(30).over(Duration::from_secs(60)).at_least(5).open_for(Duration::from_secs(5));
/// assert_eq!(breaker.state(), BreakerState::Closed);
/// breaker.force_open();
/// assert_eq!(breaker.clone().state(), BreakerState::ForcedOpen);
/// breaker.reset();
/// assert_eq!(breaker.counts().calls, 0);
/// ```
#[derive(Clone)]
pub struct Breaker {
    shared: Arc<Shared>,
}

struct Shared {
    circuit: Mutex<Circuit>,
    /// Something may go on that could not before.
    changed: Notify,
}

/// What a breaker has counted: [`Breaker::counts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BreakerCounts {
    /// Calls in the window; of a half-open breaker the probes that have ended, of an open one those that opened it.
    pub calls: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// Of these, those that were slow.
    pub slow: u64,
    /// Units (items, or batches) that were sent to `else` since the breaker was made.
    pub refused: u64,
    /// How often it has opened by itself since it was made.
    pub opened: u64,
}

impl Default for Breaker {
    fn default() -> Self {
        Self::new()
    }
}

impl Breaker {
    /// Opens at 50 % failures of the last 100 calls (at least 20) for 30 s, then lets 10 probes through. No call is slow unless
    /// [`slow`](Breaker::slow) says what is.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Settings {
            failure_rate: 50,
            slow: None,
            slow_rate: 100,
            span: Span::Calls(100),
            least: 20,
            open_for: Duration::from_secs(30),
            probes: 10,
        })
    }

    fn of(settings: Settings) -> Self {
        let circuit = Mutex::new(Circuit::new(settings, Instant::now()));
        Self { shared: Arc::new(Shared { circuit, changed: Notify::default() }) }
    }

    fn with(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings();
        change(&mut settings);
        Self::of(settings)
    }

    /// Opens when this many percent of the calls have failed, or more: 50 unless said (`failureRateThreshold`).
    ///
    /// # Panics
    /// If it is not 1 to 100.
    #[must_use]
    pub fn failure_rate(self, percent: u32) -> Self {
        is_share(percent);
        self.with(|settings| settings.failure_rate = percent)
    }

    /// A call that takes longer than this is slow, however it ends (`slowCallDurationThreshold`). What the stages behind take is not
    /// counted, nor what a retry waits.
    #[must_use]
    pub fn slow(self, longer_than: Duration) -> Self {
        self.with(|settings| settings.slow = Some(longer_than))
    }

    /// Opens when this many percent of the calls were [slow](Breaker::slow), or more: 100 unless said (`slowCallRateThreshold`).
    ///
    /// # Panics
    /// If it is not 1 to 100.
    #[must_use]
    pub fn slow_rate(self, percent: u32) -> Self {
        is_share(percent);
        self.with(|settings| settings.slow_rate = percent)
    }

    /// Judges by the last so many calls: 100 unless said (`slidingWindowSize`, by count).
    ///
    /// # Panics
    /// If it is 0.
    #[must_use]
    pub fn last(self, calls: u32) -> Self {
        assert!(calls > 0, "a breaker judges by 1 call or more");
        self.with(|settings| settings.span = Span::Calls(calls))
    }

    /// Judges by the calls of the last so long, which are let go of in tenths of it (`slidingWindowSize`, by time).
    ///
    /// # Panics
    /// If it is 0.
    #[must_use]
    pub fn over(self, time: Duration) -> Self {
        assert!(!time.is_zero(), "a breaker judges by a time that is longer than nothing");
        self.with(|settings| settings.span = Span::Time(time))
    }

    /// Opens only when there are at least so many calls to judge by: 20 unless said (`minimumNumberOfCalls`). Where the window is of
    /// fewer calls, or there are fewer probes, all of those.
    ///
    /// # Panics
    /// If it is 0.
    #[must_use]
    pub fn at_least(self, calls: u32) -> Self {
        assert!(calls > 0, "a breaker judges by 1 call or more");
        self.with(|settings| settings.least = calls)
    }

    /// How long it stays open before it lets probes through: 30 s unless said (`waitDurationInOpenState`).
    #[must_use]
    pub fn open_for(self, time: Duration) -> Self {
        self.with(|settings| settings.open_for = time)
    }

    /// How many calls a half-open breaker lets through: 10 unless said (`permittedNumberOfCallsInHalfOpenState`).
    ///
    /// # Panics
    /// If it is 0.
    #[must_use]
    pub fn probes(self, calls: u32) -> Self {
        assert!(calls > 0, "a half-open breaker lets 1 call or more through");
        self.with(|settings| settings.probes = calls)
    }

    /// Sends items to the node's `else` while it is open, as [`Cause::Open`](crate::Cause::Open), instead of holding them back: the
    /// same breaker, otherwise used. A retry that finds it open goes there too.
    ///
    /// ```
    /// # use aqueduct_runtime::Breaker;
    /// let breaker = Breaker::new();
    /// let refuses = breaker.fail_fast(); // `breaker: breaker.fail_fast()` at a node, `breaker: &breaker` at another
    /// # let _ = refuses;
    /// ```
    #[must_use]
    pub fn fail_fast(&self) -> FailFast {
        FailFast(self.clone())
    }

    /// Only errors of which this is true have failed; panics and timeouts always have (`recordException`). The same breaker, otherwise
    /// used. The error's type must be written.
    ///
    /// ```
    /// # use aqueduct_runtime::Breaker;
    /// # use std::io;
    /// let breaker = Breaker::new().failure_if(|e: &io::Error| e.kind() != io::ErrorKind::NotFound);
    /// # let _ = breaker;
    /// ```
    #[must_use]
    pub fn failure_if<E>(&self, test: impl Fn(&E) -> bool + Send + Sync + 'static) -> FailureIf<E, Self> {
        FailureIf::new(self.clone(), test)
    }

    /// What it does now. An open breaker that has been open for its time is so until the next call comes.
    #[must_use]
    pub fn state(&self) -> BreakerState {
        self.lock().state()
    }

    /// What it judges by now, and what it has done so far.
    #[must_use]
    pub fn counts(&self) -> BreakerCounts {
        let mut circuit = self.lock();
        let sum = circuit.sum(Instant::now());
        let (refused, opened) = (circuit.refused, circuit.opened);
        BreakerCounts { calls: sum.calls, failed: sum.failed, slow: sum.slow, refused, opened }
    }

    /// Takes over what is said of another breaker, for all who share this one. The state stays and so does what is counted, unless
    /// the window is another one; an open breaker is open for the new time since it opened, and the probes of a half-open one begin
    /// anew.
    pub fn set(&self, like: &Self) {
        let settings = like.settings();
        self.change(|circuit, now| circuit.set(settings, now));
    }

    /// Opens it until [`reset`](Breaker::reset) or [`force_closed`](Breaker::force_closed): for a maintenance, say.
    pub fn force_open(&self) {
        self.change(Circuit::force_open);
    }

    /// Lets all calls through and judges none, until [`reset`](Breaker::reset) or [`force_open`](Breaker::force_open).
    pub fn force_closed(&self) {
        self.change(Circuit::force_closed);
    }

    /// Closes it with nothing counted. It opens again by itself.
    pub fn reset(&self) {
        self.change(Circuit::reset);
    }

    fn change(&self, change: impl FnOnce(&mut Circuit, Instant)) {
        change(&mut self.lock(), Instant::now());
        self.shared.changed.notify_waiters();
    }

    fn settings(&self) -> Settings {
        self.lock().settings
    }

    fn lock(&self) -> MutexGuard<'_, Circuit> {
        self.shared.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_share(percent: u32) {
    assert!((1..=100).contains(&percent), "a rate is 1 to 100 percent");
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaker").field("state", &self.state()).field("counts", &self.counts()).finish_non_exhaustive()
    }
}
