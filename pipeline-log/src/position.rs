//! Where a record is.

use std::fmt;

/// The place of a record in its log: the first is 0, each next one 1 more, for as long as the log exists. Removing old
/// records does not change it.
///
/// ```
/// use aqueduct_log::Position;
///
/// assert_eq!(Position::new(41).next(), Position::new(42));
/// assert_eq!(Position::START.get(), 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u64);

impl Position {
    /// Of the first record of a log.
    pub const START: Position = Position(0);

    /// The position with this number, to read from one that was kept elsewhere.
    pub const fn new(number: u64) -> Self {
        Position(number)
    }

    /// Its number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The one behind it: what a consumer commits when it is done with the record at this one.
    pub const fn next(self) -> Self {
        Position(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What [`Reader::next`](crate::Reader::next) gives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// Where it is.
    pub position: Position,
    /// What was appended.
    pub bytes: Vec<u8>,
}
