//! Batches of 50, or of what has come within 4 s: a source task, and a task that collects and stores.

use std::hint::black_box;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, interval, timeout_at};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::CAPACITY;
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::send_numbers;

pub(crate) const NAME: &str = "batch50";
pub(crate) const SIZE: usize = 50;
pub(crate) const WITHIN: Duration = Duration::from_secs(4);
/// Batches that time may have cut short in one run: one every 4 s on a slow machine, and one by an interval's first tick.
const CUT_BY_TIME: u64 = 32;

/// The place batches are stored in; shared, as a database would be.
#[derive(Debug, Default)]
pub(crate) struct Store {
    items: AtomicU64,
    sum: AtomicU64,
    batches: AtomicU64,
    longest: AtomicU64,
}

impl Store {
    pub(crate) fn insert(&self, batch: &[u64]) {
        let items = batch.len() as u64;
        self.items.fetch_add(items, Relaxed);
        self.sum.fetch_add(black_box(batch).iter().sum(), Relaxed);
        self.batches.fetch_add(1, Relaxed);
        self.longest.fetch_max(items, Relaxed);
    }

    /// Every number once, in batches of the right size.
    fn check(&self, items: u64) -> Result<(), Failure> {
        let seen = (self.items.load(Relaxed), self.sum.load(Relaxed), self.longest.load(Relaxed));
        expect_equal(&seen, &(items, items * items.saturating_sub(1) / 2, items.min(SIZE as u64)))?;
        let (batches, fewest) = (self.batches.load(Relaxed), items.div_ceil(SIZE as u64));
        if (fewest..=fewest + CUT_BY_TIME).contains(&batches) {
            return Ok(());
        }
        Err(format!("wrong result: {batches} batches instead of {fewest}").into())
    }
}

pub(crate) fn work<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items;
    let check = move |store: Store| store.check(items);
    let systems = vec![
        System::new("plain_loop", move || Ok(plain_loop(items)), check),
        System::new("tokio_mpsc", move || runtime.block_on(fed(items, one_by_one)), check),
        System::new("tokio_select", move || runtime.block_on(fed(items, select_loop)), check),
        System::new("tokio_recv_many", move || runtime.block_on(fed(items, recv_many)), check),
        System::new("chunks_timeout", move || runtime.block_on(fed(items, chunks_timeout)), check),
        System::new("futures_batch", move || runtime.block_on(fed(items, futures_batch)), check),
        #[cfg(feature = "aqueduct")]
        System::new(
            "aqueduct",
            move || runtime.block_on(crate::aqueduct_side::batching(items)),
            move |store| store.check(items),
        ),
    ];
    Ok(vec![Work { systems, ..Work::new(NAME, items, &["tokio_mpsc", "chunks_timeout", "tokio_select"]) }])
}

fn plain_loop(items: u64) -> Store {
    let store = Store::default();
    let mut open = Open::default();
    for item in 0..items {
        open.push(item, &store);
    }
    open.flush(&store);
    store
}

/// A source task sends the numbers to a task that runs `collect`.
async fn fed<F>(items: u64, collect: fn(Receiver<u64>) -> F) -> Result<Store, Failure>
where
    F: Future<Output = Store> + Send + 'static,
{
    let (edge, inbox) = mpsc::channel(CAPACITY);
    let source = tokio::spawn(send_numbers(items, edge));
    let sink = tokio::spawn(collect(inbox));
    source.await??;
    Ok(sink.await?)
}

/// The batch being filled.
struct Open(Vec<u64>);

impl Default for Open {
    fn default() -> Self {
        Self(Vec::with_capacity(SIZE))
    }
}

impl Open {
    fn push(&mut self, item: u64, store: &Store) {
        self.0.push(item);
        if self.0.len() == SIZE {
            self.flush(store);
        }
    }

    fn flush(&mut self, store: &Store) {
        if !self.0.is_empty() {
            store.insert(&self.0);
            self.0.clear();
        }
    }
}

