//! What only a file system of our own can show: crashes, failures, and how often it is asked.

mod crash;
mod faults;
mod group;
mod memory;
mod time;

use std::sync::Arc;
use std::time::Duration;

use self::memory::Memory;
use crate::{Error, Log, Options, Position, Record};

/// Opens the log in this folder; it may take a moment until the one before has given back its lock.
async fn open(memory: &Memory, options: Options) -> Result<Log, Error> {
    loop {
        match Log::open_in(Arc::new(memory.clone()), options.clone()).await {
            Err(Error::Locked { .. }) => tokio::task::yield_now().await,
            other => return other,
        }
    }
}

/// All that is durable.
async fn read_all(log: &Log) -> Vec<Record> {
    let mut reader = log.read_to_end(log.earliest()).expect("the earliest is there");
    let mut records = Vec::new();
    while let Some(record) = reader.next().await.expect("nothing is damaged") {
        records.push(record);
    }
    records
}

async fn texts(log: &Log) -> Vec<String> {
    read_all(log).await.into_iter().map(|record| String::from_utf8(record.bytes).expect("it is text")).collect()
}

/// Every wait of a test has an end.
async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.expect("it ends within a minute")
}

fn at(position: u64) -> Position {
    Position::new(position)
}
