//! The bytes of a segment and of a consumer's position. All numbers are little endian.
//!
//! ```text
//! segment    "AQDCTLOG" | version: u32 | first position: u64 | when it was made: u64 | checksum of these: u32 | frames
//! frame      begins a run: 1 bit, length: 31 bits | checksum: u32 | position: u64 | the record's bytes
//! consumer   "AQDCTCON" | version: u32 | position: u64 | when it was committed: u64 | checksum of these: u32
//! ```
//!
//! Times are in seconds since the Unix epoch. A frame's checksum (CRC-32) is over all of the frame but itself. A run is
//! what was written and fsynced together, and none is written before the one before it is durable. So where a run
//! begins, all before it was durable once: that tells damage from a tail that was never finished.

use std::time::{Duration, SystemTime};

/// The length of a segment's header, in bytes; that of a consumer's is the same.
pub(crate) const SEGMENT_HEADER: u64 = HEADER_BYTES as u64;

/// The length of a frame's header, in bytes.
pub(crate) const FRAME_HEADER: usize = 16;

const HEADER_BYTES: usize = 32;
const VERSION: u32 = 1;
const BEGINS_RUN: u32 = 1 << 31;
const SEGMENT: &[u8; 8] = b"AQDCTLOG";
const CONSUMER: &[u8; 8] = b"AQDCTCON";

/// What the header of a segment or a consumer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) position: u64,
    pub(crate) time: SystemTime,
}

/// Why a header cannot be taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BadHeader {
    Damaged,
    Version(u32),
}

pub(crate) fn segment_header(first: u64, made: SystemTime) -> [u8; HEADER_BYTES] {
    header(SEGMENT, first, made)
}

pub(crate) fn consumer_header(position: u64, committed: SystemTime) -> [u8; HEADER_BYTES] {
    header(CONSUMER, position, committed)
}

/// Of the segment that begins with these bytes.
pub(crate) fn read_segment_header(bytes: &[u8]) -> Result<Header, BadHeader> {
    read_header(SEGMENT, bytes)
}

/// Of the consumer whose file has these bytes.
pub(crate) fn read_consumer_header(bytes: &[u8]) -> Result<Header, BadHeader> {
    read_header(CONSUMER, bytes)
}

fn header(magic: &[u8; 8], position: u64, time: SystemTime) -> [u8; HEADER_BYTES] {
    // A clock that is before the epoch says nothing.
    let time = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut bytes = [0; HEADER_BYTES];
    bytes[..8].copy_from_slice(magic);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    bytes[12..20].copy_from_slice(&position.to_le_bytes());
    bytes[20..28].copy_from_slice(&time.to_le_bytes());
    let checksum = crc32fast::hash(&bytes[..28]);
    bytes[28..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn read_header(magic: &[u8; 8], bytes: &[u8]) -> Result<Header, BadHeader> {
    if bytes.len() != HEADER_BYTES || bytes[..8] != magic[..] || crc32fast::hash(&bytes[..28]) != u32_at(bytes, 28) {
        return Err(BadHeader::Damaged);
    }
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64_at(bytes, 20)));
    match (u32_at(bytes, 8), time) {
        (VERSION, Some(time)) => Ok(Header { position: u64_at(bytes, 12), time }),
        (VERSION, None) => Err(BadHeader::Damaged),
        (other, _) => Err(BadHeader::Version(other)),
    }
}

/// What the header of a frame says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) begins_run: bool,
    /// Of the record, in bytes.
    pub(crate) length: usize,
    pub(crate) position: u64,
    checksum: u32,
}

impl Frame {
    /// Reads the header at the beginning of `bytes`, which has at least as many.
    pub(crate) fn read(bytes: &[u8]) -> Frame {
        let length = u32_at(bytes, 0);
        Frame {
            begins_run: length & BEGINS_RUN != 0,
            length: (length & !BEGINS_RUN) as usize,
            position: u64_at(bytes, 8),
            checksum: u32_at(bytes, 4),
        }
    }

    /// In the file, with its header.
    pub(crate) fn bytes(&self) -> usize {
        FRAME_HEADER + self.length
    }

    /// Whether `bytes`, the whole frame, are what was written.
    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        checksum(bytes) == self.checksum
    }
}

/// Appends the frame of a record, as far as it is known before its position is.
pub(crate) fn push_frame(frames: &mut Vec<u8>, record: &[u8]) {
    let length = u32::try_from(record.len()).ok().filter(|length| length & BEGINS_RUN == 0);
    frames.extend_from_slice(&length.expect("`max_record_bytes` is less").to_le_bytes());
    frames.extend_from_slice(&[0; FRAME_HEADER - 4]);
    frames.extend_from_slice(record);
}

/// Gives the frames of a run their positions and checksums.
pub(crate) fn stamp_run(run: &mut [u8], first: u64) {
    let (mut at, mut position) = (0, first);
    while at < run.len() {
        let end = at + Frame::read(&run[at..]).bytes();
        let frame = &mut run[at..end];
        if at == 0 {
            let length = u32_at(frame, 0) | BEGINS_RUN;
            frame[..4].copy_from_slice(&length.to_le_bytes());
        }
        frame[8..16].copy_from_slice(&position.to_le_bytes());
        let checksum = checksum(frame);
        frame[4..8].copy_from_slice(&checksum.to_le_bytes());
        (at, position) = (end, position + 1);
    }
}

/// How many frames these are, that nobody has stamped yet.
pub(crate) fn count_frames(frames: &[u8]) -> u64 {
    let (mut at, mut count) = (0, 0);
    while at < frames.len() {
        at += Frame::read(&frames[at..]).bytes();
        count += 1;
    }
    count
}

fn checksum(frame: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&frame[..4]);
    hasher.update(&frame[8..]);
    hasher.finalize()
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

const SUFFIX: &str = ".log";
const DIGITS: usize = 20;

/// The file of the segment that begins at `first`; in the order of their names they are in the order of their
/// positions.
pub(crate) fn segment_name(first: u64) -> String {
    format!("{first:0DIGITS$}{SUFFIX}")
}

/// The first position of the segment with that file; `None` if it is none.
pub(crate) fn segment_first(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(SUFFIX)?;
    let plain = digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_no_frame() {
        let zeros = [0; 64];
        assert!(!Frame::read(&zeros).holds(&zeros[..FRAME_HEADER]));
    }

    #[test]
    fn names_and_positions_are_the_same() {
        for first in [0, 7, u64::MAX] {
            assert_eq!(segment_first(&segment_name(first)), Some(first));
        }
        for other in
            ["7.log", "lock", "00000000000000000007.tmp", "+0000000000000000007.log", "99999999999999999999.log"]
        {
            assert_eq!(segment_first(other), None, "{other}");
        }
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let header = Header { position: 3, time: SystemTime::UNIX_EPOCH + Duration::from_secs(77) };
        let written = segment_header(header.position, header.time);
        let mut later = written;
        later[8] = 2;
        assert_eq!(read_segment_header(&later), Err(BadHeader::Damaged));
        let checksum = crc32fast::hash(&later[..28]);
        later[28..].copy_from_slice(&checksum.to_le_bytes());
        assert_eq!(read_segment_header(&later), Err(BadHeader::Version(2)));
        assert_eq!(read_segment_header(&written), Ok(header));
        assert_eq!(read_consumer_header(&written), Err(BadHeader::Damaged));
    }
}
