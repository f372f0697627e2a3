//! What readers see of the log, as the writer last published it.

use std::sync::Arc;
use std::time::SystemTime;

use crate::{Error, Position};

/// A segment file.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) first: u64,
    /// In its file; of the last segment, [`View::tail_bytes`] says it.
    pub(crate) bytes: u64,
    /// When its last record was.
    pub(crate) written: SystemTime,
}

/// What is durable.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) segments: Arc<[Segment]>,
    /// Of the last segment.
    pub(crate) tail_bytes: u64,
    /// Of the next record.
    pub(crate) end: u64,
    pub(crate) state: State,
}

#[derive(Clone, Debug)]
pub(crate) enum State {
    Open,
    Closed,
    /// No record will come any more, because of this.
    Poisoned(Error),
}

impl View {
    pub(crate) fn earliest(&self) -> u64 {
        self.segments[0].first
    }

    pub(crate) fn bytes(&self) -> u64 {
        let sealed = &self.segments[..self.segments.len() - 1];
        sealed.iter().map(|segment| segment.bytes).sum::<u64>() + self.tail_bytes
    }

    /// Where the record is: in which segment, as long as which, up to which position.
    pub(crate) fn part_with(&self, position: u64) -> Part {
        let behind = self.segments.partition_point(|segment| segment.first <= position);
        let segment = &self.segments[behind - 1];
        match self.segments.get(behind) {
            Some(next) => Part { first: segment.first, bytes: segment.bytes, end: next.first, sealed: true },
            None => Part { first: segment.first, bytes: self.tail_bytes, end: self.end, sealed: false },
        }
    }

    pub(crate) fn check(&self, position: u64) -> Result<(), Error> {
        let position = Position::new(position);
        let (earliest, end) = (Position::new(self.earliest()), Position::new(self.end));
        if position < earliest {
            return Err(Error::Removed { position, earliest });
        }
        if position > end {
            return Err(Error::Beyond { position, end });
        }
        Ok(())
    }
}

/// What of a segment can be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) first: u64,
    pub(crate) bytes: u64,
    pub(crate) end: u64,
    pub(crate) sealed: bool,
}
