//! How far the time has come of what leaves a keyed queue: no further than the oldest item that is still inside.

use std::collections::BTreeMap;

use crate::edge::SaysMarks;
use crate::time::{Mark, Timestamp};

/// The time of an item, and behind how many marks it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry {
    pub(super) at: Timestamp,
    epoch: u64,
}

/// Which marks have come, and which of them may go out: each when nothing is left inside that came before it.
pub(super) struct Passage {
    /// The items inside by the mark behind which they came, and that mark. One without items is there only as the last.
    epochs: BTreeMap<u64, Epoch>,
    last: u64,
    latest: Timestamp,
    /// For each worker, who says that its outputs and its failures have come so far. They share an edge each.
    ways_out: Vec<Box<dyn SaysMarks>>,
}

#[derive(Clone, Copy)]
struct Epoch {
    mark: Option<Mark>,
    inside: usize,
}

impl Passage {
    pub(super) fn new(ways_out: Vec<Box<dyn SaysMarks>>) -> Self {
        let epochs = BTreeMap::from([(0, Epoch { mark: None, inside: 0 })]);
        Self { epochs, last: 0, latest: Timestamp::MIN, ways_out }
    }

    /// Further ways out.
    pub(super) fn say_at(&mut self, ways_out: Vec<Box<dyn SaysMarks>>) {
        self.ways_out.extend(ways_out);
    }

    /// An item comes in.
    pub(super) fn enter(&mut self, at: Timestamp) -> Entry {
        self.latest = self.latest.max(at);
        self.epoch(self.last).inside += 1;
        Entry { at, epoch: self.last }
    }

    /// Something comes out by itself: it is not late.
    pub(super) fn enter_by_itself(&mut self) -> Entry {
        self.enter(self.latest)
    }

    /// Items go on as one, with the time of the last of them.
    pub(super) fn gather(&mut self, items: impl Iterator<Item = Entry> + Clone) -> Entry {
        let oldest = items.clone().map(|item| item.epoch).min().unwrap_or(self.last);
        self.epoch(oldest).inside += 1;
        let mut unit = Entry { at: self.latest, epoch: oldest };
        for item in items {
            unit.at = item.at;
            self.leave(item);
        }
        unit
    }

    /// What came of it is out.
    pub(super) fn leave(&mut self, entry: Entry) {
        let epoch = self.epoch(entry.epoch);
        epoch.inside -= 1;
        if epoch.inside > 0 || entry.epoch == self.last {
            return;
        }
        let was_first = self.epochs.first_key_value().is_some_and(|(first, _)| *first == entry.epoch);
        self.epochs.remove(&entry.epoch);
        if was_first {
            self.say();
        }
    }

    /// A mark comes in, behind all items so far.
    pub(super) fn mark(&mut self, mark: Mark) {
        if let Mark::Reached(at) = mark {
            self.latest = self.latest.max(at);
        }
        if self.epoch(self.last).inside > 0 {
            self.last += 1;
        }
        self.epochs.insert(self.last, Epoch { mark: Some(mark), inside: 0 });
        if self.epochs.len() == 1 {
            self.say();
        }
    }

    /// The first mark is behind all that is out and before all that is inside.
    fn say(&self) {
        let Some(mark) = self.epochs.first_key_value().and_then(|(_, first)| first.mark) else { return };
        self.ways_out.iter().for_each(|way| way.mark(mark));
    }

    fn epoch(&mut self, number: u64) -> &mut Epoch {
        self.epochs.get_mut(&number).expect("aqueduct: an epoch stays while there are items of it, and as the last")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    struct Said(Arc<Mutex<Vec<i64>>>);

    impl SaysMarks for Said {
        fn mark(&self, mark: Mark) {
            let Mark::Reached(at) = mark else { return };
            self.0.lock().unwrap().push(at.as_secs());
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    #[test]
    fn a_mark_goes_out_when_nothing_is_left_of_what_came_before_it() {
        let said = Arc::default();
        let mut passage = Passage::new(vec![Box::new(Said(Arc::clone(&said)))]);
        let said = || std::mem::take(&mut *said.lock().unwrap());
        passage.mark(Mark::Reached(at(1)));
        assert_eq!(said(), [1]);
        let (first, second) = (passage.enter(at(5)), passage.enter(at(6)));
        passage.mark(Mark::Reached(at(6)));
        let third = passage.enter(at(8));
        passage.mark(Mark::Reached(at(8)));
        passage.mark(Mark::Reached(at(9)));
        passage.leave(third);
        passage.leave(first);
        assert_eq!(said(), [] as [i64; 0], "the second is inside");
        passage.leave(second);
        assert_eq!(said(), [9]);
        let late = passage.enter(at(2));
        passage.mark(Mark::Reached(at(12)));
        let own = passage.enter_by_itself();
        assert_eq!(own.at, at(12));
        let batch = passage.gather([late, own].into_iter());
        assert_eq!(batch.at, at(12));
        passage.mark(Mark::Reached(at(13)));
        assert_eq!(said(), [] as [i64; 0]);
        passage.leave(batch);
        assert_eq!(said(), [13]);
        assert_eq!(passage.epochs.len(), 1);
    }
}
