//! Finds what is durable in a folder, and cuts off what is not.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::consumers::{self, Consumers};
use crate::disk::{Folder, Lock, Stored};
use crate::format::{self, BadHeader, Header, SEGMENT_HEADER};
use crate::scan::{Scan, Step};
use crate::view::Segment;
use crate::{Error, Options, Position};

/// What was there when the log was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opened {
    /// So many bytes were cut off the end: what a crash had left of appends that were never acknowledged. 0 after a
    /// clean end.
    pub cut_bytes: u64,
    /// The file they were cut off.
    pub cut_file: Option<PathBuf>,
    /// How many segments there are.
    pub segments: usize,
    /// The first record that is there.
    pub earliest: Position,
    /// What the next record will get.
    pub end: Position,
}

/// A log whose end is known, and durable.
pub(crate) struct Found {
    pub(crate) lock: Lock,
    pub(crate) consumers: Consumers,
    /// The last is the one to be written.
    pub(crate) segments: Vec<Segment>,
    pub(crate) tail: Tail,
    pub(crate) cut_bytes: u64,
}

/// The segment that is written.
pub(crate) struct Tail {
    pub(crate) file: Box<dyn Stored>,
    /// Of the file, in bytes; durable.
    pub(crate) bytes: u64,
    /// Of the next record.
    pub(crate) next: u64,
    /// When it was made.
    pub(crate) made: SystemTime,
    /// When its last record was written, as far as is known.
    pub(crate) written: SystemTime,
}

const LOCK: &str = "lock";

/// Two writes to one disk sector may not both be whole; so what is written again begins where a page begins, of any
/// usual size.
const PAGE: u64 = 64 << 10;

pub(crate) fn find(folder: &Arc<dyn Folder>, options: &Options) -> Result<Found, Error> {
    options.check()?;
    let failed = |what| Error::io(what, folder.path().to_owned());
    folder.prepare().map_err(failed("make the folder"))?;
    let lock = folder.lock(LOCK).map_err(failed("lock"))?;
    let lock = lock.ok_or_else(|| Error::Locked { path: folder.path().join(LOCK) })?;
    let names = folder.names().map_err(failed("list"))?;
    let consumers = consumers::load(folder, &names)?;
    let mut firsts: Vec<u64> = names.iter().filter_map(|name| format::segment_first(name)).collect();
    firsts.sort_unstable();
    if firsts.is_empty() {
        create_segment(&**folder, 0)?;
        firsts.push(0);
    }
    let mut segments = firsts.iter().map(|first| measure(&**folder, *first)).collect::<Result<Vec<_>, _>>()?;
    let last = segments.last_mut().expect("there is one at least");
    let committed = consumers.values().copied().max().unwrap_or(0);
    let (tail, cut_bytes) = find_end(&**folder, last, committed)?;
    folder.sync().map_err(failed("sync"))?;
    Ok(Found { lock, consumers, segments, tail, cut_bytes })
}

fn measure(folder: &dyn Folder, first: u64) -> Result<Segment, Error> {
    let name = format::segment_name(first);
    let path = folder.path().join(&name);
    let file = folder.open(&name).map_err(Error::io("open", path.clone()))?;
    let bytes = file.bytes().map_err(Error::io("read", path.clone()))?;
    let written = file.modified().map_err(Error::io("read", path))?;
    Ok(Segment { first, bytes, written })
}

/// A new segment, durable in its folder before anything is written to it.
pub(crate) fn create_segment(folder: &dyn Folder, first: u64) -> Result<Box<dyn Stored>, Error> {
    let name = format::segment_name(first);
    let path = folder.path().join(&name);
    let mut file = folder.create(&name).map_err(Error::io("create", path.clone()))?;
    file.write_at(0, &format::segment_header(first, folder.now())).map_err(Error::io("write", path.clone()))?;
    sync_both(folder, &mut *file, path)?;
    Ok(file)
}

/// An error of these leaves open what has become of the file.
fn sync_both(folder: &dyn Folder, file: &mut dyn Stored, path: PathBuf) -> Result<(), Error> {
    let synced = file.sync().and_then(|()| folder.sync());
    synced.map_err(|error| {
        let source = Arc::new(error);
        Error::Io { what: SYNC, path, source }
    })
}

/// What an [`Error::Io`] says that leaves open what is on the disk.
pub(crate) const SYNC: &str = "sync";

/// What was found in the last segment: up to where it is whole.
struct Whole {
    scan: Scan,
    /// Where the last run begins, and where it ends, in bytes.
    run: u64,
    end: u64,
    /// Of the next record.
    next: u64,
    /// What is wrong with what follows, if anything does.
    wrong: Option<&'static str>,
}

