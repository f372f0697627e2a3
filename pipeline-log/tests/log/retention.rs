//! What is removed, and what is not.

use std::fs::File;
use std::time::{Duration, SystemTime};

use aqueduct_log::{Error, Log, Options};

use crate::{at, read, within};

/// A record of 10 bytes is 26 in the file, so a segment has two.
fn small() -> Options {
    Options::new().segment_bytes(60)
}

async fn append(log: &Log, records: u64) {
    for _ in 0..records {
        log.append(b"ten bytes.").await.unwrap();
    }
}

#[tokio::test]
async fn by_bytes() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path(), small().retain_bytes(200)).await.unwrap();
        let mut reader = log.read_from(at(0)).unwrap();
        append(&log, 20).await;
        log.retain().await.unwrap();
        assert_eq!((log.earliest(), log.bytes()), (at(16), 2 * (32 + 52)));
        assert_eq!(read(&log, at(16)).await.0.len(), 4);

        let removed = reader.next().await.unwrap_err();
        assert!(matches!(removed, Error::Removed { position, earliest } if (position, earliest) == (at(0), at(16))));
        assert!(removed.to_string().ends_with("the earliest there is 16"), "{removed}");
        assert!(matches!(log.read_from(at(15)), Err(Error::Removed { .. })));
        assert!(matches!(log.read_from(at(21)), Err(Error::Beyond { .. })));

        log.close().await.unwrap();
        let log = Log::open(folder.path(), small()).await.unwrap();
        assert_eq!((log.opened().earliest, log.opened().end, log.opened().segments), (at(16), at(20), 2));
    })
    .await;
}

#[tokio::test]
async fn by_age_at_opening() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(folder.path(), small()).await.unwrap();
    append(&log, 6).await;
    log.close().await.unwrap();
    let yesterday = SystemTime::now() - Duration::from_secs(24 * 3600);
    let first = File::options().write(true).open(folder.path().join("00000000000000000000.log")).unwrap();
    first.set_modified(yesterday).unwrap();
    let log = Log::open(folder.path(), small().retain_age(Duration::from_secs(3600))).await.unwrap();
    assert_eq!((log.earliest(), log.opened().segments), (at(2), 2));
}

#[tokio::test]
async fn what_is_not_committed_is_kept() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path(), small().retain_bytes(1).keep_unread(true)).await.unwrap();
        let (fast, slow) = (log.consumer("fast").await.unwrap(), log.consumer("slow").await.unwrap());
        append(&log, 10).await;
        fast.commit(at(10)).await.unwrap();
        assert_eq!(log.retain().await.unwrap().earliest, at(0));
        slow.commit(at(5)).await.unwrap();
        assert_eq!(log.earliest(), at(4), "the segment with record 5 stays");
        assert!(matches!(slow.commit(at(3)).await, Err(Error::Removed { .. })));
        assert!(matches!(slow.commit(at(11)).await, Err(Error::Beyond { .. })));

        assert!(log.forget_consumer("slow").await.unwrap());
        assert!(!log.forget_consumer("slow").await.unwrap());
        assert!(matches!(slow.position().await, Err(Error::NoConsumer { .. })));
        assert!(matches!(slow.commit(at(6)).await, Err(Error::NoConsumer { .. })));
        assert_eq!(log.retain().await.unwrap().earliest, at(8));
        log.close().await.unwrap();

        let log = Log::open(folder.path(), small()).await.unwrap();
        assert_eq!(log.consumers().await.unwrap(), [("fast".to_owned(), at(10))]);
        assert_eq!(log.consumer("fast").await.unwrap().position().await.unwrap(), at(10));
        assert_eq!(log.consumer("new").await.unwrap().position().await.unwrap(), at(8));
    })
    .await;
}

#[tokio::test]
async fn consumers_have_plain_names() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(folder.path(), small()).await.unwrap();
    for name in ["", "../up", "Large", "a b", &"long".repeat(26)] {
        assert!(matches!(log.consumer(name).await, Err(Error::Name { .. })), "{name}");
    }
    log.consumer("plain_name-2").await.unwrap();
}
