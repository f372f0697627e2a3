//! What the handle and the tasks share: stop, abort, pause, and the error that ends a pipeline.

use std::sync::{Arc, PoisonError};

use tokio::sync::watch;

use crate::attempt::{Attempted, caught};
use crate::error::PipelineError;
use crate::failure::Cause;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard, Notify};

/// One for a pipeline.
pub struct Control {
    /// As `stopping`, for who asks at every item.
    stopped: AtomicBool,
    stopping: watch::Sender<bool>,
    aborting: watch::Sender<bool>,
    error: Mutex<Option<PipelineError>>,
    closers: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
    gates: Mutex<Vec<Arc<Gate>>>,
}

impl Control {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            stopped: AtomicBool::new(false),
            stopping: watch::Sender::new(false),
            aborting: watch::Sender::new(false),
            error: Mutex::default(),
            closers: Mutex::default(),
            gates: Mutex::default(),
        })
    }

    /// Ends the sources and the `in` ports; everything else drains.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        if self.stopping.send_replace(true) {
            return;
        }
        lock(&self.closers).iter().for_each(|close| close());
        lock(&self.gates).iter().for_each(|gate| gate.open_for_good());
    }

    /// The first error stands; the pipeline drains.
    pub(crate) fn fail(&self, error: PipelineError) {
        lock(&self.error).get_or_insert(error);
        self.stop();
    }

    pub(crate) fn take_error(&self) -> Option<PipelineError> {
        lock(&self.error).take()
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// A drain does not go on.
    pub(crate) fn abort(&self) {
        self.aborting.send_replace(true);
    }

    /// Resolves when the pipeline is to stop.
    pub(crate) fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        turned(&self.stopping)
    }

    pub(crate) fn is_aborting(&self) -> bool {
        *self.aborting.borrow()
    }

    /// Resolves when it is to be aborted.
    pub(crate) fn aborting(&self) -> impl Future<Output = ()> + Send + 'static {
        turned(&self.aborting)
    }

    pub(crate) fn on_stop(&self, close: Box<dyn Fn() + Send + Sync>) {
        lock(&self.closers).push(close);
    }

    pub(crate) fn gate(&self) -> Arc<Gate> {
        let gate = Arc::new(Gate::default());
        lock(&self.gates).push(Arc::clone(&gate));
        gate
    }
}

fn turned(switch: &watch::Sender<bool>) -> impl Future<Output = ()> + Send + 'static {
    let mut switch = switch.subscribe();
    async move {
        // The sender lives as long as any task; its end is a stop too.
        let _ = switch.wait_for(|on| *on).await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what users write beside their stages: conversions, weights, copies. There is no failure for an item to become, so a
/// panic ends the pipeline with an error that names the node.
#[derive(Clone)]
pub struct Guard {
    node: &'static str,
    control: Arc<Control>,
}

impl Guard {
    pub(crate) fn new(node: &'static str, control: Arc<Control>) -> Self {
        Self { node, control }
    }

    #[inline]
    pub(crate) fn run<R>(&self, call: impl FnOnce() -> R) -> Option<R> {
        guarded(self.node, &self.control, call)
    }
}

/// As [`Guard::run`].
#[inline]
pub(crate) fn guarded<R>(node: &'static str, control: &Control, call: impl FnOnce() -> R) -> Option<R> {
    match caught(call) {
        Attempted::Returned(value) => Some(value),
        _ => {
            let cause = Cause::<std::convert::Infallible>::Panic.boxed();
            control.fail(PipelineError::item(node, cause, None));
            None
        }
    }
}

/// Where a task waits while one of its nodes is paused.
#[derive(Default)]
pub struct Gate {
    paused: AtomicUsize,
    for_good: AtomicBool,
    opened: Notify,
    /// The task lies on a cycle: when it rests matters.
    minded: AtomicBool,
    /// The task is joined with others, which run when it suspends.
    shared: AtomicBool,
    resting: AtomicBool,
}

impl Gate {
    pub(crate) fn close(&self) {
        self.paused.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn open(&self) {
        if self.paused.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.opened.notify_waiters();
        }
    }

    fn open_for_good(&self) {
        self.for_good.store(true, Ordering::Release);
        self.opened.notify_waiters();
    }

    pub(crate) fn mind(&self) {
        self.minded.store(true, Ordering::Relaxed);
    }

    pub(crate) fn share(&self) {
        self.shared.store(true, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn is_shared(&self) -> bool {
        self.shared.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn is_minded(&self) -> bool {
        self.minded.load(Ordering::Relaxed)
    }

    /// Whether the task waits for its input with nothing in hand; only the task itself says and asks.
    pub(crate) fn set_resting(&self, resting: bool) {
        self.resting.store(resting, Ordering::Relaxed);
    }

    pub(crate) fn is_resting(&self) -> bool {
        self.resting.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.paused.load(Ordering::Acquire) == 0 || self.for_good.load(Ordering::Acquire)
    }

    pub(crate) async fn pass(&self) {
        loop {
            let opened = self.opened.notified();
            let mut opened = std::pin::pin!(opened);
            // Listens before it looks, so that an opening in between is not missed.
            opened.as_mut().enable();
            if self.is_open() {
                return;
            }
            opened.await;
        }
    }
}
