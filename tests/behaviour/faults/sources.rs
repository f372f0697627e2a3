//! A source that fails, by an error or a panic, is called again with the offset it had.

use std::sync::Arc;

use aqueduct::prelude::*;
use futures::stream;

use super::{Count, quiet_panic};
use crate::common::{Seen, ended, failed, keep};

const ITEMS: u64 = 5000;

/// A log whose reads fail now and then.
#[derive(Clone, Default)]
struct Log {
    reads: Count,
    errors: Count,
    panics: Count,
}

impl Log {
    fn read(&self, offset: u64) -> Result<Option<u64>, &'static str> {
        self.reads.up();
        match fastrand::u64(0..100) {
            0 => {
                self.errors.up();
                Err("the read failed")
            }
            1 => {
                self.panics.up();
                quiet_panic()
            }
            _ => Ok((offset < ITEMS).then_some(offset)),
        }
    }

    fn failures(&self) -> u64 {
        self.errors.get() + self.panics.get()
    }
}

#[source]
async fn polled(log: &Log, offset: &mut u64) -> Result<Option<u64>, &'static str> {
    tokio::task::yield_now().await;
    let item = log.read(*offset)?;
    *offset += 1;
    Ok(item)
}

/// Moves its offset before the read that may fail: a panic puts it back, an error is the source's own business.
#[source]
async fn careless(log: &Log, offset: &mut u64) -> Result<Option<u64>, &'static str> {
    *offset += 1;
    let read = log.read(*offset - 1);
    if read.is_err() {
        *offset -= 1;
    }
    read
}

#[source]
fn streamed(log: &Log, offset: &mut u64) -> impl Stream<Item = Result<u64, &'static str>> {
    stream::unfold(offset, |offset| async {
        tokio::task::yield_now().await;
        let item = log.read(*offset).transpose()?;
        if item.is_ok() {
            *offset += 1;
        }
        Some((item, offset))
    })
}

#[source]
fn iterated(log: &Log, offset: &mut u64) -> impl Iterator<Item = Result<u64, &'static str>> {
    std::iter::from_fn(|| {
        let item = log.read(*offset).transpose()?;
        if item.is_ok() {
            *offset += 1;
        }
        Some(item)
    })
}

macro_rules! goes_on {
    ($($test:ident: $source:ident, $pipeline:ident;)+) => {$(
        pipeline! {
            struct $pipeline { log: Log, seen: Seen<u64> }
            $source(&log, &mut 0) { max_restarts: 100_000 per 1s } => keep::<u64>(&seen);
        }

        #[tokio::test(start_paused = true)]
        async fn $test() {
            let (log, seen) = (Log::default(), Seen::default());
            let report = ended($pipeline { log: log.clone(), seen: seen.clone() }.run().await);
            assert!(log.errors.get() > 10 && log.panics.get() > 10, "it did not fail");
            assert!(seen.take().into_iter().eq(0..ITEMS), "no offset is skipped, none is read twice");
            let node = report.node(stringify!($source)).expect("it is there");
            assert_eq!((node.out, node.restarts), (ITEMS, log.failures()));
            assert_eq!(log.reads.get(), ITEMS + 1 + log.failures());
        }
    )+};
}

goes_on! {
    a_polled_source_goes_on: polled, Polled;
    a_careless_source_goes_on: careless, Careless;
    a_streamed_source_goes_on: streamed, Streamed;
    an_iterated_source_goes_on: iterated, Iterated;
}

/// An offset that cannot be cloned.
struct Position(u64);

#[source]
async fn unclonable(panics: &Count, position: &mut Position) -> Option<u64> {
    if position.0 == 10 && panics.get() == 0 {
        panics.up();
        quiet_panic();
    }
    position.0 += 1;
    (position.0 <= 20).then_some(position.0)
}

pipeline! {
    struct Unclonable { panics: Count, seen: Seen<u64> }
    unclonable(&panics, &mut Position(0)) => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_cannot_be_cloned_begins_anew_after_a_panic() {
    let (panics, seen) = (Count::default(), Seen::default());
    ended(Unclonable { panics: panics.clone(), seen: seen.clone() }.run().await);
    assert_eq!(seen.take(), (1..=10).chain(1..=20).collect::<Vec<_>>());
}

/// Has no offset, and always panics at its end.
#[source]
async fn hopeless(given: &Arc<Count>) -> Option<u64> {
    if given.get() == 10 {
        quiet_panic();
    }
    Some(given.up())
}

pipeline! {
    struct Hopeless { given: Arc<Count>, seen: Seen<u64> }
    hopeless(&given) => keep::<u64>(&seen);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_always_panics_ends_the_pipeline() {
    let seen = Seen::default();
    let error = failed(Hopeless { given: Arc::default(), seen: seen.clone() }.run().await);
    assert_eq!((error.stage(), error.position()), (Some("hopeless"), Some(10)));
    assert!(error.to_string().contains("panicked"), "{error}");
    assert_eq!(seen.take(), (1..=10).collect::<Vec<_>>());
}
