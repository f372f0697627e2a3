//! The handle of a log.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use crate::consumers::{self, Consumer};
use crate::disk::{Folder, OnDisk};
use crate::format::{self, FRAME_HEADER};
use crate::open::{self, Opened};
use crate::reader::Reader;
use crate::retention::Retained;
use crate::view::View;
use crate::writer::{COMMANDS, Command, Done, Writer};
use crate::{Error, Options, Position};

/// A durable log in a folder, open for writing and reading. Clones are the same log.
///
/// The crate's page says what it promises. When the last clone and the last [`Consumer`] are dropped, what waits is
/// still written, and then the log is closed; [`close`](Self::close) says when.
#[derive(Clone)]
pub struct Log {
    folder: Arc<dyn Folder>,
    commands: mpsc::Sender<Command>,
    /// In bytes, for what waits to be written.
    room: Arc<Semaphore>,
    view: watch::Receiver<View>,
    options: Options,
    opened: Arc<Opened>,
}

impl Log {
    /// Opens the log in `folder`, or begins one there; the folder is made if it is missing.
    ///
    /// What a crash has left of appends that were never acknowledged is cut off, and [`opened`](Self::opened) says how
    /// much. What was durable and is damaged is never cut off: that is [`Error::Corrupt`]. Only the segment that was
    /// written last is read for this; those before it are verified when they are read. Damage in the very last run of
    /// records looks like a run that was not finished, and is cut off too, unless a consumer has committed it.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while another has it open, [`Error::Corrupt`], [`Error::Position`], [`Error::Version`],
    /// [`Error::Option`], [`Error::Io`].
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, the log is opened all the same, and closed at once.
    ///
    /// ```
    /// use aqueduct_log::{Log, Options};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let folder = folder.path().join("orders");
    /// let log = Log::open(&folder, Options::new()).await?;
    /// assert_eq!(log.opened().cut_bytes, 0);
    /// assert!(Log::open(&folder, Options::new()).await.is_err(), "one writer at a time");
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub async fn open(folder: impl Into<PathBuf>, options: Options) -> Result<Log, Error> {
        Self::open_in(Arc::new(OnDisk(folder.into())), options).await
    }

    pub(crate) async fn open_in(folder: Arc<dyn Folder>, options: Options) -> Result<Log, Error> {
        off_the_workers(move || Self::open_here(folder, options)).await?
    }

    fn open_here(folder: Arc<dyn Folder>, options: Options) -> Result<Log, Error> {
        let found = open::find(&folder, &options)?;
        let cut = found.cut_bytes;
        let name = format::segment_name(found.segments.last().expect("there is one at least").first);
        let cut_file = (cut > 0).then(|| folder.path().join(name));
        let mut writer = Writer::new(Arc::clone(&folder), options.clone(), found);
        // What fails here is tried again behind a later run, and `retain` says why.
        let _ = writer.retain();
        let view = writer.view.subscribe();
        let (commands, asked) = mpsc::channel(COMMANDS);
        let path = folder.path().to_owned();
        let thread = std::thread::Builder::new().name("aqueduct-log".to_owned());
        thread.spawn(move || writer.work(asked)).map_err(Error::io("begin the thread of", path))?;
        let opened = {
            let view = view.borrow();
            let (earliest, end) = (Position::new(view.earliest()), Position::new(view.end));
            Opened { cut_bytes: cut, cut_file, segments: view.segments.len(), earliest, end }
        };
        let room = Arc::new(Semaphore::new(options.queue_bytes));
        Ok(Log { folder, commands, room, view, options, opened: Arc::new(opened) })
    }

    /// What was there when it was opened.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The first record that is there, or will be.
    pub fn earliest(&self) -> Position {
        Position::new(self.view.borrow().earliest())
    }

    /// What the next record will get: all before it are durable.
    pub fn end(&self) -> Position {
        Position::new(self.view.borrow().end)
    }

    /// How many bytes its segments have.
    pub fn bytes(&self) -> u64 {
        self.view.borrow().bytes()
    }

