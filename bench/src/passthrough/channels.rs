//! Over the asynchronous halves of other channels, in tokio's tasks.

use std::mem;

use super::tokio_side::finished;
use super::{Item, Tally};
use crate::CAPACITY;
use crate::measure::Failure;

pub(super) async fn flume<T: Item>(items: u64, middles: usize) -> Result<Tally, Failure> {
    let (edge, mut inbox) = flume::bounded::<T>(CAPACITY);
    let mut stages = vec![tokio::spawn(async move {
        for nth in 0..items {
            edge.send_async(T::nth(nth)).await.map_err(|_| "the next stage is gone")?;
        }
        Ok(())
    })];
    for _ in 0..middles {
        let (edge, next) = flume::bounded(CAPACITY);
        let inbox = mem::replace(&mut inbox, next);
        stages.push(tokio::spawn(async move {
            while let Ok(item) = inbox.recv_async().await {
                edge.send_async(item.pass()).await.map_err(|_| "the next stage is gone")?;
            }
            Ok(())
        }));
    }
    let sink = tokio::spawn(async move {
        let mut tally = Tally::default();
        while let Ok(item) = inbox.recv_async().await {
            tally.add(item.number());
        }
        tally
    });
    finished(stages, sink).await
}

pub(super) async fn kanal<T: Item>(items: u64, middles: usize) -> Result<Tally, Failure> {
    let (edge, mut inbox) = kanal::bounded_async::<T>(CAPACITY);
    let mut stages = vec![tokio::spawn(async move {
        for nth in 0..items {
            edge.send(T::nth(nth)).await?;
        }
        Ok(())
    })];
    for _ in 0..middles {
        let (edge, next) = kanal::bounded_async(CAPACITY);
        let inbox = mem::replace(&mut inbox, next);
        stages.push(tokio::spawn(async move {
            while let Ok(item) = inbox.recv().await {
                edge.send(item.pass()).await?;
            }
            Ok(())
        }));
    }
    let sink = tokio::spawn(async move {
        let mut tally = Tally::default();
        while let Ok(item) = inbox.recv().await {
            tally.add(item.number());
        }
        tally
    });
    finished(stages, sink).await
}
