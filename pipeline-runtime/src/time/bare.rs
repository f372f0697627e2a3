//! Tasks of functions on a stream with times: they get the items alone, one at a time, and what they make of an item has its time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::{Context, Poll, ready};

use super::{Mark, Stamped, Timestamp};
use crate::edge::EdgeOptions;
use crate::input::{BoxInput, Input};
use crate::push::{BoxPush, Push, to_next};

/// The time of the item a task works on. Only that task reads and writes it.
pub struct Instants(AtomicI64);

impl Default for Instants {
    fn default() -> Self {
        Self(AtomicI64::new(Timestamp::MIN.as_nanos()))
    }
}

impl Instants {
    pub(crate) fn set(&self, at: Timestamp) {
        self.0.store(at.as_nanos(), Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// An input without its times.
pub struct Bare<T: Send + 'static> {
    input: BoxInput<Stamped<T>>,
    run: VecDeque<Stamped<T>>,
    now: Arc<Instants>,
    /// The latest of all items and marks so far: what comes out by itself, between two items, is not late.
    latest: Timestamp,
    mark: Option<Mark>,
}

impl<T: Send + 'static> Bare<T> {
    pub(crate) fn new(input: BoxInput<Stamped<T>>, now: Arc<Instants>) -> Self {
        Self { input, run: VecDeque::new(), now, latest: Timestamp::MIN, mark: None }
    }

    fn hear(&mut self) {
        let Some(mark) = self.input.take_mark() else { return };
        if let Mark::Reached(at) = mark {
            self.latest = self.latest.max(at);
        }
        self.mark = Some(mark);
    }
}

impl<T: Send + 'static> Input for Bare<T> {
    type Item = T;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, _most: usize) -> Poll<bool> {
        self.now.set(self.latest);
        let more = ready!(self.input.poll_run(cx, &mut self.run, 1));
        self.hear();
        match self.run.pop_front() {
            // A late item keeps its time, though the mark before it is further.
            Some(Stamped { at, item }) => {
                self.latest = self.latest.max(at);
                self.now.set(at);
                run.push_back(item);
            }
            None => self.now.set(self.latest),
        }
        Poll::Ready(more)
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.mark.take()
    }

    fn configure(&mut self, options: EdgeOptions) -> bool {
        self.input.configure(options)
    }

    fn begin_extra_run(&mut self) {
        self.input.begin_extra_run();
    }

    fn leave(&mut self, items: usize) -> usize {
        self.input.leave(items)
    }

    fn holds(&self) -> bool {
        self.input.holds()
    }

    fn leads_to(&self, node: &str) {
        self.input.leads_to(node);
    }
}

/// An input that makes something of items without their times, such as batches, with the time of the last item.
pub struct Stamps<T: Send + 'static> {
    input: BoxInput<T>,
    run: VecDeque<T>,
    now: Arc<Instants>,
}

impl<T: Send + 'static> Stamps<T> {
    pub(crate) fn new(input: BoxInput<T>, now: Arc<Instants>) -> Self {
        Self { input, run: VecDeque::new(), now }
    }
}

impl<T: Send + 'static> Input for Stamps<T> {
    type Item = Stamped<T>;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<Stamped<T>>, most: usize) -> Poll<bool> {
        let more = ready!(self.input.poll_run(cx, &mut self.run, most));
        let at = self.now.get();
        run.extend(self.run.drain(..).map(|item| Stamped { at, item }));
        Poll::Ready(more)
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.input.take_mark()
    }

    fn reuse(&mut self, emptied: Stamped<T>) {
        self.input.reuse(emptied.item);
    }

    fn leave(&mut self, items: usize) -> usize {
        self.input.leave(items)
    }

    fn holds(&self) -> bool {
        self.input.holds()
    }

    fn leads_to(&self, node: &str) {
        self.input.leads_to(node);
    }
}

/// Items without their times again: nobody behind asks for them.
pub struct Stripped<T: Send + 'static> {
    input: BoxInput<Stamped<T>>,
    run: VecDeque<Stamped<T>>,
}

impl<T: Send + 'static> Stripped<T> {
    pub(crate) fn new(input: BoxInput<Stamped<T>>) -> Self {
        Self { input, run: VecDeque::new() }
    }
}

impl<T: Send + 'static> Input for Stripped<T> {
    type Item = T;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        loop {
            let more = ready!(self.input.poll_run(cx, &mut self.run, most));
            let _nobody_asks = self.input.take_mark();
            run.extend(self.run.drain(..).map(|of| of.item));
            if !more || !run.is_empty() {
                return Poll::Ready(more);
            }
        }
    }

    fn configure(&mut self, options: EdgeOptions) -> bool {
        self.input.configure(options)
    }

    fn begin_extra_run(&mut self) {
        self.input.begin_extra_run();
    }

    fn leave(&mut self, items: usize) -> usize {
        self.input.leave(items)
    }

    fn holds(&self) -> bool {
        self.input.holds()
    }

    fn leads_to(&self, node: &str) {
        self.input.leads_to(node);
    }
}

/// What carries a task's items away, with their times.
pub struct Restamp<T: Send + 'static> {
    out: Vec<Stamped<T>>,
    next: BoxPush<Stamped<T>>,
    now: Arc<Instants>,
}

impl<T: Send + 'static> Restamp<T> {
    pub(crate) fn new(next: BoxPush<Stamped<T>>, now: Arc<Instants>) -> Self {
        Self { out: Vec::new(), next, now }
    }
}

impl<T: Send + 'static> Push<T> for Restamp<T> {
    fn push_run(&mut self, run: &mut Vec<T>) {
        let at = self.now.get();
        self.out.extend(run.drain(..).map(|item| Stamped { at, item }));
        self.next.push_run(&mut self.out);
    }

    fn mark(&mut self, mark: Mark) {
        self.next.mark(mark);
    }

    to_next!(room poll_settle publish ended listen finish deadline holds tick end_of_run);
}
