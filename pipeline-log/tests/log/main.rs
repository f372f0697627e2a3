//! The log through its public API, on the disk.

mod killed;
mod model;
mod readers;
mod retention;
mod torn;

use std::path::Path;
use std::time::Duration;

use aqueduct_log::{Error, Log, Options, Position};

/// Every wait of a test has an end.
async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work).await.expect("it ends within a minute")
}

async fn open(folder: &Path) -> Result<Log, Error> {
    Log::open(folder, Options::new()).await
}

/// What is durable from there on, up to the end or to what cannot be read.
async fn read(log: &Log, from: Position) -> (Vec<Vec<u8>>, Option<Error>) {
    let (mut records, mut reader) = (Vec::new(), log.read_to_end(from).expect("it is there"));
    loop {
        match reader.next().await {
            Ok(Some(record)) => {
                assert_eq!(record.position.get(), from.get() + records.len() as u64);
                records.push(record.bytes);
            }
            Ok(None) => return (records, None),
            Err(error) => return (records, Some(error)),
        }
    }
}

fn at(position: u64) -> Position {
    Position::new(position)
}
