//! Smooth rate limits.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::keys::after;
use crate::sync::{Mutex, MutexGuard};

/// A smooth rate: the option `rate: 100 per 1s`.
///
/// Items leave evenly spaced (1 per 10 ms here), not in bursts at each tick: a token bucket of one token (the generic cell
/// rate algorithm). Clones share the limit, so one field lent to several nodes and pipelines (`rate: &limit`) bounds their
/// sum; [`Rate::set`] changes it while they run. Who waits does so in line, so that each has its turns. A node with `by` does not stand
/// in that line, since its keys wait one by one: while it has items it may have most of the turns of a rate that it shares.
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
    /// Who waits does so in line: one of several nodes would otherwise have all turns.
    line: Arc<tokio::sync::Mutex<()>>,
}

/// tokio's timers are good to a millisecond, and a busy machine adds to that.
const TIMER_LATENESS: Duration = Duration::from_millis(5);

/// Who waits for his turn looks this often whether the rate was changed.
pub(crate) const HEARING: Duration = Duration::from_millis(100);

#[derive(Debug)]
struct Bucket {
    items: u32,
    per: Duration,
    /// How often the rate was changed.
    changes: u64,
    turn: Turn,
}

/// When it is somebody's turn again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Turn {
    next: Option<Instant>,
    /// As of which change of the rate.
    changes: u64,
}

impl Rate {
    /// `items` per `per`, evenly spaced. A rate of 0 holds everything back until it is [`set`](Rate::set) higher.
    #[must_use]
    pub fn new(items: u32, per: Duration) -> Self {
        let bucket = Bucket { items, per, changes: 0, turn: Turn::default() };
        Self { bucket: Arc::new(Mutex::new(bucket)), line: Arc::default() }
    }

    /// Changes the rate for all who share it, from the next item on.
    pub fn set(&self, items: u32, per: Duration) {
        let mut bucket = self.lock();
        (bucket.items, bucket.per) = (items, per);
        bucket.changes += 1;
    }

    /// The rate as it is now.
    #[must_use]
    pub fn get(&self) -> (u32, Duration) {
        let bucket = self.lock();
        (bucket.items, bucket.per)
    }

    /// Takes room for `items`; says when to ask again where there is none now.
    pub(crate) fn take(&self, items: usize) -> Result<(), Instant> {
        let mut bucket = self.lock();
        let mut turn = bucket.turn;
        let taken = bucket.take(&mut turn, items);
        bucket.turn = turn;
        taken
    }

    /// The same for one of several who each have this rate for themselves.
    pub(crate) fn take_turn(&self, turn: &mut Turn, items: usize) -> Result<(), Instant> {
        self.lock().take(turn, items)
    }

    /// Waits for room for `items`, in line with others.
    pub(crate) async fn acquire(&self, items: usize) {
        let _first = self.line.lock().await;
        while let Err(at) = self.take(items) {
            tokio::time::sleep_until(at.min(Instant::now() + HEARING)).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// When it may go on.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.next
    }
}

impl Bucket {
    fn take(&self, turn: &mut Turn, items: usize) -> Result<(), Instant> {
        let (now, spacing) = (Instant::now(), self.spacing());
        if turn.changes != self.changes {
            (turn.changes, turn.next) = (self.changes, turn.next.map(|next| next.min(after(now, spacing))));
        }
        if self.items == 0 {
            return Err(after(now, spacing));
        }
        match turn.next {
            Some(next) if next > now => Err(next),
            next => {
                let cost = spacing.saturating_mul(u32::try_from(items).unwrap_or(u32::MAX));
                // The lateness of a timer is made up for, so that the rate is met; a silence earns no burst.
                let late = spacing.max(TIMER_LATENESS);
                let from = next.filter(|next| now.duration_since(*next) < late).unwrap_or(now);
                turn.next = Some(after(from, cost));
                Ok(())
            }
        }
    }

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
