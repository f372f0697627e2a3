//! An item of one of two streams.

/// An item of either side of a `join`: what it has no time for any more, and its `else` receives as
/// `Failed<Side<A, B>, Infallible>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Side<A, B> {
    /// It came with the first of the two streams.
    Left(A),
    /// It came with the second one.
    Right(B),
}
