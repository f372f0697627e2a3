//! Retry budgets: retries as a share of first attempts, so that they cannot multiply the load of an outage.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::sync::{Mutex, MutexGuard};

/// How many retries there may be: `retry: Retry::times(3).budget(&budget)`.
///
/// A token bucket: each first attempt puts a share of a retry in, 20 % unless said, and each further attempt takes one out. Beside
/// that there are 10 retries a second, so that whoever makes few calls can retry too. What was put in can be used for 10 s. This is
/// the `RetryBudget` of [Finagle](https://finagle.github.io/blog/2016/02/08/retry-budgets), with its defaults, and the `TpsBudget` of
/// [tower](https://docs.rs/tower/latest/tower/retry/budget/index.html): three retries an item would be four times the load on a
/// service that is down, and within this budget they are 1.2 times the load.
///
/// When nothing is left, an item is not tried again: it goes where it would go after its last attempt, and is counted in
/// [`over_budget`](crate::NodeReport::over_budget). That is so for `Retry::forever()` too. The halves of a batch (`split`) are further
/// attempts as well. A batch is one attempt. Clones share what is left, so one field lent to several nodes and pipelines bounds what
/// they ask of one service.
///
/// ```
/// # use aqueduct_runtime::{Budget, Retry};
/// # use std::time::Duration;
/// let budget = Budget::new().share(10).per_second(1);
/// let retry = Retry::times(3).between(Duration::from_millis(10), Duration::from_secs(1)).budget(&budget);
/// assert_eq!(budget.left(), 10, "one a second, for ten seconds");
/// # let _ = retry;
/// ```
#[derive(Clone, Debug)]
pub struct Budget {
    bucket: Arc<Mutex<Bucket>>,
}

/// What is put in expires in so many parts.
const PARTS: u128 = 10;
/// A retry costs so much, so that a share of one is a whole number.
const RETRY: i64 = 100;

#[derive(Clone, Copy, Debug)]
struct Terms {
    /// What a first attempt puts in, in percent of a retry.
    share: u32,
    per_second: u32,
    within: Duration,
}

#[derive(Debug)]
struct Bucket {
    terms: Terms,
    began: Instant,
    /// What was put in less what was taken out, by part of time, oldest first.
    parts: VecDeque<(u128, i64)>,
    sum: i64,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}

