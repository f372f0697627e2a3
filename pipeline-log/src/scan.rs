//! One record of a segment after the other.

use std::io;

use crate::disk::Stored;
use crate::format::{FRAME_HEADER, Frame, SEGMENT_HEADER};

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// What is next in the segment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A record, which is [`Scan::record`] until the next step.
    Record { begins_run: bool },
    /// All has been read.
    End,
    /// What is there is no record. The scan stays where it is.
    Damaged(&'static str),
}

/// Reads a segment up to a limit, and verifies what it reads.
pub(crate) struct Scan {
    file: Box<dyn Stored>,
    /// In bytes, where the next frame begins.
    pub(crate) at: u64,
    /// In bytes, where the last one ends.
    pub(crate) limit: u64,
    /// Of the next record.
    pub(crate) position: u64,
    /// What was read, and where in the file that begins.
    buffer: Vec<u8>,
    start: u64,
    /// Where the last record is in the buffer.
    record: std::ops::Range<usize>,
}

impl Scan {
    /// From the first record on, which is behind the header.
    pub(crate) fn new(file: Box<dyn Stored>, first: u64, limit: u64) -> Self {
        let at = SEGMENT_HEADER;
        Scan { file, at, limit, position: first, buffer: Vec::new(), start: at, record: 0..0 }
    }

    pub(crate) fn step(&mut self) -> io::Result<Step> {
        if self.at == self.limit {
            return Ok(Step::End);
        }
        if !self.has(FRAME_HEADER)? {
            return Ok(Step::Damaged("it is cut short"));
        }
        let frame = Frame::read(self.bytes(FRAME_HEADER));
        if frame.position != self.position {
            return Ok(Step::Damaged("there is no record with that position"));
        }
        if !self.has(frame.bytes())? {
            return Ok(Step::Damaged("it is longer than what is there"));
        }
        if !frame.holds(self.bytes(frame.bytes())) {
            return Ok(Step::Damaged("its checksum is not that of its bytes"));
        }
        let begin = self.offset();
        self.record = begin + FRAME_HEADER..begin + frame.bytes();
        self.at += frame.bytes() as u64;
        self.position += 1;
        Ok(Step::Record { begins_run: frame.begins_run })
    }

    /// The bytes of the record that the last step came upon.
    pub(crate) fn record(&self) -> &[u8] {
        &self.buffer[self.record.clone()]
    }

    /// Whether a run begins somewhere behind the damage. It was written when all before it was durable, so what is
    /// damaged was.
    pub(crate) fn run_begins_behind(&mut self) -> io::Result<bool> {
        let (damage, missing) = (self.at, self.position);
        while self.at + (FRAME_HEADER as u64) < self.limit {
            self.at += 1;
            if !self.has(FRAME_HEADER)? {
                return Ok(false);
            }
            let frame = Frame::read(self.bytes(FRAME_HEADER));
            // Most of what is no frame is sorted out by its position, before anything is read for its checksum.
            let farthest = missing + (self.at - damage) / FRAME_HEADER as u64 + 1;
            let may_be = frame.begins_run && frame.position > missing && frame.position <= farthest;
            if may_be && self.has(frame.bytes())? && frame.holds(self.bytes(frame.bytes())) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn into_file(self) -> Box<dyn Stored> {
        self.file
    }

    /// Reads, unless they are there already, so many bytes from `at` on; `false` if there are not so many.
    fn has(&mut self, bytes: usize) -> io::Result<bool> {
        if bytes as u64 > self.limit - self.at {
            return Ok(false);
        }
        let offset = self.offset();
        if self.buffer.len() >= offset + bytes {
            return Ok(true);
        }
        self.buffer.drain(..offset.min(self.buffer.len()));
        self.start = self.at;
        let kept = self.buffer.len();
        let more = (self.limit - self.at).min(bytes.max(CHUNK) as u64) as usize;
        self.buffer.resize(more.max(kept), 0);
        let read = self.file.read_at(self.at + kept as u64, &mut self.buffer[kept..])?;
        self.buffer.truncate(kept + read);
        Ok(self.buffer.len() >= bytes)
    }

    fn offset(&self) -> usize {
        (self.at - self.start) as usize
    }

    fn bytes(&self, bytes: usize) -> &[u8] {
        let offset = self.offset();
        &self.buffer[offset..offset + bytes]
    }
}
