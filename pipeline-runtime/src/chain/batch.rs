//! Batches by size, weight, or the age of their oldest item.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::Chain;
use crate::control::Guard;
use crate::input::{BoxInput, Input};
use crate::time::Mark;

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
    /// Whether it weighs at all.
    const WEIGHS: bool = true;

    /// In whatever `max_weight` is in.
    fn weigh(&self, item: &I) -> u64;
}

/// Items without weight.
pub struct NoWeight;

impl<I> Weigh<I> for NoWeight {
    const WEIGHS: bool = false;

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
    /// A batch that came back empty: the next one.
    spare: Vec<I>,
    weight: u64,
    due: Option<Instant>,
    options: BatchOptions,
    weigh: W,
    guard: Guard,
}

impl<I, W> Batcher<I, W> {
    pub(crate) fn new(options: BatchOptions, weigh: W, guard: Guard) -> Self {
        Self { open: Vec::new(), spare: Vec::new(), weight: 0, due: None, options, weigh, guard }
    }

    #[inline]
    fn add(&mut self, item: I, since: impl FnOnce() -> Instant, out: &mut impl Extend<Vec<I>>)
    where
        W: Weigh<I>,
    {
        // What cannot be weighed goes alone.
        let weight = self.guard.run(|| self.weigh.weigh(&item)).unwrap_or(u64::MAX);
        if self.weight.saturating_add(weight) > self.options.max_weight && !self.open.is_empty() {
            self.close(out);
        }
        if self.open.is_empty() {
            self.due = since().checked_add(self.options.within);
        }
        self.open.push(item);
        self.weight = self.weight.saturating_add(weight);
        if self.open.len() >= self.options.size || self.weight >= self.options.max_weight {
            self.close(out);
        }
    }

    /// Adds items until a batch is closed or there are no more.
    fn fill(&mut self, items: &mut VecDeque<I>, since: Instant, out: &mut VecDeque<Vec<I>>)
    where
        W: Weigh<I>,
    {
        while out.is_empty() && !items.is_empty() {
            if W::WEIGHS {
                let item = items.pop_front();
                item.into_iter().for_each(|item| self.add(item, || since, out));
                continue;
            }
            if self.open.is_empty() {
                self.due = since.checked_add(self.options.within);
            }
            let room = self.options.size - self.open.len();
            // Both ways without moving an item; out of a `Vec` they are copied as one piece.
            let mut run = Vec::from(std::mem::take(items));
            self.open.extend(run.drain(..room.min(run.len())));
            *items = run.into();
            if self.open.len() >= self.options.size {
                self.close(out);
            }
        }
    }

    fn close(&mut self, out: &mut impl Extend<Vec<I>>) {
        (self.weight, self.due) = (0, None);
        let batch = std::mem::take(&mut self.open);
        if self.spare.capacity() == 0 {
            self.spare.reserve_exact(batch.len());
        }
        std::mem::swap(&mut self.open, &mut self.spare);
        out.extend([batch]);
    }
}

impl<I, W> Batcher<I, W> {
    fn close_rest(&mut self, out: &mut impl Extend<Vec<I>>) {
        if !self.open.is_empty() {
            self.close(out);
        }
    }

    fn close_due(&mut self, now: Instant, out: &mut impl Extend<Vec<I>>) {
        if self.due.is_some_and(|due| due <= now) {
            self.close(out);
        }
    }
}

impl<I: Send + 'static, W: Weigh<I>> Chain<I> for Batcher<I, W> {
    type Out = Vec<I>;

    fn run(&mut self, run: &mut Vec<I>, out: &mut Vec<Vec<I>>) {
        run.drain(..).for_each(|item| self.add(item, Instant::now, out));
    }

    fn finish(&mut self, out: &mut Vec<Vec<I>>) -> bool {
        self.close_rest(out);
        false
    }

    fn deadline(&self) -> Option<Instant> {
        self.due
    }

    fn tick(&mut self, now: Instant, out: &mut Vec<Vec<I>>) {
        self.close_due(now, out);
    }
}

/// Batches gathered by the task that takes them.
pub struct Gather<I: Send + 'static, W> {
    items: BoxInput<I>,
    run: VecDeque<I>,
    /// Since when the items of the run may have been waiting.
    since: Instant,
    /// When the taker went away with a batch: items found when it is back may be that old.
    away: Option<Instant>,
    batcher: Batcher<I, W>,
    sleep: Option<Pin<Box<Sleep>>>,
    over: bool,
}

impl<I: Send + 'static, W> Gather<I, W> {
    pub(crate) fn new(items: BoxInput<I>, batcher: Batcher<I, W>) -> Self {
        let (run, since) = (VecDeque::new(), Instant::now());
        Self { items, run, since, away: None, batcher, sleep: None, over: false }
    }
}

/// What was gathered and not given away is left to the books of where it came from.
impl<I: Send + 'static, W> Drop for Gather<I, W> {
    fn drop(&mut self) {
        let items = self.run.len() + self.batcher.open.len();
        if items > 0 {
            self.items.leave(items);
        }
    }
}

impl<I: Send + 'static, W: Weigh<I>> Gather<I, W> {
    /// Works the run off until a batch is closed.
    fn gather(&mut self, out: &mut VecDeque<Vec<I>>) -> bool {
        self.batcher.fill(&mut self.run, self.since, out);
        if self.over && self.run.is_empty() {
            self.batcher.close_rest(out);
        }
        !out.is_empty()
    }

    fn poll_age(&mut self, cx: &mut Context<'_>, out: &mut VecDeque<Vec<I>>) -> Poll<()> {
        let Some(due) = self.batcher.due else { return Poll::Pending };
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if sleep.deadline() != due {
            sleep.as_mut().reset(due);
        }
        ready!(sleep.as_mut().poll(cx));
        self.batcher.close_due(due, out);
        Poll::Ready(())
    }
}

impl<I: Send + 'static, W: Weigh<I>> Input for Gather<I, W> {
    type Item = Vec<I>;

    fn poll_run(&mut self, cx: &mut Context<'_>, out: &mut VecDeque<Vec<I>>, _most: usize) -> Poll<bool> {
        loop {
            if self.gather(out) {
                self.away.get_or_insert_with(Instant::now);
                return Poll::Ready(true);
            }
            if self.over {
                return Poll::Ready(false);
            }
            match self.items.poll_run(cx, &mut self.run, usize::MAX) {
                // Something is said of the time.
                Poll::Ready(true) if self.run.is_empty() => return Poll::Ready(true),
                Poll::Ready(more) => {
                    self.since = self.away.take().unwrap_or_else(Instant::now);
                    self.over = !more;
                }
                Poll::Pending => {
                    self.away = None;
                    ready!(self.poll_age(cx, out));
                }
            }
        }
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.items.take_mark()
    }

    fn holds(&self) -> bool {
        !self.batcher.open.is_empty() || self.items.holds()
    }

    fn reuse(&mut self, emptied: Vec<I>) {
        self.batcher.spare = emptied;
    }

    fn leads_to(&self, node: &str) {
        self.items.leads_to(node);
    }
}