impl Budget {
    /// 20 % of the first attempts and 10 retries a second, for 10 s.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Terms { share: 20, per_second: 10, within: Duration::from_secs(10) })
    }

    fn of(terms: Terms) -> Self {
        let bucket = Bucket { terms, began: Instant::now(), parts: VecDeque::new(), sum: 0 };
        Self { bucket: Arc::new(Mutex::new(bucket)) }
    }

    fn with(&self, change: impl FnOnce(&mut Terms)) -> Self {
        let mut terms = self.lock().terms;
        change(&mut terms);
        Self::of(terms)
    }

    /// Another budget with so many retries in a hundred first attempts (`percentCanRetry`); more than 100 are several for each.
    #[must_use]
    pub fn share(self, percent: u32) -> Self {
        self.with(|terms| terms.share = percent)
    }

    /// Another budget with so many retries a second beside those (`minRetriesPerSec`).
    #[must_use]
    pub fn per_second(self, retries: u32) -> Self {
        self.with(|terms| terms.per_second = retries)
    }

    /// Another budget in which an attempt counts for so long (`ttl`).
    ///
    /// # Panics
    /// If it is 0.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        assert!(!time.is_zero(), "what is put into a budget can be used for some time");
        self.with(|terms| terms.within = time)
    }

    /// How many retries there may be now.
    #[must_use]
    pub fn left(&self) -> u64 {
        let left = self.lock().balance(Instant::now()) / RETRY;
        u64::try_from(left).unwrap_or(0)
    }

    /// Takes over what is said of another budget, for all who share this one. What was put in stays, unless the time is another one.
    pub fn set(&self, like: &Self) {
        let terms = like.lock().terms;
        let mut bucket = self.lock();
        if bucket.terms.within != terms.within {
            (bucket.began, bucket.sum) = (Instant::now(), 0);
            bucket.parts.clear();
        }
        bucket.terms = terms;
    }

    /// So many first attempts.
    pub(crate) fn deposit(&self, attempts: usize) {
        let mut bucket = self.lock();
        let share = i64::from(bucket.terms.share);
        let attempts = i64::try_from(attempts).unwrap_or(i64::MAX);
        bucket.put(share.saturating_mul(attempts), Instant::now());
    }

    /// A further attempt, if there is one left.
    pub(crate) fn withdraw(&self) -> bool {
        let (mut bucket, now) = (self.lock(), Instant::now());
        let enough = bucket.balance(now) >= RETRY;
        if enough {
            bucket.put(-RETRY, now);
        }
        enough
    }

    fn lock(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    fn part(&self, now: Instant) -> u128 {
        now.duration_since(self.began).as_nanos() * PARTS / self.terms.within.as_nanos().max(1)
    }

    fn put(&mut self, amount: i64, now: Instant) {
        let part = self.part(now);
        self.sum = self.sum.saturating_add(amount);
        match self.parts.back_mut() {
            Some((last, sum)) if *last == part => *sum = sum.saturating_add(amount),
            _ => self.parts.push_back((part, amount)),
        }
        self.forget(part);
    }

    fn balance(&mut self, now: Instant) -> i64 {
        self.forget(self.part(now));
        let millis = i64::try_from(self.terms.within.as_millis()).unwrap_or(i64::MAX);
        let always = i64::from(self.terms.per_second).saturating_mul(RETRY).saturating_mul(millis) / 1000;
        self.sum.saturating_add(always)
    }

    fn forget(&mut self, part: u128) {
        while let Some((_, amount)) = self.parts.front().filter(|(first, _)| first + PARTS <= part) {
            self.sum = self.sum.saturating_sub(*amount);
            self.parts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn taken(budget: &Budget, wanted: usize) -> usize {
        (0..wanted).filter(|_| budget.withdraw()).count()
    }

    #[tokio::test(start_paused = true)]
    async fn retries_are_a_share_of_first_attempts() {
        let budget = Budget::new().share(20).per_second(0);
        assert_eq!(taken(&budget, 5), 0);
        budget.deposit(4);
        assert_eq!(taken(&budget, 5), 0, "four fifths of one");
        budget.deposit(46);
        assert_eq!((budget.left(), taken(&budget, 50)), (10, 10));
        budget.deposit(5);
        assert!(budget.withdraw() && !budget.withdraw());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_put_in_expires_and_so_many_a_second_are_always_there() {
        let budget = Budget::new().share(100).per_second(2).within(Duration::from_secs(5));
        budget.deposit(100);
        assert_eq!(budget.left(), 110);
        advance(Duration::from_millis(5500)).await;
        assert_eq!(taken(&budget, 100), 10, "what was not used is gone");
        advance(Duration::from_secs(3)).await;
        assert_eq!(taken(&budget, 100), 0);
        advance(Duration::from_millis(2500)).await;
        assert_eq!(taken(&budget, 100), 10);
    }

    /// Against all that was ever put in and taken out.
    #[tokio::test(start_paused = true)]
    async fn it_is_what_its_history_says() {
        let seed = fastrand::u64(..);
        println!("seed {seed}");
        let mut rng = fastrand::Rng::with_seed(seed);
        let budget = Budget::new().share(30).per_second(1).within(Duration::from_secs(10));
        let (began, mut history) = (Instant::now(), Vec::new());
        for _ in 0..if cfg!(miri) { 100 } else { 2_000 } {
            let part = began.elapsed().as_secs();
            let balance = |history: &[(u64, i64)]| {
                let counts = history.iter().filter(|(at, _)| at + 10 > part).map(|(_, amount)| amount);
                1_000 + counts.sum::<i64>()
            };
            match rng.u32(0..3) {
                0 => {
                    let attempts = rng.usize(1..5);
                    budget.deposit(attempts);
                    history.push((part, 30 * attempts as i64));
                }
                1 => {
                    let enough = balance(&history) >= 100;
                    assert_eq!(budget.withdraw(), enough);
                    history.extend(enough.then_some((part, -100)));
                }
                _ => advance(Duration::from_millis(rng.u64(0..1_500))).await,
            }
            let part = began.elapsed().as_secs();
            let counts = history.iter().filter(|(at, _)| at + 10 > part).map(|(_, amount)| amount);
            assert_eq!(budget.left(), u64::try_from((1_000 + counts.sum::<i64>()) / 100).unwrap_or(0));
        }
    }
}
