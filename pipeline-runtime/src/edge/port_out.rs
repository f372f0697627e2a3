//! `out` ports: where items leave.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_core::Stream;

use super::rx::Rx;
use crate::input::Input;
use crate::sync::{Mutex, MutexGuard};

/// The receiving side of an `out` port. Clones share it: each item goes to one taker.
///
/// When the last clone is gone, what still comes is discarded and counted `unread`. It is a futures [`Stream`] too.
pub struct Out<T> {
    shared: Arc<Shared<T>>,
    /// Where it waits as a `Stream`.
    place: Place,
}

struct Shared<T> {
    rx: Mutex<Rx<T>>,
    bell: Arc<Bell>,
}

/// Wakes all who wait for an item; those who find none wait again. So it does not matter which of them still look.
#[derive(Default)]
struct Bell {
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    wakers: Vec<(u64, Waker)>,
    next: u64,
}

/// One who may wait; gone with the future that waits.
struct Place {
    bell: Arc<Bell>,
    id: u64,
}

impl<T: Send + 'static> Out<T> {
    pub(crate) fn new(rx: Rx<T>) -> Self {
        let shared = Shared { rx: Mutex::new(rx), bell: Arc::default() };
        Self { place: shared.bell.place(), shared: Arc::new(shared) }
    }

    /// The next item; `None` when everything has drained.
    ///
    /// # Cancel safety
    /// Nothing is lost if the future is dropped before it is ready.
    pub async fn recv(&self) -> Option<T> {
        let place = self.shared.bell.place();
        poll_fn(|cx| self.shared.poll_next(&place, cx)).await
    }
}

impl<T: Send + 'static> Shared<T> {
    fn poll_next(&self, place: &Place, cx: &Context<'_>) -> Poll<Option<T>> {
        let poll = self.poll_now();
        if poll.is_ready() {
            return poll;
        }
        place.wait(cx.waker());
        // The bell may have rung for an item before this place was among those who wait.
        let poll = self.poll_now();
        if poll.is_ready() {
            place.leave();
        }
        poll
    }

    fn poll_now(&self) -> Poll<Option<T>> {
        let bell = Waker::from(Arc::clone(&self.bell));
        let mut run = VecDeque::new();
        let poll = lock(&self.rx).poll_run(&mut Context::from_waker(&bell), &mut run, 1);
        poll.map(|more| more.then(|| run.pop_front()).flatten())
    }
}

impl Bell {
    fn place(self: &Arc<Self>) -> Place {
        let mut waiting = lock(&self.waiting);
        waiting.next += 1;
        Place { bell: Arc::clone(self), id: waiting.next }
    }
}

impl Place {
    fn wait(&self, waker: &Waker) {
        let mut waiting = lock(&self.bell.waiting);
        match waiting.wakers.iter_mut().find(|(id, _)| *id == self.id) {
            Some((_, known)) => known.clone_from(waker),
            None => waiting.wakers.push((self.id, waker.clone())),
        }
    }

    fn leave(&self) {
        lock(&self.bell.waiting).wakers.retain(|(id, _)| *id != self.id);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let wakers = mem::take(&mut lock(&self.waiting).wakers);
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), place: self.shared.bell.place() }
    }
}

impl<T: Send + 'static> Stream for Out<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.shared.poll_next(&self.place, cx)
    }
}

impl<T> fmt::Debug for Out<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}
