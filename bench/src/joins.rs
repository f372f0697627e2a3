//! Several edges at one node: four sources into one sink, one source into three sinks, each item to all or to one of them.

use futures::{StreamExt, stream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;

use crate::CAPACITY;
use crate::args::Args;
use crate::measure::{Failure, System, Work, expect_equal};
use crate::passthrough::{Tally, pass, send_numbers};

pub(crate) const FANIN: &str = "fanin4";
pub(crate) const BROADCAST: &str = "broadcast3";
pub(crate) const ROUTE: &str = "route3";
const SOURCES: u64 = 4;
const SINKS: u64 = 3;

/// What flows to which sink in `route3`.
pub(crate) enum Parcel {
    Small(u64),
    Middle(u64),
    Large(u64),
}

impl Parcel {
    pub(crate) fn of(item: u64) -> Self {
        match pass(item) % SINKS {
            0 => Self::Small(item),
            1 => Self::Middle(item),
            _ => Self::Large(item),
        }
    }
}

fn times(n: u64, tally: Tally) -> Tally {
    Tally { items: tally.items * n, sum: tally.sum * n }
}

/// Per item that comes in at the sink.
pub(crate) fn fanin<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let each = args.items / SOURCES / 5;
    let check = move |tally| expect_equal(&tally, &times(SOURCES, Tally::of_numbers_below(each)));
    let systems = vec![
        System::new("tokio_mpsc", move || runtime.block_on(one_channel(each)), check),
        System::new("select_all", move || runtime.block_on(select_all(each)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::fanin(each)), check),
    ];
    Ok(vec![Work { systems, ..Work::new(FANIN, each * SOURCES, &["tokio_mpsc", "select_all"]) }])
}

/// Per item of the source, which becomes three.
pub(crate) fn broadcast<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 5;
    let check = move |tally| expect_equal(&tally, &times(SINKS, Tally::of_numbers_below(items)));
    let systems = vec![
        System::new("tokio_mpsc", move || runtime.block_on(to_all(items)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::broadcast(items)), check),
    ];
    Ok(vec![Work { systems, ..Work::new(BROADCAST, items, &["tokio_mpsc"]) }])
}

pub(crate) fn route<'a>(args: &Args, runtime: &'a Runtime) -> Result<Vec<Work<'a>>, Failure> {
    let items = args.items / 5;
    let check = move |tally| expect_equal(&tally, &Tally::of_numbers_below(items));
    let systems = vec![
        System::new("tokio_mpsc", move || runtime.block_on(to_one(items)), check),
        #[cfg(feature = "aqueduct")]
        System::new("aqueduct", move || runtime.block_on(crate::aqueduct_side::route(items)), check),
    ];
    Ok(vec![Work { systems, ..Work::new(ROUTE, items, &["tokio_mpsc"]) }])
}

/// The sources share the channel.
async fn one_channel(each: u64) -> Result<Tally, Failure> {
    let (edge, inbox) = mpsc::channel(CAPACITY);
    let sources: Vec<_> = (0..SOURCES).map(|_| tokio::spawn(send_numbers(each, edge.clone()))).collect();
    drop(edge);
    let sink = tokio::spawn(add_up(inbox));
    for source in sources {
        source.await??;
    }
    Ok(sink.await?)
}

/// A channel a source.
async fn select_all(each: u64) -> Result<Tally, Failure> {
    let mut sources = Vec::new();
    let mut inboxes = Vec::new();
    for _ in 0..SOURCES {
        let (edge, inbox) = mpsc::channel(CAPACITY);
        sources.push(tokio::spawn(send_numbers(each, edge)));
        inboxes.push(ReceiverStream::new(inbox));
    }
    let sink = tokio::spawn(async move {
        let mut tally = Tally::default();
        let mut merged = stream::select_all(inboxes);
        while let Some(item) = merged.next().await {
            tally.add(item);
        }
        tally
    });
    for source in sources {
        source.await??;
    }
    Ok(sink.await?)
}

async fn to_all(items: u64) -> Result<Tally, Failure> {
    let (edges, sinks) = open_sinks();
    for item in 0..items {
        for edge in &edges {
            edge.send(item).await?;
        }
    }
    drop(edges);
    all_of(sinks).await
}

async fn to_one(items: u64) -> Result<Tally, Failure> {
    let (edges, sinks) = open_sinks();
    for item in 0..items {
        match Parcel::of(item) {
            Parcel::Small(item) => edges[0].send(item).await?,
            Parcel::Middle(item) => edges[1].send(item).await?,
            Parcel::Large(item) => edges[2].send(item).await?,
        }
    }
    drop(edges);
    all_of(sinks).await
}

fn open_sinks() -> (Vec<mpsc::Sender<u64>>, Vec<JoinHandle<Tally>>) {
    let open = |_| {
        let (edge, inbox) = mpsc::channel(CAPACITY);
        (edge, tokio::spawn(add_up(inbox)))
    };
    (0..SINKS).map(open).unzip()
}

async fn all_of(sinks: Vec<JoinHandle<Tally>>) -> Result<Tally, Failure> {
    let mut all = Tally::default();
    for sink in sinks {
        all.merge(sink.await?);
    }
    Ok(all)
}

async fn add_up(mut inbox: Receiver<u64>) -> Tally {
    let mut tally = Tally::default();
    while let Some(item) = inbox.recv().await {
        tally.add(item);
    }
    tally
}
