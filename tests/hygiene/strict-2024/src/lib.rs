//! Strict about everything; what is tested is in `matrix.rs`, the same for each edition.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, missing_debug_implementations, clippy::pedantic)]
#![no_implicit_prelude]

#[path = "../../matrix.rs"]
pub mod matrix;
#[path = "../../shadows.rs"]
pub mod shadows;
