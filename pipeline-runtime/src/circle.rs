//! When a `loop` port closes: when nothing can ever enter its cycle again, and nothing is in it.
//!
//! The steps that `loop` ports close into cycles make a *circle*. It counts who is *busy*: every task of the circle that is not at
//! rest, every task before it that has not ended, every `in` port that leads into it and has not ended. A task rests from where
//! it waits for its input with nothing in hand, until its waker is called: whoever puts an item before it wakes it, and is
//! itself counted while it does so. So when the count is zero, no task has an item, no edge has one (its reader would have been
//! woken), and nobody is left to bring one: that stays so, and the loops close. An item costs nothing; a task of a circle pays for
//! being woken.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::control::Gate;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// What closes a loop.
pub type Close = Box<dyn Fn() + Send + Sync>;

/// One for all loops that lie on a common cycle.
pub struct Circle {
    busy: AtomicUsize,
    loops: Vec<Close>,
}

impl Circle {
    pub(crate) fn new(loops: Vec<Close>) -> Arc<Self> {
        Arc::new(Self { busy: AtomicUsize::new(0), loops })
    }

    fn begin(&self) {
        self.busy.fetch_add(1, Ordering::AcqRel);
    }

    /// Nobody may be in the way of waking tasks: closing does.
    fn end(&self) {
        if self.busy.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.loops.iter().for_each(|close| close());
        }
    }
}

/// Counts as busy while it lives.
pub struct Busy(Arc<Circle>);

impl Busy {
    pub(crate) fn new(circle: &Arc<Circle>) -> Self {
        circle.begin();
        Self(Arc::clone(circle))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// A task of a circle, and the waker that tells when it is busy again.
struct Member {
    circle: Arc<Circle>,
    at: Mutex<At>,
}

struct At {
    phase: Phase,
    /// The task's own.
    waker: Option<Waker>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It runs, was woken, or waits for something else than its input.
    Busy,
    /// As `Busy`, and was woken while it ran.
    Woken,
    Resting,
    Ended,
}

impl Member {
    fn lock(&self) -> MutexGuard<'_, At> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The task is polled.
    fn begin(&self, cx: &Context<'_>) {
        let mut at = self.lock();
        if at.phase == Phase::Resting {
            self.circle.begin();
        }
        at.phase = Phase::Busy;
        match &mut at.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
    }

    /// It waits, with nothing in hand and for nothing but its input.
    fn rest(&self) {
        let mut at = self.lock();
        if at.phase == Phase::Busy {
            at.phase = Phase::Resting;
            drop(at);
            self.circle.end();
        }
    }

    fn end(&self) {
        let phase = mem::replace(&mut self.lock().phase, Phase::Ended);
        if !matches!(phase, Phase::Resting | Phase::Ended) {
            self.circle.end();
        }
    }

    fn woken(&self) -> Option<Waker> {
        let mut at = self.lock();
        match at.phase {
            Phase::Resting => self.circle.begin(),
            Phase::Ended => return None,
            Phase::Busy | Phase::Woken => {}
        }
        at.phase = Phase::Woken;
        at.waker.clone()
    }
}

impl Wake for Member {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(waker) = self.woken() {
            waker.wake();
        }
    }
}

type Run = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The run of a task of a circle. What it holds is dropped before it counts as ended.
pub struct Minded {
    run: Run,
    member: Leaving,
    waker: Waker,
    gate: Arc<Gate>,
}

struct Leaving(Arc<Member>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Minded {
    pub(crate) fn new(run: Run, gate: &Arc<Gate>, circle: &Arc<Circle>) -> Self {
        circle.begin();
        let at = Mutex::new(At { phase: Phase::Busy, waker: None });
        let member = Arc::new(Member { circle: Arc::clone(circle), at });
        gate.mind();
        Self { run, waker: Waker::from(Arc::clone(&member)), member: Leaving(member), gate: Arc::clone(gate) }
    }
}

impl Future for Minded {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        this.member.0.begin(cx);
        this.gate.set_resting(false);
        let poll = this.run.as_mut().poll(&mut Context::from_waker(&this.waker));
        if poll.is_pending() && this.gate.is_resting() {
            this.member.0.rest();
        }
        poll
    }
}

/// The run of a task before a circle.
pub struct Before {
    pub(crate) run: Run,
    pub(crate) _busy: Busy,
}

impl Future for Before {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.run.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;
    use crate::edge::{Edge, EdgeOptions, Overflow, PortEdge, Rx, Tx};
    use crate::input::Input;
    use crate::parked::block_on;

    /// Reads a loop and writes to it, one less each time, until it ends.
    async fn round(mut rx: Rx<u32>, mut back: Tx<u32>, gate: Arc<Gate>, seen: Arc<AtomicUsize>) {
        let mut run = std::collections::VecDeque::new();
        while poll_fn(|cx| {
            let poll = rx.poll_run(cx, &mut run, usize::MAX);
            gate.set_resting(poll.is_pending());
            poll
        })
        .await
        {
            seen.fetch_add(run.len(), Ordering::Relaxed);
            run.drain(..).filter(|item| *item > 0).for_each(|item| back.push(item - 1));
            back.publish();
        }
    }

    /// On threads of their own: a circle, and who brings items from before it.
    #[test]
    fn a_loop_ends_when_the_last_item_has_gone_round() {
        for _ in 0..if cfg!(miri) { 5 } else { 500 } {
            let port = Edge::looping("a", EdgeOptions { capacity: 64, overflow: Overflow::DropOldest });
            let closing = Arc::clone(&port);
            let circle = Circle::new(vec![Box::new(move || closing.close())]);
            let (gate, seen) = (Arc::new(Gate::default()), Arc::default());
            let (mut tx, back) = (Tx::shared(&port), Tx::shared(&port));
            let run = round(Rx::new(&port), back, Arc::clone(&gate), Arc::clone(&seen));
            let inside = Minded::new(Box::pin(run), &gate, &circle);
            let run = async move { (0..4).for_each(|item| tx.push(item)) };
            let before = Before { run: Box::pin(run), _busy: Busy::new(&circle) };
            std::thread::scope(|threads| {
                threads.spawn(|| block_on(inside));
                threads.spawn(|| block_on(before));
            });
            assert_eq!(seen.load(Ordering::Relaxed), 1 + 2 + 3 + 4);
        }
    }
}
