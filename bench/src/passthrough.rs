//! Three stages in three tasks, two edges: a source counts, a middle stage passes on, a sink adds up.

use std::hint::black_box;

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, Receiver, Sender};

use crate::CAPACITY;
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};

pub(crate) const NAME: &str = "passthrough3";
/// What one `recv_many` takes at most.
const RUN: usize = 64;

/// What the sink saw.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) items: u64,
    pub(crate) sum: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, item: u64) {
        self.items += 1;
        self.sum += item;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.items += other.items;
        self.sum += other.sum;
    }

    pub(crate) fn of_numbers_below(items: u64) -> Self {
        Self { items, sum: items * items.saturating_sub(1) / 2 }
    }
}

/// The middle stage. Opaque, or the plain loop would become one multiplication.
pub(crate) fn pass(item: u64) -> u64 {
    black_box(item)
}

pub(crate) fn work<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items;
    let check = move |tally| expect_equal(&tally, &Tally::of_numbers_below(items));
    let systems = vec![
        System::new("plain_loop", move || Ok(plain_loop(items)), check),
        System::new("tokio_mpsc", move || runtime.block_on(tokio_mpsc(items)), check),
        System::new("tokio_recv_many", move || runtime.block_on(tokio_recv_many(items)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::passthrough(items)), check),
    ];
    Ok(vec![Work { name: NAME.into(), items, baselines: &["tokio_mpsc"], systems }])
}

fn plain_loop(items: u64) -> Tally {
    let mut tally = Tally::default();
    for item in 0..items {
        tally.add(pass(item));
    }
    tally
}

async fn tokio_mpsc(items: u64) -> Result<Tally, Failure> {
    let (to_middle, mut middle) = mpsc::channel(CAPACITY);
    let (to_sink, mut sink) = mpsc::channel(CAPACITY);
    let source = tokio::spawn(send_numbers(items, to_middle));
    let middle = tokio::spawn(async move {
        while let Some(item) = middle.recv().await {
            to_sink.send(pass(item)).await?;
        }
        Ok::<_, Failure>(())
    });
    let sink = tokio::spawn(async move {
        let mut tally = Tally::default();
        while let Some(item) = sink.recv().await {
            tally.add(item);
        }
        tally
    });
    source.await??;
    middle.await??;
    Ok(sink.await?)
}

/// Who receives takes what is there; who sends still sends item by item.
async fn tokio_recv_many(items: u64) -> Result<Tally, Failure> {
    let (to_middle, middle) = mpsc::channel(CAPACITY);
    let (to_sink, sink) = mpsc::channel(CAPACITY);
    let source = tokio::spawn(send_numbers(items, to_middle));
    let middle = tokio::spawn(pass_runs(middle, to_sink));
    let sink = tokio::spawn(add_runs(sink));
    source.await??;
    middle.await??;
    Ok(sink.await?)
}

async fn pass_runs(mut inbox: Receiver<u64>, to_sink: Sender<u64>) -> Result<(), Failure> {
    let mut run = Vec::with_capacity(RUN);
    while inbox.recv_many(&mut run, RUN).await > 0 {
        for item in run.drain(..) {
            to_sink.send(pass(item)).await?;
        }
    }
    Ok(())
}

async fn add_runs(mut inbox: Receiver<u64>) -> Tally {
    let mut tally = Tally::default();
    let mut run = Vec::with_capacity(RUN);
    while inbox.recv_many(&mut run, RUN).await > 0 {
        for item in run.drain(..) {
            tally.add(item);
        }
    }
    tally
}

/// The source task of every hand-written system that moves numbers.
pub(crate) async fn send_numbers(items: u64, edge: Sender<u64>) -> Result<(), Failure> {
    for item in 0..items {
        edge.send(item).await?;
    }
    Ok(())
}
