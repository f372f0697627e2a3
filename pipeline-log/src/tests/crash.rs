//! The power goes at any moment, a thousand times: nothing that was acknowledged is lost, and the order holds.

use std::collections::BTreeMap;

use fastrand::Rng;
use futures::future::join_all;

use super::memory::{Fault, Memory};
use super::{at, open, read_all, within};
use crate::{Consumer, Error, Log, Options};

const SEEDS: u64 = 1_000;
const LIVES: usize = 3;

#[test]
fn nothing_acknowledged_is_lost() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut seen = Seen::default();
    for seed in 0..SEEDS {
        runtime.block_on(within(crashes(seed, &mut seen)));
    }
    // The crashes were of all kinds.
    assert!(seen.cut > 50 && seen.rotated > 50 && seen.removed > 50 && seen.unacknowledged > 50, "{seen:?}");
}

#[derive(Debug, Default)]
struct Seen {
    cut: usize,
    rotated: usize,
    removed: usize,
    unacknowledged: usize,
}

/// What whoever uses the log knows of it.
#[derive(Default)]
struct Known {
    /// By position.
    acknowledged: BTreeMap<u64, u64>,
    /// How many appends have been tried; a record is the number of its own.
    tried: u64,
    committed: u64,
    /// Commits that failed: either may be stored.
    perhaps: Vec<u64>,
}

async fn crashes(seed: u64, seen: &mut Seen) {
    let mut rng = Rng::with_seed(seed);
    let (memory, mut known) = (Memory::default(), Known::default());
    for _ in 0..LIVES {
        let options = Options::new().segment_bytes(60 + rng.u64(..200)).retain_bytes(300).keep_unread(rng.bool());
        memory.fail(Some(Fault::EndsAfter(rng.usize(..60))));
        if let Ok(log) = open(&memory, options.clone()).await {
            live(&log, &mut known, &mut rng).await;
            seen.rotated += usize::from(log.opened().segments > 1);
        }
        wait_for_the_lock(&memory).await;
        memory.crash(&mut rng);
        let log = open(&memory, options).await.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        known.check(&log, seen, seed).await;
        drop(log);
    }
}

/// The writer may still be at work for those who do not wait any more.
async fn wait_for_the_lock(memory: &Memory) {
    use crate::disk::Folder;
    while memory.lock("lock").unwrap().is_none() {
        tokio::task::yield_now().await;
    }
}

async fn live(log: &Log, known: &mut Known, rng: &mut Rng) {
    let Ok(consumer) = log.consumer("one").await else { return };
    for _ in 0..rng.usize(..20) {
        let lives = match rng.u8(..4) {
            0 => commit(log, &consumer, known, rng).await,
            1 => append_together(log, known, rng).await,
            _ => append_run(log, known, rng).await,
        };
        if !lives {
            return;
        }
    }
}

async fn append_run(log: &Log, known: &mut Known, rng: &mut Rng) -> bool {
    let numbers: Vec<_> = (0..1 + rng.u64(..4)).map(|n| known.tried + n).collect();
    known.tried += numbers.len() as u64;
    let Ok(positions) = log.append_all(&numbers.iter().map(|number| record(*number)).collect::<Vec<_>>()).await else {
        return false;
    };
    known.acknowledged.extend((positions.start.get()..positions.end.get()).zip(numbers));
    true
}

async fn append_together(log: &Log, known: &mut Known, rng: &mut Rng) -> bool {
    let numbers: Vec<_> = (0..1 + rng.u64(..6)).map(|n| known.tried + n).collect();
    known.tried += numbers.len() as u64;
    let appends = numbers.iter().map(|number| async { (log.append(&record(*number)).await, *number) });
    let appended = join_all(appends).await;
    let acknowledged = appended.iter().filter_map(|(position, number)| Some((position.as_ref().ok()?.get(), *number)));
    known.acknowledged.extend(acknowledged);
    appended.iter().all(|(position, _)| position.is_ok())
}

async fn commit(log: &Log, consumer: &Consumer, known: &mut Known, rng: &mut Rng) -> bool {
    let position = rng.u64(log.earliest().get()..=log.end().get());
    match consumer.commit(at(position)).await {
        Ok(()) => {
            (known.committed, known.perhaps) = (position, Vec::new());
            true
        }
        Err(Error::Io { .. }) => {
            known.perhaps.push(position);
            false
        }
        // Retention goes on behind the append before this.
        Err(Error::Removed { .. }) => true,
        Err(other) => panic!("{other}"),
    }
}

/// The number, at some length, so that records cross sectors and pages in all ways.
fn record(number: u64) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().to_vec();
    bytes.resize(8 + (number * 7 % 40) as usize, number as u8);
    bytes
}

impl Known {
    async fn check(&mut self, log: &Log, seen: &mut Seen, seed: u64) {
        let records = read_all(log).await;
        let (earliest, end) = (log.earliest().get(), log.end().get());
        let last = self.acknowledged.last_key_value().map_or(0, |(position, _)| position + 1);
        assert!(end >= last, "seed {seed}: acknowledged up to {last}, and it ends at {end}");
        for (n, found) in records.iter().enumerate() {
            assert_eq!(found.position.get(), earliest + n as u64, "seed {seed}");
            let number = u64::from_le_bytes(found.bytes[..8].try_into().unwrap());
            assert!(number < self.tried && found.bytes == record(number), "seed {seed}: a record nobody appended");
            let known = self.acknowledged.get(&found.position.get());
            assert!(known.is_none_or(|known| *known == number), "seed {seed}: another record at {}", found.position);
            seen.unacknowledged += usize::from(known.is_none());
            // From now on it is durable.
            self.acknowledged.insert(found.position.get(), number);
        }
        assert_eq!(earliest + records.len() as u64, end, "seed {seed}");
        self.check_consumer(log, seed).await;
        seen.cut += usize::from(log.opened().cut_bytes > 0);
        seen.removed += usize::from(earliest > 0);
    }

    async fn check_consumer(&mut self, log: &Log, seed: u64) {
        let stored = log.consumers().await.unwrap();
        let Some((_, position)) = stored.first() else {
            assert_eq!(self.committed, 0, "seed {seed}: the consumer is lost");
            return;
        };
        let position = position.get();
        let expected = position == self.committed || self.perhaps.contains(&position);
        // One that was made and has not committed begins where the log did then.
        let begins = self.committed == 0 && self.perhaps.is_empty();
        assert!(expected || begins, "seed {seed}: stored {position}, committed {}", self.committed);
        (self.committed, self.perhaps) = (position, Vec::new());
    }
}
