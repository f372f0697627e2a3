//! Batches by size, weight, or the age of their oldest item.

use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use super::Chain;

/// How a batch closes, whichever comes first.
#[derive(Clone, Copy, Debug)]
pub struct BatchOptions {
    /// Items.
    pub size: usize,
    /// The age of its oldest item.
    pub within: Duration,
    /// The weight of its items together, never exceeded but by an item that is heavier alone.
    pub max_weight: u64,
}

impl BatchOptions {
    /// Batches of `size`, at most a second old.
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self { size: size.max(1), within: Duration::from_secs(1), max_weight: u64::MAX }
    }
}

/// The weight of an item.
pub trait Weigh<I>: Send + 'static {
    /// In whatever `max_weight` is in.
    fn weigh(&self, item: &I) -> u64;
}

/// Items without weight.
pub struct NoWeight;

impl<I> Weigh<I> for NoWeight {
    #[inline]
    fn weigh(&self, _item: &I) -> u64 {
        0
    }
}

impl<I, F: Fn(&I) -> u64 + Send + 'static> Weigh<I> for F {
    #[inline]
    fn weigh(&self, item: &I) -> u64 {
        self(item)
    }
}

/// Gathers items into a `Vec`.
pub struct Batcher<I, W> {
    open: Vec<I>,
    weight: u64,
    due: Option<Instant>,
    options: BatchOptions,
    weigh: W,
}

impl<I, W> Batcher<I, W> {
    pub(crate) fn new(options: BatchOptions, weigh: W) -> Self {
        Self { open: Vec::new(), weight: 0, due: None, options, weigh }
    }

    fn close(&mut self, out: &mut impl FnMut(Vec<I>)) {
        (self.weight, self.due) = (0, None);
        let next = Vec::with_capacity(self.open.len());
        out(std::mem::replace(&mut self.open, next));
    }
}

impl<I: Send + 'static, W: Weigh<I>> Chain<I> for Batcher<I, W> {
    type Out = Vec<I>;

    #[inline]
    fn call(&mut self, item: I, out: &mut impl FnMut(Vec<I>)) {
        let weight = self.weigh.weigh(&item);
        if self.weight.saturating_add(weight) > self.options.max_weight && !self.open.is_empty() {
            self.close(out);
        }
        if self.open.is_empty() {
            self.due = Instant::now().checked_add(self.options.within);
        }
        self.open.push(item);
        self.weight = self.weight.saturating_add(weight);
        if self.open.len() >= self.options.size || self.weight >= self.options.max_weight {
            self.close(out);
        }
    }

    fn finish(&mut self, out: &mut impl FnMut(Vec<I>)) -> bool {
        if !self.open.is_empty() {
            self.close(out);
        }
        false
    }

    fn poll_settle(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn deadline(&self) -> Option<Instant> {
        self.due
    }

    fn tick(&mut self, now: Instant, out: &mut impl FnMut(Vec<I>)) {
        if self.due.is_some_and(|due| due <= now) {
            self.close(out);
        }
    }
}
