//! Retries and restarts: how often, and how long to wait between them.

use std::time::Duration;

use tokio::time::Instant;

use crate::budget::Budget;

/// How often something is tried again, and how long the waits are: the options `retry` and `restart`.
///
/// The wait before attempt n + 1 is drawn evenly from 0 to `least * 2^(n-1)`, at most `most` ("full jitter", after
/// Brooker, *Exponential Backoff and Jitter*). Unless said, from 10 ms to 30 s.
///
/// ```
/// # use aqueduct_runtime::Retry;
/// # use std::time::Duration;
/// let thrice: Retry = 3.into();
/// let patient = Retry::forever().between(Duration::from_millis(10), Duration::from_secs(30));
/// assert_eq!(thrice, Retry::times(3));
/// # let _ = patient;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    times: Option<u32>,
    least: Duration,
    most: Duration,
}

impl Retry {
    /// At most so many further attempts.
    #[must_use]
    pub const fn times(times: u32) -> Self {
        Self { times: Some(times), least: Duration::from_millis(10), most: Duration::from_secs(30) }
    }

    /// As often as it takes.
    #[must_use]
    pub const fn forever() -> Self {
        Self { times: None, ..Self::times(0) }
    }

    /// Waits grow from `least` to `most`.
    #[must_use]
    pub const fn between(self, least: Duration, most: Duration) -> Self {
        Self { least, most, ..self }
    }

    /// As many as this says, while there is something left in a [`Budget`]: for `retry`.
    #[must_use]
    pub fn budget(self, budget: &Budget) -> Retries {
        Retries { retry: self, budget: Some(budget.clone()) }
    }

    /// Whether there is a further attempt after so many.
    pub(crate) fn allows(&self, attempts: u32) -> bool {
        self.times.is_none_or(|times| attempts <= times)
    }

    /// The wait after so many attempts.
    pub(crate) fn wait(&self, attempts: u32) -> Duration {
        let doubled = self.least.saturating_mul(1 << attempts.saturating_sub(1).min(20));
        let ceiling = doubled.min(self.most);
        let nanos = u64::try_from(ceiling.as_nanos()).unwrap_or(u64::MAX);
        Duration::from_nanos(fastrand::u64(0..=nanos))
    }
}

impl From<u32> for Retry {
    fn from(times: u32) -> Self {
        Self::times(times)
    }
}

/// A [`Retry`] and, where it has one, its [`Budget`]: what `retry` takes.
#[derive(Clone, Debug)]
pub struct Retries {
    pub(crate) retry: Retry,
    pub(crate) budget: Option<Budget>,
}

impl From<Retry> for Retries {
    fn from(retry: Retry) -> Self {
        Self { retry, budget: None }
    }
}

impl From<u32> for Retries {
    fn from(times: u32) -> Self {
        Retry::times(times).into()
    }
}

/// So many in so much time: the option `max_restarts: 3 per 5s`, as OTP's restart intensity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intensity {
    times: u32,
    within: Duration,
}

impl Intensity {
    /// At most `times` within any span of `within`.
    #[must_use]
    pub const fn new(times: u32, within: Duration) -> Self {
        Self { times, within }
    }
}

impl Default for Intensity {
    fn default() -> Self {
        Self::new(3, Duration::from_secs(5))
    }
}

/// Counts the restarts of one node against its limit.
pub struct Restarts {
    policy: Retry,
    limit: Intensity,
    recent: std::collections::VecDeque<Instant>,
    in_a_row: u32,
}

impl Restarts {
    pub(crate) fn new(policy: Option<Retry>, limit: Intensity) -> Self {
        Self {
            policy: policy.unwrap_or(Retry::forever()),
            limit,
            recent: std::collections::VecDeque::new(),
            in_a_row: 0,
        }
    }

    /// It went well: the next wait is short again.
    pub(crate) fn succeeded(&mut self) {
        self.in_a_row = 0;
    }

    /// One more failure: how long to wait before the restart, `None` when there were too many.
    pub(crate) fn failed(&mut self) -> Option<Duration> {
        let now = Instant::now();
        self.in_a_row += 1;
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|first| now.duration_since(*first) > self.limit.within) {
            self.recent.pop_front();
        }
        let few = self.recent.len() <= self.limit.times as usize;
        (few && self.policy.allows(self.in_a_row)).then(|| self.policy.wait(self.in_a_row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_below_the_ceiling() {
        let retry = Retry::forever().between(Duration::from_millis(10), Duration::from_millis(50));
        for attempts in 1..40 {
            let ceiling = Duration::from_millis(10 * (1 << (attempts - 1).min(3))).min(Duration::from_millis(50));
            assert!((0..100).all(|_| retry.wait(attempts) <= ceiling), "attempt {attempts}");
        }
        let longest = (0..1000).map(|_| retry.wait(30)).max();
        assert!(longest > Some(Duration::from_millis(40)), "jitter reaches towards the ceiling: {longest:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn too_many_restarts_in_the_span_end_it_and_old_ones_are_forgotten() {
        let mut restarts = Restarts::new(None, Intensity::new(2, Duration::from_secs(5)));
        assert!(restarts.failed().is_some());
        assert!(restarts.failed().is_some());
        tokio::time::advance(Duration::from_secs(6)).await;
        assert!(restarts.failed().is_some());
        assert!(restarts.failed().is_some());
        assert!(restarts.failed().is_none());
    }
}