    /// Appends a record. When it resolves, the record is durable; it is seen by readers then, and not before.
    ///
    /// What is appended at the same time, by any number of tasks, shares one write and one fsync. Appends that one task
    /// makes one after the other are in that order. It waits while [`Options::queue_bytes`] wait to be written.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`], and [`Error::Closed`], with nothing written. [`Error::Io`] when the write failed, for all
    /// that were part of it: where the disk was full, what had been written is cut off again, and a later append may
    /// succeed. If that fails, or an fsync has failed, nobody knows what is on the disk: the log takes no more appends
    /// then ([`Error::Poisoned`]), and the record may be there or not after it has been opened anew.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, the record may become part of the log or not; never a part of it, and never twice.
    ///
    /// ```
    /// # use aqueduct_log::{Log, Options, Position};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let log = Log::open(folder.path(), Options::new()).await?;
    /// assert_eq!(log.append(b"paid").await?, Position::START);
    /// assert_eq!(log.append(b"shipped").await?, Position::new(1));
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub async fn append(&self, record: &[u8]) -> Result<Position, Error> {
        Ok(self.append_all(&[record]).await?.start)
    }

    /// Appends these records one behind the other, with nothing between them, in one write and one fsync. Returns their
    /// positions.
    ///
    /// All are durable when it resolves. A crash before that may leave the first few of them. More than
    /// [`Options::queue_bytes`] wait until they are alone.
    ///
    /// # Errors, cancel safety
    ///
    /// Those of [`append`](Self::append); dropped before it resolves, all of them become part of the log or none.
    ///
    /// ```
    /// # use aqueduct_log::{Log, Options, Position};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let log = Log::open(folder.path(), Options::new()).await?;
    /// let positions = log.append_all(&["one", "two", "three"]).await?;
    /// assert_eq!(positions, Position::START..Position::new(3));
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub async fn append_all<R: AsRef<[u8]> + Sync>(&self, records: &[R]) -> Result<Range<Position>, Error> {
        let mut bytes = 0;
        for record in records.iter().map(AsRef::as_ref) {
            let max = self.options.max_record_bytes;
            if record.len() > max {
                return Err(Error::TooLarge { bytes: record.len(), max });
            }
            bytes += FRAME_HEADER + record.len();
        }
        if records.is_empty() {
            return Ok(self.end()..self.end());
        }
        // Of `queue_bytes` there are less than u32::MAX: the options say so.
        let room = Arc::clone(&self.room).acquire_many_owned(bytes.min(self.options.queue_bytes) as u32).await;
        let room = room.expect("nobody closes it");
        let mut frames = Vec::with_capacity(bytes);
        records.iter().for_each(|record| format::push_frame(&mut frames, record.as_ref()));
        let first = ask(&self.commands, |done| Command::Append { frames, room, done }).await?;
        Ok(Position::new(first)..Position::new(first + records.len() as u64))
    }

    /// Reads from this position on, and then what is appended, as it becomes durable. Any number may read at once.
    ///
    /// # Errors
    ///
    /// [`Error::Removed`] before [`earliest`](Self::earliest), [`Error::Beyond`] behind [`end`](Self::end).
    ///
    /// ```
    /// # use aqueduct_log::{Log, Options, Position};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let log = Log::open(folder.path(), Options::new()).await?;
    /// let mut reader = log.read_from(log.end())?;
    /// let (record, appended) = tokio::join!(reader.next(), log.append(b"news"));
    /// assert_eq!(record?.map(|record| record.position), Some(appended?));
    ///
    /// log.close().await?;
    /// assert_eq!(reader.next().await?, None);
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub fn read_from(&self, position: Position) -> Result<Reader, Error> {
        self.view.borrow().check(position.get())?;
        Ok(Reader::new(Arc::clone(&self.folder), self.view.clone(), position.get(), None))
    }

    /// Reads from this position on to what is durable now, and ends there.
    ///
    /// # Errors
    ///
    /// Those of [`read_from`](Self::read_from).
    ///
    /// ```
    /// # use aqueduct_log::{Log, Options, Position};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let log = Log::open(folder.path(), Options::new()).await?;
    /// log.append_all(&["one", "two", "three"]).await?;
    /// let mut reader = log.read_to_end(Position::new(1))?;
    /// let mut read = Vec::new();
    /// while let Some(record) = reader.next().await? {
    ///     read.push(String::from_utf8_lossy(&record.bytes).into_owned());
    /// }
    /// assert_eq!(read, ["two", "three"]);
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub fn read_to_end(&self, position: Position) -> Result<Reader, Error> {
        let end = {
            let view = self.view.borrow();
            view.check(position.get())?;
            view.end
        };
        Ok(Reader::new(Arc::clone(&self.folder), self.view.clone(), position.get(), Some(end)))
    }

