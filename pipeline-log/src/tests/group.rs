//! Appends that come together share an fsync.

use futures::future::join_all;

use super::memory::Memory;
use super::{at, open, read_all, within};
use crate::Options;

#[tokio::test]
async fn sixty_four_appends_share_one_fsync() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new()).await.unwrap();
        let before = memory.syncs();
        memory.gate(Some(0));

        let appends: Vec<_> = (0..64)
            .map(|n| {
                let log = log.clone();
                tokio::spawn(async move { log.append(&[n; 8]).await })
            })
            .collect();
        // The first is at its fsync, or will be, when the others wait.
        while log.room_left() > (8 << 20) - 64 * 24 {
            tokio::task::yield_now().await;
        }
        assert_eq!(log.end(), at(0), "nothing is seen before it is durable");
        memory.gate(None);

        let mut positions: Vec<_> = join_all(appends).await.into_iter().map(|other| other.unwrap().unwrap()).collect();
        positions.sort();
        assert_eq!(positions, (0..64).map(at).collect::<Vec<_>>());
        assert!(memory.syncs() - before <= 2, "{} fsyncs", memory.syncs() - before);
        assert_eq!(read_all(&log).await.len(), 64);
    })
    .await;
}

#[tokio::test]
async fn a_run_is_one_fsync() {
    let memory = Memory::default();
    let log = open(&memory, Options::new()).await.unwrap();
    let before = memory.syncs();
    let records: Vec<_> = (0..1000).map(|n: u32| n.to_string()).collect();
    assert_eq!(log.append_all(&records).await.unwrap(), at(0)..at(1000));
    assert_eq!(memory.syncs() - before, 1);
    assert_eq!(log.append_all::<&str>(&[]).await.unwrap(), at(1000)..at(1000));
}

#[tokio::test]
async fn what_waits_is_bounded_by_bytes() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new().queue_bytes(100)).await.unwrap();
        memory.gate(Some(0));
        let appends: Vec<_> = (0..20)
            .map(|_| {
                let log = log.clone();
                tokio::spawn(async move { log.append(&[7; 34]).await })
            })
            .collect();
        // 50 bytes each with its header: two have room, and the others wait outside.
        for runs in 1..4 {
            memory.gate(Some(1));
            while memory.at_gate() || log.end().get() < runs {
                tokio::task::yield_now().await;
            }
            assert!(log.end().get() <= 2 * runs, "{} records in {runs} runs", log.end());
        }
        memory.gate(None);
        join_all(appends).await.into_iter().for_each(|append| {
            append.unwrap().unwrap();
        });
        // What is larger than all the room goes alone.
        log.append(&[7; 1000]).await.unwrap();
        assert_eq!(log.end(), at(21));
        // The room is given back behind the answer.
        while log.room_left() < 100 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_append_that_nobody_awaits_is_whole_or_not_there() {
    within(async {
        let memory = Memory::default();
        let log = open(&memory, Options::new()).await.unwrap();
        memory.gate(Some(0));
        let dropped = tokio::spawn({
            let log = log.clone();
            async move { log.append(b"dropped").await }
        });
        tokio::task::yield_now().await;
        dropped.abort();
        memory.gate(None);
        let position = log.append(b"kept").await.unwrap();
        let records = read_all(&log).await;
        assert_eq!(records.len() as u64, position.get() + 1);
        assert_eq!(records.last().unwrap().bytes, b"kept");
        assert!(records.len() == 1 || records[0].bytes == b"dropped");
    })
    .await;
}
