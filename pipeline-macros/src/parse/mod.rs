//! Tokens to syntax trees.

pub(crate) mod function;
pub(crate) mod guard;
pub(crate) mod pipeline;
