//! The timer of a stage's own: the option `tick`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use tokio::time::Instant;

use crate::keys::after;

/// When a state is asked next what it lets out by itself. What was missed is not made up.
pub struct Beat {
    every: Option<Duration>,
    due: Option<Instant>,
}

impl Beat {
    pub(crate) fn new(every: Option<Duration>) -> Self {
        Self { every, due: None }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.every.is_some()
    }

    /// The time runs from here, unless it runs already.
    pub(crate) fn start(&mut self) {
        if self.due.is_none() {
            self.due = self.every.map(|every| after(Instant::now(), every));
        }
    }

    pub(crate) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Whether it is time. The next time is counted from now.
    pub(crate) fn strikes(&mut self, now: Instant) -> bool {
        let strikes = self.due.is_some_and(|due| due <= now);
        if strikes {
            self.due = self.every.map(|every| after(now, every));
        }
        strikes
    }
}

/// Which key is next where each has a state: all of them, one after the other, in the order in which they came.
pub struct Round<K> {
    pub(crate) beat: Beat,
    keys: BTreeMap<u64, K>,
    came: u64,
    /// Who has not had a turn in this round.
    waiting: Range<u64>,
}

impl<K: Clone> Round<K> {
    pub(crate) fn new(every: Option<Duration>) -> Self {
        Self { beat: Beat::new(every), keys: BTreeMap::new(), came: 0, waiting: 0..0 }
    }

    /// One key more, and its number; none where nobody asks.
    pub(crate) fn add(&mut self, key: &K) -> Option<u64> {
        self.beat.is_on().then(|| {
            self.keys.insert(self.came, key.clone());
            self.came += 1;
            self.came - 1
        })
    }

    pub(crate) fn remove(&mut self, number: Option<u64>) {
        if let Some(number) = number {
            self.keys.remove(&number);
        }
    }

    fn is_over(&self) -> bool {
        self.keys.range(self.waiting.clone()).next().is_none()
    }

    /// When there is something to do: at once, while a round is not over.
    pub(crate) fn due(&self) -> Option<Instant> {
        if self.is_over() { self.beat.due() } else { Some(Instant::now()) }
    }

    /// The next key of a round. One that takes longer than a beat is not begun again before it is over.
    pub(crate) fn next(&mut self, now: Instant) -> Option<K> {
        if self.beat.strikes(now) && self.is_over() {
            self.waiting = 0..self.came;
        }
        let (number, key) = self.keys.range(self.waiting.clone()).next()?;
        self.waiting.start = number + 1;
        Some(key.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn what_was_missed_is_not_made_up() {
        let (mut beat, start) = (Beat::new(Some(10 * SECOND)), Instant::now());
        assert_eq!((beat.due(), beat.strikes(start + 100 * SECOND)), (None, false), "it has not begun");
        beat.start();
        assert!(!beat.strikes(start + 9 * SECOND));
        assert!(beat.strikes(start + 35 * SECOND));
        assert_eq!(beat.due(), Some(start + 45 * SECOND));
        assert!(!beat.strikes(start + 44 * SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn a_round_asks_each_key_once_and_no_other_begins_meanwhile() {
        let (mut round, start) = (Round::new(Some(10 * SECOND)), Instant::now());
        round.beat.start();
        let numbers = ["a", "b", "c", "d"].map(|key| round.add(&key));
        assert_eq!(round.next(start + 9 * SECOND), None);
        assert_eq!(round.next(start + 10 * SECOND), Some("a"));
        round.remove(numbers[1]);
        let late = round.add(&"e");
        assert!(late > numbers[3]);
        assert_eq!(round.next(start + 25 * SECOND), Some("c"));
        assert_eq!(round.next(start + 25 * SECOND), Some("d"));
        assert_eq!(round.next(start + 25 * SECOND), None, "of this round");
        let all: Vec<_> = std::iter::from_fn(|| round.next(start + 35 * SECOND)).collect();
        assert_eq!(all, ["a", "c", "d", "e"]);
    }
}
