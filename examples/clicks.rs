//! An append-only log whose client fails once in a thousand reads: the source is called again with the offset it had.
//!
//! Supervision of a source: nothing is skipped, nothing is read twice, and the end of the run proves it. With `--broken` the log is
//! gone half way, for good, and the pipeline ends with an error that says so.
//!
//! ```sh
//! cargo run --release --example clicks
//! cargo run --release --example clicks -- --broken
//! ```

use aqueduct::prelude::*;
use std::{
    env, fmt,
    process::ExitCode,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

const CLICKS: u64 = 100_000;

pipeline! {
    /// Reads clicks from a log, whatever its client does.
    pub(crate) struct Clicks { log: Arc<ClickLog>, seen: Arc<Seen> }

    clicks(&log, &mut 0) {
        restart: Retry::forever().between(1ms, 50ms),
        restart_if: |e| e.is_passing(),
        max_restarts: 10_000 per 1s,
    }
        => look(&seen) { batch: 500, within: 100ms };
}

/// Moves the offset only when the click is in hand: a failure before that leaves it where it was.
#[source]
async fn clicks(log: &ClickLog, offset: &mut u64) -> Result<Option<Click>, LogError> {
    let click = log.read(*offset).await?;
    *offset += 1;
    Ok(click)
}

/// Writes down every click that came.
#[sink]
fn look(seen: &Seen, clicks: &[Click]) {
    let mut count = seen.lock();
    for click in clicks {
        count.come(click);
    }
}

struct Click {
    offset: u64,
    page: u64,
}

/// Records of eight bytes, in memory for the example's sake. Its client is deterministic: the same reads fail in every run.
struct ClickLog {
    records: Vec<[u8; 8]>,
    gone_from: u64,
    dice: Mutex<fastrand::Rng>,
    failed: AtomicU64,
}

impl ClickLog {
    fn new(broken: bool) -> ClickLog {
        ClickLog {
            records: (0..CLICKS).map(|offset| page(offset).to_le_bytes()).collect(),
            gone_from: if broken { CLICKS / 2 } else { CLICKS },
            dice: Mutex::new(fastrand::Rng::with_seed(1)),
            failed: AtomicU64::new(0),
        }
    }

    async fn read(&self, offset: u64) -> Result<Option<Click>, LogError> {
        // As a client on the network would, it lets others run from time to time.
        tokio::task::consume_budget().await;
        let Some(record) = self.records.get(offset as usize) else { return Ok(None) };
        let unlucky = self.dice.lock().unwrap_or_else(PoisonError::into_inner).u32(..1000) == 0;
        if unlucky || offset >= self.gone_from {
            self.failed.fetch_add(1, Ordering::Relaxed);
            return Err(if unlucky { LogError::Reset } else { LogError::Gone { offset } });
        }
        Ok(Some(Click { offset, page: u64::from_le_bytes(*record) }))
    }
}

/// The page that was clicked on at an offset, so that a click can be told from any other.
fn page(offset: u64) -> u64 {
    fastrand::Rng::with_seed(offset).u64(..)
}

#[derive(Debug)]
enum LogError {
    Reset,
    Gone { offset: u64 },
}

impl LogError {
    /// Whether reading again may succeed.
    fn is_passing(&self) -> bool {
        matches!(self, LogError::Reset)
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LogError::Reset => f.write_str("the connection to the log was reset"),
            LogError::Gone { offset } => write!(f, "the log has no segment for offset {offset} any more"),
        }
    }
}

impl std::error::Error for LogError {}

#[derive(Default)]
struct Seen(Mutex<Count>);

impl Seen {
    fn lock(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Offsets must come as 0, 1, 2, ..: anything else is one of these.
#[derive(Default)]
struct Count {
    read: u64,
    next: u64,
    skipped: u64,
    again: u64,
    wrong: u64,
}

impl Count {
    fn come(&mut self, click: &Click) {
        self.read += 1;
        self.skipped += click.offset.saturating_sub(self.next);
        self.again += u64::from(click.offset < self.next);
        self.wrong += u64::from(click.page != page(click.offset));
        self.next = self.next.max(click.offset + 1);
    }

    fn print(&self, failed: u64, restarts: u64) {
        println!("{:>8}  clicks read, of {CLICKS}", self.read);
        println!("{failed:>8}  reads failed");
        println!("{restarts:>8}  restarts of the source, at the offset it had");
        println!("{:>8}  offsets skipped", self.skipped);
        println!("{:>8}  offsets read twice", self.again);
        println!("{:>8}  clicks that are not what the log holds", self.wrong);
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let broken = env::args().any(|argument| argument == "--broken");
    let (log, seen) = (Arc::new(ClickLog::new(broken)), Arc::new(Seen::default()));
    let done = Clicks { log: log.clone(), seen: seen.clone() }.run().await;
    let report = done.as_ref().map_or_else(|error| error.report(), Some);
    let restarts = report.and_then(|report| report.node("clicks")).map_or(0, |node| node.restarts);
    seen.lock().print(log.failed.load(Ordering::Relaxed), restarts);
    match done {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
