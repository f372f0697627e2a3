//! Four stages in one task, synchronous ones and asynchronous ones that are always ready.

use futures::{StreamExt, stream};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tokio::runtime::Runtime;

use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::{Tally, pass};

pub(crate) const FUSED: &str = "fused4";
pub(crate) const ASYNC: &str = "async4";

/// The second to fourth stage; the first is `pass`, so that none of them can be worked out beforehand.
pub(crate) fn triple(item: u64) -> u64 {
    item * 3
}

pub(crate) fn flip(item: u64) -> u64 {
    item ^ 0b101
}

pub(crate) fn raise(item: u64) -> u64 {
    item + 1
}

pub(crate) fn synchronous<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items;
    let wanted = plain_loop(items);
    let check = move |tally| expect_equal(&tally, &wanted);
    let systems = vec![
        System::new("plain_loop", move || Ok(plain_loop(items)), check),
        System::new("iterator", move || Ok(iterator(items)), check),
        System::new("rayon", move || Ok(parallel_iterator(items)), check),
        System::new("futures_stream", move || Ok(runtime.block_on(futures_stream(items))), check),
        #[cfg(feature = "peers")]
        System::new("timely", move || crate::peers::timely_side::four_operators(items), check),
        #[cfg(feature = "peers")]
        System::new("renoir", move || crate::peers::renoir_side::fused(items), check),
        #[cfg(feature = "peers")]
        System::new("dfir", move || Ok(crate::peers::dfir_side::fused(items)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::fused(items)), check),
    ];
    Ok(vec![Work { systems, ..Work::new(FUSED, items, &["plain_loop", "futures_stream"]) }])
}

pub(crate) fn asynchronous<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items;
    let wanted = plain_loop(items);
    let check = move |tally| expect_equal(&tally, &wanted);
    let systems = vec![
        System::new("plain_loop", move || Ok(plain_loop(items)), check),
        System::new("awaited_in_a_row", move || Ok(runtime.block_on(in_a_row(items))), check),
        System::new("futures_then", move || Ok(runtime.block_on(futures_then(items))), check),
        System::new("futures_buffered", move || Ok(runtime.block_on(futures_buffered(items))), check),
        System::new("tokio_four_tasks", move || runtime.block_on(four_tasks(items)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::asynchronous(items)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct_fused", move || runtime.block_on(crate::aqueduct_side::asynchronous_fused(items)), check),
    ];
    let baselines = &["plain_loop", "awaited_in_a_row", "futures_then", "tokio_four_tasks"];
    Ok(vec![Work { systems, ..Work::new(ASYNC, items, baselines) }])
}

fn plain_loop(items: u64) -> Tally {
    let mut tally = Tally::default();
    for item in 0..items {
        tally.add(raise(flip(triple(pass(item)))));
    }
    tally
}

fn added(mut tally: Tally, item: u64) -> Tally {
    tally.add(item);
    tally
}

fn iterator(items: u64) -> Tally {
    (0..items).map(pass).map(triple).map(flip).map(raise).fold(Tally::default(), added)
}

/// The only one here that uses both cores.
fn parallel_iterator(items: u64) -> Tally {
    let raised = (0..items).into_par_iter().map(pass).map(triple).map(flip).map(raise);
    raised.fold(Tally::default, added).reduce(Tally::default, merged)
}

fn merged(mut tally: Tally, other: Tally) -> Tally {
    tally.merge(other);
    tally
}

async fn futures_stream(items: u64) -> Tally {
    let stream = stream::iter(0..items).map(pass).map(triple).map(flip).map(raise);
    stream.fold(Tally::default(), async |tally, item| added(tally, item)).await
}

async fn pass_later(item: u64) -> u64 {
    pass(item)
}

async fn triple_later(item: u64) -> u64 {
    triple(item)
}

async fn flip_later(item: u64) -> u64 {
    flip(item)
}

async fn raise_later(item: u64) -> u64 {
    raise(item)
}

/// What a person writes who needs no pipeline.
async fn in_a_row(items: u64) -> Tally {
    let mut tally = Tally::default();
    for item in 0..items {
        let item = triple_later(pass_later(item).await).await;
        tally.add(raise_later(flip_later(item).await).await);
    }
    tally
}

async fn futures_then(items: u64) -> Tally {
    let stream = stream::iter(0..items).then(pass_later).then(triple_later).then(flip_later).then(raise_later);
    stream.fold(Tally::default(), async |tally, item| added(tally, item)).await
}

/// The four in a row, 64 items in work at once.
async fn futures_buffered(items: u64) -> Tally {
    let whole = async |item| raise_later(flip_later(triple_later(pass_later(item).await).await).await).await;
    let stream = stream::iter(0..items).map(whole).buffered(64);
    stream.fold(Tally::default(), async |tally, item| added(tally, item)).await
}

/// A task a stage, item by item over channels.
async fn four_tasks(items: u64) -> Result<Tally, Failure> {
    use tokio::sync::mpsc;

    let (edge, inbox) = mpsc::channel(crate::CAPACITY);
    let source = tokio::spawn(crate::passthrough::send_numbers(items, edge));
    let inbox = stage(inbox, pass_later);
    let inbox = stage(inbox, triple_later);
    let inbox = stage(inbox, flip_later);
    let mut inbox = stage(inbox, raise_later);
    let mut tally = Tally::default();
    while let Some(item) = inbox.recv().await {
        tally.add(item);
    }
    source.await??;
    Ok(tally)
}

fn stage<F>(mut inbox: tokio::sync::mpsc::Receiver<u64>, work: fn(u64) -> F) -> tokio::sync::mpsc::Receiver<u64>
where
    F: Future<Output = u64> + Send + 'static,
{
    let (edge, next) = tokio::sync::mpsc::channel(crate::CAPACITY);
    tokio::spawn(async move {
        while let Some(item) = inbox.recv().await {
            if edge.send(work(item).await).await.is_err() {
                return;
            }
        }
    });
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_peer_does_the_whole_job() {
        let wanted = plain_loop(5_000);
        assert_eq!(iterator(5_000), wanted);
        assert_eq!(parallel_iterator(5_000), wanted);
        assert_eq!(futures_stream(5_000).await, wanted);
        assert_eq!(in_a_row(5_000).await, wanted);
        assert_eq!(futures_then(5_000).await, wanted);
        assert_eq!(futures_buffered(5_000).await, wanted);
        assert_eq!(four_tasks(5_000).await.unwrap(), wanted);
    }

    #[cfg(feature = "peers")]
    #[test]
    fn every_framework_does_the_whole_job() {
        use crate::peers::{dfir_side, renoir_side, timely_side};

        let wanted = plain_loop(5_000);
        assert_eq!(timely_side::four_operators(5_000).unwrap(), wanted);
        assert_eq!(renoir_side::fused(5_000).unwrap(), wanted);
        assert_eq!(dfir_side::fused(5_000), wanted);
    }
}
