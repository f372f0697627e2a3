//! A process that appends is killed, again and again: what it had acknowledged is there, once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use aqueduct_log::{Log, Options};

use crate::{at, open, read, within};

const KILLS: u64 = 20;
const FOLDER: &str = "AQUEDUCT_LOG_KILLED_FOLDER";
const LIFE: &str = "AQUEDUCT_LOG_KILLED_LIFE";
const TASKS: u64 = 4;

/// The process that is killed: a test without work, unless it is told the folder.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(folder), Ok(life)) = (std::env::var(FOLDER), std::env::var(LIFE)) else { return };
    let options = Options::new().segment_bytes(20_000).retain_bytes(40_000).keep_unread(true);
    let log = Arc::new(Log::open(folder, options).await.unwrap());
    let tasks: Vec<_> =
        (0..TASKS).map(|task| tokio::spawn(append(Arc::clone(&log), format!("{life}.{task}")))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Far more than are made before the end.
async fn append(log: Arc<Log>, name: String) {
    for n in 0..100_000 {
        let run: Vec<_> = (0..n % 3 + 1).map(|part| format!("{name}.{n}.{part}")).collect();
        let first = log.append_all(&run).await.unwrap().start.get();
        let mut out = std::io::stdout().lock();
        for (position, record) in (first..).zip(run) {
            // Nobody listens any more: the end is near.
            let _ = writeln!(out, "acknowledged {position} {record}");
        }
        let _ = out.flush();
    }
}

#[tokio::test]
async fn what_was_acknowledged_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path()).await.unwrap();
    // Nothing is removed, as it commits nothing.
    log.consumer("nobody").await.unwrap();
    log.close().await.unwrap();
    let mut acknowledged = BTreeMap::new();
    for life in 0..KILLS {
        let before = acknowledged.len();
        run_and_kill(folder.path(), life, 10 + 13 * life as usize, &mut acknowledged);
        assert!(acknowledged.len() > before);
        within(check(folder.path(), &acknowledged)).await;
    }
}

async fn check(folder: &Path, acknowledged: &BTreeMap<u64, String>) {
    let log = open(folder).await.unwrap();
    let (records, error) = read(&log, at(0)).await;
    assert!(error.is_none(), "{error:?}");
    for (position, record) in acknowledged {
        let found = records.get(*position as usize).map(Vec::as_slice);
        assert_eq!(found, Some(record.as_bytes()), "at {position}");
    }
    assert_eq!(records.iter().collect::<BTreeSet<_>>().len(), records.len(), "no record is there twice");
    log.close().await.unwrap();
}

fn run_and_kill(folder: &Path, life: u64, after: usize, acknowledged: &mut BTreeMap<u64, String>) {
    let mut child = Killed(
        Command::new(std::env::current_exe().unwrap())
            .args(["killed::child", "--exact", "--nocapture"])
            .env(FOLDER, folder)
            .env(LIFE, life.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut heard = 0;
    for line in BufReader::new(child.0.stdout.take().unwrap()).lines() {
        // The last line may have been cut off by the end, so it must say how long it is: by its three parts.
        let line = line.unwrap();
        let Some((position, record)) = line.strip_prefix("acknowledged ").and_then(|line| line.split_once(' ')) else {
            continue;
        };
        if record.matches('.').count() == 3 && !record.ends_with('.') {
            assert_eq!(acknowledged.insert(position.parse().unwrap(), record.to_owned()), None, "at {position}");
            heard += 1;
        }
        if heard == after {
            // And what it has said before that is still to be heard.
            child.0.kill().unwrap();
        }
    }
    assert!(heard >= after, "the child ended by itself");
}

/// Not left behind by a test that fails.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
