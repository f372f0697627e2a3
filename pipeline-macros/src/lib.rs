//! The macros of `aqueduct`. Use them through the `aqueduct` crate.
