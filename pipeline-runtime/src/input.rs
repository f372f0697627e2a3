//! Where a task takes its items from: an edge, a merge of several, or the ordered outputs of workers.

use std::any::Any;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use crate::control::Guard;
use crate::edge::{Deal, Edge, EdgeOptions, Rx};
use crate::time::{Least, Mark};

/// A run of items at a time. One dynamic call a run, none an item.
pub trait Input: Send + 'static {
    type Item: Send + 'static;

    /// Puts at most `most` items into the empty `run`; false when there will be no more. None at all only where there is a mark.
    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<Self::Item>, most: usize) -> Poll<bool>;

    /// What is said of the stream's time between the last run and this one. Asked after each poll.
    fn take_mark(&mut self) -> Option<Mark> {
        None
    }

    /// Takes over the options of the node's inbox, if this is an inbox that can.
    fn configure(&mut self, _options: EdgeOptions) -> bool {
        false
    }

    /// What comes next out of the node belongs to no run of this input.
    fn begin_extra_run(&mut self) {}

    /// An item that was taken from here, emptied, so that its memory is used for another.
    fn reuse(&mut self, _emptied: Self::Item) {}

    /// So many of the items taken last were not used, because the task ends: they count as left, not as taken. Says how many of
    /// them were not from here.
    fn leave(&mut self, items: usize) -> usize {
        items
    }

    /// Whether items were taken and are kept back here.
    fn holds(&self) -> bool {
        false
    }

    /// Names the node that reads here, for reports.
    fn leads_to(&self, node: &str);
}

pub type BoxInput<T> = Box<dyn Input<Item = T>>;

/// An input and the run that was taken from it. What is not worked off when the task ends is left to the input's books.
pub struct Intake<T: Send + 'static> {
    pub(crate) input: BoxInput<T>,
    pub(crate) run: VecDeque<T>,
}

impl<T: Send + 'static> Intake<T> {
    pub(crate) fn new(input: BoxInput<T>) -> Self {
        Self { input, run: VecDeque::new() }
    }
}

impl<T: Send + 'static> Drop for Intake<T> {
    fn drop(&mut self) {
        if !self.run.is_empty() {
            self.input.leave(self.run.len());
        }
    }
}

/// Several inputs as one: fair by turns, or the earlier before the later.
pub struct Merge<T> {
    inputs: Vec<BoxInput<T>>,
    next: usize,
    /// Which one gave the last run.
    last: usize,
    prefer_first: bool,
    /// What they say of their time together, and the news of it.
    least: Least,
    mark: Option<Mark>,
}

impl<T: Send + 'static> Merge<T> {
    pub(crate) fn new(inputs: Vec<BoxInput<T>>, prefer_first: bool) -> Self {
        let least = Least::of(inputs.len());
        Self { inputs, next: 0, last: 0, prefer_first, least, mark: None }
    }

    fn poll_at(&mut self, at: usize, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        // One at a time from those that come after, so that the preferred one never waits behind a run of theirs.
        let most = if self.prefer_first && at > 0 { 1 } else { most };
        let poll = self.inputs[at].poll_run(cx, run, most);
        if let Some(mark) = self.inputs[at].take_mark() {
            self.mark = self.least.hear(at, mark).or(self.mark);
        }
        poll
    }
}

impl<T: Send + 'static> Input for Merge<T> {
    type Item = T;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        if self.prefer_first {
            self.next = 0;
        }
        let mut tried = 0;
        while tried < self.inputs.len() {
            let at = (self.next + tried) % self.inputs.len();
            match self.poll_at(at, cx, run, most) {
                Poll::Ready(true) if run.is_empty() && self.mark.is_none() => {}
                Poll::Ready(true) => {
                    (self.next, self.last) = (at + 1, at);
                    return Poll::Ready(true);
                }
                Poll::Ready(false) => {
                    self.inputs.remove(at);
                    self.mark = self.least.remove(at).or(self.mark);
                    self.next = if at < self.next { self.next - 1 } else { self.next };
                    tried = 0;
                }
                Poll::Pending => tried += 1,
            }
        }
        match self.mark.is_some() {
            true => Poll::Ready(true),
            false if self.inputs.is_empty() => Poll::Ready(false),
            false => Poll::Pending,
        }
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.mark.take()
    }

    fn leave(&mut self, items: usize) -> usize {
        let inputs = self.inputs.len();
        (0..inputs).fold(items, |items, at| self.inputs[(self.last + at) % inputs].leave(items))
    }

    fn holds(&self) -> bool {
        self.inputs.iter().any(|input| input.holds())
    }

    fn leads_to(&self, node: &str) {
        self.inputs.iter().for_each(|input| input.leads_to(node));
    }
}

/// An input whose items are converted as they are taken. A conversion of a type to itself hands whole runs on.
pub struct Mapped<A, F> {
    inner: BoxInput<A>,
    run: VecDeque<A>,
    map: F,
    guard: Guard,
}

impl<A, F> Mapped<A, F> {
    pub(crate) fn new(inner: BoxInput<A>, map: F, guard: Guard) -> Self {
        Self { inner, run: VecDeque::new(), map, guard }
    }
}

