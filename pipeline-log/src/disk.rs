//! What the log asks of a file system: one folder, and a few operations on its files. The tests put one in its place
//! that fails, and that forgets what was not synced.

use std::any::Any;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A folder, which knows its files by name.
pub(crate) trait Folder: Send + Sync {
    /// Where it is, for messages.
    fn path(&self) -> &Path;
    /// Makes it, if it is not there, so that it stays.
    fn prepare(&self) -> io::Result<()>;
    /// `None` if somebody else has the lock.
    fn lock(&self, name: &str) -> io::Result<Option<Lock>>;
    fn names(&self) -> io::Result<Vec<String>>;
    /// A new empty file, in place of the one of that name.
    fn create(&self, name: &str) -> io::Result<Box<dyn Stored>>;
    fn open(&self, name: &str) -> io::Result<Box<dyn Stored>>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    fn remove(&self, name: &str) -> io::Result<()>;
    /// After it, what was created, renamed and removed stays so.
    fn sync(&self) -> io::Result<()>;
    fn now(&self) -> SystemTime;
}

/// Held until it is dropped.
pub(crate) type Lock = Box<dyn Any + Send>;

/// A file.
pub(crate) trait Stored: Send {
    fn bytes(&self) -> io::Result<u64>;
    fn modified(&self) -> io::Result<SystemTime>;
    fn set_modified(&mut self, time: SystemTime) -> io::Result<()>;
    /// Fills `buffer`, or as much of it as there is in the file.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    fn cut(&mut self, bytes: u64) -> io::Result<()>;
    /// After it, what was written stays so.
    fn sync(&mut self) -> io::Result<()>;
}

/// A folder of the operating system.
pub(crate) struct OnDisk(pub(crate) PathBuf);

impl Folder for OnDisk {
    fn path(&self) -> &Path {
        &self.0
    }

    fn prepare(&self) -> io::Result<()> {
        let missing: Vec<_> = self.0.ancestors().take_while(|folder| !folder.exists()).collect();
        fs::create_dir_all(&self.0)?;
        missing.into_iter().filter_map(Path::parent).try_for_each(sync_folder)
    }

    fn lock(&self, name: &str) -> io::Result<Option<Lock>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(self.0.join(name))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(Locked(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let names = fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn Stored>> {
        let file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(self.0.join(name))?;
        Ok(Box::new(file))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Stored>> {
        Ok(Box::new(OpenOptions::new().read(true).write(true).open(self.0.join(name))?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    fn sync(&self) -> io::Result<()> {
        sync_folder(&self.0)
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Unlocked by name, not by being closed: a process that is begun at this moment has a copy of the handle, until it
/// becomes the program that it is to run.
struct Locked(File);

impl Drop for Locked {
    fn drop(&mut self) {
        // If it cannot be unlocked, closing it does that.
        let _ = self.0.unlock();
    }
}

/// Where a folder can be synced; on Windows it cannot, and the file system does it in its journal.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    // The parent of a relative path of one name is the empty path.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

impl Stored for File {
    fn bytes(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn modified(&self) -> io::Result<SystemTime> {
        self.metadata()?.modified()
    }

    fn set_modified(&mut self, time: SystemTime) -> io::Result<()> {
        File::set_modified(self, time)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.seek(SeekFrom::Start(offset))?;
        let mut read = 0;
        while read < buffer.len() {
            match self.read(&mut buffer[read..]) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(offset))?;
        self.write_all(bytes)
    }

    fn cut(&mut self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }

    // The file's size is synced with its data, where the data cannot be found without it.
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}
