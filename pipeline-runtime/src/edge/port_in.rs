//! `in` ports: where items come from outside.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use futures_sink::Sink;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::core::Edge;
use super::{EdgeOptions, Overflow};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicUsize, Ordering};

/// The sending side of an `in` port. Clones share it; it ends with the last of them, with [`In::close`], or when the pipeline
/// stops.
///
/// It is a futures [`Sink`] too.
pub struct In<T> {
    shared: Arc<Shared<T>>,
    /// Behind a lock that is never taken, so that a port can be lent to other threads.
    sink: Mutex<AsSink<T>>,
}

/// As a `Sink`: the item accepted and not yet in the port, and the wait for its room.
struct AsSink<T> {
    started: Option<T>,
    waiting: Option<Waiting>,
}

type Waiting = Pin<Box<dyn Future<Output = Result<OwnedSemaphorePermit, AcquireError>> + Send>>;

struct Shared<T> {
    edge: Arc<Edge<T>>,
    room: Arc<Semaphore>,
    overflow: Overflow,
    handles: AtomicUsize,
    ended: AtomicUsize,
}

/// The port is closed: the pipeline has stopped, or [`In::close`] was called. The item comes back.
pub struct SendError<T>(pub T);

/// Why [`In::try_send`] did not take the item, which comes back.
pub enum TrySendError<T> {
    /// No room now.
    Full(T),
    /// The port is closed.
    Closed(T),
}

impl<T: Send + 'static> In<T> {
    pub(crate) fn new(edge: &Arc<Edge<T>>, options: EdgeOptions) -> Self {
        let room = Arc::new(Semaphore::new(options.capacity.min(Semaphore::MAX_PERMITS)));
        let mut core = edge.lock();
        (core.senders, core.is_port) = (core.senders + 1, true);
        if matches!(options.overflow, Overflow::Block | Overflow::Fail) {
            core.port = Some(Arc::clone(&room));
        }
        drop(core);
        let shared = Shared {
            edge: Arc::clone(edge),
            room,
            overflow: options.overflow,
            handles: AtomicUsize::new(1),
            ended: AtomicUsize::new(0),
        };
        Self { shared: Arc::new(shared), sink: Mutex::default() }
    }

    /// Sends one item, waiting for room where the port is full (with `overflow: fail`: returning it). Senders wait in line.
    ///
    /// # Errors
    /// [`SendError`] with the item when the port is closed, or full with `overflow: fail`.
    ///
    /// # Cancel safety
    /// A send that is dropped while it waits has sent nothing; the item is dropped with it.
    pub async fn send(&self, item: T) -> Result<(), SendError<T>> {
        if self.shared.overflow != Overflow::Block {
            return self.try_send(item).map_err(|e| SendError(e.into_item()));
        }
        match self.shared.room.acquire().await {
            Ok(permit) => {
                permit.forget();
                self.shared.put(item).map_err(SendError)
            }
            Err(_) => Err(SendError(item)),
        }
    }

    /// Sends one item if there is room now. A port with `overflow: drop_oldest` or `drop_newest` always takes it.
    ///
    /// # Errors
    /// [`TrySendError`] with the item.
    pub fn try_send(&self, item: T) -> Result<(), TrySendError<T>> {
        if matches!(self.shared.overflow, Overflow::DropOldest | Overflow::DropNewest) {
            return self.shared.put(item).map_err(TrySendError::Closed);
        }
        match self.shared.room.try_acquire() {
            Ok(permit) => {
                permit.forget();
                self.shared.put(item).map_err(TrySendError::Closed)
            }
            Err(TryAcquireError::NoPermits) => Err(TrySendError::Full(item)),
            Err(TryAcquireError::Closed) => Err(TrySendError::Closed(item)),
        }
    }

    /// Ends the port for all its clones: no further item is taken; what was sent is worked off.
    pub fn close(&self) {
        self.shared.end();
    }

    /// Whether the port takes no further items.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.ended.load(Ordering::Acquire) > 0 || self.shared.edge.lock().receivers == 0
    }

    /// How the pipeline itself closes the port when it stops.
    pub(crate) fn closer(&self) -> Box<dyn Fn() + Send + Sync> {
        let shared = Arc::downgrade(&self.shared);
        Box::new(move || {
            if let Some(shared) = shared.upgrade() {
                shared.end();
            }
        })
    }

    fn poll_started(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        let sink = self.sink.get_mut().unwrap_or_else(PoisonError::into_inner);
        if sink.started.is_none() {
            return Poll::Ready(Ok(()));
        }
        if self.shared.overflow == Overflow::Block {
            let room = Arc::clone(&self.shared.room);
            let waiting = sink.waiting.get_or_insert_with(|| Box::pin(room.acquire_owned()));
            let permit = ready!(waiting.as_mut().poll(cx));
            sink.waiting = None;
            if let Ok(permit) = permit {
                permit.forget();
            }
        }
        let Some(item) = sink.started.take() else { return Poll::Ready(Ok(())) };
        Poll::Ready(match self.shared.overflow {
            Overflow::Fail => self.try_send(item).map_err(|e| SendError(e.into_item())),
            _ => self.shared.put(item).map_err(SendError),
        })
    }
}