impl<A: Send + 'static, B: Send + 'static, F: FnMut(A) -> B + Send + 'static> Input for Mapped<A, F> {
    type Item = B;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<B>, most: usize) -> Poll<bool> {
        if let Some(same) = (run as &mut dyn Any).downcast_mut::<VecDeque<A>>() {
            return self.inner.poll_run(cx, same, most);
        }
        loop {
            if !ready!(self.inner.poll_run(cx, &mut self.run, most)) {
                return Poll::Ready(false);
            }
            let Self { map, guard, run: taken, .. } = self;
            let says = taken.is_empty();
            run.extend(taken.drain(..).filter_map(|item| guard.run(|| map(item))));
            if says || !run.is_empty() {
                return Poll::Ready(true);
            }
        }
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.inner.take_mark()
    }

    fn reuse(&mut self, emptied: B) {
        let mut emptied = Some(emptied);
        if let Some(same) = (&mut emptied as &mut dyn Any).downcast_mut::<Option<A>>().and_then(Option::take) {
            self.inner.reuse(same);
        }
    }

    fn configure(&mut self, options: EdgeOptions) -> bool {
        self.inner.configure(options)
    }

    fn leave(&mut self, items: usize) -> usize {
        self.inner.leave(items)
    }

    fn holds(&self) -> bool {
        self.inner.holds()
    }

    fn leads_to(&self, node: &str) {
        self.inner.leads_to(node);
    }
}

/// The outputs of several workers in the order of their inputs: the runs are read in the order in which they were dealt.
pub struct Ordered<A, T> {
    dealt: Arc<Edge<A>>,
    workers: Vec<Rx<T>>,
    current: Option<usize>,
    /// Whose outputs were handed on last.
    last: usize,
    /// Workers that have ended, once all dealt runs have been read.
    ended: usize,
    mark: Option<Mark>,
}

impl<A: Send + 'static, T: Send + 'static> Ordered<A, T> {
    pub(crate) fn new(dealt: &Arc<Edge<A>>, workers: Vec<Rx<T>>) -> Self {
        Self { dealt: Arc::clone(dealt), workers, current: None, last: 0, ended: 0, mark: None }
    }

    /// Whose run comes next: nobody's any more, or nobody's yet while there is something to say.
    fn poll_current(&mut self, cx: &Context<'_>) -> Poll<Option<usize>> {
        while self.current.is_none() {
            match self.dealt.next_deal(cx) {
                Ok(Some(Deal::Run(worker))) => self.current = Some(worker),
                Ok(Some(Deal::Mark(mark))) => self.mark = Some(mark),
                Ok(None) => return Poll::Pending,
                Err(_) => return Poll::Ready(None),
            }
        }
        Poll::Ready(self.current)
    }

    /// There are no items, but perhaps something is said.
    fn poll_mark(&self) -> Poll<bool> {
        if self.mark.is_some() { Poll::Ready(true) } else { Poll::Pending }
    }

    /// After the last run: what the workers let out at their end, one after the other.
    fn poll_rest(&mut self, cx: &Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        while let Some(worker) = self.workers.get_mut(self.ended) {
            let found = ready!(worker.poll_dealt(cx, run, most));
            self.last = self.ended;
            self.ended += usize::from(!found.more);
            if !run.is_empty() {
                return Poll::Ready(true);
            }
        }
        Poll::Ready(false)
    }
}

impl<A: Send + 'static, T: Send + 'static> Input for Ordered<A, T> {
    type Item = T;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        while run.is_empty() {
            let worker = match self.poll_current(cx) {
                Poll::Ready(Some(worker)) => worker,
                Poll::Ready(None) => return self.poll_rest(cx, run, most),
                Poll::Pending => return self.poll_mark(),
            };
            let Poll::Ready(found) = self.workers[worker].poll_dealt(cx, run, most) else { return self.poll_mark() };
            self.last = worker;
            if found.end_of_run || !found.more {
                self.current = None;
            }
        }
        Poll::Ready(true)
    }

    fn take_mark(&mut self) -> Option<Mark> {
        self.mark.take()
    }

    fn leave(&mut self, items: usize) -> usize {
        let workers = self.workers.len();
        (0..workers).fold(items, |items, at| self.workers[(self.last + at) % workers].left(items))
    }

    fn leads_to(&self, node: &str) {
        self.workers.iter().for_each(|worker| worker.leads_to(node));
    }
}

/// What several workers let out, one worker after the other.
pub struct InTurn<T> {
    workers: Vec<Rx<T>>,
    at: usize,
}

impl<T> InTurn<T> {
    pub(crate) fn new(workers: Vec<Rx<T>>) -> Self {
        Self { workers, at: 0 }
    }
}

impl<T: Send + 'static> Input for InTurn<T> {
    type Item = T;

    fn poll_run(&mut self, cx: &mut Context<'_>, run: &mut VecDeque<T>, most: usize) -> Poll<bool> {
        while let Some(worker) = self.workers.get_mut(self.at) {
            if ready!(worker.poll_run(cx, run, most)) {
                return Poll::Ready(true);
            }
            self.at += 1;
        }
        Poll::Ready(false)
    }

    fn leads_to(&self, node: &str) {
        self.workers.iter().for_each(|worker| worker.leads_to(node));
    }
}

/// Waits for the next run.
pub async fn next_run<I: Input + ?Sized>(input: &mut I, run: &mut VecDeque<I::Item>, most: usize) -> bool {
    poll_fn(|cx| input.poll_run(cx, run, most)).await
}