/// Item by item, with the age of the oldest item as the deadline.
async fn one_by_one(mut inbox: Receiver<u64>) -> Store {
    let store = Store::default();
    let mut open = Open::default();
    let mut deadline = Instant::now();
    loop {
        if open.0.is_empty() {
            let Some(item) = inbox.recv().await else { return store };
            deadline = Instant::now() + WITHIN;
            open.push(item, &store);
            continue;
        }
        match timeout_at(deadline, inbox.recv()).await {
            Ok(Some(item)) => open.push(item, &store),
            Ok(None) | Err(_) => open.flush(&store),
        }
    }
}

/// The loop most people write.
async fn select_loop(mut inbox: Receiver<u64>) -> Store {
    let store = Store::default();
    let mut open = Open::default();
    let mut tick = interval(WITHIN);
    loop {
        tokio::select! {
            item = inbox.recv() => match item {
                Some(item) => open.push(item, &store),
                None => break,
            },
            _ = tick.tick() => open.flush(&store),
        }
    }
    open.flush(&store);
    store
}

/// As `one_by_one`, but taking as many as are there and still fit.
async fn recv_many(mut inbox: Receiver<u64>) -> Store {
    let store = Store::default();
    let mut open = Open::default();
    loop {
        if inbox.recv_many(&mut open.0, SIZE).await == 0 {
            return store;
        }
        let deadline = Instant::now() + WITHIN;
        while open.0.len() < SIZE {
            let room = SIZE - open.0.len();
            match timeout_at(deadline, inbox.recv_many(&mut open.0, room)).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        open.flush(&store);
    }
}

async fn chunks_timeout(inbox: Receiver<u64>) -> Store {
    let store = Store::default();
    let mut batches = pin!(ReceiverStream::new(inbox).chunks_timeout(SIZE, WITHIN));
    while let Some(batch) = batches.next().await {
        store.insert(&batch);
    }
    store
}

/// Its timer is a thread of its own, which knows nothing of tokio's clock.
async fn futures_batch(inbox: Receiver<u64>) -> Store {
    let store = Store::default();
    let mut batches =
        pin!(futures_batch::ChunksTimeoutStreamExt::chunks_timeout(ReceiverStream::new(inbox), SIZE, WITHIN));
    while let Some(batch) = batches.next().await {
        store.insert(&batch);
    }
    store
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn trickled<F>(collect: fn(Receiver<u64>) -> F) -> (u64, u64)
    where
        F: Future<Output = Store> + Send + 'static,
    {
        let (edge, inbox) = mpsc::channel(CAPACITY);
        let sink = tokio::spawn(collect(inbox));
        for item in 0..120 {
            edge.send(item).await.unwrap();
        }
        tokio::time::sleep(WITHIN * 2).await;
        edge.send(120).await.unwrap();
        drop(edge);
        let store = sink.await.unwrap();
        (store.batches.into_inner(), store.items.into_inner())
    }

    /// 50, 50, 20 by time, 1 at the end: the hand-written peers do the whole job, the timer included.
    #[tokio::test(start_paused = true)]
    async fn every_peer_flushes_by_time() {
        assert_eq!(trickled(one_by_one).await, (4, 121));
        // An interval's first tick is due at once, and may win against items that are there.
        let by_select = trickled(select_loop).await;
        assert!(by_select == (4, 121) || by_select == (5, 121), "{by_select:?}");
        assert_eq!(trickled(recv_many).await, (4, 121));
        assert_eq!(trickled(chunks_timeout).await, (4, 121));
    }

    /// By the real clock, so without waiting for the timer.
    #[tokio::test]
    async fn futures_batch_keeps_what_fills_no_batch() {
        fed(1_013, futures_batch).await.unwrap().check(1_013).unwrap();
    }

    #[test]
    fn a_lost_item_is_noticed() {
        let store = plain_loop(1_000);
        assert!(store.check(1_001).is_err());
        plain_loop(1_001).check(1_001).unwrap();
    }
}
