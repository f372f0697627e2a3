//! The calls that a breaker judges by: the last so many, or those of the last so long.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) failed: bool,
    pub(crate) slow: bool,
}

/// How far back a window reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Calls(u32),
    Time(Duration),
}

/// Calls, and what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) calls: u64,
    pub(super) failed: u64,
    pub(super) slow: u64,
}

impl Sum {
    fn add(&mut self, outcome: Outcome) {
        self.calls += 1;
        self.failed += u64::from(outcome.failed);
        self.slow += u64::from(outcome.slow);
    }

    fn take(&mut self, other: Self) {
        self.calls -= other.calls;
        self.failed -= other.failed;
        self.slow -= other.slow;
    }
}

impl From<Outcome> for Sum {
    fn from(outcome: Outcome) -> Self {
        let mut sum = Self::default();
        sum.add(outcome);
        sum
    }
}

/// A span of time is let go of in so many parts, so that what is kept does not grow with the calls.
pub(super) const PARTS: u128 = 10;

/// The sums of what is in the window, oldest first, each with the part of time it is of (or each of one call), and of all of it.
#[derive(Debug)]
pub(super) struct Window {
    span: Span,
    began: Instant,
    parts: VecDeque<(u128, Sum)>,
    sum: Sum,
}

impl Window {
    pub(super) fn new(span: Span, now: Instant) -> Self {
        Self { span, began: now, parts: VecDeque::new(), sum: Sum::default() }
    }

    pub(super) fn span(&self) -> Span {
        self.span
    }

    pub(super) fn add(&mut self, outcome: Outcome, now: Instant) {
        let part = self.part(now);
        self.sum.add(outcome);
        match (self.span, self.parts.back_mut()) {
            (Span::Time(_), Some((last, sum))) if *last == part => sum.add(outcome),
            _ => self.parts.push_back((part, outcome.into())),
        }
        self.forget(now);
    }

    pub(super) fn sum(&mut self, now: Instant) -> Sum {
        self.forget(now);
        self.sum
    }

    fn forget(&mut self, now: Instant) {
        let part = self.part(now);
        while let Some((first, sum)) = self.parts.front() {
            let gone = match self.span {
                Span::Calls(most) => self.parts.len() > most as usize,
                Span::Time(_) => first + PARTS <= part,
            };
            if !gone {
                return;
            }
            self.sum.take(*sum);
            self.parts.pop_front();
        }
    }

    fn part(&self, now: Instant) -> u128 {
        match self.span {
            Span::Calls(_) => 0,
            Span::Time(span) => now.duration_since(self.began).as_nanos() * PARTS / span.as_nanos().max(1),
        }
    }
}
