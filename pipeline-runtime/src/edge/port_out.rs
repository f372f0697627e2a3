//! `out` ports: where items leave.

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::sync::Mutex;

use super::rx::Rx;
use crate::input::Input;

/// The receiving side of an `out` port. Clones share it: each item goes to one taker.
///
/// When the last clone is gone, what still comes is discarded and counted `unread`. It is a futures [`Stream`] too.
pub struct Out<T> {
    rx: Arc<Mutex<Rx<T>>>,
    waiting: Option<Waiting<T>>,
}

type Waiting<T> = Pin<Box<dyn Future<Output = Option<T>> + Send>>;

impl<T: Send + 'static> Out<T> {
    pub(crate) fn new(rx: Rx<T>) -> Self {
        Self { rx: Arc::new(Mutex::new(rx)), waiting: None }
    }

    /// The next item; `None` when everything has drained.
    ///
    /// # Cancel safety
    /// Nothing is lost if the future is dropped before it is ready.
    pub async fn recv(&self) -> Option<T> {
        next(&self.rx).await
    }
}

async fn next<T: Send + 'static>(rx: &Mutex<Rx<T>>) -> Option<T> {
    let mut rx = rx.lock().await;
    poll_fn(|cx| {
        let mut run = VecDeque::new();
        let more = ready!(rx.poll_run(cx, &mut run, 1));
        Poll::Ready(more.then(|| run.pop_front()).flatten())
    })
    .await
}

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        Self { rx: Arc::clone(&self.rx), waiting: None }
    }
}

impl<T: Send + 'static> Stream for Out<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let rx = Arc::clone(&self.rx);
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(async move { next(&rx).await }));
        let item = ready!(waiting.as_mut().poll(cx));
        self.waiting = None;
        Poll::Ready(item)
    }
}

impl<T> fmt::Debug for Out<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}
