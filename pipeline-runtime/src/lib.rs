//! The runtime of `aqueduct`. Use it through the `aqueduct` crate.
