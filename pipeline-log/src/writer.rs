//! The one thread that writes: it takes all appends that wait, writes them as one run, syncs once, and answers them
//! all.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};

use crate::consumers::{self, Consumers};
use crate::disk::{Folder, Lock};
use crate::open::{self, Found, SYNC, Tail};
use crate::retention::{Removal, Retained};
use crate::view::{Segment, State, View};
use crate::{Error, Options, format};

/// Where an answer goes. Who does not wait any more does not get one.
pub(crate) type Done<T> = oneshot::Sender<Result<T, Error>>;

/// What the writer is asked.
pub(crate) enum Command {
    /// Frames that have no positions yet. The answer is the first one's.
    Append {
        frames: Vec<u8>,
        room: OwnedSemaphorePermit,
        done: Done<u64>,
    },
    Consumer {
        name: String,
        done: Done<()>,
    },
    Committed {
        name: String,
        done: Done<u64>,
    },
    Commit {
        name: String,
        position: u64,
        done: Done<()>,
    },
    Forget {
        name: String,
        done: Done<bool>,
    },
    Consumers {
        done: Done<Consumers>,
    },
    Retain {
        done: Done<Retained>,
    },
    Close {
        done: Done<()>,
    },
}

/// How many commands may wait. What appends wait with is bounded by bytes, too.
pub(crate) const COMMANDS: usize = 1024;

pub(crate) struct Writer {
    pub(crate) folder: Arc<dyn Folder>,
    pub(crate) options: Options,
    /// The last is the one that is written.
    pub(crate) segments: Vec<Segment>,
    pub(crate) tail: Tail,
    pub(crate) consumers: Consumers,
    pub(crate) removal: Removal,
    pub(crate) view: watch::Sender<View>,
    poisoned: Option<Error>,
    run: Vec<u8>,
    _lock: Lock,
}

/// An append that is part of the run, and where in it.
struct Waiting {
    offset: u64,
    done: Done<u64>,
    _room: OwnedSemaphorePermit,
}

impl Writer {
    pub(crate) fn new(folder: Arc<dyn Folder>, options: Options, found: Found) -> Self {
        let view = View {
            segments: found.segments.clone().into(),
            tail_bytes: found.tail.bytes,
            end: found.tail.next,
            state: State::Open,
        };
        Writer {
            folder,
            options,
            segments: found.segments,
            tail: found.tail,
            consumers: found.consumers,
            removal: Removal::default(),
            view: watch::Sender::new(view),
            poisoned: None,
            run: Vec::new(),
            _lock: found.lock,
        }
    }

    /// Until the log is closed, or nobody has it any more. Then the lock is given back, and who closes is told.
    pub(crate) fn work(mut self, mut commands: mpsc::Receiver<Command>) {
        let mut taken = Vec::new();
        let mut closing = Vec::new();
        while commands.blocking_recv_many(&mut taken, COMMANDS) > 0 {
            self.append(&mut taken);
            for command in taken.drain(..) {
                if let Some(done) = self.obey(command) {
                    commands.close();
                    closing.push(done);
                }
            }
        }
        self.view.send_modify(|view| {
            if let State::Open = view.state {
                view.state = State::Closed;
            }
        });
        drop(self);
        closing.into_iter().for_each(|done: Done<()>| answer(done, Ok(())));
    }

    /// All appends among these, as one run.
    fn append(&mut self, taken: &mut Vec<Command>) {
        let mut waiting = Vec::new();
        let mut count = 0;
        self.run.clear();
        for command in std::mem::take(taken) {
            match command {
                Command::Append { frames, room, done } => {
                    waiting.push(Waiting { offset: count, done, _room: room });
                    count += format::count_frames(&frames);
                    self.run.extend_from_slice(&frames);
                }
                other => taken.push(other),
            }
        }
        if waiting.is_empty() {
            return;
        }
        let written = self.write_run(count);
        for append in waiting {
            answer(append.done, written.clone().map(|first| first + append.offset));
        }
        // What fails here is tried again behind a later run, and `retain` says why.
        let _ = self.retain();
        // After an unusually large run its memory is given back.
        self.run.shrink_to(self.options.queue_bytes);
    }

    /// Writes the run and syncs it. Returns its first position; after an error none of it is in the log, or the log is
    /// poisoned.
    fn write_run(&mut self, count: u64) -> Result<u64, Error> {
        if let Some(poisoned) = &self.poisoned {
            return Err(poisoned.clone());
        }
        if self.rotation_is_due() {
            self.rotate()?;
        }
        let first = self.tail.next;
        format::stamp_run(&mut self.run, first);
        if let Err(error) = self.tail.file.write_at(self.tail.bytes, &self.run) {
            let error = self.failed("write", error);
            self.cut_back();
            return Err(error);
        }
        if let Err(error) = self.tail.file.sync() {
            let error = self.failed(SYNC, error);
            self.poison(&error);
            // So that less of it may be found there again; it is not relied on.
            let _ = self.tail.file.cut(self.tail.bytes);
            return Err(error);
        }
        self.tail.bytes += self.run.len() as u64;
        self.tail.next += count;
        self.tail.written = self.folder.now();
        self.publish();
        Ok(first)
    }

