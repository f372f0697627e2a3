//! A file system in memory that forgets what was not synced, and fails when it is told to.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use fastrand::Rng;

use crate::disk::{Folder, Lock, Stored};

/// What a disk writes whole or not at all, in bytes. Smaller than in life, so that small records are torn.
const SECTOR: usize = 8;

/// One folder. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Memory(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    names: BTreeMap<String, usize>,
    /// The names that a crash leaves, and what may become of them.
    durable_names: BTreeMap<String, usize>,
    renamings: Vec<Naming>,
    files: Vec<Contents>,
    locked: bool,
    fault: Option<Fault>,
    syncs: usize,
    /// How many syncs may still be made before all wait.
    gate: Option<usize>,
    seconds: u64,
}

impl State {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.seconds)
    }
}

#[derive(Clone)]
enum Naming {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

struct Contents {
    bytes: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
    modified: SystemTime,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Cut(usize),
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// So many more operations that change something are done; then all fail.
    EndsAfter(usize),
    /// The next write is done in part, and fails.
    Full,
    /// The next write is done in part, and all later operations fail.
    FullForGood,
    /// The next sync fails, and so does whatever comes then. What it should have synced is never written: the system
    /// shows it, and takes it for written.
    LostSync,
}

impl Memory {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn fail(&self, fault: Option<Fault>) {
        self.state().fault = fault;
    }

    pub(super) fn syncs(&self) -> usize {
        self.state().syncs
    }

    /// So many syncs are let through, or all.
    pub(super) fn gate(&self, syncs: Option<usize>) {
        self.state().gate = syncs;
        self.0.1.notify_all();
    }

    /// Whether one more is let through.
    pub(super) fn at_gate(&self) -> bool {
        self.state().gate == Some(1)
    }

    pub(super) fn pass(&self, time: Duration) {
        self.state().seconds += time.as_secs();
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.state().names.keys().cloned().collect()
    }

    /// What the power leaves when it goes: of what was not synced, any part.
    pub(super) fn crash(&self, rng: &mut Rng) {
        let mut state = self.state();
        let state = &mut *state;
        for file in &mut state.files {
            file.crash(rng);
        }
        for naming in std::mem::take(&mut state.renamings) {
            if rng.bool() {
                naming.apply(&mut state.durable_names);
            }
        }
        state.names = state.durable_names.clone();
        state.fault = None;
    }

    /// Whether this operation is done.
    fn change(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        match &mut state.fault {
            Some(Fault::EndsAfter(0)) => Err(broken()),
            Some(Fault::EndsAfter(left)) => {
                *left -= 1;
                Ok(state)
            }
            _ => Ok(state),
        }
    }

    fn rename_some(&self, naming: Naming) -> io::Result<()> {
        let mut state = self.change()?;
        naming.apply(&mut state.names);
        state.renamings.push(naming);
        Ok(())
    }

    fn wait_at_gate(&self) {
        let mut state = self.state();
        while state.gate == Some(0) {
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(left) = &mut state.gate {
            *left -= 1;
        }
    }
}

fn broken() -> io::Error {
    io::Error::other("the disk is broken")
}

impl Naming {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Naming::Create(name, file) => {
                names.insert(name.clone(), *file);
            }
            Naming::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Naming::Remove(name) => {
                names.remove(name);
            }
        }
    }
}

impl Contents {
    fn crash(&mut self, rng: &mut Rng) {
        for change in std::mem::take(&mut self.unsynced) {
            match change {
                Change::Cut(bytes) if rng.bool() => self.durable.truncate(bytes),
                Change::Cut(_) => {}
                Change::Write(offset, bytes) => self.tear(offset, &bytes, rng),
            }
        }
        self.bytes = self.durable.clone();
    }

