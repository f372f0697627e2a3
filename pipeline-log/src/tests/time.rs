//! Retention by age, with a clock of our own; and what a removal leaves.

use std::time::Duration;

use super::memory::{Fault, Memory};
use super::{at, open, texts};
use crate::{Error, Options};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn what_is_old_goes_and_what_is_written_stays() {
    let memory = Memory::default();
    let log = open(&memory, Options::new().retain_age(HOUR)).await.unwrap();
    log.append(b"one").await.unwrap();
    memory.pass(HOUR / 2);
    log.append(b"two").await.unwrap();
    memory.pass(HOUR / 2);
    // The segment is as old as what is kept: it gets no more records.
    log.append(b"three").await.unwrap();
    assert_eq!(log.retain().await.unwrap().earliest, at(0), "its last record is not old");
    memory.pass(HOUR / 2);
    let retained = log.retain().await.unwrap();
    assert_eq!((retained.segments, retained.earliest), (1, at(2)));
    assert_eq!(texts(&log).await, ["three"]);
    assert_eq!(memory.names().len(), 1);

    memory.pass(10 * HOUR);
    assert_eq!(log.retain().await.unwrap().segments, 0, "the segment that is written stays");
    log.append(b"four").await.unwrap();
    log.close().await.unwrap();
    memory.pass(HOUR);
    let log = open(&memory, Options::new().retain_age(HOUR)).await.unwrap();
    assert_eq!((texts(&log).await, log.opened().segments), (vec!["four".to_owned()], 1));
}

/// To open a log is not to write to it: a program that is begun anew every day keeps nothing longer.
#[tokio::test]
async fn opening_makes_nothing_younger() {
    let memory = Memory::default();
    for day in 0..4 {
        let log = open(&memory, Options::new().retain_age(48 * HOUR)).await.unwrap();
        if day == 0 {
            log.append(b"one").await.unwrap();
        }
        log.close().await.unwrap();
        memory.pass(24 * HOUR);
    }
    let log = open(&memory, Options::new().retain_age(48 * HOUR)).await.unwrap();
    log.append(b"two").await.unwrap();
    log.retain().await.unwrap();
    assert_eq!(texts(&log).await, ["two"]);
}

#[tokio::test]
async fn what_cannot_be_removed_is_said_and_tried_again() {
    let memory = Memory::default();
    let log = open(&memory, Options::new().segment_bytes(40).retain_bytes(1)).await.unwrap();
    log.append(b"one").await.unwrap();
    log.retain().await.unwrap();
    memory.fail(Some(Fault::EndsAfter(6)));
    // Three for the new segment's file, one for the folder, two for the record; then nothing can be removed.
    log.append(b"two").await.unwrap();
    assert!(matches!(log.retain().await, Err(Error::Io { what: "remove", .. })));
    assert!(matches!(log.read_from(at(0)), Err(Error::Removed { .. })), "nobody reads it any more");
    memory.fail(None);
    assert_eq!(log.retain().await.unwrap().segments, 1);
    assert_eq!(memory.names().len(), 1);
}