/// The segment that will be written, without what was never finished, and how many bytes that was.
fn find_end(folder: &dyn Folder, last: &mut Segment, committed: u64) -> Result<(Tail, u64), Error> {
    let name = format::segment_name(last.first);
    let path = folder.path().join(&name);
    let mut file = folder.open(&name).map_err(Error::io("open", path.clone()))?;
    let Some(made) = check_header(&mut *file, last, &path)? else {
        return make_anew(folder, last, committed);
    };
    let mut whole = read_whole(file, last).map_err(Error::io("read", path.clone()))?;
    if let Some(what) = was_durable(&mut whole, committed).map_err(Error::io("read", path.clone()))? {
        return Err(damaged(&path, whole.end, whole.next, what));
    }
    let Whole { scan, run, end, next, .. } = whole;
    let mut file = scan.into_file();
    make_durable(&mut *file, run, end, last).map_err(Error::io(SYNC, path))?;
    let cut = last.bytes - end;
    last.bytes = end;
    Ok((Tail { file, bytes: end, next, made, written: last.written }, cut))
}

/// It has no records: the crash came while it was made, which is finished now.
fn make_anew(folder: &dyn Folder, last: &mut Segment, committed: u64) -> Result<(Tail, u64), Error> {
    if committed > last.first {
        let path = folder.path().join(format::segment_name(last.first));
        return Err(damaged(&path, SEGMENT_HEADER, last.first, MISSING));
    }
    let file = create_segment(folder, last.first)?;
    let (cut, now) = (last.bytes, folder.now());
    (last.bytes, last.written) = (SEGMENT_HEADER, now);
    Ok((Tail { file, bytes: SEGMENT_HEADER, next: last.first, made: now, written: now }, cut))
}

fn read_whole(file: Box<dyn Stored>, last: &Segment) -> std::io::Result<Whole> {
    let mut scan = Scan::new(file, last.first, last.bytes);
    let mut run = 0;
    let wrong = loop {
        let at = scan.at;
        match scan.step()? {
            Step::Record { begins_run: true } => run = at,
            Step::Record { begins_run: false } => {}
            Step::End => break None,
            Step::Damaged(what) => break Some(what),
        }
    };
    Ok(Whole { run, end: scan.at, next: scan.position, wrong, scan })
}

/// What is wrong, where something is missing that was durable once.
fn was_durable(whole: &mut Whole, committed: u64) -> std::io::Result<Option<&'static str>> {
    if committed > whole.next {
        return Ok(Some(whole.wrong.unwrap_or(MISSING)));
    }
    match whole.wrong {
        Some(what) if whole.scan.run_begins_behind()? => Ok(Some(what)),
        _ => Ok(None),
    }
}

const MISSING: &str = "a consumer has committed it, but it is not there";

fn damaged(path: &Path, offset: u64, position: u64, what: &'static str) -> Error {
    Error::Corrupt { file: path.to_owned(), offset, position: Position::new(position), what, next: None }
}

/// When the segment was made; `None` if it was never ready for records. A damaged header before records is an error.
fn check_header(file: &mut dyn Stored, last: &Segment, path: &Path) -> Result<Option<SystemTime>, Error> {
    let damaged = |what| damaged(path, 0, last.first, what);
    let read = read_header(file).map_err(Error::io("read", path.to_owned()))?;
    match read {
        Ok(header) if header.position == last.first => Ok(Some(header.time)),
        Ok(_) => Err(damaged("its name is not that of the segment in it")),
        Err(BadHeader::Version(found)) => Err(Error::Version { file: path.to_owned(), found }),
        Err(BadHeader::Damaged) if last.bytes <= SEGMENT_HEADER => Ok(None),
        Err(BadHeader::Damaged) => Err(damaged("the segment's header is damaged")),
    }
}

pub(crate) fn read_header(file: &mut dyn Stored) -> std::io::Result<Result<Header, BadHeader>> {
    let mut header = [0; SEGMENT_HEADER as usize];
    let read = file.read_at(0, &mut header)?;
    Ok(format::read_segment_header(&header[..read]))
}

/// Cuts the file, and writes its last run once more before it is synced: where an fsync has failed, the system may show
/// bytes that it has never written, and will not write for another fsync.
fn make_durable(file: &mut dyn Stored, run: u64, end: u64, last: &Segment) -> std::io::Result<()> {
    if end < last.bytes {
        file.cut(end)?;
    }
    let from = run / PAGE * PAGE;
    let mut again = vec![0; PAGE as usize];
    let mut at = from;
    while at < end {
        let part = &mut again[..(end - at).min(PAGE) as usize];
        let read = file.read_at(at, part)?;
        if read < part.len() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        file.write_at(at, part)?;
        at += read as u64;
    }
    file.sync()?;
    // Its records are not newer for it. Where that cannot be said, they are only kept longer.
    let _ = file.set_modified(last.written);
    Ok(())
}
