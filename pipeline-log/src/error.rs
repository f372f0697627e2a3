//! What can go wrong, and what can be done about it.

use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use crate::Position;

/// Why something could not be done with a log. It can be cloned: one failed write fails every append that was part of
/// it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused.
    Io {
        /// What was tried, "write" for instance.
        what: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What it said.
        source: Arc<io::Error>,
    },
    /// An fsync failed, or what a failed write had left behind could not be cut off. Nothing more is written; what is
    /// durable can be read. Open the log anew.
    Poisoned {
        /// What the file system said.
        cause: Arc<io::Error>,
    },
    /// Somebody has opened this log for writing: another process, or this one. The lock ends with the process that has
    /// it.
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// What was durable is damaged. Nothing has been changed.
    Corrupt {
        /// The damaged file.
        file: PathBuf,
        /// Where in it the damage begins, in bytes.
        offset: u64,
        /// The record that should be there.
        position: Position,
        /// What is wrong with it.
        what: &'static str,
        /// From where what follows can be read; `None` in the segment that is written last.
        next: Option<Position>,
    },
    /// The file in which a consumer's position is stored is damaged. Nothing has been changed.
    Position {
        /// Which one.
        file: PathBuf,
    },
    /// The file was written by a later version.
    Version {
        /// Which one.
        file: PathBuf,
        /// The version that it says.
        found: u32,
    },
    /// The records from there on have been removed by retention.
    Removed {
        /// The one that was asked for.
        position: Position,
        /// The first that is still there.
        earliest: Position,
    },
    /// The log is not that long.
    Beyond {
        /// The one that was asked for.
        position: Position,
        /// What the next record will get.
        end: Position,
    },
    /// The record is larger than [`Options::max_record_bytes`](crate::Options::max_record_bytes).
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest allowed.
        max: usize,
    },
    /// Not the name of a consumer: these are of 1 to 100 lower-case letters, digits, `-` and `_`.
    Name {
        /// What was given.
        name: String,
    },
    /// There is no such consumer: it has been forgotten.
    NoConsumer {
        /// Its name.
        name: String,
    },
    /// An option has a value that makes no sense.
    Option {
        /// Which, and what it must be.
        what: &'static str,
    },
    /// The log has been closed.
    Closed,
}

impl Error {
    pub(crate) fn io(what: &'static str, path: PathBuf) -> impl FnOnce(io::Error) -> Error {
        move |source| Error::Io { what, path, source: Arc::new(source) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { what, path, source } => write!(f, "cannot {what} `{}`: {source}", path.display()),
            Error::Poisoned { cause } => {
                write!(
                    f,
                    "nothing more is written after a failure ({cause}): open the log anew, which verifies what is there"
                )
            }
            Error::Locked { path } => {
                write!(f, "the log is open already, and has one writer at a time: `{}` is locked", path.display())
            }
            Error::Corrupt { file, offset, position, what, next } => {
                write!(
                    f,
                    "`{}` is damaged at byte {offset}, where record {position} should be: {what}; ",
                    file.display()
                )?;
                match next {
                    Some(next) => write!(f, "restore the file from a copy, or read on from {next}"),
                    None => write!(
                        f,
                        "restore the file from a copy, or give up what follows by cutting it to {offset} bytes"
                    ),
                }
            }
            Error::Position { file } => write!(
                f,
                "the consumer's position in `{}` is damaged: restore the file from a copy, or remove it, \
                 and the consumer begins anew",
                file.display()
            ),
            Error::Version { file, found } => {
                write!(f, "`{}` has version {found} of the format, and this program knows version 1", file.display())
            }
            Error::Removed { position, earliest } => {
                write!(f, "record {position} has been removed by retention: the earliest there is {earliest}")
            }
            Error::Beyond { position, end } => write!(f, "there is no position {position} yet: the log ends at {end}"),
            Error::TooLarge { bytes, max } => {
                write!(f, "a record of {bytes} bytes is larger than `max_record_bytes`, {max}")
            }
            Error::Name { name } => write!(
                f,
                "`{name}` cannot name a consumer: these have 1 to 100 lower-case letters, digits, `-` and `_`"
            ),
            Error::NoConsumer { name } => write!(f, "there is no consumer `{name}`: it has been forgotten"),
            Error::Option { what } => f.write_str(what),
            Error::Closed => f.write_str("the log has been closed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source.as_ref()),
            Error::Poisoned { cause } => Some(cause.as_ref()),
            _ => None,
        }
    }
}
