//! Readers that follow what is appended, and who may open, write and close.

use std::process::{Command, Stdio};
use std::time::Duration;

use aqueduct_log::{Error, Log, Options};

use crate::{at, open, read, within};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_follow_at_once() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path(), Options::new().segment_bytes(1_000)).await.unwrap();
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let mut reader = log.read_from(at(0)).unwrap();
                tokio::spawn(async move {
                    let mut read = Vec::new();
                    while let Some(record) = reader.next().await.unwrap() {
                        assert_eq!(record.position, at(read.len() as u64));
                        read.push(record.bytes);
                    }
                    read
                })
            })
            .collect();
        let records: Vec<_> = (0..300).map(|n: u32| n.to_string().into_bytes()).collect();
        for record in &records {
            log.append(record).await.unwrap();
        }
        log.close().await.unwrap();
        for reader in readers {
            assert_eq!(reader.await.unwrap(), records);
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_dropped_loses_no_record() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path(), Options::new().segment_bytes(500)).await.unwrap();
        let records: Vec<_> = (0..200).map(|n: u32| n.to_string()).collect();
        for run in records.chunks(7) {
            log.append_all(run).await.unwrap();
        }
        // On a busy machine it may be that no call has to wait: then once more.
        while read_and_drop(&log, &records).await == 0 {}
    })
    .await;
}

/// Polls each call once, and gives it up if it waits. Says how many were.
async fn read_and_drop(log: &Log, records: &[String]) -> usize {
    let (mut reader, mut read, mut dropped) = (log.read_to_end(at(0)).unwrap(), Vec::new(), 0);
    loop {
        match futures::FutureExt::now_or_never(reader.next()) {
            Some(Ok(Some(record))) => read.push(String::from_utf8(record.bytes).unwrap()),
            Some(Ok(None)) => break,
            Some(Err(error)) => panic!("{error}"),
            None => {
                dropped += 1;
                tokio::task::yield_now().await;
            }
        }
    }
    assert_eq!(read, records);
    dropped
}

#[tokio::test]
async fn large_records_and_long_reads() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path(), Options::new().max_record_bytes(300_000)).await.unwrap();
        let records: Vec<_> = (0..40).map(|n: u8| vec![n; usize::from(n) * 7_500]).collect();
        for run in records.chunks(3) {
            log.append_all(run).await.unwrap();
        }
        assert_eq!(read(&log, at(0)).await.0, records);
        assert_eq!(read(&log, at(33)).await.0, records[33..]);
        assert_eq!(read(&log, at(40)).await.0, Vec::<Vec<u8>>::new());
        let refused = log.append(&[0; 300_001]).await.unwrap_err();
        assert!(matches!(refused, Error::TooLarge { bytes: 300_001, max: 300_000 }));
        assert_eq!(log.end(), at(40));
    })
    .await;
}

#[tokio::test]
async fn one_writer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path()).await.unwrap();
    let second = open(folder.path()).await.unwrap_err();
    assert!(matches!(second, Error::Locked { .. }) && second.to_string().contains("one writer at a time"), "{second}");
    log.append(b"still written").await.unwrap();

    let clone = log.clone();
    log.close().await.unwrap();
    assert!(matches!(clone.append(b"too late").await, Err(Error::Closed)));
    assert!(matches!(clone.close().await, Err(Error::Closed)));
    let log = open(folder.path()).await.unwrap();
    assert_eq!(read(&log, at(0)).await.0, [b"still written"]);
}

/// A process has copies of all open files when it is begun, for a moment; the lock must not be among what it keeps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lock_is_given_back_while_processes_are_begun() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let begins = std::thread::spawn(|| {
            for _ in 0..100 {
                let mut program = Command::new(std::env::current_exe().unwrap());
                assert!(program.arg("--help").stdout(Stdio::null()).status().unwrap().success());
            }
        });
        while !begins.is_finished() {
            open(folder.path()).await.unwrap().close().await.unwrap();
        }
        begins.join().unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_waits_when_the_last_handle_goes_is_written() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = open(folder.path()).await.unwrap();
        let mut reader = log.read_from(at(0)).unwrap();
        assert!(futures::FutureExt::now_or_never(log.append(b"dropped")).is_none_or(|appended| appended.is_ok()));
        drop(log);
        assert_eq!(reader.next().await.unwrap().map(|record| record.bytes), Some(b"dropped".to_vec()));
        assert_eq!(reader.next().await.unwrap(), None, "it does not keep the log open");
    })
    .await;
}

#[tokio::test]
async fn options_that_make_no_sense() {
    let folder = tempfile::tempdir().unwrap();
    for options in
        [Options::new().segment_bytes(32), Options::new().queue_bytes(15), Options::new().max_record_bytes(0)]
    {
        assert!(matches!(Log::open(folder.path(), options).await, Err(Error::Option { .. })));
    }
}

/// A later version's file is told from a damaged one, and a file that is not the log's is left alone.
#[tokio::test]
async fn files_of_others() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    open(folder.path()).await.unwrap().close().await.unwrap();
    let segment = folder.path().join("00000000000000000000.log");
    std::fs::rename(&segment, folder.path().join("00000000000000000007.log")).unwrap();
    let renamed = open(folder.path()).await.unwrap_err();
    assert!(matches!(renamed, Error::Corrupt { offset: 0, .. }), "{renamed}");
    assert_eq!(std::fs::read(folder.path().join("notes.txt")).unwrap(), b"mine");
}

/// Nothing is appended: who reads to the end waits for nothing, and who follows waits.
#[tokio::test]
async fn an_empty_log() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(&folder.path().join("made/with/all/its/parents")).await.unwrap();
    assert_eq!(log.read_to_end(log.earliest()).unwrap().next().await.unwrap(), None);
    let mut follows = log.read_from(at(0)).unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(20), follows.next()).await.is_err());
}
