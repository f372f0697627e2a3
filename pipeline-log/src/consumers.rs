//! How far each consumer has come: a small file for each, replaced as a whole.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::disk::Folder;
use crate::format::{self, BadHeader};
use crate::log::ask;
use crate::view::View;
use crate::writer::Command;
use crate::{Error, Position};

/// By name, the position that each has committed.
pub(crate) type Consumers = BTreeMap<String, u64>;

const PREFIX: &str = "consumer-";
const SUFFIX: &str = ".position";
const UNFINISHED: &str = ".unfinished";
const LONGEST: usize = 100;

/// Somebody who reads a log and stores how far: see [`Log::consumer`](crate::Log::consumer). It keeps the log open.
#[derive(Clone)]
pub struct Consumer {
    pub(crate) name: Arc<str>,
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) view: watch::Receiver<View>,
}

impl Consumer {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// From where it is to read on: what was committed last, or where the log began when the consumer was made.
    ///
    /// # Errors
    ///
    /// [`Error::NoConsumer`] if it has been forgotten, [`Error::Closed`]. Cancel safe.
    pub async fn position(&self) -> Result<Position, Error> {
        let name = self.name.to_string();
        ask(&self.commands, |done| Command::Committed { name, done }).await.map(Position::new)
    }

    /// Stores that all records before `position` are done: behind the record of `record.position` that is
    /// `record.position.next()`. When it resolves, this is durable: after a crash [`position`](Self::position) says it,
    /// or what was committed later. It may go back, as far as there are records.
    ///
    /// Handle the records first, and commit then: what a crash catches between is read again. What costs is an fsync of
    /// a file and of the folder, so commit by the batch.
    ///
    /// # Errors
    ///
    /// [`Error::Removed`] and [`Error::Beyond`] for a position that is not in the log, [`Error::Io`] (the old position
    /// or the new one is stored then; committing again is safe), [`Error::NoConsumer`], [`Error::Closed`].
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, it may have committed or not.
    pub async fn commit(&self, position: Position) -> Result<(), Error> {
        self.view.borrow().check(position.get())?;
        let (name, position) = (self.name.to_string(), position.get());
        ask(&self.commands, |done| Command::Commit { name, position, done }).await
    }
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer").field("name", &self.name).finish_non_exhaustive()
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    if (1..=LONGEST).contains(&name.len()) && name.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::Name { name: name.to_owned() })
}

/// Reads them all, and removes what a crash has left unfinished.
pub(crate) fn load(folder: &Arc<dyn Folder>, names: &[String]) -> Result<Consumers, Error> {
    let mut consumers = Consumers::new();
    for file in names.iter().filter(|file| file.starts_with(PREFIX)) {
        if file.ends_with(UNFINISHED) {
            folder.remove(file).map_err(Error::io("remove", folder.path().join(file)))?;
        } else if let Some(name) = file[PREFIX.len()..].strip_suffix(SUFFIX) {
            consumers.insert(name.to_owned(), read(&**folder, file)?);
        }
    }
    Ok(consumers)
}

fn read(folder: &dyn Folder, file: &str) -> Result<u64, Error> {
    let path = folder.path().join(file);
    let mut bytes = [0; format::SEGMENT_HEADER as usize + 1];
    let read = folder.open(file).and_then(|mut stored| stored.read_at(0, &mut bytes));
    let read = read.map_err(Error::io("read", path.clone()))?;
    let header = format::read_consumer_header(&bytes[..read]);
    header.map(|header| header.position).map_err(|bad| match bad {
        BadHeader::Version(found) => Error::Version { file: path, found },
        BadHeader::Damaged => Error::Position { file: path },
    })
}

/// Replaces its position, durably.
pub(crate) fn store(folder: &dyn Folder, name: &str, position: u64) -> Result<(), Error> {
    let file = file_of(name);
    let unfinished = format!("{file}{UNFINISHED}");
    let written = folder.create(&unfinished).and_then(|mut stored| {
        stored.write_at(0, &format::consumer_header(position, folder.now()))?;
        stored.sync()
    });
    let replaced = written.and_then(|()| folder.rename(&unfinished, &file)).and_then(|()| folder.sync());
    replaced.map_err(Error::io("store the position in", folder.path().join(&file)))
}

/// Removes its file, durably.
pub(crate) fn forget(folder: &dyn Folder, name: &str) -> Result<(), Error> {
    let file = file_of(name);
    let removed = match folder.remove(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => folder.sync(),
    };
    removed.map_err(Error::io("remove", folder.path().join(&file)))
}

fn file_of(name: &str) -> String {
    format!("{PREFIX}{name}{SUFFIX}")
}
