//! Smooth rate limits.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A smooth rate: the option `rate: 100 per 1s`.
///
/// Items leave evenly spaced (1 per 10 ms here), not in bursts at each tick: a token bucket of one token (the generic cell
/// rate algorithm). Clones share the limit, so one field lent to several nodes and pipelines (`rate: &limit`) bounds their
/// sum; [`Rate::set`] changes it while they run.
///
/// ```
/// # use aqueduct_runtime::Rate;
/// # use std::time::Duration;
/// let limit = Rate::new(100, Duration::from_secs(1));
/// limit.set(50, Duration::from_secs(1));
/// assert_eq!(limit.get(), (50, Duration::from_secs(1)));
/// ```
#[derive(Clone, Debug)]
pub struct Rate {
    bucket: Arc<Mutex<Bucket>>,
}

/// tokio's timers are good to a millisecond, and a busy machine adds to that.
const TIMER_LATENESS: Duration = Duration::from_millis(5);

#[derive(Debug)]
struct Bucket {
    items: u32,
    per: Duration,
    next: Option<Instant>,
}

impl Rate {
    /// `items` per `per`, evenly spaced. A rate of 0 holds everything back until it is [`set`](Rate::set) higher.
    #[must_use]
    pub fn new(items: u32, per: Duration) -> Self {
        Self { bucket: Arc::new(Mutex::new(Bucket { items, per, next: None })) }
    }

    /// Changes the rate for all who share it, from the next item on.
    pub fn set(&self, items: u32, per: Duration) {
        let mut bucket = self.lock();
        let now = Instant::now();
        (bucket.items, bucket.per) = (items, per);
        let spacing = bucket.spacing();
        bucket.next = bucket.next.map(|next| next.min(now + spacing));
    }

    /// The rate as it is now.
    #[must_use]
    pub fn get(&self) -> (u32, Duration) {
        let bucket = self.lock();
        (bucket.items, bucket.per)
    }

    /// A limit of the same rate with a bucket of its own, for one key.
    pub(crate) fn fresh(&self) -> Self {
        let (items, per) = self.get();
        Self::new(items, per)
    }

    /// Takes room for `items`; says when to ask again where there is none now.
    pub(crate) fn take(&self, items: usize) -> Result<(), Instant> {
        let now = Instant::now();
        let mut bucket = self.lock();
        if bucket.items == 0 {
            return Err(now + bucket.spacing());
        }
        match bucket.next {
            Some(next) if next > now => Err(next),
            next => {
                let cost = bucket.spacing().saturating_mul(u32::try_from(items).unwrap_or(u32::MAX));
                // The lateness of a timer is made up for, so that the rate is met; a silence earns no burst.
                let late = bucket.spacing().max(TIMER_LATENESS);
                let from = next.filter(|next| now.duration_since(*next) < late).unwrap_or(now);
                bucket.next = Some(from + cost);
                Ok(())
            }
        }
    }

    /// Waits for room for `items`.
    pub(crate) async fn acquire(&self, items: usize) {
        while let Err(at) = self.take(items) {
            tokio::time::sleep_until(at).await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    fn spacing(&self) -> Duration {
        match self.items {
            // Held back: look again soon, in case the rate is set meanwhile.
            0 => Duration::from_millis(50),
            items => self.per / items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn items_leave_evenly_and_the_rate_can_change() {
        let rate = Rate::new(100, Duration::from_secs(1));
        let start = Instant::now();
        for _ in 0..=50 {
            rate.acquire(1).await;
        }
        assert_eq!(start.elapsed(), Duration::from_millis(500));
        rate.set(10, Duration::from_secs(1));
        let start = Instant::now();
        for _ in 0..10 {
            rate.acquire(1).await;
        }
        assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
    }
}
