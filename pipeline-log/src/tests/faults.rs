//! The disk is full, or an fsync fails.

use fastrand::Rng;
use futures::future::join_all;

use super::memory::{Fault, Memory};
use super::{at, open, texts, within};
use crate::{Error, Options};

#[tokio::test]
async fn a_full_disk_fails_all_that_wait_and_leaves_nothing() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new()).await.unwrap();
        log.append(b"before").await.unwrap();
        memory.fail(Some(Fault::Full));
        let failed = log.append_all(&["lost one", "lost two", "lost three"]).await;
        assert!(matches!(failed, Err(Error::Io { what: "write", .. })), "{failed:?}");

        // There is room again.
        assert_eq!(log.append(b"behind").await.unwrap(), at(1));
        assert_eq!(texts(&log).await, ["before", "behind"]);
        drop(log);
        memory.crash(&mut Rng::with_seed(1));
        let log = open(&memory, Options::new()).await.unwrap();
        assert_eq!((texts(&log).await, log.opened().cut_bytes), (vec!["before".into(), "behind".into()], 0));
    })
    .await;
}

#[tokio::test]
async fn every_append_that_was_part_of_a_failed_write_hears_of_it() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new()).await.unwrap();
        memory.fail(Some(Fault::FullForGood));
        let appends = join_all((0..8).map(|_| log.append(b"lost"))).await;
        assert!(appends.iter().all(Result::is_err), "{appends:?}");
        assert_eq!(log.end(), at(0));
    })
    .await;
}

/// What is left of a write that failed cannot be cut off: nothing may follow it.
#[tokio::test]
async fn a_log_that_cannot_be_cut_back_takes_no_more() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new()).await.unwrap();
        log.append(b"before").await.unwrap();
        let mut reader = log.read_from(at(1)).unwrap();
        memory.fail(Some(Fault::FullForGood));
        log.append(b"lost").await.unwrap_err();
        memory.fail(None);
        assert!(matches!(log.append(b"refused").await, Err(Error::Poisoned { .. })));
        assert!(matches!(reader.next().await, Err(Error::Poisoned { .. })), "who follows it hears of it");
        assert_eq!(texts(&log).await, ["before"]);

        drop((log, reader));
        let log = open(&memory, Options::new()).await.unwrap();
        assert!(log.opened().cut_bytes > 0);
        log.append(b"behind").await.unwrap();
        assert_eq!(texts(&log).await, ["before", "behind"]);
    })
    .await;
}

/// After an fsync that failed the system shows what it has never written, and another fsync does not write it. What is
/// read there when the log is opened anew, and what is appended behind it, must outlive a crash all the same.
#[tokio::test]
async fn what_a_failed_fsync_has_lost_is_written_again() {
    within(async {
        for seed in 0..20 {
            let memory = Memory::default();
            let log = open(&memory, Options::new()).await.unwrap();
            log.append(b"before").await.unwrap();
            memory.fail(Some(Fault::LostSync));
            let failed = log.append(b"unknown").await;
            assert!(matches!(failed, Err(Error::Io { what: "sync", .. })), "{failed:?}");
            assert!(matches!(log.append(b"refused").await, Err(Error::Poisoned { .. })));
            assert_eq!(texts(&log).await, ["before"]);

            drop(log);
            memory.fail(None);
            let log = open(&memory, Options::new()).await.unwrap();
            let found = texts(&log).await;
            assert_eq!(log.append(b"behind").await.unwrap(), log.opened().end);
            let kept = texts(&log).await;
            assert_eq!(kept[..found.len()], found);

            drop(log);
            memory.crash(&mut Rng::with_seed(seed));
            let log = open(&memory, Options::new()).await.unwrap();
            assert_eq!(texts(&log).await, kept);
        }
    })
    .await;
}

/// A new segment cannot be made: what is there stays, and the next append tries again.
#[tokio::test]
async fn a_rotation_that_fails_is_tried_again() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new().segment_bytes(40)).await.unwrap();
        log.append(b"before").await.unwrap();
        memory.fail(Some(Fault::Full));
        log.append(b"lost").await.unwrap_err();
        assert_eq!(log.append(b"behind").await.unwrap(), at(1));
        assert_eq!(texts(&log).await, ["before", "behind"]);
        drop(log);
        memory.crash(&mut Rng::with_seed(1));
        let log = open(&memory, Options::new()).await.unwrap();
        assert_eq!((texts(&log).await.len(), log.opened().segments), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn a_commit_that_fails_can_be_made_again() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new()).await.unwrap();
        log.append_all(&["one", "two", "three"]).await.unwrap();
        let consumer = log.consumer("billing").await.unwrap();
        consumer.commit(at(1)).await.unwrap();
        for operations in 0..5 {
            memory.fail(Some(Fault::EndsAfter(operations)));
            consumer.commit(at(2)).await.unwrap_err();
            memory.fail(None);
            // It has not taken place for whoever asks, and after a crash it may have.
            assert_eq!(consumer.position().await.unwrap(), at(1));
            consumer.commit(at(1)).await.unwrap();
        }
        log.close().await.unwrap();
        memory.crash(&mut Rng::with_seed(1));
        let log = open(&memory, Options::new()).await.unwrap();
        assert_eq!(log.consumers().await.unwrap(), [("billing".to_owned(), at(1))]);
    })
    .await;
}