    fn failed(&self, what: &'static str, error: std::io::Error) -> Error {
        let first = self.segments.last().expect("one is written").first;
        Error::io(what, self.folder.path().join(format::segment_name(first)))(error)
    }

    /// What a failed write has left is cut off, durably, before anything else may follow.
    fn cut_back(&mut self) {
        let cut = self.tail.file.cut(self.tail.bytes).and_then(|()| self.tail.file.sync());
        if let Err(error) = cut {
            let error = self.failed("cut", error);
            self.poison(&error);
        }
    }

    fn poison(&mut self, error: &Error) {
        let Error::Io { source, .. } = error else { return };
        let poisoned = Error::Poisoned { cause: Arc::clone(source) };
        self.poisoned = Some(poisoned.clone());
        self.view.send_modify(|view| view.state = State::Poisoned(poisoned));
    }

    fn rotation_is_due(&self) -> bool {
        let old = |age| self.folder.now().duration_since(self.tail.made).is_ok_and(|since| since >= age);
        let empty = self.tail.bytes == format::SEGMENT_HEADER;
        !empty && (self.tail.bytes >= self.options.segment_bytes || self.options.retain_age.is_some_and(old))
    }

    /// What is in the segment is durable by now; nothing is written to it any more.
    fn rotate(&mut self) -> Result<(), Error> {
        let first = self.tail.next;
        let file = open::create_segment(&*self.folder, first).inspect_err(|error| {
            if matches!(error, Error::Io { what: SYNC, .. }) {
                self.poison(error);
            }
        })?;
        let now = self.folder.now();
        let sealed = self.segments.last_mut().expect("one is written");
        (sealed.bytes, sealed.written) = (self.tail.bytes, self.tail.written);
        self.segments.push(Segment { first, bytes: format::SEGMENT_HEADER, written: now });
        self.tail = Tail { file, bytes: format::SEGMENT_HEADER, next: first, made: now, written: now };
        self.publish();
        Ok(())
    }

    pub(crate) fn publish(&self) {
        self.view.send_modify(|view| {
            if view.segments.len() != self.segments.len() || view.earliest() != self.segments[0].first {
                view.segments = self.segments.clone().into();
            }
            (view.tail_bytes, view.end) = (self.tail.bytes, self.tail.next);
        });
    }

    /// Does what is no append. Returns who waits for the end, where that was asked.
    fn obey(&mut self, command: Command) -> Option<Done<()>> {
        match command {
            Command::Append { .. } => unreachable!("appends have been taken out"),
            Command::Consumer { name, done } => answer(done, self.add_consumer(name)),
            Command::Committed { name, done } => answer(done, self.committed(&name)),
            Command::Commit { name, position, done } => answer(done, self.commit(&name, position)),
            Command::Forget { name, done } => answer(done, self.forget(&name)),
            Command::Consumers { done } => answer(done, Ok(self.consumers.clone())),
            Command::Retain { done } => answer(done, self.retain()),
            Command::Close { done } => return Some(done),
        }
        None
    }

    fn add_consumer(&mut self, name: String) -> Result<(), Error> {
        if !self.consumers.contains_key(&name) {
            let earliest = self.segments[0].first;
            consumers::store(&*self.folder, &name, earliest)?;
            self.consumers.insert(name, earliest);
        }
        Ok(())
    }

    fn committed(&self, name: &str) -> Result<u64, Error> {
        self.consumers.get(name).copied().ok_or_else(|| Error::NoConsumer { name: name.to_owned() })
    }

    fn commit(&mut self, name: &str, position: u64) -> Result<(), Error> {
        let before = self.committed(name)?;
        self.view.borrow().check(position)?;
        let stored = consumers::store(&*self.folder, name, position);
        // After an error either may be stored, so what is kept for it is both.
        let known = if stored.is_ok() { position } else { position.min(before) };
        self.consumers.insert(name.to_owned(), known);
        if stored.is_ok() && self.options.keep_unread {
            let _ = self.retain();
        }
        stored
    }

    fn forget(&mut self, name: &str) -> Result<bool, Error> {
        if !self.consumers.contains_key(name) {
            return Ok(false);
        }
        consumers::forget(&*self.folder, name)?;
        self.consumers.remove(name);
        Ok(true)
    }
}

fn answer<T>(done: Done<T>, with: Result<T, Error>) {
    // Who has stopped waiting is not told.
    let _ = done.send(with);
}
