//! Several tasks of the drawing as one: what `fuse` makes of a node's task and of those before it.
//!
//! Each part keeps its own loop and its own gate, and the edges between parts stay: only who polls them is one. A part has a
//! waker of its own, so of all parts those are polled that were woken, and one that wakes another (it wrote to an edge between
//! them, or made room there) is followed by the other without a way through the runtime's queue. Each further round costs a unit
//! of the task's budget, so what is joined gives way to other tasks as any task does.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::{Pin, pin};
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::flow::Drive;
use crate::sync::{Mutex, MutexGuard};

/// The parts of one task, takers before producers: so there is room before more is made.
pub struct Joined {
    parts: Vec<Part>,
    bells: Arc<Bells>,
    /// Whose turn it is; empty between rounds.
    turn: Vec<bool>,
}

struct Part {
    /// `None` once it has ended.
    run: Option<Drive>,
    waker: Waker,
}

/// Lets the other parts of the task run.
pub async fn turn() {
    let mut had = false;
    poll_fn(|cx| {
        if mem::replace(&mut had, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Who was woken.
struct Bells(Mutex<State>);

struct State {
    rung: Vec<bool>,
    /// The parts are polled just now: whoever rings is seen without waking the task.
    at_work: bool,
    /// The task's own.
    waker: Option<Waker>,
}

struct Bell {
    bells: Arc<Bells>,
    part: usize,
}

impl Bells {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, cx: &Context<'_>) {
        let mut state = self.lock();
        state.at_work = true;
        match &mut state.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
    }

    /// Those that were woken, if any; else the task rests. One step, so that nobody rings in between and wakes nobody.
    fn next_round(&self, turn: &mut Vec<bool>) -> bool {
        let mut state = self.lock();
        state.at_work = state.rung.contains(&true);
        if state.at_work {
            turn.resize(state.rung.len(), false);
            mem::swap(&mut state.rung, turn);
        }
        state.at_work
    }

    /// Stops with some of them still to come.
    fn give_way(&self) {
        self.lock().at_work = false;
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut state = self.bells.lock();
        state.rung[self.part] = true;
        let waker = state.waker.as_ref().filter(|_| !state.at_work).cloned();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Joined {
    /// Takers before producers.
    pub(crate) fn new(runs: Vec<Drive>) -> Self {
        let state = State { rung: vec![true; runs.len()], at_work: false, waker: None };
        let bells = Arc::new(Bells(Mutex::new(state)));
        let part = |(part, run)| {
            let bell = Bell { bells: Arc::clone(&bells), part };
            Part { run: Some(run), waker: Waker::from(Arc::new(bell)) }
        };
        Self { parts: runs.into_iter().enumerate().map(part).collect(), turn: Vec::new(), bells }
    }

    fn round(&mut self) {
        for (part, turn) in self.parts.iter_mut().zip(&mut self.turn) {
            if mem::take(turn)
                && let Some(run) = &mut part.run
                && run.as_mut().poll(&mut Context::from_waker(&part.waker)).is_ready()
            {
                part.run = None;
            }
        }
    }

    fn has_ended(&self) -> bool {
        self.parts.iter().all(|part| part.run.is_none())
    }
}

impl Future for Joined {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        this.bells.begin(cx);
        while this.bells.next_round(&mut this.turn) {
            this.round();
            if this.has_ended() {
                return Poll::Ready(());
            }
            if pin!(tokio::task::coop::consume_budget()).poll(cx).is_pending() {
                // The budget's end has woken the task itself.
                this.bells.give_way();
                return Poll::Pending;
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::{Edge, EdgeOptions, Rx, Tx};
    use crate::input::next_run;
    use crate::parked::block_on;

    async fn send(mut tx: Tx<u64>, upto: u64) {
        for item in 0..upto {
            tx.push(item);
            if !tx.ready() {
                poll_fn(|cx| tx.poll_settle(cx)).await;
            }
        }
        poll_fn(|cx| tx.poll_settle(cx)).await;
    }

    async fn pass(mut rx: Rx<u64>, mut tx: Tx<u64>) {
        let mut run = std::collections::VecDeque::new();
        while next_run(&mut rx, &mut run, 3).await {
            for item in run.drain(..) {
                tx.push(item);
                if !tx.ready() {
                    poll_fn(|cx| tx.poll_settle(cx)).await;
                }
            }
            poll_fn(|cx| tx.poll_settle(cx)).await;
        }
    }

    async fn sum(mut rx: Rx<u64>, seen: Arc<std::sync::Mutex<u64>>) {
        let mut run = std::collections::VecDeque::new();
        while next_run(&mut rx, &mut run, usize::MAX).await {
            *seen.lock().unwrap() += run.drain(..).sum::<u64>();
        }
    }

    /// Counts the polls.
    struct Counted(Joined, Arc<std::sync::Mutex<u64>>);

    impl Future for Counted {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
            *self.1.lock().unwrap() += 1;
            Pin::new(&mut self.0).poll(cx)
        }
    }

    fn three(upto: u64, seen: &Arc<std::sync::Mutex<u64>>) -> Joined {
        let (first, second) = (Edge::new("a", EdgeOptions::blocking(7)), Edge::new("b", EdgeOptions::blocking(5)));
        let parts: Vec<Drive> = vec![
            Box::pin(sum(Rx::new(&second), Arc::clone(seen))),
            Box::pin(pass(Rx::new(&first), Tx::new(&second))),
            Box::pin(send(Tx::new(&first), upto)),
        ];
        Joined::new(parts)
    }

    #[tokio::test]
    async fn parts_wake_each_other_within_one_poll_and_give_way() {
        let (seen, polls) = (Arc::default(), Arc::default());
        let others = tokio::spawn(async {
            for turn in 0.. {
                tokio::task::yield_now().await;
                if turn == 100 {
                    break;
                }
            }
        });
        tokio::spawn(Counted(three(10_000, &seen), Arc::clone(&polls))).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), (0..10_000).sum::<u64>());
        let polls = *polls.lock().unwrap();
        // About three rounds for each five items, and 128 rounds a poll: it is not woken for each, and lets others run.
        assert!((20..400).contains(&polls), "{polls} polls");
        others.await.unwrap();
    }

    #[test]
    fn on_another_thread_it_is_woken_from_outside() {
        let edge = Edge::new("a", EdgeOptions::blocking(3));
        let seen: Arc<std::sync::Mutex<u64>> = Arc::default();
        let between = Edge::new("b", EdgeOptions::blocking(3));
        let parts: Vec<Drive> = vec![
            Box::pin(sum(Rx::new(&between), Arc::clone(&seen))),
            Box::pin(pass(Rx::new(&edge), Tx::new(&between))),
        ];
        let (joined, upto) = (Joined::new(parts), if cfg!(miri) { 50 } else { 5_000 });
        let outside = Tx::new(&edge);
        std::thread::scope(|threads| {
            threads.spawn(|| block_on(joined));
            threads.spawn(move || block_on(Box::pin(send(outside, upto))));
        });
        assert_eq!(*seen.lock().unwrap(), (0..upto).sum::<u64>());
    }
}
