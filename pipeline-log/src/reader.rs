//! Reads what is durable, segment by segment.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::disk::Folder;
use crate::format::{self, BadHeader};
use crate::log::finished;
use crate::open::read_header;
use crate::scan::{Scan, Step};
use crate::view::{Part, State, View};
use crate::{Error, Position, Record};

/// About how many bytes of records are read ahead.
const AHEAD: usize = 64 << 10;

/// Reads the records of a log one by one: see [`Log::read_from`](crate::Log::read_from) and
/// [`Log::read_to_end`](crate::Log::read_to_end). It does not keep the log open.
pub struct Reader {
    folder: Arc<dyn Folder>,
    view: watch::Receiver<View>,
    /// Of the record that is given next.
    next: u64,
    /// Where it ends, if it does not follow what is appended.
    end: Option<u64>,
    ready: VecDeque<Record>,
    open: Option<Open>,
    /// It goes on when a call that has begun it is dropped.
    reading: Option<JoinHandle<Result<Fetched, Error>>>,
}

/// A segment that is being read.
struct Open {
    first: u64,
    scan: Scan,
}

struct Fetched {
    open: Open,
    records: VecDeque<Record>,
}

impl Reader {
    pub(crate) fn new(folder: Arc<dyn Folder>, view: watch::Receiver<View>, next: u64, end: Option<u64>) -> Self {
        Reader { folder, view, next, end, ready: VecDeque::new(), open: None, reading: None }
    }

    /// What the next record will have.
    pub fn position(&self) -> Position {
        Position::new(self.next)
    }

    /// The next record; where all have been read, it waits for one to become durable. `None` at the end: of
    /// [`read_to_end`](crate::Log::read_to_end), otherwise of a log that has been closed.
    ///
    /// # Errors
    ///
    /// [`Error::Removed`] when retention was faster, [`Error::Corrupt`], [`Error::Version`], [`Error::Io`]; at the end
    /// of a log that takes no more appends [`Error::Poisoned`]. The reader stays where it is, so another call tries
    /// again.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: no record is lost.
    pub async fn next(&mut self) -> Result<Option<Record>, Error> {
        loop {
            if let Some(record) = self.ready.pop_front() {
                self.next = record.position.get() + 1;
                return Ok(Some(record));
            }
            if let Some(reading) = &mut self.reading {
                let fetched = finished(reading.await);
                self.reading = None;
                self.take(fetched?)?;
                continue;
            }
            let view = self.view.borrow_and_update().clone();
            if self.next < self.end.unwrap_or(view.end) {
                self.begin(&view)?;
            } else if self.end.is_some() || self.is_over(&view)? {
                return Ok(None);
            } else if self.view.changed().await.is_err() {
                // The writer has ended without a word: it has panicked.
                return Err(Error::Closed);
            }
        }
    }

    fn is_over(&self, view: &View) -> Result<bool, Error> {
        match &view.state {
            State::Open => Ok(false),
            State::Closed => Ok(true),
            State::Poisoned(error) => Err(error.clone()),
        }
    }

    /// Begins to read what is durable, off the async workers.
    fn begin(&mut self, view: &View) -> Result<(), Error> {
        view.check(self.next)?;
        let part = view.part_with(self.next);
        let open = self.open.take().filter(|open| open.first == part.first);
        let (folder, from) = (Arc::clone(&self.folder), self.next);
        let until = self.end.map_or(part.end, |end| end.min(part.end));
        self.reading = Some(tokio::task::spawn_blocking(move || fetch(&*folder, open, part, from, until)));
        Ok(())
    }

    /// A segment that could not be read may have been removed meanwhile: then that is what is wrong.
    fn take(&mut self, fetched: Result<Fetched, Error>) -> Result<(), Error> {
        match fetched {
            Ok(fetched) => (self.open, self.ready) = (Some(fetched.open), fetched.records),
            Err(error) => {
                self.view.borrow().check(self.next)?;
                return Err(error);
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("position", &self.next).finish_non_exhaustive()
    }
}

/// Some records, one at least, of the part of a segment: from one position on, and before the other.
fn fetch(folder: &dyn Folder, open: Option<Open>, part: Part, from: u64, until: u64) -> Result<Fetched, Error> {
    let path = || folder.path().join(format::segment_name(part.first));
    let mut open = match open {
        Some(open) => open,
        None => begin_segment(folder, part)?,
    };
    open.scan.limit = part.bytes;
    let (mut records, mut bytes) = (VecDeque::new(), 0);
    while open.scan.position < until && bytes < AHEAD {
        let (offset, position) = (open.scan.at, open.scan.position);
        let what = match open.scan.step().map_err(Error::io("read", path()))? {
            Step::Record { .. } if position < from => continue,
            Step::Record { .. } => {
                let record = open.scan.record().to_vec();
                bytes += record.len() + size_of::<Record>();
                records.push_back(Record { position: Position::new(position), bytes: record });
                continue;
            }
            Step::End => "records are missing at the end of the file",
            Step::Damaged(what) => what,
        };
        if records.is_empty() {
            return Err(corrupt(folder, part, offset, position, what));
        }
        // What is before the damage comes first.
        break;
    }
    Ok(Fetched { open, records })
}

fn begin_segment(folder: &dyn Folder, part: Part) -> Result<Open, Error> {
    let name = format::segment_name(part.first);
    let path = folder.path().join(&name);
    let mut file = folder.open(&name).map_err(Error::io("open", path.clone()))?;
    match read_header(&mut *file).map_err(Error::io("read", path.clone()))? {
        Ok(header) if header.position == part.first => {}
        Err(BadHeader::Version(found)) => return Err(Error::Version { file: path, found }),
        _ => return Err(corrupt(folder, part, 0, part.first, "the segment's header is damaged")),
    }
    Ok(Open { first: part.first, scan: Scan::new(file, part.first, part.bytes) })
}

fn corrupt(folder: &dyn Folder, part: Part, offset: u64, position: u64, what: &'static str) -> Error {
    Error::Corrupt {
        file: folder.path().join(format::segment_name(part.first)),
        offset,
        position: Position::new(position),
        what,
        next: part.sealed.then_some(Position::new(part.end)),
    }
}
