//! Calls that may block their thread: off the async workers and back.

use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::CAPACITY;
use crate::args::Args;
use crate::fanout::toil;
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::Tally;

pub(crate) const NAME: &str = "blocking";

pub(crate) fn works<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let lengths = [("0us", Duration::ZERO, args.items / 50), ("10us", Duration::from_micros(10), args.items / 200)];
    Ok(lengths.into_iter().map(|(length, work, items)| one(length, work, items, runtime)).collect())
}

fn one<'a>(length: &str, work: Duration, items: u64, runtime: &'a Runtime) -> Work<'a> {
    let wanted = plain_loop(items, work);
    let check = move |tally| expect_equal(&tally, &wanted);
    let systems = vec![
        System::new("plain_loop", move || Ok(plain_loop(items, work)), check),
        System::new("spawn_blocking", move || runtime.block_on(spawned(items, work)), check),
        System::new("own_thread", move || runtime.block_on(own_thread(items, work)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::blocking(items, work)), check),
    ];
    Work { systems, ..Work::new(format!("{NAME}_{length}"), items, &["spawn_blocking"]) }
}

fn plain_loop(items: u64, work: Duration) -> Tally {
    let mut tally = Tally::default();
    (0..items).for_each(|item| tally.add(toil(item, work)));
    tally
}

/// What most people write: each call by itself.
async fn spawned(items: u64, work: Duration) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for item in 0..items {
        tally.add(tokio::task::spawn_blocking(move || toil(item, work)).await?);
    }
    Ok(tally)
}

/// What they write when that is too slow.
async fn own_thread(items: u64, work: Duration) -> Result<Tally, Failure> {
    let (requests, mut todo) = mpsc::channel(CAPACITY);
    let (done, mut results) = mpsc::channel(CAPACITY);
    let thread = std::thread::spawn(move || {
        while let Some(item) = todo.blocking_recv() {
            if done.blocking_send(toil(item, work)).is_err() {
                return;
            }
        }
    });
    let source = tokio::spawn(async move {
        for item in 0..items {
            if requests.send(item).await.is_err() {
                return;
            }
        }
    });
    let mut tally = Tally::default();
    while let Some(item) = results.recv().await {
        tally.add(item);
    }
    source.await?;
    thread.join().map_err(|_| "the thread panicked")?;
    Ok(tally)
}
