//! Threads of tests that wait for a future, without a runtime: miri runs them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

struct Thread(std::thread::Thread);

impl Wake for Thread {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

pub(crate) fn block_on(mut future: impl Future<Output = ()> + Unpin) {
    let waker = Waker::from(Arc::new(Thread(std::thread::current())));
    while Pin::new(&mut future).poll(&mut Context::from_waker(&waker)).is_pending() {
        std::thread::park();
    }
}
