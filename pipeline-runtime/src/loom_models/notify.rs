//! What tokio's `Notify` promises of `notify_waiters`: it wakes all whose `notified()` was called before, also those that were
//! not polled yet.

use std::future::Future;
use std::pin::Pin;
use std::sync::PoisonError;
use std::task::{Context, Poll, Waker};

use loom::sync::{Mutex, MutexGuard};

#[derive(Default)]
pub struct Notify(Mutex<Calls>);

#[derive(Default)]
struct Calls {
    count: usize,
    waiting: Vec<Waker>,
}

pub struct Notified<'a> {
    notify: &'a Notify,
    /// As many calls as there were when it was made.
    seen: usize,
}

impl Notify {
    pub fn notify_waiters(&self) {
        let mut calls = self.lock();
        calls.count += 1;
        let waiting = std::mem::take(&mut calls.waiting);
        drop(calls);
        waiting.into_iter().for_each(Waker::wake);
    }

    pub fn notified(&self) -> Notified<'_> {
        Notified { notify: self, seen: self.lock().count }
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notified<'_> {
    /// It listens since it was made.
    pub fn enable(self: Pin<&mut Self>) -> bool {
        self.notify.lock().count > self.seen
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut calls = self.notify.lock();
        if calls.count > self.seen {
            return Poll::Ready(());
        }
        calls.waiting.push(cx.waker().clone());
        Poll::Pending
    }
}
