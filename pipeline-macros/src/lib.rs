//! The macros of `aqueduct`. Use them through the `aqueduct` crate.

mod errors;
mod graph;
mod parse;
