//! Readings into SQLite in batches of 50, or of as many as there are when the oldest has waited for four seconds.
//!
//! A batched sink with four workers, fed by a burst that fills its batches, then by a trickle that only time can flush, then by a few
//! that the end of the input flushes at once.
//!
//! ```sh
//! cargo run --release --example batched_sink
//! cargo run --release --example batched_sink -- --fast      # a fifth of a second instead of four
//! ```

use aqueduct::prelude::*;
use rusqlite::{Connection, params};
use std::{
    env,
    error::Error,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::sleep;

const BATCH: usize = 50;
const BURST: i64 = 1000;
const TRICKLE: i64 = 7;
const LAST: i64 = 3;

pipeline! {
    /// Stores readings, some at a time.
    pub(crate) struct Readings { db: Arc<Db>, oldest: Duration }

    in readings: Reading { buffer: 1000 };

    readings => store(&db) { workers: 4, batch: BATCH, within: oldest, else: stop };
}

struct Reading {
    id: i64,
    value: f64,
    came: Instant,
}

/// One transaction a batch, off the asynchronous workers.
#[sink(blocking)]
fn store(db: &Db, readings: &[Reading]) -> rusqlite::Result<()> {
    let waited = readings[0].came.elapsed();
    let mut connection = db.lock();
    let transaction = connection.transaction()?;
    transaction.execute("INSERT INTO batches (readings) VALUES (?)", [readings.len() as i64])?;
    let batch = transaction.last_insert_rowid();
    let mut insert = transaction.prepare_cached("INSERT INTO readings (id, batch, value) VALUES (?, ?, ?)")?;
    for reading in readings {
        insert.execute(params![reading.id, batch, reading.value])?;
    }
    drop(insert);
    transaction.commit()?;
    println!("batch {batch:>3}: {:>3} readings, {}", readings.len(), db.why(readings.len(), waited));
    Ok(())
}

struct Db {
    connection: Mutex<Connection>,
    oldest: Duration,
}

impl Db {
    fn create(path: &Path, oldest: Duration) -> rusqlite::Result<Db> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
             CREATE TABLE batches (batch INTEGER PRIMARY KEY, readings INTEGER NOT NULL);
             CREATE TABLE readings (id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, value REAL NOT NULL);",
        )?;
        Ok(Db { connection: Mutex::new(connection), oldest })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn why(&self, readings: usize, waited: Duration) -> String {
        match readings {
            BATCH => "full".to_owned(),
            _ if waited >= self.oldest => format!("its oldest had waited {:.1} s", waited.as_secs_f64()),
            _ => "the input ended".to_owned(),
        }
    }
}

fn reading(id: i64) -> Reading {
    Reading { id, value: (id as f64).sqrt(), came: Instant::now() }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let fast = env::args().any(|argument| argument == "--fast");
    let oldest = if fast { Duration::from_millis(200) } else { Duration::from_secs(4) };
    let folder = tempfile::tempdir()?;
    let db = Arc::new(Db::create(&folder.path().join("readings.db"), oldest)?);
    let running = Readings { db: db.clone(), oldest }.start()?;

    println!("a burst of {BURST}");
    for id in 0..BURST {
        running.readings.send(reading(id)).await?;
    }
    sleep(oldest / 4).await;
    println!("a trickle of {TRICKLE}");
    for id in BURST..BURST + TRICKLE {
        running.readings.send(reading(id)).await?;
        sleep(oldest / 10).await;
    }
    sleep(oldest / 2).await;
    println!("the last {LAST}, and the end");
    for id in BURST + TRICKLE..BURST + TRICKLE + LAST {
        running.readings.send(reading(id)).await?;
    }
    running.readings.close();
    running.join().await?;

    let sql = "SELECT (SELECT count(*) FROM readings), count(*), min(readings), max(readings) FROM batches";
    let [readings, batches, least, most]: [i64; 4] =
        db.lock().query_row(sql, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    println!("{readings} readings stored in {batches} batches of {least} to {most}");
    Ok(())
}