    /// All of it, none of it, or some sectors.
    fn tear(&mut self, offset: usize, bytes: &[u8], rng: &mut Rng) {
        let chance = [0, 50, 90, 100][rng.usize(..4)];
        let mut at = 0;
        while at < bytes.len() {
            let to = (at + SECTOR - (offset + at) % SECTOR).min(bytes.len());
            if rng.u32(..100) < chance {
                write(&mut self.durable, offset + at, &bytes[at..to]);
            }
            at = to;
        }
    }

    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            match change {
                Change::Write(offset, bytes) => write(&mut self.durable, offset, &bytes),
                Change::Cut(bytes) => self.durable.truncate(bytes),
            }
        }
    }
}

fn write(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    file.resize(file.len().max(offset + bytes.len()), 0);
    file[offset..offset + bytes.len()].copy_from_slice(bytes);
}

impl Folder for Memory {
    fn path(&self) -> &Path {
        Path::new("/memory")
    }

    fn prepare(&self) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, _name: &str) -> io::Result<Option<Lock>> {
        let free = !std::mem::replace(&mut self.state().locked, true);
        Ok(free.then(|| Box::new(Locked(self.clone())) as Box<dyn Any + Send>))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(Memory::names(self))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn Stored>> {
        // A file that is truncated is another one here: a crash may leave the old.
        let file = {
            let mut state = self.change()?;
            let modified = state.now();
            state.files.push(Contents { bytes: Vec::new(), durable: Vec::new(), unsynced: Vec::new(), modified });
            let file = state.files.len() - 1;
            let naming = Naming::Create(name.to_owned(), file);
            naming.apply(&mut state.names);
            state.renamings.push(naming);
            file
        };
        Ok(Box::new(InMemory { memory: self.clone(), file }))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Stored>> {
        let file = *self.state().names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(InMemory { memory: self.clone(), file }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.rename_some(Naming::Rename(from.to_owned(), to.to_owned()))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.rename_some(Naming::Remove(name.to_owned()))
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.change()?;
        let state = &mut *state;
        for naming in state.renamings.drain(..) {
            naming.apply(&mut state.durable_names);
        }
        Ok(())
    }

    fn now(&self) -> SystemTime {
        self.state().now()
    }
}

struct Locked(Memory);

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.state().locked = false;
    }
}

struct InMemory {
    memory: Memory,
    file: usize,
}

impl Stored for InMemory {
    fn bytes(&self) -> io::Result<u64> {
        Ok(self.memory.state().files[self.file].bytes.len() as u64)
    }

    fn modified(&self) -> io::Result<SystemTime> {
        Ok(self.memory.state().files[self.file].modified)
    }

    fn set_modified(&mut self, time: SystemTime) -> io::Result<()> {
        self.memory.state().files[self.file].modified = time;
        Ok(())
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let state = self.memory.state();
        let bytes = &state.files[self.file].bytes;
        let from = (offset as usize).min(bytes.len());
        let read = buffer.len().min(bytes.len() - from);
        buffer[..read].copy_from_slice(&bytes[from..from + read]);
        Ok(read)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.memory.change()?;
        let state = &mut *state;
        let full = matches!(state.fault, Some(Fault::Full | Fault::FullForGood));
        let bytes = if full { &bytes[..bytes.len() / 2] } else { bytes };
        let now = state.now();
        let file = &mut state.files[self.file];
        file.modified = now;
        write(&mut file.bytes, offset as usize, bytes);
        file.unsynced.push(Change::Write(offset as usize, bytes.to_vec()));
        if !full {
            return Ok(());
        }
        let for_good = matches!(state.fault, Some(Fault::FullForGood));
        state.fault = for_good.then_some(Fault::EndsAfter(0));
        Err(io::ErrorKind::StorageFull.into())
    }

    fn cut(&mut self, bytes: u64) -> io::Result<()> {
        let mut state = self.memory.change()?;
        let file = &mut state.files[self.file];
        file.bytes.truncate(bytes as usize);
        file.unsynced.push(Change::Cut(bytes as usize));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.memory.wait_at_gate();
        let mut state = self.memory.change()?;
        let lost = matches!(state.fault, Some(Fault::LostSync));
        state.syncs += 1;
        if lost {
            state.files[self.file].unsynced.clear();
            state.fault = Some(Fault::EndsAfter(0));
            return Err(broken());
        }
        state.files[self.file].sync();
        Ok(())
    }
}
