//! The log against a list: any order of what can be done with it.

use aqueduct_log::{Consumer, Error, Log, Options, Position};
use proptest::prelude::*;

use crate::{at, read, within};

const SEGMENT: u64 = 150;

#[derive(Clone, Debug)]
enum Act {
    Append(u8),
    Run(Vec<u8>),
    Read(u64),
    Commit(u64),
    Retain,
    Reopen,
    Forget,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..60u8).prop_map(Act::Append),
        2 => prop::collection::vec(0..60u8, 0..6).prop_map(Act::Run),
        2 => (0..40u64).prop_map(Act::Read),
        2 => (0..40u64).prop_map(Act::Commit),
        1 => Just(Act::Retain),
        1 => Just(Act::Reopen),
        1 => Just(Act::Forget),
    ]
}

/// What the log should be.
#[derive(Default)]
struct Model {
    records: Vec<Vec<u8>>,
    /// First position and bytes of each segment.
    segments: Vec<(u64, u64)>,
    committed: u64,
    retain: Option<u64>,
    keep: bool,
}

impl Model {
    fn append(&mut self, records: Vec<Vec<u8>>) {
        if records.is_empty() {
            return;
        }
        if self.last().1 >= SEGMENT {
            self.segments.push((self.records.len() as u64, 32));
        }
        self.last().1 += records.iter().map(|record| record.len() as u64 + 16).sum::<u64>();
        self.records.extend(records);
        self.remove_old();
    }

    fn last(&mut self) -> &mut (u64, u64) {
        self.segments.last_mut().unwrap()
    }

    fn remove_old(&mut self) {
        let Some(most) = self.retain else { return };
        while self.segments.len() > 1
            && self.segments.iter().map(|(_, bytes)| bytes).sum::<u64>() > most
            && (!self.keep || self.committed >= self.segments[1].0)
        {
            self.segments.remove(0);
        }
    }
}

/// A log, its only consumer, and what they should be.
struct Both {
    log: Log,
    consumer: Consumer,
    options: Options,
    model: Model,
    folder: tempfile::TempDir,
}

impl Both {
    async fn new(retain: Option<u64>, keep: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::new().segment_bytes(SEGMENT).keep_unread(keep);
        let options = retain.map_or(options.clone(), |bytes| options.retain_bytes(bytes));
        let log = Log::open(folder.path(), options.clone()).await.unwrap();
        let consumer = log.consumer("one").await.unwrap();
        let model = Model { segments: vec![(0, 32)], retain, keep, ..Model::default() };
        Both { log, consumer, options, model, folder }
    }

    async fn act(mut self, act: Act) -> Self {
        match act {
            Act::Append(length) => self.append(&[length]).await,
            Act::Run(lengths) => self.append(&lengths).await,
            Act::Read(from) => self.read(from).await,
            Act::Commit(position) => self.commit(position).await,
            Act::Retain => self.model.remove_old(),
            Act::Reopen => return self.reopen().await,
            Act::Forget => {
                assert!(self.log.forget_consumer("one").await.unwrap());
                self.consumer = self.log.consumer("one").await.unwrap();
                self.model.committed = self.model.segments[0].0;
            }
        }
        self
    }

    async fn append(&mut self, lengths: &[u8]) {
        let first = self.model.records.len() as u64;
        let records: Vec<_> = (first..).zip(lengths).map(|(n, length)| vec![n as u8; usize::from(*length)]).collect();
        let positions = self.log.append_all(&records).await.unwrap();
        assert_eq!(positions, at(first)..at(first + records.len() as u64));
        self.model.append(records);
    }

    async fn read(&self, from: u64) {
        let (earliest, end) = (self.model.segments[0].0, self.model.records.len() as u64);
        match self.log.read_to_end(at(from)) {
            Err(Error::Removed { earliest: found, .. }) => assert!(from < earliest && found == at(earliest)),
            Err(Error::Beyond { end: found, .. }) => assert!(from > end && found == at(end)),
            Err(other) => panic!("{other}"),
            Ok(_) => assert_eq!(read(&self.log, at(from)).await.0, self.model.records[from as usize..]),
        }
    }

    async fn commit(&mut self, position: u64) {
        let there = self.model.segments[0].0..=self.model.records.len() as u64;
        let committed = self.consumer.commit(at(position)).await;
        assert_eq!(committed.is_ok(), there.contains(&position), "{committed:?}");
        if committed.is_ok() {
            self.model.committed = position;
            if self.model.keep {
                self.model.remove_old();
            }
        }
    }

    async fn reopen(self) -> Self {
        self.log.close().await.unwrap();
        let log = Log::open(self.folder.path(), self.options.clone()).await.unwrap();
        assert_eq!(log.opened().cut_bytes, 0);
        let consumer = log.consumer("one").await.unwrap();
        let mut both = Both { log, consumer, ..self };
        both.model.remove_old();
        both
    }

    async fn check(&self) {
        // Retention goes on behind an append: this waits for it.
        self.log.retain().await.unwrap();
        let model = &self.model;
        assert_eq!(self.log.end(), at(model.records.len() as u64));
        assert_eq!(self.log.earliest(), at(model.segments[0].0));
        assert_eq!(self.log.bytes(), model.segments.iter().map(|(_, bytes)| bytes).sum::<u64>());
        assert_eq!(self.consumer.position().await.unwrap(), Position::new(model.committed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_a_list(
        acts in prop::collection::vec(act(), 1..40),
        retain in prop::option::of(100..1_000u64),
        keep in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(within(async {
            let mut both = Both::new(retain, keep).await;
            for act in acts {
                both = both.act(act).await;
                both.check().await;
            }
            both.read(both.model.segments[0].0).await;
        }));
    }
}
