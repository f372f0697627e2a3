//! What can be said about a log when it is opened.

use std::time::Duration;

use crate::Error;
use crate::format::{FRAME_HEADER, SEGMENT_HEADER};

/// More cannot wait: 256 MiB, which tokio can count on every machine.
const LARGEST_QUEUE: usize = 256 << 20;

/// No record can be larger, whatever the options say: 1 GiB.
const LARGEST_RECORD: usize = 1 << 30;

/// How a [`Log`](crate::Log) is kept. Nothing of it is stored: each opening may say something else.
///
/// ```
/// use aqueduct_log::Options;
/// use std::time::Duration;
///
/// let options = Options::new()
///     .segment_bytes(16 << 20)
///     .retain_bytes(1 << 30)
///     .retain_age(Duration::from_secs(7 * 24 * 3600))
///     .keep_unread(true);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) segment_bytes: u64,
    pub(crate) queue_bytes: usize,
    pub(crate) max_record_bytes: usize,
    pub(crate) retain_bytes: Option<u64>,
    pub(crate) retain_age: Option<Duration>,
    pub(crate) keep_unread: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            segment_bytes: 64 << 20,
            queue_bytes: 8 << 20,
            max_record_bytes: 16 << 20,
            retain_bytes: None,
            retain_age: None,
            keep_unread: false,
        }
    }
}

impl Options {
    /// The defaults: nothing is ever removed.
    pub fn new() -> Self {
        Self::default()
    }

    /// A segment that has so many bytes gets no more records; 64 MiB unless said. The last run of records may go
    /// beyond.
    ///
    /// What is removed is whole segments, and a reader that begins in the middle of one reads it from its beginning.
    pub fn segment_bytes(mut self, bytes: u64) -> Self {
        self.segment_bytes = bytes;
        self
    }

    /// How many bytes may wait to be written, the 16 of each record's header included; 8 MiB unless said, at most 256
    /// MiB. Beyond, appends wait for room. Also about how much one write and one fsync take together.
    pub fn queue_bytes(mut self, bytes: usize) -> Self {
        self.queue_bytes = bytes;
        self
    }

    /// The largest record that can be appended; 16 MiB unless said, at most 1 GiB. What is in the log already is read
    /// whatever its size.
    pub fn max_record_bytes(mut self, bytes: usize) -> Self {
        self.max_record_bytes = bytes;
        self
    }

    /// The oldest segments are removed while all of them together have more bytes; never the one that is written.
    pub fn retain_bytes(mut self, bytes: u64) -> Self {
        self.retain_bytes = Some(bytes);
        self
    }

    /// A segment is removed when its last record was written so long ago, by the clock and the file's time of
    /// modification. The one that is written is never removed, but it gets no more records when it was made so long
    /// ago; so where records keep coming, one stays for twice `age` at most.
    ///
    /// Looked at when records are written, when the log is opened, and by [`Log::retain`](crate::Log::retain).
    pub fn retain_age(mut self, age: Duration) -> Self {
        self.retain_age = Some(age);
        self
    }

    /// Nothing is removed that a consumer has not committed; `false` unless said. Then a consumer that stands still
    /// lets the log grow without end: see [`Log::bytes`](crate::Log::bytes) and
    /// [`Log::forget_consumer`](crate::Log::forget_consumer). Without consumers it holds nothing back.
    pub fn keep_unread(mut self, keep: bool) -> Self {
        self.keep_unread = keep;
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let wrong = |what| Err(Error::Option { what });
        if self.segment_bytes <= SEGMENT_HEADER {
            return wrong("`segment_bytes` must be more than the 32 bytes of a segment's header");
        }
        if self.queue_bytes < FRAME_HEADER || self.queue_bytes > LARGEST_QUEUE {
            return wrong("`queue_bytes` must be from 16 bytes to 256 MiB");
        }
        if self.max_record_bytes == 0 || self.max_record_bytes > LARGEST_RECORD {
            return wrong("`max_record_bytes` must be from 1 byte to 1 GiB");
        }
        Ok(())
    }
}
