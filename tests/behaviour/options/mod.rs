//! Every option of a node and of a pipeline, measured from outside.

mod batch;
mod breaker;
mod budget;
mod by;
mod fuse;
mod joined_workers;
mod merges;
mod overflow;
mod rate;
mod restart;
mod retry;
mod settings;
mod tick;
mod turns;
mod workers;

use std::fmt::Display;

use aqueduct::prelude::*;

use crate::common::{Fell, Seen};

/// Keeps what failed at one node.
#[sink]
pub fn dead<T: Send + 'static, E: Display + Send + Sync + 'static>(fell: &Seen<Fell<T>>, failed: Failed<T, E>) {
    fell.push(failed.into());
}
