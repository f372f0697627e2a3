//! An embedded durable log: records appended to files in a folder, and read from there by any number of readers. No
//! server.
//!
//! ```
//! use aqueduct_log::{Log, Options};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! # let folder = tempfile::tempdir().unwrap();
//! # let folder = folder.path().join("orders");
//! let log = Log::open(&folder, Options::new()).await?;
//! log.append(b"order 17").await?; // durable
//!
//! let billing = log.consumer("billing").await?;
//! let mut reader = log.read_from(billing.position().await?)?;
//! if let Some(record) = reader.next().await? {
//!     assert_eq!(record.bytes, b"order 17");
//!     billing.commit(record.position.next()).await?; // durable
//! }
//! log.close().await?;
//! # Ok::<(), aqueduct_log::Error>(()) }).unwrap();
//! ```
//!
//! # Promises
//!
//! * **What is acknowledged is durable**: [`Log::append`] resolves behind an fsync, and new files are fsynced in their
//!   folder. Readers see what is durable and nothing else.
//! * **One fsync for all that wait.** Appends made at the same time share it; [`Log::append_all`] is one write and one
//!   fsync.
//! * **Order and positions stay.** Records are numbered without gaps, and keep their numbers.
//! * **A torn tail is cut off, and said** ([`Log::opened`]). **Damage is an error** that names file, offset and what to
//!   do ([`Error::Corrupt`]); nothing is skipped. Every record has a checksum over its position, length and bytes.
//! * **Nothing follows garbage.** After a failed write the file is cut back to what is durable; after a failed fsync,
//!   when nobody knows what is on the disk, the log takes no more appends until it is opened anew. Opening verifies the
//!   tail and writes it once more before its fsync, since the system may show what it has failed to write.
//! * **One writer**, by a lock on a file: the second to open it has an [`Error::Locked`]. It ends with its process.
//! * **Bounded.** What waits to be written has [`Options::queue_bytes`]; beyond, appends wait. A reader reads 64 KiB
//!   ahead.
//! * **Positions of consumers** are replaced atomically ([`Consumer::commit`]).
//! * **Retention** by bytes and by age, in whole segments, and if wanted never what a consumer has not committed
//!   ([`Options`]).
//!
//! The limits: a segment has no index, so a reader that begins in the middle of one reads it from its beginning. Damage
//! in the very last run of records cannot be told from a run that was never finished; it is cut off and said, unless a
//! consumer has committed it. On Windows folders cannot be fsynced: there the file system's journal does it. It needs
//! tokio's runtime for reading and opening; what is written is written by a thread of its own, so no worker is ever
//! blocked.
//!
//! # Why no other crate
//!
//! Looked at: `commitlog` 0.2 syncs when told and has no consumers; `okaywal` 0.3 is a log to be checkpointed away, by
//! its own words not for production; `walrus-rust` 0.2 syncs by a timer or each entry alone, in files of 1 GB; `wal-db`
//! 1.1 cuts at the first damaged record or refuses it, and tells no torn tail from damage before it; `logdb` 0.6 drops
//! the errors of fsyncs of segments that it has left, and holds nothing back for its readers; `open-wal` 0.2 comes
//! closest in what is durable, but nobody reads while it is written, nothing awaits, retention and consumers are the
//! user's, and Windows is left out. `fjall` and `redb` are maps: retention is a deletion by key there, and a torn tail
//! is theirs to judge. So the log is our own, with `crc32fast` for checksums; the lock is std's.

#![forbid(unsafe_code)]

mod consumers;
mod disk;
mod error;
mod format;
mod log;
mod open;
mod options;
mod position;
mod reader;
mod retention;
mod scan;
#[cfg(test)]
mod tests;
mod view;
mod writer;

pub use consumers::Consumer;
pub use error::Error;
pub use log::Log;
pub use open::Opened;
pub use options::Options;
pub use position::{Position, Record};
pub use reader::Reader;
pub use retention::Retained;
