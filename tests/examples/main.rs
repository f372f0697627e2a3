//! Runs the examples as a user would and holds what they print and write against loops that know nothing of pipelines.

mod again;
mod batched_sink;
mod clicks;
mod expected_flights;
mod flights;
mod flights_sql;
mod nexmark;
mod payments;
pub mod quiet;
mod ran;
mod stock;
mod wordcount;

use std::path::PathBuf;

/// What the examples read when they are told nothing.
fn data(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "examples", "data", file].iter().collect()
}
