//! Removes the oldest segments, as far as the options say.

use std::io;

use crate::format;
use crate::view::Segment;
use crate::writer::Writer;
use crate::{Error, Position};

/// What [`Log::retain`](crate::Log::retain) has removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retained {
    /// So many segments.
    pub segments: usize,
    /// So many bytes of them.
    pub bytes: u64,
    /// The first record that is there still.
    pub earliest: Position,
}

/// Segments that readers do not see any more, and that are still to be removed.
#[derive(Default)]
pub(crate) struct Removal {
    segments: Vec<Segment>,
}

impl Writer {
    pub(crate) fn retain(&mut self) -> Result<Retained, Error> {
        let due = self.due();
        if due > 0 {
            self.removal.segments.extend(self.segments.drain(..due));
            self.publish();
        }
        let mut retained = Retained { segments: 0, bytes: 0, earliest: Position::new(self.segments[0].first) };
        while let Some(segment) = self.removal.segments.first() {
            self.remove(segment)?;
            retained.segments += 1;
            retained.bytes += self.removal.segments.remove(0).bytes;
        }
        Ok(retained)
    }

    /// How many of the oldest segments are to go.
    fn due(&self) -> usize {
        let sealed = &self.segments[..self.segments.len() - 1];
        let mut bytes = sealed.iter().map(|segment| segment.bytes).sum::<u64>() + self.tail.bytes;
        let now = self.folder.now();
        let is_due = |(segment, next): &(&Segment, &Segment)| {
            let large = self.options.retain_bytes.is_some_and(|most| bytes > most);
            let age = now.duration_since(segment.written);
            let old = self.options.retain_age.is_some_and(|oldest| age.is_ok_and(|age| age >= oldest));
            bytes -= segment.bytes;
            (large || old) && self.may_go(next.first)
        };
        sealed.iter().zip(&self.segments[1..]).take_while(is_due).count()
    }

    /// Whether all that is before this position may.
    fn may_go(&self, end: u64) -> bool {
        !self.options.keep_unread || self.consumers.values().all(|committed| *committed >= end)
    }

    /// Durably, before the next one is removed: otherwise a crash could leave a gap.
    fn remove(&self, segment: &Segment) -> Result<(), Error> {
        let name = format::segment_name(segment.first);
        let removed = match self.folder.remove(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => self.folder.sync(),
        };
        removed.map_err(Error::io("remove", self.folder.path().join(name)))
    }
}