impl<T> Shared<T> {
    fn put(&self, item: T) -> Result<(), T> {
        let mut core = self.edge.lock();
        if core.receivers == 0 || self.ended.load(Ordering::Acquire) > 0 {
            return Err(item);
        }
        core.counts.emitted += 1;
        core.queue.push(item);
        let mut dropped = None;
        if core.port.is_none() && core.queue.len() > core.options.capacity {
            core.counts.dropped += 1;
            dropped = match core.options.overflow {
                Overflow::DropOldest => core.queue.pop_front(),
                _ => core.queue.pop_back(),
            };
        }
        let waker = core.rx_wakers.take_one();
        drop(core);
        waker.into_iter().for_each(Waker::wake);
        drop(dropped);
        Ok(())
    }

    fn end(&self) {
        let core = self.edge.lock();
        let first = self.ended.fetch_add(1, Ordering::AcqRel) == 0;
        drop(core);
        if first {
            self.room.close();
            self.edge.sender_gone();
        }
    }
}

impl<T> Clone for In<T> {
    fn clone(&self) -> Self {
        self.shared.handles.fetch_add(1, Ordering::Relaxed);
        Self { shared: Arc::clone(&self.shared), sink: Mutex::default() }
    }
}

impl<T> Drop for In<T> {
    fn drop(&mut self) {
        if self.shared.handles.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.shared.end();
        }
    }
}

impl<T> Default for AsSink<T> {
    fn default() -> Self {
        Self { started: None, waiting: None }
    }
}

impl<T> Unpin for In<T> {}

impl<T: Send + 'static> Sink<T> for In<T> {
    type Error = SendError<T>;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.poll_started(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, item: T) -> Result<(), SendError<T>> {
        self.sink.get_mut().unwrap_or_else(PoisonError::into_inner).started = Some(item);
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        self.poll_started(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        ready!(self.poll_started(cx))?;
        self.close();
        Poll::Ready(Ok(()))
    }
}

impl<T> TrySendError<T> {
    /// The item that was not taken.
    pub fn into_item(self) -> T {
        match self {
            Self::Full(item) | Self::Closed(item) => item,
        }
    }
}

impl<T> fmt::Debug for In<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("In").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError").finish_non_exhaustive()
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the port takes no item: the pipeline has stopped, the port was closed, or it is full with `overflow: fail`")
    }
}

impl<T> std::error::Error for SendError<T> {}

impl<T> fmt::Debug for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> fmt::Display for TrySendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "the port has no room now; `send` waits for it",
            Self::Closed(_) => "the port is closed: the pipeline has stopped, or `close` was called",
        })
    }
}

impl<T> std::error::Error for TrySendError<T> {}
