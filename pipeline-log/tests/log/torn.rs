//! A file that is cut or damaged at any byte: what is before is read, and never a wrong record.

use std::fs;
use std::path::{Path, PathBuf};

use aqueduct_log::{Error, Log, Options};

use crate::{at, open, read, within};

/// Three runs: one record, two, one.
const RECORDS: [&[u8]; 4] = [b"one", b"", b"three of them", b"four"];
/// Where the frames begin in the file, and where the last ends.
const FRAMES: [u64; 5] = [32, 51, 67, 96, 116];
const LAST_RUN: usize = 3;

async fn write(folder: &Path) -> Vec<u8> {
    let log = open(folder).await.unwrap();
    log.append(RECORDS[0]).await.unwrap();
    log.append_all(&RECORDS[1..3]).await.unwrap();
    log.append(RECORDS[3]).await.unwrap();
    log.close().await.unwrap();
    let bytes = fs::read(segment(folder, 0)).unwrap();
    assert_eq!(bytes.len() as u64, FRAMES[4]);
    bytes
}

fn segment(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.log"))
}

#[tokio::test]
async fn cut_at_every_byte() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let whole = write(folder.path()).await;
        for length in 0..whole.len() {
            fs::write(segment(folder.path(), 0), &whole[..length]).unwrap();
            let log = open(folder.path()).await.unwrap();
            let kept = FRAMES[1..].iter().filter(|end| **end <= length as u64).count();
            // A segment without its header is begun anew.
            let cut = if length < 32 { length as u64 } else { length as u64 - FRAMES[kept] };
            assert_eq!(log.opened().cut_bytes, cut, "cut to {length}");
            assert_eq!(log.opened().cut_file.is_some(), cut > 0);
            assert_eq!(read(&log, at(0)).await.0, RECORDS[..kept], "cut to {length}");

            // What is appended then is read behind it, also when it is opened anew.
            assert_eq!(log.append(b"later").await.unwrap(), at(kept as u64));
            log.close().await.unwrap();
            let log = open(folder.path()).await.unwrap();
            assert_eq!((log.opened().cut_bytes, log.end()), (0, at(kept as u64 + 1)));
            assert_eq!(read(&log, at(kept as u64)).await.0, [b"later"]);
            log.close().await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn damaged_at_every_byte() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let whole = write(folder.path()).await;
        for (byte, flip) in (0..whole.len()).flat_map(|byte| [(byte, 1), (byte, 0x80), (byte, 0xff)]) {
            let mut damaged = whole.clone();
            damaged[byte] ^= flip;
            fs::write(segment(folder.path(), 0), &damaged).unwrap();
            let frame = FRAMES.iter().rposition(|begin| *begin <= byte as u64);
            match (open(folder.path()).await, frame) {
                (Ok(log), Some(LAST_RUN)) => {
                    assert_eq!(log.opened().cut_bytes, FRAMES[4] - FRAMES[3], "byte {byte}");
                    assert_eq!(read(&log, at(0)).await.0, RECORDS[..3]);
                    log.close().await.unwrap();
                }
                (Err(Error::Corrupt { offset, position, .. }), None) => assert_eq!((offset, position), (0, at(0))),
                (Err(Error::Corrupt { offset, position, next, .. }), Some(frame)) => {
                    assert_eq!((offset, position, next), (FRAMES[frame], at(frame as u64), None), "byte {byte}");
                    assert_eq!(fs::read(segment(folder.path(), 0)).unwrap(), damaged, "nothing was changed");
                }
                (other, _) => panic!("byte {byte} flipped by {flip}: {other:?}"),
            }
        }
    })
    .await;
}

/// What looks like a torn tail was durable, for a consumer has committed it.
#[tokio::test]
async fn what_a_consumer_has_committed_is_not_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path()).await.unwrap();
    log.append_all(&RECORDS).await.unwrap();
    log.consumer("billing").await.unwrap().commit(at(4)).await.unwrap();
    log.close().await.unwrap();
    let whole = fs::read(segment(folder.path(), 0)).unwrap();
    for length in 0..whole.len() {
        fs::write(segment(folder.path(), 0), &whole[..length]).unwrap();
        let opened = open(folder.path()).await;
        assert!(matches!(opened, Err(Error::Corrupt { .. })), "cut to {length}: {opened:?}");
    }
    fs::remove_file(segment(folder.path(), 0)).unwrap();
    assert!(matches!(open(folder.path()).await, Err(Error::Corrupt { .. })), "the segment has been removed");
}

#[tokio::test]
async fn damage_in_an_earlier_segment_is_met_where_it_is_read() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path(), Options::new().segment_bytes(60)).await.unwrap();
        for record in RECORDS {
            log.append(record).await.unwrap();
        }
        log.close().await.unwrap();
        // The first segment has two records, the third one.
        let whole = fs::read(segment(folder.path(), 0)).unwrap();
        let frames = [32, 51, 67];
        assert_eq!(whole.len(), frames[2]);
        for byte in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[byte] ^= 0x10;
            fs::write(segment(folder.path(), 0), &damaged).unwrap();
            check_earlier(folder.path(), frames.iter().rposition(|begin| *begin <= byte)).await;
            fs::write(segment(folder.path(), 0), &whole[..byte]).unwrap();
            check_earlier(folder.path(), frames.iter().rposition(|begin| *begin <= byte)).await;
        }
        // All of it is missing.
        fs::write(segment(folder.path(), 0), &whole).unwrap();
        fs::remove_file(segment(folder.path(), 2)).unwrap();
        let log = open(folder.path()).await.unwrap();
        let (records, error) = read(&log, at(0)).await;
        assert_eq!(records, RECORDS[..2]);
        assert!(matches!(error, Some(Error::Corrupt { .. })), "{error:?}");
    })
    .await;
}

async fn check_earlier(folder: &Path, frame: Option<usize>) {
    let log = open(folder).await.unwrap();
    let (records, error) = read(&log, at(0)).await;
    assert_eq!(records, RECORDS[..frame.unwrap_or(0)]);
    let Some(Error::Corrupt { file, next: Some(next), .. }) = &error else { panic!("{error:?}") };
    assert_eq!((file, *next), (&segment(folder, 0), at(2)));
    assert_eq!(read(&log, *next).await.0, RECORDS[2..]);
    assert!(error.is_some_and(|error| error.to_string().contains("read on from 2")));
    log.close().await.unwrap();
}

#[tokio::test]
async fn a_damaged_position_of_a_consumer_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path()).await.unwrap();
    log.append(b"one").await.unwrap();
    log.consumer("billing").await.unwrap().commit(at(1)).await.unwrap();
    log.close().await.unwrap();
    let file = folder.path().join("consumer-billing.position");
    let whole = fs::read(&file).unwrap();
    for byte in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[byte] ^= 1;
        for damaged in [&damaged[..], &whole[..byte]] {
            fs::write(&file, damaged).unwrap();
            assert!(matches!(open(folder.path()).await, Err(Error::Position { .. })), "byte {byte}");
        }
    }
    // One that was never finished does not count.
    fs::write(&file, &whole).unwrap();
    fs::write(folder.path().join("consumer-billing.position.unfinished"), b"half").unwrap();
    let log = open(folder.path()).await.unwrap();
    assert_eq!(log.consumers().await.unwrap(), [("billing".to_owned(), at(1))]);
}
