//! Bounded edges between tasks.
//!
//! The sender writes into a buffer of its own and publishes it in one step: when a chunk is full, when the edge is full,
//! and whenever its task is about to suspend. The receiver takes what is there in one step and works it off. Room is counted
//! in items and taken when an item is written, so publishing never blocks and never fails.

mod core;
mod port_in;
mod port_out;
mod queue;
mod rx;
mod tx;

#[cfg(test)]
mod tests;

pub use self::core::{Deal, Edge, EdgeView, PortEdge};
pub use port_in::{In, SendError, TrySendError};
pub use port_out::Out as OutPort;
pub use rx::{LONGEST_GRAIN, Rx, WorkerRx};
pub use tx::{FullExit, SaysMarks, Tx};

/// Items an edge holds unless a node or the pipeline says otherwise.
pub const DEFAULT_CAPACITY: usize = 256;

/// Items a sender gathers before it publishes them, unless its task suspends or has been at it for a while.
pub const CHUNK: usize = 256;
/// The same for large items.
const CHUNK_OF_LARGE: usize = 64;
/// What counts as large, in bytes.
const LARGE: usize = 64;

/// How many items are worked off or handed over together at the most.
pub const fn chunk_of<T>() -> usize {
    if size_of::<T>() > LARGE { CHUNK_OF_LARGE } else { CHUNK }
}

/// What a full inbox does with one item more: the option `overflow`.
///
/// The first is the default. The three that drop count every item they drop (`fail` hands it to the node's `else`).
/// Names as in Pekko's `OverflowStrategy` and core.async's sliding and dropping buffers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overflow {
    /// The sender waits: backpressure reaches the source.
    #[default]
    Block,
    /// The longest waiting item makes room (a sliding buffer).
    DropOldest,
    /// The item that found no room is dropped (a dropping buffer).
    DropNewest,
    /// The item that found no room goes to the node's `else` as [`Cause::Full`](crate::Cause::Full).
    Fail,
}

/// How an inbox was asked to be.
#[derive(Clone, Copy, Debug)]
pub struct EdgeOptions {
    /// How many items may wait in it.
    pub capacity: usize,
    /// What happens to one more.
    pub overflow: Overflow,
}

impl EdgeOptions {
    pub(crate) fn blocking(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), overflow: Overflow::Block }
    }
}
