//! Over tokio's channel: item by item, received in runs, and as vectors that are used again.

use std::mem;

use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;

use super::{Item, Tally};
use crate::CAPACITY;
use crate::measure::Failure;

/// What one `recv_many` takes at most.
const RUN: usize = 64;
/// Items of a recycled vector.
const VECTOR: usize = 256;

type Stage = JoinHandle<Result<(), Failure>>;

pub(super) async fn finished(stages: Vec<Stage>, sink: JoinHandle<Tally>) -> Result<Tally, Failure> {
    for stage in stages {
        stage.await??;
    }
    Ok(sink.await?)
}

/// The source task of every hand-written system over tokio's channel.
pub(crate) async fn send_numbers<T: Item>(items: u64, edge: Sender<T>) -> Result<(), Failure> {
    for nth in 0..items {
        edge.send(T::nth(nth)).await.map_err(|_| "the next stage is gone")?;
    }
    Ok(())
}

pub(super) async fn mpsc<T: Item>(items: u64, middles: usize) -> Result<Tally, Failure> {
    let (edge, mut inbox) = mpsc::channel::<T>(CAPACITY);
    let mut stages = vec![tokio::spawn(send_numbers(items, edge))];
    for _ in 0..middles {
        let (edge, next) = mpsc::channel(CAPACITY);
        stages.push(tokio::spawn(pass_on(mem::replace(&mut inbox, next), edge)));
    }
    let sink = tokio::spawn(async move {
        let mut tally = Tally::default();
        while let Some(item) = inbox.recv().await {
            tally.add(item.number());
        }
        tally
    });
    finished(stages, sink).await
}

async fn pass_on<T: Item>(mut inbox: Receiver<T>, edge: Sender<T>) -> Result<(), Failure> {
    while let Some(item) = inbox.recv().await {
        edge.send(item.pass()).await.map_err(|_| "the next stage is gone")?;
    }
    Ok(())
}

/// Who receives takes what is there; who sends still sends item by item.
pub(super) async fn recv_many<T: Item>(items: u64, middles: usize) -> Result<Tally, Failure> {
    let (edge, mut inbox) = mpsc::channel::<T>(CAPACITY);
    let mut stages = vec![tokio::spawn(send_numbers(items, edge))];
    for _ in 0..middles {
        let (edge, next) = mpsc::channel(CAPACITY);
        stages.push(tokio::spawn(pass_runs(mem::replace(&mut inbox, next), edge)));
    }
    finished(stages, tokio::spawn(add_runs(inbox))).await
}

async fn pass_runs<T: Item>(mut inbox: Receiver<T>, edge: Sender<T>) -> Result<(), Failure> {
    let mut run = Vec::with_capacity(RUN);
    while inbox.recv_many(&mut run, RUN).await > 0 {
        for item in run.drain(..) {
            edge.send(item.pass()).await.map_err(|_| "the next stage is gone")?;
        }
    }
    Ok(())
}

async fn add_runs<T: Item>(mut inbox: Receiver<T>) -> Tally {
    let mut tally = Tally::default();
    let mut run = Vec::with_capacity(RUN);
    while inbox.recv_many(&mut run, RUN).await > 0 {
        for item in run.drain(..) {
            tally.add(item.number());
        }
    }
    tally
}

/// Both ends of an edge of vectors: the full ones go out, the empty ones come back.
fn vectors<T>() -> (Filling<T>, Emptying<T>) {
    const VECTORS: usize = CAPACITY / VECTOR;
    let (edge, inbox) = mpsc::channel(VECTORS);
    // As many as can be under way, and one in each hand: giving back never waits.
    let (back, empties) = mpsc::channel(VECTORS + 2);
    for _ in 0..VECTORS + 2 {
        back.try_send(Vec::with_capacity(VECTOR)).expect("room for all vectors there are");
    }
    (Filling { edge, empties, run: Vec::with_capacity(VECTOR) }, Emptying { inbox, back })
}

struct Filling<T> {
    edge: Sender<Vec<T>>,
    empties: Receiver<Vec<T>>,
    run: Vec<T>,
}

impl<T: Send + 'static> Filling<T> {
    async fn push(&mut self, item: T) -> Result<(), Failure> {
        self.run.push(item);
        if self.run.len() == VECTOR { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        let empty = self.empties.recv().await.ok_or("the next stage is gone")?;
        self.edge.send(mem::replace(&mut self.run, empty)).await.map_err(|_| "the next stage is gone".into())
    }
}

struct Emptying<T> {
    inbox: Receiver<Vec<T>>,
    back: Sender<Vec<T>>,
}

impl<T> Emptying<T> {
    /// The stage before may have ended, and nobody wants the vector any more.
    fn give_back(&self, empty: Vec<T>) {
        let _ = self.back.try_send(empty);
    }
}

/// What a person does who wants it fast: 256 items are sent at once, and no vector is allocated twice.
pub(super) async fn recycled<T: Item>(items: u64, middles: usize) -> Result<Tally, Failure> {
    let (filling, mut emptying) = vectors::<T>();
    let mut stages = vec![tokio::spawn(fill(items, filling))];
    for _ in 0..middles {
        let (filling, next) = vectors();
        stages.push(tokio::spawn(pass_vectors(mem::replace(&mut emptying, next), filling)));
    }
    let sink = tokio::spawn(async move {
        let mut tally = Tally::default();
        while let Some(mut run) = emptying.inbox.recv().await {
            run.drain(..).for_each(|item| tally.add(item.number()));
            emptying.give_back(run);
        }
        tally
    });
    finished(stages, sink).await
}

async fn fill<T: Item>(items: u64, mut filling: Filling<T>) -> Result<(), Failure> {
    for nth in 0..items {
        filling.push(T::nth(nth)).await?;
    }
    filling.flush().await
}

async fn pass_vectors<T: Item>(mut emptying: Emptying<T>, mut filling: Filling<T>) -> Result<(), Failure> {
    while let Some(mut run) = emptying.inbox.recv().await {
        // Vectors come full, but for the last: so they are passed on as they came.
        filling.run.extend(run.drain(..).map(T::pass));
        emptying.give_back(run);
        filling.flush().await?;
    }
    Ok(())
}