    /// The consumer of that name, whose position is kept with the log: of 1 to 100 lower-case letters, digits, `-` and
    /// `_`. A new one begins at [`earliest`](Self::earliest), and is durable when this resolves.
    ///
    /// # Errors
    ///
    /// [`Error::Name`], [`Error::Io`], [`Error::Closed`].
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, the consumer may have been made or not.
    ///
    /// ```
    /// # use aqueduct_log::{Log, Options, Position};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let log = Log::open(folder.path(), Options::new()).await?;
    /// log.append_all(&["one", "two"]).await?;
    ///
    /// let billing = log.consumer("billing").await?;
    /// let mut reader = log.read_to_end(billing.position().await?)?;
    /// while let Some(record) = reader.next().await? {
    ///     // .. handle it, then:
    ///     billing.commit(record.position.next()).await?;
    /// }
    /// assert_eq!(billing.position().await?, Position::new(2));
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub async fn consumer(&self, name: &str) -> Result<Consumer, Error> {
        consumers::check_name(name)?;
        ask(&self.commands, |done| Command::Consumer { name: name.to_owned(), done }).await?;
        Ok(Consumer { name: name.into(), commands: self.commands.clone(), view: self.view.clone() })
    }

    /// All consumers by name, and what they have committed.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`]. Cancel safe.
    pub async fn consumers(&self) -> Result<Vec<(String, Position)>, Error> {
        let consumers = ask(&self.commands, |done| Command::Consumers { done }).await?;
        Ok(consumers.into_iter().map(|(name, position)| (name, Position::new(position))).collect())
    }

    /// Forgets a consumer, durably: it holds no records back any more. Says whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::Closed`].
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, it may have been forgotten or not.
    pub async fn forget_consumer(&self, name: &str) -> Result<bool, Error> {
        ask(&self.commands, |done| Command::Forget { name: name.to_owned(), done }).await
    }

    /// Removes what the options do not want kept. This is done behind every run of appends too; call it where nothing
    /// is appended for a long time, and to see why old segments cannot be removed.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::Closed`].
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, it is done all the same.
    ///
    /// ```
    /// # use aqueduct_log::{Log, Options};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = tempfile::tempdir().unwrap();
    /// let log = Log::open(folder.path(), Options::new().retain_bytes(1 << 30)).await?;
    /// assert_eq!(log.retain().await?.segments, 0);
    /// # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
    /// ```
    pub async fn retain(&self) -> Result<Retained, Error> {
        ask(&self.commands, |done| Command::Retain { done }).await
    }

    #[cfg(test)]
    pub(crate) fn room_left(&self) -> usize {
        self.room.available_permits()
    }

    /// Closes it, for all clones: what was asked before is done, and what comes later is [`Error::Closed`]. When it
    /// resolves, the log can be opened anew. Readers read to the end, and end there.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if it was closed before.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it resolves, the log may be closed or not.
    pub async fn close(self) -> Result<(), Error> {
        ask(&self.commands, |done| Command::Close { done }).await
    }
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log").field("folder", &self.folder()).field("end", &self.end()).finish_non_exhaustive()
    }
}

/// Asks the writer, and waits for its answer.
pub(crate) async fn ask<T>(
    commands: &mpsc::Sender<Command>,
    command: impl FnOnce(Done<T>) -> Command,
) -> Result<T, Error> {
    let (done, answer) = oneshot::channel();
    commands.send(command(done)).await.map_err(|_| Error::Closed)?;
    answer.await.map_err(|_| Error::Closed)?
}

/// Does what blocks where tokio lets it. A panic goes on here; a runtime that shuts down is as good as a closed log.
async fn off_the_workers<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    finished(tokio::task::spawn_blocking(work).await)
}

pub(crate) fn finished<T>(done: Result<T, tokio::task::JoinError>) -> Result<T, Error> {
    done.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Error::Closed,
    })
}
